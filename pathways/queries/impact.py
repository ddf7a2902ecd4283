"""What changes for whom when one set of expectations takes another's place, on the ledger as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from math import isnan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from competencies.rules.policy import Policy
from pathways.queries.at_once import Pair, Question, Standings, exact_cases, reason_of
from pathways.queries.deciders import decisions_among
from pathways.queries.expecting import Expected
from pathways.queries.in_portions import standings_by_portion
from pathways.queries.judging import Case
from pathways.rules.moving import Stand, way
from pathways.rules.twin.columns import NONE, REASONS, STATUSES
from pathways.rules.values import Judgement
from people.models import District

# Up to so many changes of a portion are judged exactly, so that a gate's reason can say what is there, too.
EXPLAINED = 200
# A competency without a stored row reads as one without evidence: that is what every page says of it.
NOTHING = STATUSES.index("no_evidence")
NOT_EXPECTED, OVERRIDE = "not_expected", "override"
_ABOUT_THE_SCORE = frozenset({"mastered", "no_score", "below_proficient"})


@dataclass(frozen=True, slots=True)
class Change:
    """One student's judgement on one competency that differs between the two sides.

    ``direction`` is which way it goes (``pathways.rules.moving.way``).

    ``reason`` is the code of what stands (or stood) in the way on the lower side: "score", "unrated", "no_evidence",
    "exempt", the name of a gate, "override", or "not_expected" where that side does not know the competency.
    ``detail`` has the scores of both sides and, for a gate, what it asks for and (where few change) what is there.
    """

    student_id: int
    competency_id: int
    before_status: str
    before_level: Decimal | None
    after_status: str
    after_level: Decimal | None
    direction: int
    reason: str
    detail: dict[str, Any]


@dataclass(slots=True)
class Compared:
    """What two sets of expectations make of some students' evidence; ``judged`` counts students' competencies.

    ``unchanged`` counts, by status, those that both sides judge alike.
    ``fell_back`` is how many of them the set-based engine left to the exact one. ``stays`` is where students who
    change stand on other competencies that were asked for and stay as they are.
    """

    changes: list[Change] = field(default_factory=list)
    judged: int = 0
    fell_back: int = 0
    unchanged: Counter[str] = field(default_factory=Counter)
    stays: dict[Pair, Stand] = field(default_factory=dict)

    def add(self, other: Compared) -> None:
        """Add what was found about others."""
        self.changes += other.changes
        self.judged += other.judged
        self.fell_back += other.fell_back
        self.unchanged += other.unchanged
        self.stays |= other.stays


class _Side(NamedTuple):
    """What one side says of one competency of one student, the numbers as columns have them; greater is more."""

    status: int = NOTHING
    level: int = NONE
    score: float | None = None
    reason: str = NOT_EXPECTED


@dataclass(frozen=True, slots=True)
class _Kind:
    """All of a change but whose it is; ``side`` is the lower one, whose gate is in the way."""

    sides: tuple[str, Decimal | None, str, Decimal | None]
    direction: int
    reason: str
    detail: dict[str, Any]
    side: int

    def of(self, pair: Pair, have: Mapping[tuple[Pair, int], str]) -> Change:
        """Return it as a change of one student and competency, with what is there of what a gate asks for."""
        there = have.get((pair, self.side)) if "need" in self.detail else None
        detail = self.detail if there is None else {**self.detail, "have": there}
        return Change(*pair, *self.sides, self.direction, self.reason, detail)


def compare(
    district: District,
    before: Expected,
    after: Expected,
    *,
    as_of: date,
    student_ids: Collection[int],
    among: Collection[int] | None = None,
    beside: Collection[int] = (),
) -> Compared:
    """Decide the students under both sets of expectations as of a day; return what differs, by student.

    They differ where status or level do, as a recompute under each would store them. ``among`` asks about some
    competencies only; of those ``beside``, whoever changes is also told of where they stay. The evidence is read in
    portions; the changes of all of them are kept (``compare_by_portion`` lets go of each).
    """
    found = Compared()
    for part in compare_by_portion(
        district, before, after, as_of=as_of, student_ids=student_ids, among=among, beside=beside
    ):
        found.add(part)
    return found


def compare_by_portion(
    district: District,
    before: Expected,
    after: Expected,
    *,
    as_of: date,
    student_ids: Collection[int],
    among: Collection[int] | None = None,
    beside: Collection[int] = (),
) -> Iterator[Compared]:
    """Yield what ``compare`` finds, portion by portion of students in order of id. About three queries each."""
    question = Question(district.pk, student_ids, as_of, None if among is None else frozenset(among))
    for own, sides in standings_by_portion(question, student_ids, [before, after]):
        yield _compared(own, sides, (before, after), beside)


def _compared(
    question: Question, sides: list[Standings], expected: tuple[Expected, Expected], beside: Collection[int]
) -> Compared:
    pairs, places = _aligned(sides)
    said = [_said(one, place) for one, place in zip(sides, places, strict=True)]
    differ = (said[0][0] != said[1][0]) | (said[0][1] != said[1][1])
    alike = np.bincount(said[0][0][~differ], minlength=len(STATUSES))
    changed = np.flatnonzero(differ)
    found = Compared(judged=len(pairs), fell_back=max(one.fell_back for one in sides))
    found.unchanged.update({STATUSES[code]: int(count) for code, count in enumerate(alike) if count})
    if beside and len(changed):
        near = np.isin(pairs[:, 1], list(beside)) & np.isin(pairs[:, 0], pairs[changed, 0]) & ~differ
        status, level = said[0]
        found.stays = {
            _pair(pairs[at]): (STATUSES[int(status[at])], _level(int(level[at]))) for at in np.flatnonzero(near)
        }
    asked = [_pair(pairs[at]) for at in changed]
    have = _have(question, asked, expected) if len(changed) <= EXPLAINED else {}
    told = zip(asked, *(_sides(side, place[changed]) for side, place in zip(sides, places, strict=True)), strict=True)
    # Tens of thousands of changes are a few hundred different ones.
    known: dict[tuple[_Side, _Side], _Kind] = {}
    for pair, one, other in told:
        kind = known.get((one, other))
        if kind is None:
            kind = known[one, other] = _kind(one, other, expected)
        found.changes.append(kind.of(pair, have))
    return found


def _aligned(sides: list[Standings]) -> tuple[npt.NDArray[np.int64], list[npt.NDArray[np.int64]]]:
    """Every pair of either side in order, and for each side the place it has there, -1 where it has none."""
    tables = [np.stack([one.student, one.competency], axis=1) for one in sides]
    if np.array_equal(tables[0], tables[1]):
        return tables[0], [np.arange(len(tables[0]))] * 2
    pairs, inverse = np.unique(np.concatenate(tables), axis=0, return_inverse=True)
    places = []
    for own in np.split(inverse.reshape(-1), [len(tables[0])]):
        place = np.full(len(pairs), -1, np.int64)
        place[own] = np.arange(len(own))
        places.append(place)
    return pairs, places


def _said(one: Standings, place: npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Status and level of each pair; a pair that is not there has the last one, which stands for nothing."""
    return np.append(one.status, np.uint8(NOTHING))[place], np.append(one.level, NONE)[place]


def _pair(row: npt.NDArray[np.int64]) -> Pair:
    return int(row[0]), int(row[1])


def _sides(one: Standings, places: npt.NDArray[np.int64]) -> list[_Side]:
    """What one side says at some places, as plain values."""
    there = places >= 0
    place = np.where(there, places, 0)[there]
    reasons = [
        OVERRIDE if overruled else REASONS[reason]
        for overruled, reason in zip(one.overruled[place].tolist(), one.reason[place].tolist(), strict=True)
    ]
    # A score that is not a number equals nothing, itself included: none of it is said otherwise.
    scores = [None if isnan(score) else score for score in one.score[place].tolist()]
    said = iter(zip(one.status[place].tolist(), one.level[place].tolist(), scores, reasons, strict=True))
    return [_Side(*next(said)) if known else _Side() for known in there.tolist()]


def _kind(one: _Side, other: _Side, expected: tuple[Expected, Expected]) -> _Kind:
    lower, side = (one, 0) if other[:2] > one[:2] else (other, 1)
    gate, _, per = lower.reason.partition(".")
    in_force = expected[side].in_force
    need = _need(in_force.policy, gate, per) if in_force else None
    detail: dict[str, Any] = {"score_before": _told(one.score), "score_after": _told(other.score)}
    if need is not None:
        detail |= {"need": need, "per": per}
    before, after = ((STATUSES[each.status], _level(each.level)) for each in (one, other))
    return _Kind(
        sides=(*before, *after),
        direction=way([before], [after]),
        reason="score" if lower.reason in _ABOUT_THE_SCORE else gate,
        detail=detail,
        side=side,
    )


def _need(policy: Policy, gate: str, per: str) -> str | None:
    """What a gate asks for; None where the name is no gate's."""
    if policy.preset:
        return None if gate != "min_evidence" else str(policy.evidence_required)
    return next((str(one.need) for one in policy.gates if (one.name, one.per) == (gate, per)), None)


def _have(question: Question, pairs: Iterable[Pair], expected: tuple[Expected, Expected]) -> dict[Any, str]:
    """What is there of what the gate in the way asks for, by pair and side, judged exactly."""
    wanted = list(pairs)
    if not wanted:
        return {}
    decisions = decisions_among(question.district_id, question.students, question.among)
    return {
        (pair, side): had
        for side, one in enumerate(expected)
        for case, pair in exact_cases(wanted, one, decisions)
        if (had := _had(case, case.judged(question.as_of)))
    }


def _had(case: Case, judgement: Judgement) -> str:
    name, _, per = reason_of(case, judgement).partition(".")
    return next((str(one.have) for one in judgement.gates if (one.gate, one.per) == (name, per)), "")


def _level(thousandths: int) -> Decimal | None:
    return None if thousandths == NONE else Decimal(thousandths) / 1000


def _told(score: float | None) -> str | None:
    """A score to two places, never rounded up to a mark it does not reach."""
    if score is None:
        return None
    return str((Decimal(score) + Decimal("1e-9")).quantize(Decimal("0.01"), rounding=ROUND_FLOOR))
