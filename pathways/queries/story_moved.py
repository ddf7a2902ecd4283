"""A level that is lower because what is expected changed: the same work, judged as it was just before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from competencies.models import PolicyVersion
from competencies.queries import NoContinuum, PolicyInForce, policy_in_force, published_map
from competencies.rules.continuum import CompetencyView, ContinuumMap, LevelView
from competencies.rules.messages import Message
from competencies.rules.policy import Policy
from competencies.rules.policy_words import policy_in_words
from pathways.queries.expecting import expectation
from pathways.queries.judging import Case, cases
from pathways.queries.past import Sight
from pathways.rules.confidence import eligible_of
from pathways.rules.values import Judgement, StandardRequirement
from people.models import District

JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Moved:
    """What the same work made before expectations changed, and the day they did.

    ``asked`` is what the rule says now and did not say before; empty where the continuum changed.
    """

    level: LevelView
    shown_on: date
    changed_on: date
    by_rule: bool
    asked: tuple[Message, ...]


def moved_of(sight: Sight, case: Case | None, judgement: Judgement | None, competency: CompetencyView) -> Moved | None:
    """Return the newest publication after all the work without which the competency would be mastered, if any.

    No query once the process knows the versions before; the first time two for each of rule and continuum.
    """
    in_force = sight.expected.in_force
    if case is None or judgement is None or in_force is None or judgement.mastered or not judgement.eligible:
        return None
    for at, by_rule in _publications(in_force, sight):
        if not _all_before(at, case, judgement, sight):
            break
        before = _with_the_rule_before(sight, case, at) if by_rule else _with_the_map_before(sight, case, at)
        then = before.judged(sight.day, sight.moment) if before else None
        if before is None or then is None or not then.mastered or then.latest_on is None:
            continue
        level = competency.scale.level(then.level)
        if level is not None:
            asked = _asked(before.policy, case.policy, judgement) if by_rule else ()
            return Moved(level, then.latest_on, _day_of(at, sight), by_rule, asked)
    return None


def _publications(in_force: PolicyInForce, sight: Sight) -> list[tuple[datetime, bool]]:
    """When rule (True) and continuum (False) were published, newest first; a first version changed nothing."""
    versions = [(in_force.number, in_force.published_at, True)]
    versions.append((sight.continuum.number, sight.continuum.published_at, False))
    return sorted(((at, by_rule) for number, at, by_rule in versions if at and number > 1), reverse=True)


def _all_before(at: datetime, case: Case, judgement: Judgement, sight: Sight) -> bool:
    """Tell whether all the work that could count was done and written down before a moment."""
    day = _day_of(at, sight)
    work = eligible_of(case.pieces, judgement)
    return all(one.on <= day and (one.recorded is None or one.recorded <= at) for one in work)


# What was published stays as it is; the moment tells it apart from that of any restored or emptied database.
@lru_cache(maxsize=64)
def _rule_before(district_id: int, at: datetime) -> PolicyInForce | None:
    try:
        return policy_in_force(District.objects.get(pk=district_id), at=at - JUST_BEFORE)
    except PolicyVersion.DoesNotExist:
        return None


@lru_cache(maxsize=64)
def _map_before(district_id: int, at: datetime, language: str) -> ContinuumMap | None:
    try:
        return published_map(District.objects.get(pk=district_id), language=language, at=at - JUST_BEFORE)
    except NoContinuum:
        return None


def _with_the_rule_before(sight: Sight, case: Case, at: datetime) -> Case | None:
    before = _rule_before(sight.student.district_id, at)
    return replace(case, policy=before.policy) if before else None


def _with_the_map_before(sight: Sight, case: Case, at: datetime) -> Case | None:
    """The case under the continuum before; None where it did not read the same work here."""
    in_force, one = sight.expected.in_force, case.competency_id
    continuum = _map_before(sight.student.district_id, at, sight.continuum.language)
    if in_force is None or continuum is None:
        return None
    expected = expectation(0, continuum, in_force)
    if expected.recorded_on(one) != sight.expected.recorded_on(one):
        return None
    before = next(iter(cases({one: case.pieces}, expected)), None)
    return replace(before, standards=_adapted_alike(before.standards, case.standards)) if before else None


def _adapted_alike(
    standards: Sequence[StandardRequirement], now: Sequence[StandardRequirement]
) -> tuple[StandardRequirement, ...]:
    """What people decided about the student stays as it is."""
    periods = {one.id: one.adapted for one in now}
    return tuple(replace(one, adapted=periods.get(one.id, ())) for one in standards)


def _asked(before: Policy, now: Policy, judgement: Judgement) -> tuple[Message, ...]:
    """What the rule says now and did not before: of that what is still missing, where gates are."""
    said = policy_in_words(before)
    new = tuple(one for one in policy_in_words(now) if one not in said)
    missing = {
        f"policy.gate.{gate.gate}{f'.{gate.per}' if gate.per else ''}" for gate in judgement.gates if not gate.met
    }
    return tuple(one for one in new if one.code in missing) or new


def _day_of(at: datetime, sight: Sight) -> date:
    return at.astimezone(ZoneInfo(sight.student.district.time_zone)).date()
