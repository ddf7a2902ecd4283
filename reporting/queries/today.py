"""A teacher's day: who needs what, in lists by name, each with the next thing to do. Never a ranking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet

from assessments.access import UNDO_WINDOW
from assessments.models import Evidence, Focus
from competencies.queries import NoContinuum, published_map
from competencies.rules.continuum import ContinuumMap
from pathways.access import decidable_advancements
from pathways.models import Advancement, Mastery
from pathways.queries.staleness import Staleness, staleness_of
from people.models import Enrollment, Section, User
from people.queries import today

MOST = 8
NAMED = 6
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Need:
    """A competency of a section that some of its students want something for; ``students`` by name (id, name)."""

    section_id: int
    section: str
    competency_id: int
    competency: str
    students: tuple[tuple[int, str], ...]

    @property
    def first(self) -> tuple[tuple[int, str], ...]:
        """The names that stand on the page at once."""
        return self.students[:NAMED]

    @property
    def more(self) -> int:
        """How many further names the grid shows."""
        return len(self.students) - len(self.first)


@dataclass(frozen=True, slots=True)
class Group:
    """One of the teacher's sections: what it works on, how many students had new evidence this week."""

    id: int
    name: str
    now: tuple[str, ...]
    students: int
    seen: int


@dataclass(frozen=True, slots=True)
class Saved:
    """One of the teacher's own saves; it can be undone as a whole until ``undo_until``."""

    batch: str
    count: int
    title: str
    section: str
    section_id: int | None
    at: datetime
    undoable: bool


@dataclass(frozen=True, slots=True)
class Day:
    """Everything on the page, as finished values."""

    groups: tuple[Group, ...]
    ready: tuple[Need, ...]
    unseen: tuple[Need, ...]
    proposals: int
    questions: int
    saved: tuple[Saved, ...]
    updating: int
    failing: int
    oldest: datetime | None


class Known(NamedTuple):
    """What is concluded about one of them."""

    status: str
    mastered: bool
    ready: bool


@dataclass(frozen=True, slots=True)
class _Room:
    """A teacher's sections with who sits in them and what they work on."""

    sections: Sequence[Section]
    seats: Mapping[int, Sequence[int]]
    names: Mapping[int, str]
    focus: Mapping[int, Sequence[int]]
    masteries: Mapping[tuple[int, int], Known]
    continuum: ContinuumMap | None


def day_of(user: User, sections: QuerySet[Section], *, language: str, now: datetime) -> Day:
    """Return a teacher's day. Nine queries whatever the number of sections and students."""
    room = _room(user, sections, language=language)
    states = staleness_of(list(room.names))
    late = [state for state in states.values() if not state.current]
    ready, unseen = _needs(room, _is_ready), _needs(room, _is_unseen)
    proposals, questions = _advancements(user)
    return Day(
        groups=tuple(_groups(room, now)),
        ready=tuple(ready[:MOST]),
        unseen=tuple(unseen[:MOST]),
        proposals=proposals,
        questions=questions,
        saved=tuple(_saved(user, now)),
        updating=len(late),
        failing=sum(state.failing for state in late),
        oldest=_oldest(late),
    )


def _room(user: User, sections: QuerySet[Section], *, language: str) -> _Room:
    found = list(sections.select_related("district", "term").order_by("name", "pk"))
    if not found or user.district is None:
        return _Room((), {}, {}, {}, {}, None)
    day = today(user.district)
    seats: dict[int, list[int]] = defaultdict(list)
    names: dict[int, str] = {}
    rows = Enrollment.objects.on(day).filter(section__in=found, student__is_active=True).select_related("student")
    for row in rows.order_by("student__family_name", "student__given_name", "student_id"):
        seats[row.section_id].append(row.student_id)
        names[row.student_id] = row.student.full_name
    focus: dict[int, list[int]] = defaultdict(list)
    for section_id, competency_id in (
        Focus.objects.on(day)
        .filter(section__in=found)
        .order_by("starts", "pk")
        .values_list("section_id", "competency_id")
    ):
        focus[section_id].append(competency_id)
    continuum = _map(user, language)
    present = {one: [view.id for view in continuum.in_use_for(ids)] for one, ids in focus.items()} if continuum else {}
    return _Room(found, seats, names, present, _masteries(names, present), continuum)


def _masteries(names: Mapping[int, str], focus: Mapping[int, Sequence[int]]) -> dict[tuple[int, int], Known]:
    wanted = {competency for competencies in focus.values() for competency in competencies}
    rows = Mastery.objects.filter(student__in=list(names), competency__in=wanted)
    columns = rows.values_list("student_id", "competency_id", "status", "mastered", "ready")
    return {
        (student, competency): Known(status, mastered, ready)
        for student, competency, status, mastered, ready in columns
    }


def _map(user: User, language: str) -> ContinuumMap | None:
    try:
        return published_map(user.district, language=language) if user.district else None
    except NoContinuum:
        return None


def _needs(room: _Room, wanted: Callable[[Known | None], bool]) -> list[Need]:
    """What each section works on now, with those of its students that are wanted: by section, then competency."""
    if room.continuum is None:
        return []
    found = []
    for section in room.sections:
        for competency_id in room.focus.get(section.pk, ()):
            view = room.continuum.competencies.get(competency_id)
            students = tuple(
                (student_id, room.names[student_id])
                for student_id in room.seats.get(section.pk, ())
                if wanted(room.masteries.get((student_id, competency_id)))
            )
            if view is not None and students:
                found.append(Need(section.pk, section.name, competency_id, view.title, students))
    return found


def _is_ready(known: Known | None) -> bool:
    """Their practice says that a summative makes sense now."""
    return known is not None and known.ready and not known.mastered


def _is_unseen(known: Known | None) -> bool:
    """Nothing is recorded of them yet, not even practice or a missed chance."""
    return known is None


def _groups(room: _Room, now: datetime) -> list[Group]:
    seen = dict(
        Evidence.objects.filter(section__in=room.sections, recorded_at__gte=now - RECENT)
        .values_list("section_id")
        .annotate(Count("student", distinct=True))
    )
    return [_group(room, section, seen.get(section.pk, 0)) for section in room.sections]


def _group(room: _Room, section: Section, seen: int) -> Group:
    focus = room.focus.get(section.pk, ())
    known = room.continuum.competencies if room.continuum else {}
    titles = [known[one].title for one in focus if one in known]
    return Group(
        id=section.pk,
        name=section.name,
        now=tuple(titles[-2:]),
        students=len(room.seats.get(section.pk, ())),
        seen=seen,
    )


def _advancements(user: User) -> tuple[int, int]:
    """Count what this person may decide, as the list behind the link does. One query."""
    states = decidable_advancements(user).values_list("state", "questioned_at")
    proposals = sum(state == Advancement.State.PROPOSED for state, _asked in states)
    questions = sum(state == Advancement.State.CONFIRMED and asked is not None for state, asked in states)
    return proposals, questions


def _saved(user: User, now: datetime) -> list[Saved]:
    """The teacher's five newest saves of the last week."""
    rows = (
        Evidence.objects.filter(author=user, recorded_at__gte=now - RECENT, action="rating")
        .values("batch", "demonstration__title", "section__name", "section_id")
        .annotate(count=Count("pk"), at=Max("recorded_at"))
        .order_by("-at")[:5]
    )
    return [
        Saved(
            batch=str(row["batch"]),
            count=row["count"],
            title=row["demonstration__title"] or "",
            section=row["section__name"] or "",
            section_id=row["section_id"],
            at=row["at"],
            undoable=row["at"] > now - UNDO_WINDOW,
        )
        for row in rows
    ]


def _oldest(late: Sequence[Staleness]) -> datetime | None:
    moments = [state.stale_since for state in late if state.stale_since is not None]
    return min(moments, default=None)
