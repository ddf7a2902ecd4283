"""The nightly audit: everybody is compared at once, and whoever differs, or whose turn it is, is replayed exactly.

The set-based twin sees status, level, mastery and score of every stored row; the exact replay sees all that a row
says. So a wrong level is found the same night, and a wrong trace within a week.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
import structlog

from pathways.actions.auditing import TOGETHER, Audit, Difference, learners_in_portions, not_moved, replay
from pathways.actions.marking import make_missing_states
from pathways.actions.recomputing import recompute_all
from pathways.models import LearnerState, Mastery
from pathways.queries.at_once import Question, Standings, standings_under, thousandths
from pathways.queries.expecting import expected_of
from pathways.queries.staleness import is_stale, local_day
from pathways.rules.twin.columns import STATUSES

# A learner's turn to be replayed whatever the twin says comes every so many nights.
NIGHTS = 7
# So many learners are compared at once: with 1,800 pieces each that is under a gigabyte.
AT_ONCE = 500
# The twin's score is good to a part in 10^9; the stored one has twelve places.
_NEAR = 2e-9
# A status nobody knows: somebody wrote into the database by hand.
_UNKNOWN = 255
_SAID = ("student_id", "competency_id", "status", "level", "mastered", "own_status", "own_level", "score")
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Glance:
    """What a glance found: learners and judgements compared, and how many of those the exact engine had to decide.

    ``replayed`` is the exact audit of whoever differed or had their turn; ``unfounded`` are learners the twin saw
    differing and the exact engine did not, which would be a fault of the twin. ``last`` is the last learner seen.
    """

    learners: int = 0
    in_flight: int = 0
    judgements: int = 0
    fell_back: int = 0
    suspects: int = 0
    unfounded: list[int] = field(default_factory=list)
    replayed: Audit = field(default_factory=Audit)
    last: int = 0

    @property
    def differences(self) -> list[Difference]:
        """Return what differs, from the one engine or the other."""
        return [*self.replayed.differences, *(Difference(one, 0, ("twin",)) for one in self.unfounded)]

    @property
    def share(self) -> float:
        """Return the share of judgements the twin left to the exact engine."""
        return self.fell_back / self.judgements if self.judgements else 0.0


def glance(
    *,
    repair: bool = False,
    after: int = 0,
    most: int | None = None,
    night: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Glance:
    """Compare learners with id above ``after`` (``most`` of them) with what is stored; repair on request.

    With a ``night``'s number, a seventh of them is replayed exactly besides: those whose turn it is. Every difference
    is logged.
    """
    found = Glance(last=after)
    if not after:
        make_missing_states()
    for ids in learners_in_portions(after, most, AT_ONCE):
        states = list(LearnerState.objects.filter(pk__in=ids).select_related("district__expectations"))
        suspects = _suspects(states, found)
        turn = set() if night is None else {one for one in ids if one % NIGHTS == night % NIGHTS}
        differing = _replayed(sorted(suspects | turn), found.replayed)
        found.unfounded += not_moved(states, suspects - set(differing))
        _told(found, differing)
        if repair and differing:
            recompute_all(student_ids=differing, again=True)
            found.replayed.repaired += len(differing)
        found.last = ids[-1]
        if progress:
            progress(found.learners)
    return found


def _replayed(ids: Sequence[int], audit: Audit) -> list[int]:
    differing: list[int] = []
    for start in range(0, len(ids), TOGETHER):
        differing += replay(ids[start : start + TOGETHER], audit)
    return differing


def _told(found: Glance, differing: Collection[int]) -> None:
    for one in found.replayed.differences:
        if one.student_id in differing:
            log.warning("audit_difference", student_id=one.student_id, competency_id=one.competency_id, said=one.fields)
    if found.unfounded:
        log.error("twin_differs", student_ids=found.unfounded)


def _suspects(states: Sequence[LearnerState], found: Glance) -> set[int]:
    """The learners of whom something stored is not what the twin says; those still to be recomputed are not asked."""
    found.learners += len(states)
    current = [state for state in states if not is_stale(state)]
    found.in_flight += len(states) - len(current)
    suspects: set[int] = set()
    for _district, some in groupby(sorted(current, key=lambda one: one.district_id), lambda one: one.district_id):
        own = list(some)
        ids, district = sorted(state.pk for state in own), own[0].district
        question = Question(district.pk, ids, local_day(district))
        [standings] = standings_under(question, [expected_of(district)])
        found.judgements += len(standings)
        found.fell_back += standings.fell_back
        suspects |= _differing(standings, _stored(ids))
    found.suspects += len(suspects)
    return suspects


@dataclass(frozen=True, slots=True)
class _Stored:
    """Stored rows as columns, in the order of standings."""

    student: Any
    competency: Any
    status: Any
    level: Any
    mastered: Any
    own_status: Any
    own_level: Any
    score: Any


def _stored(ids: Sequence[int]) -> _Stored:
    rows = Mastery.objects.filter(student_id__in=ids).order_by("student_id", "competency_id").values_list(*_SAID)
    student, competency, status, level, mastered, own, own_level, score = zip(*rows, strict=True) if rows else [()] * 8
    code = {name: place for place, name in enumerate(STATUSES)}
    return _Stored(
        student=np.array(student, np.int64),
        competency=np.array(competency, np.int64),
        status=np.array([code.get(one, _UNKNOWN) for one in status], np.uint8),
        level=np.array([thousandths(one) for one in level], np.int64),
        mastered=np.array(mastered, np.bool_),
        # Where nobody decided otherwise the engine's own word is not stored twice.
        own_status=np.array([code.get(one or told, _UNKNOWN) for one, told in zip(own, status, strict=True)], np.uint8),
        own_level=np.array(
            [thousandths(one if name else told) for one, name, told in zip(own_level, own, level, strict=True)],
            np.int64,
        ),
        score=np.array([np.nan if one is None else float(one) for one in score], np.float64),
    )


def _differing(now: Standings, was: _Stored) -> set[int]:
    """The students of rows that are on one side only, or say different things."""
    one = list(zip(now.student.tolist(), now.competency.tolist(), strict=True))
    other = list(zip(was.student.tolist(), was.competency.tolist(), strict=True))
    if one != other:
        there = {pair: place for place, pair in enumerate(other)}
        both = [(place, there[pair]) for place, pair in enumerate(one) if pair in there]
        lonely = {student for student, _competency in set(one) ^ set(other)}
    else:
        both, lonely = [(place, place) for place in range(len(one))], set()
    if not both:
        return lonely
    here, there_too = np.array(both, np.int64).T
    same = np.ones(len(here), np.bool_)
    for name in ("status", "level", "mastered", "own_status", "own_level"):
        same &= getattr(now, name)[here] == getattr(was, name)[there_too]
    same &= np.isclose(now.score[here], was.score[there_too], rtol=_NEAR, atol=_NEAR, equal_nan=True)
    return lonely | set(now.student[here[~same]].tolist())
