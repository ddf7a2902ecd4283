"""How a row of the ledger travels: four whole numbers, the words of its choices packed into one of them.

The same SQL packs on both databases. The tables of words are the twin's own (``pathways.rules.twin.columns``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from pathways.rules.twin.columns import (
    ACTIONS,
    CONTEXTS,
    DEPTHS,
    KINDS,
    MARKS,
    NONE,
    ROLES,
    SOURCE_TYPES,
    SUPPORTS,
    Codes,
    Ints,
)

# A day counts from the first one there is, so that it is never below zero: 22 bits hold every day a date can be.
DAY_BITS, FIRST_DAY = 22, "0001-01-01"
FIRST_DAY_NUMBER = int(np.datetime64(FIRST_DAY, "D").astype(np.int64))
STANDARD_BITS = 31
CODE_BITS = 24
# No level has so many thousandths: eight digits are stored.
NO_LEVEL = 1 << 30


@dataclass(frozen=True, slots=True)
class Choice:
    """A column of words as bits of a number; ``often`` is the word that is asked for first, since most rows have it."""

    name: str
    column: str
    words: tuple[str, ...]
    often: str
    shift: int

    @property
    def bits(self) -> int:
        return (len(self.words) - 1).bit_length()

    def sql(self) -> str:
        """Return its part of the packed number. The words are constants of this program."""
        order = sorted(self.words, key=lambda word: word != self.often)
        whens = " ".join(f"WHEN '{word}' THEN {self.words.index(word) << self.shift}" for word in order)
        return f"CASE {self.column} {whens} ELSE 0 END"

    def codes(self, packed: Ints) -> Codes:
        """Return the codes of this column."""
        return ((packed >> self.shift) & ((1 << self.bits) - 1)).astype(np.uint8)


def _choices() -> Iterator[Choice]:
    shift = 0
    for name, column, words, often in (
        ("action", "action", ACTIONS, "rating"),
        ("mark", "mark", MARKS, ""),
        ("kind", "kind", KINDS, "summative"),
        ("role", "assessor_role", ROLES, "teacher"),
        ("support", "support", SUPPORTS, "independent"),
        ("source_type", "source_type", SOURCE_TYPES, ""),
        ("context", "context", CONTEXTS, ""),
        ("depth", "depth", DEPTHS, ""),
    ):
        choice = Choice(name, column, words, often, shift)
        shift += choice.bits
        yield choice


CHOICES = tuple(_choices())
_AT, _TRANSFER = 22, 23
_USUALLY = frozenset({"action", "mark", "role", "support"})
# What only some rules ask for; it is left out where none does, since every word costs time.
VARIETY = frozenset({"source_type", "context", "depth", "transfer"})


def _usual() -> str:
    """Return the SQL of the columns where nearly every row says the same: asked together, they cost half as much."""
    usually = [choice for choice in CHOICES if choice.name in _USUALLY]
    asked = " AND ".join(f"{one.column} = '{one.often}'" for one in usually)
    known = sum(one.words.index(one.often) << one.shift for one in usually)
    return f"CASE WHEN {asked} THEN {known} ELSE {' | '.join(one.sql() for one in usually)} END"


def numbers(day: str, level: str, left_out: Collection[str] = ()) -> tuple[str, str, str, str]:
    """Return the SQL of a row's four numbers; ``day`` and ``level`` are this database's way to make numbers of them."""
    codes = [_usual(), *(one.sql() for one in CHOICES if one.name not in _USUALLY and one.name not in left_out)]
    codes.append(f"CASE WHEN at IS NULL THEN 0 ELSE {1 << _AT} END")
    if "transfer" not in left_out:
        codes.append(f"CASE WHEN transfer THEN {1 << _TRANSFER} ELSE 0 END")
    return (
        "id",
        f"((student_id << {DAY_BITS}) | ({day}))",
        f"((competency_id << {STANDARD_BITS}) | standard_id)",
        f"((coalesce({level}, {NO_LEVEL}) << {CODE_BITS}) | {' | '.join(codes)})",
    )


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows as they came: four numbers each, then the columns most rows have nothing in, in the order of the rows.

    ``followed`` are the ids that corrections and voids refer to, ``instants`` those of rows that have one, and
    ``recorded`` the moments of all rows where they were asked for, both in microseconds.
    """

    rows: Ints
    followed: Ints
    instants: Ints
    recorded: Ints


def unpacked(one: Packed) -> dict[str, np.ndarray]:
    """Return the columns by name, as ``Columns`` takes them."""
    rows = len(one.rows)
    student, place, told = (one.rows[:, column] for column in (1, 2, 3))
    codes = told & ((1 << CODE_BITS) - 1)
    level = told >> CODE_BITS
    columns = {choice.name: choice.codes(codes) for choice in CHOICES}
    refers_to, at = np.zeros(rows, np.int64), np.full(rows, NONE, np.int64)
    refers_to[columns["action"] != 0] = one.followed
    at[(codes >> _AT) & 1 == 1] = one.instants
    return columns | {
        "id": one.rows[:, 0].copy(),
        "student": student >> DAY_BITS,
        "on": ((student & ((1 << DAY_BITS) - 1)) + FIRST_DAY_NUMBER).astype(np.int32),
        "competency": place >> STANDARD_BITS,
        "standard": place & ((1 << STANDARD_BITS) - 1),
        "level": np.where(level == NO_LEVEL, NONE, level),
        "transfer": (codes >> _TRANSFER) & 1 == 1,
        "refers_to": refers_to,
        "at": at,
        "recorded": one.recorded if len(one.recorded) else np.zeros(rows, np.int64),
    }
