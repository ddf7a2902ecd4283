"""What assessments does when the database is migrated, a connection made, or the continuum asks after the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from assessments.models import APPEND_ONLY
from assessments.models.append_only import protect
from assessments.queries.amounts import Place, amounts_at
from competencies.signals import work_asked


@receiver(post_migrate)
def keep_the_ledger_append_only(sender: AppConfig, using: str, **_: Any) -> None:
    """Make the ledger's triggers again where a migration has dropped them."""
    if sender is apps.get_app_config("assessments"):
        protect(connections[using], *APPEND_ONLY)


@receiver(connection_created)
def write_a_class_set_in_one_statement(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Tell Django how many values this SQLite really takes in one statement; it assumes a limit lifted in 2020."""
    if connection.vendor == "sqlite":
        # 9 is SQLITE_LIMIT_VARIABLE_NUMBER, for which Python 3.11's sqlite3 has the function.
        connection.features.max_query_params = connection.connection.getlimit(9)


@receiver(work_asked)
def say_how_much_work_stands(district_id: int, places: Sequence[Place], **_: Any) -> dict[Place, tuple[int, int]]:
    """Answer for the continuum's editors how much work a change of it is about."""
    return amounts_at(district_id, places)
