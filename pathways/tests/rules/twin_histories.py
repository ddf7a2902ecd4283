"""Generated ledgers for the twin: whole districts of nasty histories, as columns and as the engine reads them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np

from competencies.rules.policy import (
    COMBINATIONS,
    COUNTS,
    DEFAULT_ROLES,
    DEPTHS,
    METHODS,
    NEEDS_N,
    NEEDS_WEIGHT,
    Gate,
    Policy,
)  # fmt: skip
from competencies.rules.refusals import RefusedError
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.ledger import LedgerRow, resolve_ledger
from pathways.rules.twin import columns as codes
from pathways.rules.twin.columns import FAR_DAY, NONE, Adapted, Columns
from pathways.rules.values import Judgement, Piece, StandardRequirement

FIRST_DAY = date(2026, 1, 31)
FIRST_MOMENT = datetime(2026, 1, 31, 8, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_D = Decimal
SCALES = (
    Scale(_D(3), _D(4)),
    Scale(_D(3), _D(4), min=_D(0)),
    Scale(_D(3), _D(4), levels=tuple(map(_D, (1, 2, 3, 4)))),
    Scale(_D(7), _D(12)),
    Scale(_D(1), _D(1), min=_D(0), levels=(_D(0), _D(1))),
    Scale(_D("2.5"), _D(4), levels=tuple(map(_D, ("1", "1.5", "2", "2.5", "3", "3.5", "4")))),
    Scale(_D("2.5"), _D(5), min=_D(0)),
    Scale(_D("59.5"), _D(100), min=_D(0)),
    Scale(_D("2.75"), _D("3.5"), min=_D("0.5")),
    Scale(_D("2.125"), _D(4), levels=(_D("1.001"), _D("2.125"), _D("3.3"), _D(4))),
    Scale(_D("2.5"), _D("2.6"), levels=tuple(_D(one) / 1000 for one in range(2400, 2601))),
)
WEIGHTS = ("1", "1", "1", "2", "3", "0.5", "0.1", "0.333", "0")


@dataclass
class Batch:
    """Many students with many competencies under one policy, on one day."""

    policy: Policy
    scales: dict[int, Scale]
    standards: dict[int, tuple[StandardRequirement, ...]]
    rows: dict[tuple[int, int], list[LedgerRow]]
    adapted: dict[tuple[int, int], list[tuple[int, date, date | None]]]
    as_of: date
    known_at: datetime | None

    @property
    def requirements(self) -> dict[int, tuple[codes.Requirement, ...]]:
        """What the twin is told of the standards."""
        return {
            one: tuple(codes.Requirement(int(each.id), each.required, each.weight) for each in standards)
            for one, standards in self.standards.items()
        }

    def judged(self, student: int, competency: int) -> Judgement | None:
        """The exact judgement; None where it is refused."""
        pieces = resolve_ledger(self.rows[student, competency], self.known_at)
        periods = self.adapted.get((student, competency), [])
        standards = tuple(
            replace(one, adapted=tuple((first, last) for id_, first, last in periods if id_ in {0, one.id}))
            for one in self.standards[competency]
        )
        scale = self.scales[competency]
        try:
            return judge(pieces, standards, self.policy, scale, self.as_of, self.known_at, explain=False)
        except RefusedError:
            return None

    def story(self, student: int, competency: int) -> str:
        """One history in full, to be read where the engines differ."""
        parts = [self.policy, self.scales[competency], self.as_of, self.known_at, self.judged(student, competency)]
        parts += [*self.standards[competency], *self.adapted.get((student, competency), [])]
        return "\n".join(map(repr, [*parts, *self.rows[student, competency]]))


def batch(chance: random.Random, policy: Policy, students: int, competencies: int) -> Batch:
    """A batch of histories under a policy."""
    made = Batch(policy, {}, {}, {}, {}, FIRST_DAY + timedelta(days=chance.choice([0, 3, 12, 29, 60, 200])), None)
    if chance.random() < 0.3:
        made.known_at = FIRST_MOMENT + timedelta(days=chance.randrange(120), seconds=chance.choice([0, 60, 30_000]))
    for competency in range(1, competencies + 1):
        made.scales[competency] = chance.choice(SCALES)
        made.standards[competency] = tuple(_standards(chance, competency))
    ids = iter(range(1, 10**9))
    for student in range(1, students + 1):
        for competency in made.scales:
            pair = (student * 7, competency)
            made.rows[pair] = list(_history(chance, made, competency, ids))
            if chance.random() < 0.2:
                made.adapted[pair] = [_period(chance, competency) for _ in range(chance.randint(1, 2))]
    return made


def _standards(chance: random.Random, competency: int) -> Iterator[StandardRequirement]:
    alike = chance.random() < 0.5
    for number in range(chance.choice([0, 1, 1, 2, 3, 3, 4, 6])):
        weight = _D(1) if alike else _D(chance.choice(WEIGHTS))
        yield StandardRequirement(competency * 10 + number, required=chance.random() < 0.75, weight=weight)


def _period(chance: random.Random, competency: int) -> tuple[int, date, date | None]:
    first = FIRST_DAY + timedelta(days=chance.randrange(-5, 20))
    last = None if chance.random() < 0.4 else first + timedelta(days=chance.randrange(15))
    return chance.choice([0, 0, competency * 10, competency * 10 + 1]), first, last


def _history(chance: random.Random, made: Batch, competency: int, ids: Iterator[int]) -> Iterator[LedgerRow]:
    scale, standards = made.scales[competency], made.standards[competency]
    ladder = scale.levels or tuple(_D(one) for one in range(int(scale.min), int(scale.top) + 1))
    if made.policy.method == "power_law" and chance.random() < 0.99:
        ladder = tuple(one for one in ladder if one > 0)
    near = [one for one in ladder if abs(one - scale.proficient) <= 1] or list(ladder)
    levels = chance.choice([list(ladder), near, near, [chance.choice(near)], sorted(near)[:1] + sorted(near)[-1:]])
    count = chance.choice([0, 1, 1, 2, 3, 4, 5, 6, 8, 10, 12, chance.randint(13, 40) if chance.random() < 0.3 else 7])
    # Also a standard that nobody lists, and one that another competency does.
    ids_of_standards = [int(one.id) for one in standards] * 6 + [competency * 10 + 9, 10]
    if chance.random() < 0.3:
        ids_of_standards = ids_of_standards[:1]
    plain = chance.random() < 0.4
    for number in range(max(count, 1)):
        piece = _piece(chance, number, levels, ids_of_standards, plain=plain)
        id_ = next(ids)
        recorded = FIRST_MOMENT + timedelta(days=number * 3 % 100 if chance.random() < 0.01 else number * 2)
        yield _row(piece, id_, recorded, "rating", None)
        if not plain and chance.random() < 0.15:
            yield from _followers(chance, piece, id_, recorded, ids, levels)


def _followers(
    chance: random.Random, piece: Piece, root: int, recorded: datetime, ids: Iterator[int], levels: list[Decimal]
) -> Iterator[LedgerRow]:
    """A chain of corrections and voids, each following the row before."""
    for _ in range(chance.choice([1, 1, 1, 2, 3, 5])):
        id_ = next(ids)
        recorded += timedelta(hours=chance.randrange(40))
        action = chance.choice(["correction", "void"])
        other = replace(piece, level=chance.choice(levels), mark="") if chance.random() < 0.9 else piece
        if chance.random() < 0.2:
            other = replace(other, on=other.on + timedelta(days=chance.randrange(-2, 3)))
        yield _row(other if action == "correction" else None, id_, recorded, action, root)
        root = id_


def _row(piece: Piece | None, id_: int, recorded: datetime, action: str, refers_to: int | None) -> LedgerRow:
    if piece is not None:
        piece = replace(piece, id=id_, seq=id_, recorded=recorded)
    return LedgerRow(id_, action, id_, recorded, refers_to, piece)


def _piece(chance: random.Random, number: int, levels: list[Decimal], standards: list[int], *, plain: bool) -> Piece:
    on = FIRST_DAY + timedelta(days=chance.choice([0, 0, 1, number, number, number, number * 7]))
    if plain:
        return Piece("", chance.choice(standards), on, "summative", chance.choice(levels), type="test")
    mark = chance.choice(["missed", "insufficient", "excused", "exempt"]) if chance.random() < 0.06 else ""
    hour = chance.choice([None, None, None, 0, 10, 10, 23])
    return Piece(
        id="",
        standard=chance.choice(standards),
        on=on,
        kind=chance.choice(["summative"] * 4 + ["formative", "formative", "diagnostic"]),
        level=None if mark else chance.choice(levels),
        mark=mark,
        at=None if hour is None else datetime(on.year, on.month, on.day, hour, tzinfo=UTC),
        role=chance.choice(["teacher"] * 9 + ["outside", "self", "peer", "system"]),
        type=chance.choice(["", "test", "test", "project", "other"]),
        context=chance.choice(["", "classroom", "classroom", "home", "workplace"]),
        transfer=chance.random() < 0.2,
        depth=chance.choice(["", *DEPTHS]),
        support=chance.choice(["independent"] * 5 + ["accommodated", "modified"]),
    )


def policy_of(chance: random.Random) -> Policy:
    """Any policy a district could have, and some it should not."""
    method, combine = chance.choice(METHODS), chance.choice(COMBINATIONS)
    chosen = {(gate.name, gate.per): gate for gate in (_gate(chance) for _ in range(chance.choice([0, 0, 1, 2, 4])))}
    if chance.random() < 0.06:
        required = chance.randint(1, 4)
        counts = chance.choice(COUNTS)
        gates = tuple(chosen.values()) if chance.random() < 0.5 else ()
        return Policy(
            "best_n", required, counts=counts, gates=gates, preset="portfolio-level", evidence_required=required
        )
    return Policy(
        method=method,
        n=chance.choice([1, 2, 2, 3, 3, 4, 5, 9]) if method in NEEDS_N else None,
        weight=_D(chance.choice(["0", "0.01", "0.35", "0.5", "0.65", "0.65", "0.75", "0.333", "1"]))
        if method in NEEDS_WEIGHT
        else None,
        counts=chance.choice(COUNTS),
        combine=combine,
        k=chance.choice([1, 2, 2, 3]) if combine == "at_least_k" else None,
        gates=tuple(chosen.values()),
        roles=chance.choice([DEFAULT_ROLES, DEFAULT_ROLES, frozenset({"teacher", "self"})]),
        round_before_compare=chance.choice([None, None, None, None, 0, 1, 2, 3, 4, 9]),
    )


def _gate(chance: random.Random) -> Gate:
    return chance.choice(
        [
            Gate("min_evidence", chance.randint(1, 4), "standard"),
            Gate("min_evidence", chance.randint(1, 6), "competency"),
            Gate(chance.choice(["min_source_types", "min_contexts"]), chance.randint(1, 3)),
            Gate("distinct_days", chance.randint(1, 4)),
            Gate(chance.choice(["require_summative", "require_transfer"]), need=True),
            Gate("min_depth", chance.choice(DEPTHS)),
            Gate("min_level", _D(chance.choice(["1", "2", "2.5", "3", "7"]))),
            Gate("min_average", _D(chance.choice(["1", "2.5", "3", "2.333", "7"]))),
            Gate("within_months", chance.randint(1, 6)),
            Gate("within_months", chance.randint(1, 3)),
        ]
    )


def columns_of(made: Batch, chance: random.Random) -> Columns:
    """The ledger as columns, its rows in any order."""
    rows = [_fields(*pair, row) for pair, some in made.rows.items() for row in some]
    chance.shuffle(rows)
    kinds = (np.int64,) * 4 + (np.uint8, np.int64, np.int32) + (np.int64,) * 3 + (np.uint8,) * 7 + (np.bool_,)
    return Columns(*(np.array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)))


def adapted_of(made: Batch) -> Adapted:
    """The adapted expectations as columns."""
    rows = [
        (student, competency, standard, _day(first), FAR_DAY if last is None else _day(last))
        for (student, competency), some in made.adapted.items()
        for standard, first, last in some
    ]
    kinds = (np.int64,) * 3 + (np.int32,) * 2
    columns = list(zip(*rows, strict=True)) or [()] * 5
    return Adapted(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def _fields(student: int, competency: int, row: LedgerRow) -> tuple[int, ...]:
    one = row.piece or Piece("", competency * 10, FIRST_DAY, "summative")
    return (
        int(row.id), student, competency, int(one.standard), codes.ACTIONS.index(row.action), int(row.refers_to or 0),
        _day(one.on), NONE if one.at is None else _moment(one.at), _moment(row.recorded),
        NONE if one.level is None else int(one.level * 1000), codes.MARKS.index(one.mark), codes.KINDS.index(one.kind),
        codes.ROLES.index(one.role), codes.SOURCE_TYPES.index(one.type), codes.CONTEXTS.index(one.context),
        codes.DEPTHS.index(one.depth), codes.SUPPORTS.index(one.support), one.transfer,
    )  # fmt: skip


def _day(day: date) -> int:
    return (day - EPOCH.date()).days


def _moment(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
