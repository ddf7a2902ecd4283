"""What reporting does when the database has been migrated."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from assessments.models.append_only import protect
from reporting.models import ProgressReport


@receiver(post_migrate)
def keep_issued_reports_as_issued(sender: AppConfig, using: str, **_: Any) -> None:
    """Make the triggers again that let nobody change or delete an issued report."""
    if sender is apps.get_app_config("reporting"):
        protect(connections[using], ProgressReport._meta.db_table)
