"""Reads of previews: what waits for a worker, what one found, and the list of who moves, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from pathways.models import Mastery, Preview, PreviewRow
from people.models import District, Enrollment, School

# A worker that has not been heard of for so long is taken for dead, and its preview is taken up by another.
ABANDONED_AFTER = timedelta(seconds=30)
LISTED = 50
PAGE = 100
UP, DOWN = 1, -1


@dataclass(frozen=True, slots=True)
class Chosen:
    """What part of a list somebody asks for; nothing chosen is all of it."""

    school: int | None = None
    direction: int | None = None
    competency: int | None = None


@dataclass(frozen=True, slots=True)
class Movers:
    """How many students move: up only, down only, or both ways on different competencies."""

    up: int = 0
    down: int = 0
    both: int = 0

    @property
    def students(self) -> int:
        """How many there are."""
        return self.up + self.down + self.both


@dataclass(frozen=True, slots=True)
class Found:
    """What a preview found: who moves in all and by school, on how many competencies, and the statuses of both sides.

    ``competencies`` are (id, how many judgements change on it); ``unchanged`` counts judgements that stay.
    """

    movers: Movers
    schools: tuple[tuple[School | None, Movers], ...]
    competencies: tuple[tuple[int, int], ...]
    changed: int
    unchanged: int
    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)


def to_be_worked_out(*, now: datetime) -> QuerySet[Preview]:
    """Return the previews that wait, were put down, or were left by a worker that died; oldest first."""
    waiting = Q(state=Preview.State.WAITING)
    left = Q(beaten_at__isnull=True) | Q(beaten_at__lt=now - ABANDONED_AFTER)
    return Preview.objects.filter(waiting | (Q(state=Preview.State.RUNNING) & left)).order_by("pk")


def previews_of(district: District) -> list[tuple[Preview, Movers]]:
    """Return the newest previews and comparisons of a district with who moves, newest first. Two queries."""
    found = list(
        Preview.objects.filter(district=district)
        .select_related("made_by", "school", "section", "policy_version", "continuum_version")
        .order_by("-pk")[:LISTED]
    )
    movers = _movers(PreviewRow.objects.filter(preview__in=found), "preview_id")
    return [(one, movers.get(one.pk, Movers())) for one in found]


def found_by(preview: Preview) -> Found:
    """Return what a preview found. Four queries."""
    rows = PreviewRow.objects.filter(preview=preview)
    schools = {school.pk: school for school in School.objects.filter(district=preview.district_id)}
    by_school = _movers(rows, "school_id")
    places = sorted(by_school, key=lambda one: (one is None, schools[one].name if one in schools else "", one or 0))
    counted = Counter(preview.unchanged)
    changed = list(rows.values_list("before_status", "after_status").annotate(n=Count("pk")))
    before, after = counted.copy(), counted.copy()
    for was, now, n in changed:
        before[was] += n
        after[now] += n
    return Found(
        movers=_all(by_school.values()),
        schools=tuple((schools.get(one) if one else None, by_school[one]) for one in places),
        competencies=tuple(rows.values_list("competency_id").annotate(n=Count("pk")).order_by("competency_id")),
        changed=sum(n for _was, _now, n in changed),
        unchanged=counted.total(),
        before=before,
        after=after,
    )


def rows_of(preview: Preview, chosen: Chosen) -> QuerySet[PreviewRow]:
    """Return the changes asked for, by the students' names and never by how far they move."""
    wanted = {
        name: value
        for name, value in (("direction", chosen.direction), ("competency", chosen.competency))
        if value is not None
    }
    if chosen.school is not None:
        wanted["school"] = chosen.school
    rows = PreviewRow.objects.filter(preview=preview, **wanted).select_related("student", "school")
    return rows.order_by("student__family_name", "student__given_name", "student_id", "competency_id")


def schools_of(student_ids: Collection[int], *, on: date) -> dict[int, int]:
    """Return the school each student attends on a day. One query, none for nobody."""
    if not student_ids:
        return {}
    seats = Enrollment.objects.on(on).filter(student__in=student_ids)
    return dict(seats.values_list("student_id").annotate(school=Min("section__school")))


def students_with_evidence(district_id: int) -> dict[int, int]:
    """Return how many students have been judged on each competency with any work on it. One query."""
    judged = Mastery.objects.filter(district=district_id, pieces__gt=0)
    return dict(judged.values_list("competency_id").annotate(n=Count("student")))


def waits_in_line(preview: Preview) -> int:
    """Return how many previews wait before this one. One query."""
    return Preview.objects.filter(state__in=(Preview.State.WAITING, Preview.State.RUNNING), pk__lt=preview.pk).count()


def _movers(rows: QuerySet[PreviewRow], by: str) -> dict[int | None, Movers]:
    """Count the students of each group by which way they move. One query."""
    each = rows.values(by, "student_id").annotate(best=Max("direction"), worst=Min("direction"))
    found: dict[int | None, Counter[str]] = {}
    for one in each.values_list(by, "best", "worst").iterator(chunk_size=5000):
        way = "both" if one[1] != one[2] else "up" if one[1] == UP else "down"
        found.setdefault(one[0], Counter())[way] += 1
    return {key: Movers(**ways) for key, ways in found.items()}


def _all(parts: Collection[Movers]) -> Movers:
    return Movers(*(sum(getattr(one, name) for one in parts) for name in ("up", "down", "both")))
