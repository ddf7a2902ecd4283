"""Starts the wiring: Celery loads here, once the environment exists."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class CbeConfig(AppConfig):
    """What spans all apps: start-up, checks, the home page."""

    name = "cbe"
    label = "cbe"
    verbose_name = "Waypoint"

    def ready(self) -> None:
        """Load Celery here: `cbe/__init__.py` must import without it, or `manage.py` could not prepare itself."""
        importlib.import_module("cbe.celery")
