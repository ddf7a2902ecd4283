"""An admin's district: the continuum, the people, and whether everything runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from competencies.models import Continuum, ContinuumVersion
from pathways.models import LearnerState, WorkerHeartbeat
from pathways.queries.staleness import FAILING_AFTER, stale_learners
from people.models import District, Enrollment, Guardianship, Section, TeachingAssignment
from people.models import School as SchoolRow


@dataclass(frozen=True, slots=True)
class ContinuumLine:
    """The continuum's state in words."""

    title: str
    published: int
    published_at: datetime | None
    draft: int


@dataclass(frozen=True, slots=True)
class Health:
    """Whether results keep up: learners behind, since when, learners that fail, and the worker's last sign of life."""

    behind: int
    oldest: datetime | None
    failing: int
    worker_seen: datetime | None


@dataclass(frozen=True, slots=True)
class DistrictView:
    """A district as its admin sees it."""

    name: str
    continuum: ContinuumLine | None
    schools: tuple[tuple[int, str], ...]
    students: int
    sections: int
    teachers: int
    guardians: int
    health: Health


def district_of(district: District, *, day: date, now: datetime) -> DistrictView:
    """Return a district on a day. About ten queries whatever its size."""
    seats = Enrollment.objects.on(day).filter(district=district, student__is_active=True)
    return DistrictView(
        name=district.name,
        continuum=_continuum(district),
        schools=tuple(SchoolRow.objects.filter(district=district).order_by("name").values_list("pk", "name")),
        students=seats.values("student").distinct().count(),
        sections=Section.objects.filter(district=district, term__starts__lte=day, term__ends__gte=day).count(),
        teachers=TeachingAssignment.objects.on(day).filter(district=district).values("teacher").distinct().count(),
        guardians=Guardianship.objects.on(day).filter(district=district).values("guardian").distinct().count(),
        health=_health(district, now),
    )


def _continuum(district: District) -> ContinuumLine | None:
    continuum = Continuum.objects.filter(district=district).first()
    if continuum is None:
        return None
    version = ContinuumVersion.objects.filter(continuum=continuum, number=continuum.published).first()
    return ContinuumLine(
        title=continuum.title,
        published=continuum.published,
        published_at=version.published_at if version else None,
        draft=continuum.draft,
    )


def _health(district: District, now: datetime) -> Health:
    behind = stale_learners(now=now).filter(district=district)
    oldest = behind.exclude(stale_since=None).order_by("stale_since").values_list("stale_since", flat=True).first()
    return Health(
        behind=behind.count(),
        oldest=oldest,
        failing=LearnerState.objects.filter(district=district, attempts__gte=FAILING_AFTER).count(),
        worker_seen=WorkerHeartbeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first(),
    )
