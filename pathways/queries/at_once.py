"""Where many students stand, decided at once: the set-based twin on their ledgers, then the words of people over it.

Rows the twin is not sure of are decided by the exact engine. What comes out is what a recompute would store as
status, level and ``mastered``; everything else of a stored row (its trace above all) only the exact engine knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from competencies.rules.policy import FRESHNESS_GATE, QUALITY_GATES, QUANTITY_GATES
from pathways.queries.columns import Students, carried, read_columns
from pathways.queries.deciders import decisions_among
from pathways.queries.decisions import NO_DECISIONS, OwnDecisions
from pathways.queries.expecting import Expected
from pathways.queries.judging import Case, cases
from pathways.queries.ledgers import EMPTY, read_ledgers
from pathways.rules.overriding import in_force, overridden
from pathways.rules.threshold import threshold_of
from pathways.rules.twin.arranging import Arranged, arrange
from pathways.rules.twin.columns import (
    FAR_DAY,
    NONE,
    REASONS,
    STATUSES,
    Adapted,
    Codes,
    Columns,
    Flags,
    Floats,
    Ints,
    Verdicts,
)
from pathways.rules.twin.deciding import decided
from pathways.rules.values import Judgement

_VARIED = frozenset({"min_source_types", "min_contexts", "min_depth", "require_transfer"})
_GATES_BEHIND = {"needs_evidence": QUANTITY_GATES, "not_yet": QUALITY_GATES, "to_confirm": (FRESHNESS_GATE,)}
_NO_EVIDENCE = STATUSES.index("no_evidence")
_EPOCH = date(1970, 1, 1)
_EXACT_AT_ONCE = 500
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """Whom, and what of them, is to be decided as of which day; ``among`` None is every competency."""

    district_id: int
    students: Students
    as_of: date
    among: frozenset[int] | None = None


@dataclass(slots=True)
class Standings:
    """Where each student stands on each competency that would be stored, by student, then competency.

    ``status``, ``level`` and ``mastered`` are what holds where people decided (``overruled``), else the engine's own;
    ``own_status`` and ``own_level`` are always the engine's. Levels are thousandths or ``NONE``. ``fell_back`` counts
    what the exact engine had to decide, ``rows`` the evidence that was read.
    """

    student: Ints
    competency: Ints
    status: Codes
    level: Ints
    mastered: Flags
    own_status: Codes
    own_level: Ints
    score: Floats
    reason: Codes
    overruled: Flags
    fell_back: int = 0
    rows: int = 0

    def __len__(self) -> int:
        return len(self.student)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read about the students: their evidence and what people decided."""

    columns: Columns
    decisions: Mapping[int, OwnDecisions]


def standings_under(question: Question, expectations: Sequence[Expected]) -> list[Standings]:
    """Return where the students stand under each of some expectations; their evidence is read once.

    Three queries for decisions and evidence, two more for every five hundred students the twin is not sure of.
    """
    read = read_for(question, expectations)
    return settled(read, verdicts_of(read, question, expectations), question, expectations)


def read_for(question: Question, expectations: Sequence[Expected]) -> Read:
    """Read what is needed to answer. Three queries."""
    decisions = decisions_among(question.district_id, question.students, question.among)
    return Read(_evidence(question, expectations), decisions)


def verdicts_of(read: Read, question: Question, expectations: Sequence[Expected]) -> list[Verdicts | None]:
    """Return the twin's verdicts under each of some expectations; None where nothing is expected. No query."""
    verdicts: list[Verdicts | None] = []
    arranged: list[Arranged] = []
    for place, expected in enumerate(expectations):
        like = next((one for one in range(place) if _arranged_alike(expectations[one], expected)), None)
        arranged.append(_arranged(read, expected, question) if like is None else arranged[like])
        verdicts.append(_decided(arranged[place], expected))
    return verdicts


def _decided(arranged: Arranged, expected: Expected) -> Verdicts | None:
    if expected.in_force is None or expected.continuum is None:
        return None
    competencies = arranged.slots.competencies.tolist()
    scales = {one: expected.continuum.competencies[one].scale.rule for one in competencies}
    return decided(arranged, expected.in_force.policy, scales)


def settled(
    read: Read, verdicts: Sequence[Verdicts | None], question: Question, expectations: Sequence[Expected]
) -> list[Standings]:
    """Return the standings the twin's verdicts make, once the exact engine and people have had their word."""
    return [
        _nothing(len(read.columns)) if one is None else _standings(read, one, expected, question)
        for one, expected in zip(verdicts, expectations, strict=True)
    ]


def _evidence(question: Question, expectations: Sequence[Expected]) -> Columns:
    policies = [one.in_force.policy for one in expectations if one.in_force is not None]
    among = question.among
    if among is not None:
        among = among.union(*(one.recorded_on(target) for one in expectations for target in among))
    varied = any(gate.name in _VARIED for policy in policies for gate in policy.gates)
    return read_columns(question.district_id, question.students, among=among, variety=varied)


def _arranged_alike(one: Expected, other: Expected) -> bool:
    """Tell whether two expectations differ in the rule only: then one arrangement of the evidence serves both."""
    return one.carried == other.carried and one.requirements == other.requirements


def _arranged(read: Read, expected: Expected, question: Question) -> Arranged:
    wanted = {
        competency: [(int(one.id), one.required, one.weight) for one in standards]
        for competency, standards in expected.requirements.items()
        if question.among is None or competency in question.among
    }
    return arrange(carried(read.columns, expected.routes), wanted, question.as_of, adapted=_adapted(read.decisions))


def _adapted(decisions: Mapping[int, OwnDecisions]) -> Adapted | None:
    rows = [
        (student, competency, int(row.standard or 0), _number(row.starts), _number(row.ends))
        for student, own in decisions.items()
        for competency in own.adapted
        for row in own.adapted_of(competency)
    ]
    if not rows:
        return None
    student, competency, standard, first, last = np.array(rows, np.int64).T
    return Adapted(student, competency, standard, first.astype(np.int32), last.astype(np.int32))


def _number(day: date | None) -> int:
    return FAR_DAY if day is None else (day - _EPOCH).days


def _standings(read: Read, verdicts: Verdicts, expected: Expected, question: Question) -> Standings:
    one = Standings(
        student=verdicts.student, competency=verdicts.competency, status=verdicts.status, level=verdicts.level,
        mastered=verdicts.mastered, own_status=verdicts.status, own_level=verdicts.level, score=verdicts.score,
        reason=verdicts.reason, overruled=np.zeros(len(verdicts), np.bool_), rows=len(read.columns),
    )  # fmt: skip
    _decide_exactly(one, np.flatnonzero(verdicts.uncertain), read, expected, question)
    one = _with_only_decided(one, read, expected, question)
    one.own_status, one.own_level = one.status.copy(), one.level.copy()
    _overrule(one, read, expected, question.as_of)
    return one


def _nothing(rows: int) -> Standings:
    ints, codes, flags = np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.bool_)
    return Standings(ints, ints, codes, ints, flags, codes, ints, np.zeros(0), codes, flags, rows=rows)


def _decide_exactly(
    one: Standings, uncertain: npt.NDArray[Any], read: Read, expected: Expected, question: Question
) -> None:
    """Let the exact engine decide what the twin is not sure of."""
    one.fell_back = len(uncertain)
    places = {(int(one.student[at]), int(one.competency[at])): int(at) for at in uncertain}
    for case, pair in exact_cases(places, expected, read.decisions):
        at, judgement = places[pair], case.judged(question.as_of)
        one.status[at] = STATUSES.index(judgement.status)
        one.level[at] = thousandths(judgement.level)
        one.mastered[at] = judgement.mastered
        one.score[at] = np.nan if judgement.score is None else float(judgement.score)
        one.reason[at] = REASONS.index(reason_of(case, judgement))


def exact_cases(
    pairs: Iterable[Pair], expected: Expected, decisions: Mapping[int, OwnDecisions]
) -> Iterator[tuple[Case, Pair]]:
    """Yield the exact engine's input for some students' competencies. One query for five hundred students."""
    wanted: dict[int, set[int]] = {}
    for student, competency in pairs:
        wanted.setdefault(student, set()).add(competency)
    students = sorted(wanted)
    for start in range(0, len(students), _EXACT_AT_ONCE):
        some = students[start : start + _EXACT_AT_ONCE]
        among = frozenset().union(*(expected.recorded_on(one) for student in some for one in wanted[student]))
        ledgers = read_ledgers(some, among=among)
        for student in some:
            ledger = ledgers.get(student, EMPTY).under(expected.routes)
            work = dict.fromkeys(wanted[student], ()) | dict(ledger.work(only=wanted[student]))
            for case in cases(work, expected, decisions.get(student, NO_DECISIONS)):
                yield case, (student, case.competency_id)


def reason_of(case: Case, one: Judgement) -> str:
    """Return what decided an exact judgement, in the twin's words."""
    looked_at = _GATES_BEHIND.get(one.status, ())
    if one.status == "not_yet" and not threshold_of(case.policy, case.scale).reached_by(one.score):
        return "no_score" if one.score is None else "below_proficient"
    for gate in one.gates:
        if not gate.met and gate.gate in looked_at:
            return f"{gate.gate}.{gate.per}" if gate.per else gate.gate
    return "unrated" if one.status == "needs_evidence" else one.status


def thousandths(level: Decimal | None) -> int:
    """Return a level as the columns have it."""
    return NONE if level is None else int(level * 1000)


def _with_only_decided(one: Standings, read: Read, expected: Expected, question: Question) -> Standings:
    """Return the standings with what somebody decided about although there is no evidence, in order."""
    students = set(read.decisions)
    held = np.isin(one.student, np.fromiter(students, np.int64, len(students)))
    there = set(zip(one.student[held].tolist(), one.competency[held].tolist(), strict=True))
    more = [
        (student, competency)
        for student, own in read.decisions.items()
        for competency in own.about
        if (student, competency) not in there and expected.competency(competency) is not None
        and (question.among is None or competency in question.among)
    ]  # fmt: skip
    if not more:
        return one
    student, competency = np.array(more, np.int64).T
    order = np.lexsort((np.append(one.competency, competency), np.append(one.student, student)))
    count = len(more)
    nothing, none = np.full(count, _NO_EVIDENCE, np.uint8), np.full(count, NONE, np.int64)
    added = Standings(
        student, competency, nothing, none, np.zeros(count, np.bool_), nothing, none, np.full(count, np.nan),
        np.full(count, REASONS.index("no_evidence"), np.uint8), np.zeros(count, np.bool_),
    )  # fmt: skip
    columns = ("student", "competency", "status", "level", "mastered", "own_status", "own_level", "score", "reason",
               "overruled")  # fmt: skip
    merged = {name: np.append(getattr(one, name), getattr(added, name))[order] for name in columns}
    return Standings(**merged, fell_back=one.fell_back, rows=one.rows)


def _overrule(one: Standings, read: Read, expected: Expected, as_of: date) -> None:
    """Put the word of people in force on a day over the engine's."""
    for student, own in read.decisions.items():
        first, last = np.searchsorted(one.student, [student, student + 1])
        for at in range(int(first), int(last)):
            competency = expected.competency(int(one.competency[at]))
            override = in_force(own.overrides_of(int(one.competency[at])), as_of)
            if override is None or competency is None:
                continue
            stand = overridden(STATUSES[one.status[at]], None, False, override, competency.scale.rule)
            one.status[at], one.level[at] = STATUSES.index(stand.status), thousandths(stand.level)
            one.mastered[at], one.overruled[at] = stand.mastered, True
