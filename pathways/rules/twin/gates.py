"""The gates, each for all students at once: which pairs of student and competency meet it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from competencies.rules.policy import DEPTHS, Gate
from pathways.rules.twin.arranging import Arranged
from pathways.rules.twin.calendar import day_number, moved
from pathways.rules.twin.columns import NO_DAY, Codes, Days, Flags, Ints
from pathways.rules.twin.numbers import Scores, exactly, ratios, reached
from pathways.rules.twin.packing import Whole, any_in, counts_of, pack, starts_of
from pathways.rules.twin.selecting import SUMMATIVE, Work
from pathways.rules.twin.thresholds import Thresholds, thousandths


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows by pair: where those of each pair that has any begin."""

    rows: Ints
    level: Ints
    pair: Ints
    start: Ints

    @property
    def count(self) -> Ints:
        """How many rows each of these pairs has."""
        return counts_of(self.start, len(self.rows))

    @property
    def owner(self) -> Ints:
        """The pair of each row."""
        return np.repeat(self.pair, self.count)


@dataclass(frozen=True, slots=True)
class Facts:
    """What gates look at: eligible rows for quantity, counted ones for quality and freshness."""

    arranged: Arranged
    work: Work
    eligible: Rows
    counted: Rows
    thresholds: Thresholds

    def everywhere(self, rows: Rows, met: Flags) -> Flags:
        """Return what some pairs meet as what all do; pairs without such rows do not."""
        found = np.zeros(len(self.arranged.pairs), np.bool_)
        found[rows.pair] = met
        return found

    def codes(self, column: Codes) -> Codes:
        """Return a column of the eligible rows."""
        return column[self.eligible.rows]


@dataclass(frozen=True, slots=True)
class Met:
    """Which pairs meet a gate, and where that is not certain."""

    met: Flags
    unsure: Flags | None = None


GateRule = Callable[[Gate, Facts], Met]


def rows_of(work: Work, kept: Flags | None = None) -> Rows:
    """Return the rows of some work (or those of them that were kept) by pair."""
    if kept is None:
        first = starts_of(work.pair)
        return Rows(work.rows, work.level, work.pair[first], work.start[first])
    left = np.add.reduceat(kept, work.start, dtype=np.int64) if len(kept) else work.count
    some = left > 0
    pair, start = work.pair[some], (np.cumsum(left) - left)[some]
    first = starts_of(pair)
    return Rows(work.rows[kept], work.level[kept], pair[first], start[first])


def min_evidence(gate: Gate, facts: Facts) -> Met:
    """Enough eligible rows on the competency, or on each required standard."""
    need = int(gate.need)
    if gate.per == "competency":
        return _count(gate, facts, facts.eligible.count)
    enough = (facts.work.count >= need) & facts.arranged.slots.required[facts.work.slot]
    pairs = facts.arranged.pairs
    return Met((np.bincount(facts.work.pair[enough], minlength=len(pairs)) == pairs.needed) | (need <= 0))


def min_source_types(gate: Gate, facts: Facts) -> Met:
    """Enough different kinds of work."""
    return _count(gate, facts, _different(facts, facts.arranged.columns.source_type))


def min_contexts(gate: Gate, facts: Facts) -> Met:
    """Enough different contexts."""
    return _count(gate, facts, _different(facts, facts.arranged.columns.context))


def distinct_days(gate: Gate, facts: Facts) -> Met:
    """Work on enough different days."""
    days, start = facts.arranged.columns.on[facts.eligible.rows], facts.eligible.start
    if not len(days) or int(gate.need) < 2:
        return _count(gate, facts, facts.eligible.count)
    if int(gate.need) == 2:
        return _count(gate, facts, 1 + (np.minimum.reduceat(days, start) < np.maximum.reduceat(days, start)))
    key = pack(facts.eligible.owner, days)
    if key is None:
        raise OverflowError("too many rows for one table; divide the students")
    packed = np.sort(key.packed)
    different = key.part(0, packed[starts_of(packed)])
    return _count(gate, facts, counts_of(starts_of(different), len(different)))


def require_summative(gate: Gate, facts: Facts) -> Met:
    """At least one summative piece."""
    return _once(facts, facts.codes(facts.arranged.columns.kind) == SUMMATIVE)


def require_transfer(gate: Gate, facts: Facts) -> Met:
    """At least one piece that transfers to a new context."""
    return _once(facts, facts.arranged.columns.transfer[facts.eligible.rows])


def min_depth(gate: Gate, facts: Facts) -> Met:
    """At least one piece at this depth or beyond it."""
    return _once(facts, facts.codes(facts.arranged.columns.depth) > DEPTHS.index(str(gate.need)))


def min_level(gate: Gate, facts: Facts) -> Met:
    """No counted piece below this level."""
    counted = facts.counted
    lowest = np.minimum.reduceat(counted.level, counted.start) if len(counted.rows) else counted.level
    return _quality(gate, facts, exactly(lowest))


def min_average(gate: Gate, facts: Facts) -> Met:
    """The mean of the counted pieces reaches this."""
    counted = facts.counted
    total = np.add.reduceat(counted.level, counted.start) if len(counted.rows) else counted.level
    return _quality(gate, facts, ratios(total, counted.count))


def within_months(gate: Gate, facts: Facts) -> Met:
    """The newest counted proficient piece is no older than so many calendar months."""
    return Met(newest_proficient(facts) >= day_number(moved(facts.arranged.as_of, -int(gate.need))))


def portfolio_is_there(facts: Facts, required: int) -> Flags:
    """Tell which pairs have all the pieces a portfolio's level requires on each required standard."""
    found = np.bincount(facts.counted.owner, minlength=len(facts.arranged.pairs))
    return found >= required * facts.arranged.pairs.needed


def newest_proficient(facts: Facts) -> Days:
    """Return for each pair the day of the newest counted piece at or above proficient, ``NO_DAY`` without one."""
    counted, pairs = facts.counted, facts.arranged.pairs
    newest = np.full(len(pairs), NO_DAY, np.int32)
    if len(counted.rows):
        proficient = facts.thresholds.proficient[pairs.competency]
        days = np.where(counted.level >= proficient[counted.owner], facts.arranged.columns.on[counted.rows], NO_DAY)
        newest[counted.pair] = np.maximum.reduceat(days, counted.start)
    return newest


GATE_RULES: dict[str, GateRule] = {
    "min_evidence": min_evidence,
    "min_source_types": min_source_types,
    "min_contexts": min_contexts,
    "require_summative": require_summative,
    "require_transfer": require_transfer,
    "min_depth": min_depth,
    "distinct_days": distinct_days,
    "min_level": min_level,
    "min_average": min_average,
    "within_months": within_months,
}


def _different(facts: Facts, column: Codes) -> Ints:
    """How many different codes other than "nothing given" each pair has: one bit for each code."""
    if not len(facts.eligible.rows):
        return facts.eligible.start
    bits = np.left_shift(1, facts.codes(column).astype(np.int64)) & ~1
    return np.bitwise_count(np.bitwise_or.reduceat(bits, facts.eligible.start)).astype(np.int64)


def _count(gate: Gate, facts: Facts, have: Whole) -> Met:
    return Met(facts.everywhere(facts.eligible, have >= int(gate.need)))


def _once(facts: Facts, which: Flags) -> Met:
    return Met(facts.everywhere(facts.eligible, any_in(which, facts.eligible.start)))


def _quality(gate: Gate, facts: Facts, have: Scores) -> Met:
    have, tied = facts.thresholds.compared(have)
    need = np.array([thousandths(Decimal(gate.need)) or 0], np.float64)
    met, unsure = reached(have, need, facts.thresholds.grain)
    return Met(facts.everywhere(facts.counted, met > 0), facts.everywhere(facts.counted, unsure | tied))
