"""Reads of previews: what waits for a worker, what one found, and the list of who moves, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from pathways.models import Mastery, Preview, PreviewRow
from pathways.queries.pairing import MOVES, TOLD_WITH
from pathways.rules.moving import GAINS, LOSES
from people.models import District, Enrollment, School

# A worker that has not been heard of for so long is taken for dead, and its preview is taken up by another.
ABANDONED_AFTER = timedelta(seconds=30)
LISTED = 50
PAGE = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """What part of a list somebody asks for; nothing chosen is all of it. ``direction`` is 1 up, -1 down, 0 neither."""

    school: int | None = None
    direction: int | None = None
    competency: int | None = None


@dataclass(frozen=True, slots=True)
class Movers:
    """How many students move: up, down, both ways on different competencies, or neither (another status alone).

    Of them ``gain`` gain mastery of something and ``lose`` lose it; somebody may do both.
    """

    up: int = 0
    down: int = 0
    both: int = 0
    neither: int = 0
    gain: int = 0
    lose: int = 0

    @property
    def students(self) -> int:
        """How many there are."""
        return self.up + self.down + self.both + self.neither


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
    """Return the changes asked for, by the students' names and never by how far they move.

    What becomes of a retired competency is one of them (``leading`` finds it); asked for one competency, each of its
    own changes is.
    """
    rows = PreviewRow.objects.filter(preview=preview).select_related("student", "school")
    if chosen.direction is not None:
        rows = rows.filter(
            **{1: {"direction__gt": 0}, -1: {"direction__lt": 0}}.get(chosen.direction, {"direction": 0})
        )
    if chosen.competency is None:
        rows = rows.exclude(detail__has_key=TOLD_WITH)
    else:
        rows = rows.filter(competency=chosen.competency)
    if chosen.school is not None:
        rows = rows.filter(school=chosen.school)
    return rows.order_by("student__family_name", "student__given_name", "student_id", "competency_id")


def leading(rows: Sequence[PreviewRow]) -> list[PreviewRow]:
    """Return the rows; in the place of one that is told with another, the other. One query at most."""
    wanted = {(row.student_id, row.detail[TOLD_WITH]) for row in rows if TOLD_WITH in row.detail}
    if not wanted:
        return list(rows)
    students, competencies = ({one[place] for one in wanted} for place in (0, 1))
    leads = PreviewRow.objects.filter(preview=rows[0].preview_id, student__in=students, competency__in=competencies)
    known = {(row.student_id, row.competency_id): row for row in leads.select_related("student", "school")}
    return [known.get((row.student_id, row.detail.get(TOLD_WITH, 0)), row) for row in rows]


def told_with(row: PreviewRow) -> list[PreviewRow]:
    """Return the other changes that this one tells of, by competency. One query where it is a retired one's."""
    if MOVES not in row.detail:
        return []
    named = {one[0] for side in row.detail[MOVES] for one in side} - {row.competency_id}
    rows = PreviewRow.objects.filter(preview=row.preview_id, student=row.student_id, competency__in=named)
    return list(rows.order_by("competency_id"))


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
    for group, best, worst in each.values_list(by, "best", "worst").iterator(chunk_size=5000):
        ways = found.setdefault(group, Counter())
        ways["both" if best > 0 > worst else "up" if best > 0 else "down" if worst < 0 else "neither"] += 1
        ways["gain"] += best == GAINS
        ways["lose"] += worst == LOSES
    return {key: Movers(**ways) for key, ways in found.items()}


def _all(parts: Collection[Movers]) -> Movers:
    return Movers(*(sum(getattr(one, each.name) for one in parts) for each in fields(Movers)))
