"""Lists of issued reports and of what is drafted, as finished values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from pathways.queries.staleness import Staleness, staleness_of
from people.models import Section, Student, User
from reporting.models import Notice, ProgressReport, ReportComment

MOST = 500
_DRAFT_COLUMNS = (
    "pk", "preferred_name", "given_name", "family_name", "drafted_at", "last_number", "last_day", "last_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An issued report in a list."""

    id: int
    student: str
    term: str
    number: int
    day: date
    superseded: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A student of a section with how far their next report is."""

    id: int
    name: str
    drafted_at: datetime | None
    number: int | None
    issued_on: date | None
    report_id: int | None
    staleness: Staleness


def listed_reports(reports: QuerySet[ProgressReport]) -> list[ReportLine]:
    """Return the newest of the given reports (at most ``MOST``), newest first. One query."""
    newer = ProgressReport.objects.filter(supersedes=OuterRef("pk"))
    rows = reports.select_related("student", "term").defer("body").annotate(is_superseded=Exists(newer))
    return [
        ReportLine(
            id=row.pk,
            student=row.student.full_name,
            term=row.term.name,
            number=row.number,
            day=row.day,
            superseded=bool(getattr(row, "is_superseded", False)),
        )
        for row in rows[:MOST]
    ]


def draft_lines(section: Section, students: QuerySet[Student]) -> list[DraftLine]:
    """Return the students with their drafts and last reports, by name. Two queries whatever the size of the class."""
    draft = ReportComment.objects.filter(student=OuterRef("pk"), section=section)
    last = ProgressReport.objects.filter(student=OuterRef("pk"), term=section.term_id).order_by("-number")
    rows = list(
        students.annotate(
            drafted_at=Subquery(draft.values("changed_at")[:1]),
            last_number=Subquery(last.values("number")[:1]),
            last_day=Subquery(last.values("day")[:1]),
            last_id=Subquery(last.values("pk")[:1]),
        ).values_list(
            "pk", "preferred_name", "given_name", "family_name", "drafted_at", "last_number", "last_day", "last_id"
        )
    )
    states = staleness_of([row[0] for row in rows])
    return [
        DraftLine(
            id=pk,
            name=f"{preferred or given} {family}".strip(),
            drafted_at=drafted_at,
            number=number,
            issued_on=day,
            report_id=report_id,
            staleness=states[pk],
        )
        for pk, preferred, given, family, drafted_at, number, day, report_id in rows
    ]


def draft_of(student: Student, section: Section) -> ReportComment | None:
    """Return the words drafted for the student's next report, or None before there are any. One query."""
    return ReportComment.objects.filter(student=student, section=section).first()


def unread(user: User) -> Mapping[int, Notice]:
    """Return the user's unread notices by the student they are about. One query."""
    notices = Notice.objects.filter(recipient=user, read_at__isnull=True, report__isnull=False)
    found = {}
    for notice in notices.select_related("report").order_by("pk"):
        if notice.report is not None:
            found[notice.report.student_id] = notice
    return found
