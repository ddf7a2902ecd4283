"""Start-up of the reporting app."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Reports"

    def ready(self) -> None:
        """Start to hear what the database says, and add the reports' system check."""
        importlib.import_module("reporting.receivers")
        importlib.import_module("reporting.checks")
