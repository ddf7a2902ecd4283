"""What a new version of a continuum adds, retires and asks for anew, competency by competency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from competencies.rules.continuum import CompetencyView, ContinuumMap
from competencies.rules.mapping import routes_of

NEW, RETIRED, CARRIED, STANDARDS, SCALE = "new", "retired", "carried", "standards", "scale"


@dataclass(frozen=True, slots=True)
class Restructured:
    """One competency that a version changes in a way that can move a judgement.

    ``students`` have evidence on it; ``to`` are the titles its evidence is carried to. ``added`` and ``removed`` are
    how many standards it asks for anew and no more; ``weighed`` tells that one is required, or weighs, otherwise.
    """

    what: str
    competency: int
    title: str
    students: int = 0
    to: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    weighed: bool = False


def restructured(before: ContinuumMap, after: ContinuumMap, students: Mapping[int, int]) -> tuple[Restructured, ...]:
    """Return what changes between two versions, in the order of the newer one; retired ones first.

    ``students`` are the numbers of students with evidence, by competency.
    """
    gone = [one for one in before.competencies.values() if not one.retired and _retired(after, one.id)]
    found = [_leaving(one, after, students) for one in sorted(gone, key=lambda one: one.order)]
    routes = (routes_of(before.carried), routes_of(after.carried))
    for one in sorted(after.competencies.values(), key=lambda one: one.order):
        if one.retired:
            continue
        then = before.competencies.get(one.id)
        if then is None or then.retired:
            found.append(Restructured(NEW, one.id, one.title, students.get(one.id, 0)))
            continue
        if routes[0].targets(one.id) != routes[1].targets(one.id):
            found.append(_leaving(one, after, students, what=CARRIED))
        found += _asked_anew(then, one, students.get(one.id, 0))
    return tuple(found)


def _retired(continuum: ContinuumMap, competency_id: int) -> bool:
    one = continuum.competencies.get(competency_id)
    return one is None or one.retired


def _leaving(
    one: CompetencyView, after: ContinuumMap, students: Mapping[int, int], *, what: str = RETIRED
) -> Restructured:
    targets = sorted(routes_of(after.carried).targets(one.id))
    titles = tuple(after.competencies[target].title for target in targets if target in after.competencies)
    return Restructured(what, one.id, one.title, students.get(one.id, 0), to=titles)


def _asked_anew(then: CompetencyView, now: CompetencyView, students: int) -> Iterator[Restructured]:
    was = {one.id: (one.required, one.weight) for one in then.standards}
    asked = {one.id: (one.required, one.weight) for one in now.standards}
    if was != asked:
        yield Restructured(
            STANDARDS,
            now.id,
            now.title,
            students,
            added=len(asked.keys() - was.keys()),
            removed=len(was.keys() - asked.keys()),
            weighed=any(was[one] != asked[one] for one in was.keys() & asked.keys()),
        )
    if then.scale.rule != now.scale.rule:
        yield Restructured(SCALE, now.id, now.title, students)
