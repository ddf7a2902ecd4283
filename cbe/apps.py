"""Starts the wiring: Celery loads here, once the environment exists."""

from __future__ import annotations

import importlib

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CbeConfig(AppConfig):
    """What spans all apps: start-up, checks, the home page."""

    name = "cbe"
    label = "cbe"
    verbose_name = "Waypoint"

    def ready(self) -> None:
        """Load Celery here: `cbe/__init__.py` must import without it, or `manage.py` could not prepare itself."""
        importlib.import_module("cbe.celery")
        # Django sends this only for apps with models, and `cbe` has none.
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("people"))


def make_cache_table(using: str, **_: object) -> None:
    """The cache's table has no model, so no migration makes it; a table that exists is left alone."""
    call_command("createcachetable", database=using, verbosity=0)
