"""Start-up of the pathways app."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "pathways"
    verbose_name = "Pathways"

    def ready(self) -> None:
        """Start to hear what changes below, and what workers say."""
        importlib.import_module("pathways.receivers")
