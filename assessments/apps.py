"""Start-up of the assessments app."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "Evidence"

    def ready(self) -> None:
        """Start to hear what the database says, and add the ledger's system check."""
        importlib.import_module("assessments.receivers")
        importlib.import_module("assessments.checks")
