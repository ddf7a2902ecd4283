"""What ``manage.py check --database default`` says about issued reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections

from assessments.models.append_only import unprotected
from reporting.models import ProgressReport


@checks.register(checks.Tags.database)
def reports_are_as_issued(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Say so where the database would let somebody change or delete an issued report."""
    return [
        checks.Warning(
            f"The table {table} has lost the triggers that keep issued reports as they are.",
            hint=f"Run manage.py migrate --database {alias}: it makes them again.",
            id="reporting.W001",
        )
        for alias in databases or ()
        for table in unprotected(connections[alias], ProgressReport._meta.db_table)
    ]
