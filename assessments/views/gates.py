"""Who may open which screen: foreign or unknown is 404, known but not yours to do is 403."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments import access
from assessments.models import Evidence
from competencies.queries import NoContinuum, published_map
from competencies.rules.continuum import ContinuumMap
from people import access as people
from people.models import Section, Student, User


def person(request: HttpRequest) -> User:
    """Return who is signed in; the views are for signed-in people only."""
    return cast("User", request.user)


def taught_section(request: HttpRequest, section_id: int) -> Section:
    """Return a section the person teaches; one they only may read is refused with 403. One query."""
    mine = people.taught_sections(request.user).filter(pk=OuterRef("pk"))
    section = get_object_or_404(
        people.sections(request.user).select_related("term").annotate(is_taught=Exists(mine)), pk=section_id
    )
    if not section.is_taught:
        raise PermissionDenied
    return section


def readable_section(request: HttpRequest, section_id: int) -> Section:
    """Return a section the person teaches or leads. One query."""
    return get_object_or_404(people.sections(request.user), pk=section_id)


def taught_student(request: HttpRequest, student_id: int) -> Student:
    """Return a student the person teaches; one they only may read is refused with 403. One query."""
    mine = people.taught_students(request.user).filter(pk=OuterRef("pk"))
    student = get_object_or_404(people.students(request.user).annotate(is_taught=Exists(mine)), pk=student_id)
    if not student.is_taught:
        raise PermissionDenied
    return student


def changeable_evidence(request: HttpRequest, evidence_id: int) -> Evidence:
    """Return a row the person may correct or take back; one they only may read is refused with 403. One query."""
    mine = access.changeable(request.user).filter(pk=OuterRef("pk"))
    row = get_object_or_404(
        access.evidence(request.user)
        .exclude(action="void")
        .select_related("student", "section", "demonstration", "author", "continuum_version")
        .annotate(is_mine=Exists(mine)),
        pk=evidence_id,
    )
    if not row.is_mine:
        raise PermissionDenied
    return row


def continuum(request: HttpRequest) -> ContinuumMap:
    """Return the published continuum of the person's district; 404 before the first publication."""
    district = person(request).district
    if district is None:
        raise Http404
    try:
        return published_map(district, language=getattr(request, "LANGUAGE_CODE", ""))
    except NoContinuum as error:
        raise Http404 from error
