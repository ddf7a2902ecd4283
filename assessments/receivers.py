"""What assessments does when the database has been migrated or a connection is made."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from assessments.models import Evidence
from assessments.models.append_only import protect


@receiver(post_migrate)
def keep_the_ledger_append_only(sender: AppConfig, using: str, **_: Any) -> None:
    """Make the ledger's triggers again where a migration has dropped them."""
    if sender is apps.get_app_config("assessments"):
        protect(connections[using], Evidence._meta.db_table)


@receiver(connection_created)
def write_a_class_set_in_one_statement(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Tell Django how many values this SQLite really takes in one statement; it assumes a limit lifted in 2020."""
    if connection.vendor == "sqlite":
        # 9 is SQLITE_LIMIT_VARIABLE_NUMBER, for which Python 3.11's sqlite3 has the function.
        connection.features.max_query_params = connection.connection.getlimit(9)
