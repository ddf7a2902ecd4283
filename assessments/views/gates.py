"""Who may open which screen: foreign or unknown is 404, known but not yours to do is 403."""

from __future__ import annotations

from typing import TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments import access
from assessments.models import Evidence
from competencies.queries import NoContinuum, published_map
from competencies.rules.continuum import ContinuumMap
from people import access as people
from people.models import Section, Student, User

Row = TypeVar("Row", bound=Model)


def person(request: HttpRequest) -> User:
    """Return who is signed in; the views are for signed-in people only."""
    return cast("User", request.user)


def taught_section(request: HttpRequest, section_id: int) -> Section:
    """Return a section the person teaches; one they only may read is refused with 403. One query for its teachers."""
    taught = people.taught_sections(request.user).select_related("term").filter(pk=section_id).first()
    if taught is None:
        get_object_or_404(people.sections(request.user), pk=section_id)
        raise PermissionDenied
    return taught


def readable_section(request: HttpRequest, section_id: int) -> Section:
    """Return a section the person teaches or leads. One query."""
    return get_object_or_404(people.sections(request.user), pk=section_id)


def taught_student(request: HttpRequest, student_id: int) -> Student:
    """Return a student the person teaches; one they only may read is refused with 403. One query."""
    mine = people.taught_students(request.user).filter(pk=OuterRef("pk"))
    return allowed(people.students(request.user).annotate(allowed=Exists(mine)), student_id)


def changeable_evidence(request: HttpRequest, evidence_id: int) -> Evidence:
    """Return a row the person may correct or take back; one they only may read is refused with 403. One query."""
    mine = access.changeable(request.user).filter(pk=OuterRef("pk"))
    rows = access.evidence(request.user).exclude(action="void")
    whole = rows.select_related("student", "section", "demonstration", "author", "continuum_version")
    return allowed(whole.annotate(allowed=Exists(mine)), evidence_id)


def allowed(rows: QuerySet[Row], pk: int) -> Row:
    """Return the row with this id: 404 where there is none, 403 where it is annotated as not ``allowed``."""
    row = get_object_or_404(rows, pk=pk)
    if not getattr(row, "allowed"):  # noqa: B009 - an annotation, which no class declares
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
