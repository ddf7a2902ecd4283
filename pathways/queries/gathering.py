"""Reads what a recompute needs: a skim of everything, then in full only what has moved since it was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.db import InterfaceError, OperationalError
from django.db.models import Exists, OuterRef, QuerySet

from assessments.models import AdaptedExpectation, Override
from pathways.models import LearnerState, Mastery
from pathways.queries.decisions import NO_DECISIONS, OwnDecisions, read_decisions
from pathways.queries.expecting import Expected, expected_of
from pathways.queries.ledgers import EMPTY, OwnLedger, read_ledgers, skim_ledgers
from pathways.queries.staleness import expected_number, local_day
from pathways.rules.judge import ENGINE

_HELD = (
    "pk", "student_id", "competency_id", "status", "mastered", "as_of", "valid_until", "policy_version_id",
    "continuum_version_id", "engine", "trace__ledger", "trace__decisions",
)  # fmt: skip


class Held(NamedTuple):
    """What a stored mastery says, and which state of ledger and decisions it rests on; without its trace."""

    pk: int
    student_id: int
    competency_id: int
    status: str
    mastered: bool
    as_of: date
    valid_until: date | None
    policy_version_id: int
    continuum_version_id: int
    engine: int
    ledger: list[int] | None
    decisions: list[list[int]] | None

    @classmethod
    def by(cls, row: Mastery) -> Held:
        """Return what a whole row holds."""
        said = [getattr(row, name) for name in _HELD[:-2]]
        marks = row.trace if isinstance(row.trace, dict) else {}  # what was tampered with is judged anew
        return cls._make((*said, marks.get("ledger"), marks.get("decisions")))


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything read about one learner before judging.

    ``held`` is what is stored, by competency; ``kept`` the part of it that nothing has moved. Of the others ``ledger``
    holds every row, and ``rows`` whatever judging them anew may find unchanged.
    """

    state: LearnerState
    as_of: date
    ledger: OwnLedger
    decisions: OwnDecisions
    held: Mapping[int, Held]
    kept: Mapping[int, Held] = field(default_factory=dict)
    rows: Mapping[int, Mastery] = field(default_factory=dict)


def states_to_judge(student_ids: Collection[int]) -> QuerySet[LearnerState]:
    """Return the states of some learners with ``district__expectations`` and whether anybody ever ``decided``."""
    overridden, adapted = (table.objects.filter(student=OuterRef("pk")) for table in (Override, AdaptedExpectation))
    states = LearnerState.objects.filter(pk__in=student_ids).select_related("district__expectations")
    return states.annotate(decided=Exists(overridden) | Exists(adapted))


def gather(states: Sequence[LearnerState], *, again: bool) -> list[Gathered]:
    """Return what is to be judged of some learners, whose states (``states_to_judge``) were read before.

    What is written meanwhile moves a state, and is noticed. ``again`` keeps nothing of what is stored. Three queries
    however many learners, one more where somebody decided, one where a new day or engine may have changed nothing,
    two where it is everything of some of them that is new.
    """
    anew = [state for state in states if again or _is_all_new(state)]
    moved = [state for state in states if not (again or _is_all_new(state))]
    deciding = [state.pk for state in states if state.decided]  # type: ignore[attr-defined]  # states_to_judge
    decisions = read_decisions(deciding) if deciding else {}
    whole = _read_whole(anew, decisions)
    if not again:
        whole = [replace(one, kept=_look(one).kept) for one in whole]
    return [*whole, *_read_moved(moved, decisions)]


def _is_all_new(state: LearnerState) -> bool:
    expected = expected_number(state.district)
    return state.computed_at is None or state.engine != ENGINE or state.expectations != expected


def _read_whole(states: Sequence[LearnerState], decisions: Mapping[int, OwnDecisions]) -> list[Gathered]:
    if not states:
        return []
    ids = [state.pk for state in states]
    ledgers, rows = read_ledgers(ids), _read_rows(ids)
    held = {pk: {one: Held.by(row) for one, row in own.items()} for pk, own in rows.items()}
    return [replace(one, rows=rows.get(one.state.pk, {})) for one in _put_together(states, ledgers, decisions, held)]


def _read_moved(states: Sequence[LearnerState], decisions: Mapping[int, OwnDecisions]) -> list[Gathered]:
    if not states:
        return []
    ids = [state.pk for state in states]
    skims = skim_ledgers(ids)
    held: dict[int, dict[int, Held]] = defaultdict(dict)
    for values in Mastery.objects.filter(student__in=ids).values_list(*_HELD):
        one = Held(*values)
        held[one.student_id][one.competency_id] = one
    skimmed = _put_together(states, skims, decisions, held)
    looks = [_look(one) for one in skimmed]
    ledgers = read_ledgers(ids, among=_all(look.sources for look in looks))
    alike = _all(look.alike for look in looks)
    rows = _read_rows(ids, alike) if alike else {}
    return [
        replace(one, ledger=ledgers.get(one.state.pk, EMPTY), kept=look.kept, rows=rows.get(one.state.pk, {}))
        for one, look in zip(skimmed, looks, strict=True)
    ]


def _put_together(
    states: Sequence[LearnerState],
    ledgers: Mapping[int, OwnLedger],
    decisions: Mapping[int, OwnDecisions],
    held: Mapping[int, Mapping[int, Held]],
) -> list[Gathered]:
    return [
        Gathered(
            state=state,
            as_of=local_day(state.district),
            ledger=ledgers.get(state.pk, EMPTY),
            decisions=decisions.get(state.pk, NO_DECISIONS),
            held=held.get(state.pk, {}),
        )
        for state in states
    ]


def _read_rows(ids: Collection[int], among: Collection[int] | None = None) -> dict[int, dict[int, Mastery]]:
    rows: dict[int, dict[int, Mastery]] = defaultdict(dict)
    stored = Mastery.objects.filter(student__in=ids)
    for row in stored if among is None else stored.filter(competency__in=among):
        rows[row.student_id][row.competency_id] = row
    return rows


class _Look(NamedTuple):
    """What nothing has moved; of whose ledger the rest is read; and what of the rest rests on the same as before."""

    kept: Mapping[int, Held]
    sources: frozenset[int]
    alike: frozenset[int]


def _look(one: Gathered) -> _Look:
    """Find out what has moved, without judging. Of whom that cannot be told, everything is judged, and may fail."""
    try:
        return _looked(one, expected_of(one.state.district))
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # it comes again where one learner's fault does not hold up the others
        return _Look({}, frozenset(one.ledger.written), frozenset(one.held))


def _looked(one: Gathered, expected: Expected) -> _Look:
    ledger, held, decisions = one.ledger.under(expected.routes), one.held, one.decisions
    kept = {own: row for own, row in held.items() if unmoved(row, ledger, expected, one.as_of, decisions)}
    moved = (ledger.written.keys() | decisions.about) - kept.keys()
    return _Look(
        kept=kept,
        sources=_all(map(expected.recorded_on, moved)),
        alike=frozenset(own for own in moved & held.keys() if _rests_on(held[own], ledger, decisions)),
    )


def unmoved(held: Held, ledger: OwnLedger, expected: Expected, as_of: date, decisions: OwnDecisions) -> bool:
    """Tell, without judging, that a stored row is what judging its competency's ledger today would give.

    The ledger and the decisions only ever grow, so equal marks mean equal rows; beside them a judgement depends on
    the expectations, the engine, and the day where that makes work old or brings a day it names.
    """
    one = held.competency_id
    if expected.in_force is None or expected.continuum is None or one not in ledger.written.keys() | decisions.about:
        return False
    return (
        _rests_on(held, ledger, decisions)
        and held.policy_version_id == expected.in_force.version_id
        and held.continuum_version_id == expected.continuum.version_id
        and held.engine == ENGINE
        and held.as_of <= as_of
        and (held.valid_until is None or as_of <= held.valid_until)
        and ledger.ages_alike(one, held.as_of, as_of)
    )


def _rests_on(held: Held, ledger: OwnLedger, decisions: OwnDecisions) -> bool:
    one = held.competency_id
    return held.ledger == ledger.mark(one) and (held.decisions or []) == decisions.mark(one)


def _all(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset(chain.from_iterable(sets))
