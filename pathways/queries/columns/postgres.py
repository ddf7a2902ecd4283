"""Reads packed rows from PostgreSQL: the server joins their bytes, and one COPY brings them in one piece."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from django.db import connection, transaction

from pathways.queries.columns.packing import FIRST_DAY, Packed, numbers
from pathways.rules.twin.columns import Ints

_DAY = f"\"on\" - date '{FIRST_DAY}'"
_LEVEL = "CAST(level * 1000 AS bigint)"
# Moments count from 2000 there.
_EPOCH = int(np.datetime64("2000-01-01", "us").astype(np.int64))
_HEAD, _NUMBER = 19, 4


def read(where: str, left_out: Collection[str], recorded: bool) -> Packed:
    """Return the rows. One statement; a row costs no callback, as it would if each were copied by itself."""
    row = " || ".join(f"int8send({number})" for number in numbers(_DAY, _LEVEL, left_out))
    columns = [
        f"string_agg({row}, '')",
        "string_agg(int8send(refers_to_id), '') FILTER (WHERE refers_to_id IS NOT NULL)",
        "string_agg(timestamptz_send(at), '') FILTER (WHERE at IS NOT NULL)",
        f"string_agg(timestamptz_send(recorded_at), '') FILTER (WHERE {recorded})",
    ]
    # Names and words are constants of this program, ids whole numbers.
    select = f"SELECT {', '.join(columns)} FROM assessments_evidence WHERE {where}"  # noqa: S608  # as just said
    rows, followed, instants, moments = _fields(_copied(select))
    return Packed(rows.reshape(-1, 4), followed, instants + _EPOCH, moments + _EPOCH)


def _copied(select: str) -> bytes:
    pieces = _Pieces()
    with transaction.atomic(), connection.cursor() as cursor:
        # Compiling the statement takes longer than running it on a class.
        cursor.execute("SET LOCAL jit = off")
        cursor.copy_expert(f"COPY ({select}) TO STDOUT (FORMAT binary)", pieces)
    return b"".join(pieces.taken)


class _Pieces:
    """What COPY writes to."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def write(self, piece: bytes) -> None:
        """Take a piece."""
        self.taken.append(piece)


def _fields(copied: bytes) -> Iterator[Ints]:
    """Yield the numbers of each field of the one row; no field is no number."""
    place = _HEAD + 2
    for _ in range(int.from_bytes(copied[_HEAD:place], "big")):
        length = max(int.from_bytes(copied[place : place + _NUMBER], "big", signed=True), 0)
        place += _NUMBER
        yield np.frombuffer(copied, ">i8", length // 8, place).astype(np.int64)
        place += length
