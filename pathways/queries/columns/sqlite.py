"""Reads packed rows from SQLite: four whole numbers a row, so that few Python objects are made on the way."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from django.db import connection

from pathways.queries.columns.packing import FIRST_DAY, Packed, numbers
from pathways.rules.twin.columns import Ints

_DAY = f"CAST(julianday(\"on\") - julianday('{FIRST_DAY}') AS INTEGER)"
_LEVEL = "CAST(round(level * 1000) AS INTEGER)"
_AT_ONCE = 20_000


def read(where: str, left_out: Collection[str], recorded: bool) -> Packed:
    """Return the rows. One statement; rows with something to follow, an instant or a moment bring it beside."""
    moment = "recorded_at" if recorded else "NULL"
    select = (
        f"SELECT {', '.join(numbers(_DAY, _LEVEL, left_out))}, refers_to_id, at, {moment} "  # noqa: S608  # constants and ids
        f"FROM assessments_evidence WHERE {where}"
    )
    rows: list[Ints] = []
    beside: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    # Django would call a function for every row to make days and moments of texts; here they are numbers already.
    with connection.cursor() as cursor:
        cursor.execute(select)
        while some := cursor.fetchmany(_AT_ONCE):
            columns = list(zip(*some, strict=True))
            rows.append(np.array(columns[:4], np.int64).T)
            for kept, column in zip(beside, columns[4:], strict=True):
                kept.extend(one for one in column if one is not None)
    followed, instants, moments = beside
    together = np.concatenate(rows) if rows else np.zeros((0, 4), np.int64)
    return Packed(together, np.array(followed, np.int64), _microseconds(instants), _microseconds(moments))


def _microseconds(texts: list[str]) -> Ints:
    return np.array(texts, "datetime64[us]").astype(np.int64)
