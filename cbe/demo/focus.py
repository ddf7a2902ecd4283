"""What each class works on and when: the windows of a term, and the rows that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest

from assessments.models import Focus
from cbe.demo import content
from cbe.demo.calendar import TermPlan
from cbe.demo.content import CompetencyWords
from cbe.demo.continuum import School
from cbe.demo.roster import WORKSHOP, Group

# This term's mathematics in 7B and 7D, by week (the twelfth is now): five stages side by side, as one class needs.
SEVENTH_GRADE_NOW = (
    ("ratio-language", 0, 3),
    ("area", 0, 4),
    ("dividing-fractions", 1, 5),
    ("write-expressions", 3, 8),
    ("equivalent-ratios", 4, 8),
    ("negative-numbers", 4, 11),
    ("unit-rates", 5, 11),
    ("one-step-equations", 6, 11),
    ("percent-problems", 6, 11),
    ("circles", 9, 13),
    ("scale-drawings", 13, 14),
)
WORKSHOP_NOW = (("fractions-of-amounts", 2, 8), ("decimals", 5, 11), ("ratio-language", 6, 13))
SHARES = (0.5, 0.3, 0.2)
REVIEWS = (4, 1, 0)
LENGTH = 4


@dataclass(frozen=True, slots=True)
class Window:
    """Some weeks in which a group works on one competency."""

    competency: CompetencyWords
    starts: date
    ends: date


def windows(group: Group) -> tuple[Window, ...]:
    """Return what a group works on in its term, in order."""
    now = group.plan.year == 0
    if group.section.name == WORKSHOP:
        return _scripted(WORKSHOP_NOW, group.plan)
    if group.klass is None:
        return _houses(group.plan)
    if now and group.klass.grade == 7 and group.domains == ("mathematics",):
        return _scripted(SEVENTH_GRADE_NOW, group.plan)
    return _spread(_year(group.domains[0], group.klass.grade + group.plan.year)[group.plan.place], group.plan)


def write_focus(groups: Iterable[Group], school: School) -> int:
    """Write what every group works on; return how many rows."""
    rows = [
        Focus(
            district=group.section.district,
            section=group.section,
            competency_id=school.competencies[window.competency.key],
            starts=window.starts,
            ends=window.ends,
        )
        for group in groups
        for window in windows(group)
    ]
    Focus.objects.bulk_create(rows)
    return len(rows)


def _scripted(lines: Sequence[tuple[str, int, int]], plan: TermPlan) -> tuple[Window, ...]:
    known = content.competencies()
    return tuple(Window(known[key], plan.day(first), plan.day(last, 4)) for key, first, last in lines)


def _spread(items: Sequence[CompetencyWords], plan: TermPlan) -> tuple[Window, ...]:
    weeks = (plan.ends - plan.starts).days // 7 + 1
    step = max(1.0, (weeks - LENGTH) / max(1, len(items)))
    starts = [plan.day(int(place * step)) for place in range(len(items))]
    return tuple(
        Window(one, first, min(first + timedelta(weeks=LENGTH, days=4), plan.ends))
        for one, first in zip(items, starts, strict=True)
    )


def _houses(plan: TermPlan) -> tuple[Window, ...]:
    """Advisory works on half of the lifelong-learning skills in one term and on the others in the next."""
    skills = [
        one
        for domain in content.domains()
        if domain.kind == "lifelong"
        for one in domain.competencies
        if one.grade <= 7
    ]
    half = [one for place, one in enumerate(skills) if (place + plan.place) % 2 == 0]
    return tuple(Window(one, plan.starts, plan.ends) for one in half)


@lru_cache(maxsize=64)
def _year(domain: str, grade: int) -> tuple[tuple[CompetencyWords, ...], ...]:
    """What a class of a grade works on in a domain, term by term: some of last year's first, then its own."""
    mine = [one for one in content.competencies().values() if one.domain == domain]
    own = _across_strands([one for one in mine if one.grade == max(grade, 5)])
    before = _across_strands([one for one in mine if one.grade == grade - 1])
    terms, taken = [], 0
    for place, (share, reviews) in enumerate(zip(SHARES, REVIEWS, strict=True)):
        until = len(own) if place == len(SHARES) - 1 else min(len(own), taken + max(1, round(share * len(own))))
        first = sum(REVIEWS[:place])
        terms.append((*before[first : first + reviews], *own[taken:until]))
        taken = until
    return tuple(terms)


def _across_strands(items: Sequence[CompetencyWords]) -> list[CompetencyWords]:
    """One of each strand in turn, so that a term is never all of one kind."""
    strands: dict[str, list[CompetencyWords]] = {}
    for one in items:
        strands.setdefault(one.strand, []).append(one)
    return [one for turn in zip_longest(*strands.values()) for one in turn if one is not None]
