"""What ``manage.py check --database default`` says about the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections

from assessments.models import APPEND_ONLY
from assessments.models.append_only import unprotected


@checks.register(checks.Tags.database)
def ledger_is_append_only(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Say so where the database would let somebody change or delete evidence, or what people decided beside it.

    A warning and no error: ``migrate`` runs this check first, and it is ``migrate`` that makes the triggers again.
    """
    return [
        checks.Warning(
            f"The table {table} has lost the triggers that keep it append-only.",
            hint=f"Run manage.py migrate --database {alias}: it makes them again.",
            id="assessments.W001",
        )
        for alias in databases or ()
        for table in unprotected(connections[alias], *APPEND_ONLY)
    ]
