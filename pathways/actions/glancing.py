"""The nightly audit: everybody is compared at once, and whoever differs, or whose turn it is, is replayed exactly.

The set-based twin sees status, level, mastery and score of every stored row; the exact replay sees all that a row
says. So a wrong level is found the same night, and a wrong trace within a week.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import structlog

from pathways.actions.auditing import TOGETHER, Audit, Difference, learners_in_portions, not_moved, replay
from pathways.actions.marking import make_missing_states
from pathways.actions.recomputing import recompute_all
from pathways.models import LearnerState
from pathways.queries.at_once import Question, standings_under
from pathways.queries.expecting import expected_of
from pathways.queries.staleness import is_stale, local_day
from pathways.queries.stored import EVERYTHING, differing, stored_of

# A learner's turn to be replayed whatever the twin says comes every so many nights.
NIGHTS = 7
# So many learners are compared at once: with 1,800 pieces each that is under a gigabyte.
AT_ONCE = 500
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
    found: list[int] = []
    for start in range(0, len(ids), TOGETHER):
        found += replay(ids[start : start + TOGETHER], audit)
    return found


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
        suspects |= differing(standings, stored_of(ids), EVERYTHING)
    found.suspects += len(suspects)
    return suspects
