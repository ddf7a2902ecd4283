"""Puts a table of evidence in order, by student, competency, standard and day, and finds what may count at all.

Nothing here depends on a policy, so that two of them can be compared on one arrangement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from pathways.rules.twin.calendar import day_number, microseconds
from pathways.rules.twin.columns import NO_DAY, NONE, SUPPORTS, Adapted, Columns, Days, Flags, Ints, Requirements
from pathways.rules.twin.packing import Key, counts_of, pack, starts_of
from pathways.rules.twin.resolving import Resolved, resolve
from pathways.rules.twin.selecting import adapted_rows, exempt_parts
from pathways.rules.twin.slots import Slots, slots_of

_MODIFIED = SUPPORTS.index("modified")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each student with each competency there is a row of; ``needed`` counts the required standards not exempt.

    ``competency`` is a place among the competencies of the slots. ``upcoming`` is the day of the first piece after
    the day judged; ``odd`` pairs go to the exact engine.
    """

    student: Ints
    competency: Ints
    needed: Ints
    exempt: Flags
    upcoming: Days
    odd: Flags

    def __len__(self) -> int:
        return len(self.student)


@dataclass(frozen=True, slots=True)
class Arranged:
    """The rated rows that may count, in order, each with its part (a pair's work on one standard).

    ``rows`` are places in the columns; ``slot`` and ``pair_of`` are by part.
    """

    columns: Columns
    slots: Slots
    as_of: date
    pairs: Pairs
    rows: Ints
    part: Ints
    slot: Ints
    pair_of: Ints


@dataclass(frozen=True, slots=True)
class _Order:
    """All rows in order: which, in which part each is, and of each part the slot, the pair and the student."""

    rows: Ints
    part: Ints
    slot: Ints
    pair_of: Ints
    student: Ints

    def pairs_where(self, flags: Flags) -> tuple[Ints, Ints]:
        """Return the flagged rows, which may stand anywhere, and the pair of each, in order of the pairs."""
        places = np.flatnonzero(flags[self.rows])
        return self.rows[places], self.pair_of[self.part[places]]


def arrange(
    columns: Columns,
    requirements: Requirements,
    as_of: date,
    known_at: datetime | None = None,
    adapted: Adapted | None = None,
) -> Arranged:
    """Return the evidence in order, as seen on a day with what was known at a moment (None: everything)."""
    slots = slots_of(requirements)
    slot = slots.of(columns)
    if (slot < 0).any():
        columns, slot = columns.take(slot >= 0), slot[slot >= 0]
    known = None if known_at is None else columns.recorded <= microseconds(known_at)
    resolved = resolve(columns, known)
    order = _ordered(columns, slot, resolved.place, slots)
    today = columns.on <= day_number(as_of)
    seen = resolved.standing & today
    exempt = exempt_parts(columns, seen, order.rows, order.part, len(order.slot))
    rated = _rated(columns, seen & slots.listed[slot], adapted)[order.rows]
    if exempt.any():
        rated &= ~exempt[order.part]
    pairs = _pairs(columns, slots, order, exempt, resolved, resolved.standing & ~today)
    return Arranged(columns, slots, as_of, pairs, order.rows[rated], order.part[rated], order.slot, order.pair_of)


def _rated(columns: Columns, seen: Flags, adapted: Adapted | None) -> Flags:
    """Which of the rows carry a level that may count; modified work only where an adapted expectation says so."""
    rated: Flags = seen & (columns.level != NONE)
    modified = np.flatnonzero(rated & (columns.support == _MODIFIED))
    rated[modified] = adapted_rows(columns, modified, adapted)
    return rated


def _ordered(columns: Columns, slot: Ints, place: Ints, slots: Slots) -> _Order:
    if not len(columns):
        nothing = np.zeros(0, np.int64)
        return _Order(nothing, nothing, nothing, nothing, nothing)
    key = pack(columns.student, slot, columns.on, np.arange(len(columns)))
    if key is not None:
        packed = key.packed
        packed.sort()
        rows = key.part(3, packed)
        day = key.upto(2, packed)
    else:
        key, rows, packed = _argsorted(columns, slot)
        day = packed
    _settle_ties(columns, place, rows, day)
    by_part = key.upto(1, packed)
    start = starts_of(by_part)
    part = np.repeat(np.arange(len(start)), counts_of(start, len(rows)))
    first = packed[start]
    student, slot = key.part(0, first), key.part(1, first)
    competency = slots.competency[slot]
    pair_of = np.zeros(len(start), np.int64)
    pair_of[1:] = np.cumsum((student[1:] != student[:-1]) | (competency[1:] != competency[:-1]))
    return _Order(rows, part, slot, pair_of, student)


def _argsorted(columns: Columns, slot: Ints) -> tuple[Key, Ints, Ints]:
    """The slower way, for tables too large to carry a row's place in its key."""
    key = pack(columns.student, slot, columns.on)
    if key is None:
        raise OverflowError("too many rows for one table; divide the students")
    rows = np.argsort(key.packed, kind="stable")
    return key, rows, key.packed[rows]


def _settle_ties(columns: Columns, place: Ints, rows: Ints, day: Ints) -> None:
    """Put the work of one day in order: by instant (a bare day first), then by the place in the ledger."""
    same = np.zeros(len(rows) + 1, np.bool_)
    same[1:-1] = day[1:] == day[:-1]
    tied = np.flatnonzero(same[1:] | same[:-1])
    run, at, written = day[tied], columns.at[rows[tied]], place[rows[tied]]
    turned = (at[1:] < at[:-1]) | ((at[1:] == at[:-1]) & (written[1:] < written[:-1]))
    if (turned & (run[1:] == run[:-1])).any():
        rows[tied] = rows[tied][np.lexsort((written, at, run))]


def _pairs(columns: Columns, slots: Slots, order: _Order, exempt: Flags, resolved: Resolved, later: Flags) -> Pairs:
    first = starts_of(order.pair_of)
    competency = slots.competency[order.slot[first]]
    excused = np.bincount(order.pair_of[exempt & slots.required[order.slot]], minlength=len(first))
    upcoming = np.full(len(first), NO_DAY, np.int32)
    if later.any():
        rows, pair = order.pairs_where(later)
        start = starts_of(pair)
        upcoming[pair[start]] = np.minimum.reduceat(columns.on[rows], start)
    odd = slots.odd[competency]
    strange = (columns.level == NONE) & (columns.mark == 0) & (columns.action != 2)
    strange[resolved.odd] = True
    if strange.any():
        odd[order.pairs_where(strange)[1]] = True
    needed = slots.needed[competency] - excused
    return Pairs(order.student[first], competency, needed, (needed == 0) & (excused > 0), upcoming, odd)
