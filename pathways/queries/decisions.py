"""What people decided about learners, as the engine reads it: overrides and adapted expectations, in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, DecimalField, F, Q, QuerySet, Value

from assessments.models import AdaptedExpectation, Override
from competencies.rules.continuum import CompetencyView, ContinuumMap
from pathways.rules.overriding import Decided, standing
from people.models import District, Student
from people.queries import called, today

_COLUMNS = ("student_id", "competency_id", "id", "starts", "ends", "made_at", "reverses_id")
# What only one of the two tables has, as the other's rows give it.
_NO_LEVEL = Value(None, output_field=DecimalField(max_digits=8, decimal_places=3))
_NO_STANDARD = Value(None, output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class OwnDecisions:
    """All decisions about one student, taken back or not, by competency, in the order written."""

    overrides: Mapping[int, Sequence[Decided]] = field(default_factory=dict)
    adapted: Mapping[int, Sequence[Decided]] = field(default_factory=dict)

    @property
    def about(self) -> frozenset[int]:
        """Return the competencies somebody ever decided about."""
        return frozenset(self.overrides) | frozenset(self.adapted)

    def overrides_of(self, competency_id: int, known_at: datetime | None = None) -> tuple[Decided, ...]:
        """Return the overrides that stand, as known at a moment (None: now)."""
        return standing(self.overrides.get(competency_id, ()), known_at)

    def adapted_of(self, competency_id: int, known_at: datetime | None = None) -> tuple[Decided, ...]:
        """Return the adapted expectations that stand, as known at a moment (None: now)."""
        return standing(self.adapted.get(competency_id, ()), known_at)

    def mark(self, competency_id: int) -> list[list[int]]:
        """Return what tells one state of these decisions from any other: both tables only ever grow at their end."""
        both = (self.overrides.get(competency_id, ()), self.adapted.get(competency_id, ()))
        return [[len(rows), rows[-1].id] if rows else [] for rows in both] if any(both) else []


NO_DECISIONS = OwnDecisions()


def read_decisions(student_ids: Collection[int], *, among: Collection[int] | None = None) -> dict[int, OwnDecisions]:
    """Return the decisions about each student that has any, on all competencies or some. One query."""
    found: dict[int, tuple[_Found, _Found]] = {}
    for student, competency, *said, is_override in _rows(student_ids, among):
        own = found.setdefault(student, (defaultdict(list), defaultdict(list)))
        own[0 if is_override else 1][competency].append(Decided(*said))
    return {student: OwnDecisions(dict(overrides), dict(adapted)) for student, (overrides, adapted) in found.items()}


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A decision in force on a competency that another map retires, where it holds for nothing any more."""

    decision: Override | AdaptedExpectation
    student: Student
    competency: CompetencyView


def decisions_left_behind(
    district: District, continuum_map_before: ContinuumMap, continuum_map_after: ContinuumMap
) -> list[LeftBehind]:
    """Return the decisions in force today on what one map uses and the next retires, by competency and name.

    Of several alike about the same student only the one that counts. Two queries, none where nothing is retired.
    """
    before, after = continuum_map_before.competencies, continuum_map_after.competencies
    gone = {id_ for id_, one in before.items() if not one.retired and (id_ not in after or after[id_].retired)}
    if not gone:
        return []
    overrides = _in_force(Override, district, gone)
    adapted = _in_force(AdaptedExpectation, district, gone)
    counts: dict[tuple[int, ...], Override | AdaptedExpectation] = {
        (0, row.student_id, row.competency_id): row for row in overrides
    }
    counts |= {(1, row.student_id, row.competency_id, row.standard_id or 0): row for row in adapted}
    found = [LeftBehind(row, row.student, before[row.competency_id]) for row in counts.values()]
    return sorted(found, key=lambda one: (one.competency.order, one.student.family_name, one.student.given_name))


def _in_force(model: Any, district: District, about: Collection[int]) -> Any:
    """The decisions that hold today, the one made last at the end."""
    day = today(district)
    rows = model.objects.filter(district=district, competency__in=about, reverses=None, reversed_by=None)
    rows = rows.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)
    return rows.select_related("student").order_by("made_at", "pk")


_Found = defaultdict[int, list[Decided]]


def _rows(student_ids: Collection[int], among: Collection[int] | None) -> QuerySet[Any, Any]:
    """The rows of both tables with the same columns, the older first."""
    about = Q(student__in=student_ids) if among is None else Q(student__in=student_ids, competency__in=among)
    overrides = Override.objects.filter(about).annotate(about_level=F("level"), about_standard=_NO_STANDARD)
    adapted = AdaptedExpectation.objects.filter(about).annotate(about_level=_NO_LEVEL, about_standard=F("standard_id"))
    columns = (*_COLUMNS, "about_level", "about_standard", "called", "is_override")
    flag = BigIntegerField()
    first = overrides.annotate(called=called("made_by"), is_override=Value(1, output_field=flag))
    second = adapted.annotate(called=called("made_by"), is_override=Value(0, output_field=flag))
    return first.values_list(*columns).union(second.values_list(*columns), all=True).order_by("id")
