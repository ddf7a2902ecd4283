"""The audit: every learner's ledger is replayed and compared with what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pathways.actions.marking import make_missing_states
from pathways.actions.recomputing import recompute_all
from pathways.models import LearnerState, Mastery
from pathways.queries.decisions import NO_DECISIONS, OwnDecisions, read_decisions
from pathways.queries.expecting import expected_of
from pathways.queries.judging import cases, concluded, differences, work_of
from pathways.queries.ledgers import EMPTY, OwnLedger, read_ledgers
from pathways.queries.staleness import is_stale, local_day

TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored mastery that is not what its ledger gives; ``fields`` names what differs, "missing" or "extra"."""

    student_id: int
    competency_id: int
    fields: tuple[str, ...]


@dataclass(slots=True)
class Audit:
    """What an audit found; ``in_flight`` are learners whose recompute is still to come, which is no difference.

    ``last`` is the last student looked at, for an audit that goes on later.
    """

    learners: int = 0
    rows: int = 0
    in_flight: int = 0
    differences: list[Difference] = field(default_factory=list)
    repaired: int = 0
    last: int = 0


def audit(
    *, repair: bool = False, after: int = 0, most: int | None = None, progress: Callable[[int], None] | None = None
) -> Audit:
    """Replay the ledger of every learner with id above ``after`` (``most`` of them) and compare; repair on request.

    Each stored row is replayed as of its own day. Four queries for a hundred learners. ``progress`` is told the
    number of learners looked at.
    """
    result = Audit(last=after)
    if not after:
        make_missing_states()
    for ids in learners_in_portions(after, most, TOGETHER):
        differing = replay(ids, result)
        if repair and differing:
            recompute_all(student_ids=differing, again=True)
            result.repaired += len(differing)
        result.last = ids[-1]
        if progress:
            progress(result.learners)
    return result


def learners_in_portions(after: int, most: int | None, together: int) -> Iterator[list[int]]:
    """Yield student ids in order, so many at a time, without holding a cursor open."""
    left = most
    while left is None or left > 0:
        size = together if left is None else min(together, left)
        ids = list(LearnerState.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])
        if not ids:
            return
        yield ids
        after = ids[-1]
        left = None if left is None else left - len(ids)


def replay(ids: Sequence[int], result: Audit) -> list[int]:
    """Replay and compare some learners, adding to the result; returns those with differences."""
    states = list(LearnerState.objects.filter(pk__in=ids).select_related("district__expectations"))
    ledgers, decisions = read_ledgers(ids), read_decisions(ids)
    stored: dict[int, dict[int, Mastery]] = defaultdict(dict)
    for row in Mastery.objects.filter(student_id__in=ids):
        stored[row.student_id][row.competency_id] = row
    result.learners += len(states)
    found: dict[int, list[Difference]] = {}
    for state in states:
        if is_stale(state):
            result.in_flight += 1
            continue
        result.rows += len(stored[state.pk])
        decided = decisions.get(state.pk, NO_DECISIONS)
        own = list(_compared(state, ledgers.get(state.pk, EMPTY), decided, stored[state.pk]))
        if own:
            found[state.pk] = own
    settled = not_moved(states, found)
    result.in_flight += len(found) - len(settled)
    result.differences += [one for student_id in settled for one in found[student_id]]
    return settled


def _compared(
    state: LearnerState, ledger: OwnLedger, decided: OwnDecisions, stored: dict[int, Mastery]
) -> Iterator[Difference]:
    expected, today = expected_of(state.district), local_day(state.district)
    ledger = ledger.under(expected.routes)
    replayed = {}
    for case in cases(work_of(ledger, decided), expected, decided):
        row = stored.get(case.competency_id)
        as_of = row.as_of if row else today
        replayed[case.competency_id] = concluded(case, ledger, state, expected, as_of, decided)
    for competency_id in sorted(stored.keys() | replayed.keys()):
        named = differences(stored.get(competency_id), replayed.get(competency_id))
        if named:
            yield Difference(state.pk, competency_id, tuple(named))


def not_moved(states: Iterable[LearnerState], found: Collection[int]) -> list[int]:
    """Of the learners found differing, those that nobody wrote to while they were read: only those differ for sure."""
    if not found:
        return []
    now = dict(LearnerState.objects.filter(pk__in=found).values_list("pk", "computed_at"))
    versions = dict(LearnerState.objects.filter(pk__in=found).values_list("pk", "version"))
    return [
        state.pk
        for state in states
        if state.pk in found and (now.get(state.pk), versions.get(state.pk)) == (state.computed_at, state.version)
    ]
