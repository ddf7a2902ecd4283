"""Every page one can open, and as whom: the list that the tour of pages and the test of its completeness share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.models import Evidence
from cbe.queries import demo_accounts
from competencies.queries import published_map
from competencies.rules.continuum import CompetencyView
from pathways.models import Advancement
from people import access
from people.models import Section, Student, User
from reporting.models import ProgressReport

STRANGER, STUDENT, GUARDIAN, TEACHER, LEADER, ADMIN = "stranger", "student", "guardian", "teacher", "leader", "admin"
EVERYONE = (STRANGER, STUDENT, GUARDIAN, TEACHER, LEADER, ADMIN)


class DemoSchool:
    """What the pages are about: one example of each thing, found in the demo school."""

    @cached_property
    def people(self) -> dict[str, User | None]:
        """The first account of each role on the demo's panel."""
        found: dict[str, User | None] = {STRANGER: None}
        for account in demo_accounts():
            kinds = [kind for kind in (STUDENT, GUARDIAN, LEADER, ADMIN) if getattr(account, f"demo_{kind}")]
            found.setdefault(kinds[0] if kinds else TEACHER, account)
        return found

    def person(self, role: str) -> User:
        """The account of a role."""
        account = self.people[role]
        assert account is not None, role
        return account

    @cached_property
    def maya(self) -> Student:
        """The student of the panel."""
        return access.own_record(self.person(STUDENT)).get()

    @cached_property
    def section(self) -> Section:
        """A section of the teacher of the panel with Maya in it."""
        mine = access.taught_sections(self.person(TEACHER))
        return mine.filter(enrollments__student=self.maya).order_by("name").first() or mine.order_by("name")[0]

    @cached_property
    def competency(self) -> CompetencyView:
        """A competency that Maya has evidence on."""
        district = self.maya.district
        row = Evidence.objects.filter(student=self.maya, level__isnull=False).order_by("-id")[0]
        return published_map(district).competencies[row.competency_id]

    @cached_property
    def evidence(self) -> Evidence:
        """A rating the teacher gave Maya and may still correct."""
        return Evidence.objects.filter(student=self.maya, author=self.person(TEACHER)).order_by("-id")[0]

    @cached_property
    def report(self) -> ProgressReport:
        """A report on Maya that was issued."""
        return ProgressReport.objects.filter(student=self.maya).order_by("-id")[0]

    @cached_property
    def advancement(self) -> Advancement:
        """A proposal to advance one of the teacher's students."""
        return Advancement.objects.filter(student__in=access.taught_students(self.person(TEACHER))).order_by("-id")[0]


Ids = Callable[[DemoSchool], list[Any]]


def no_ids(_school: DemoSchool) -> list[Any]:
    """A page without an id in its address."""
    return []


@dataclass(frozen=True)
class PageToRead:
    """A page, the roles that read it, what its address needs, and the part after the question mark."""

    view: str
    roles: tuple[str, ...]
    ids: Ids = no_ids
    query: str = ""

    def path(self, school: DemoSchool) -> str:
        """Return its address in the demo school."""
        return reverse(self.view, args=self.ids(school)) + self.query


@dataclass(frozen=True)
class Visit:
    """A page as somebody."""

    page: PageToRead
    role: str

    def __str__(self) -> str:
        return f"{self.page.view}{self.page.query} as {self.role}"

    @property
    def name(self) -> str:
        """A name for its picture."""
        return f"{self.page.view.replace(':', '-')}{'-asked' if self.page.query else ''}-{self.role}"


def of_section(school: DemoSchool) -> list[Any]:
    """The section's number."""
    return [school.section.pk]


def of_maya(school: DemoSchool) -> list[Any]:
    """Maya's number."""
    return [school.maya.pk]


def of_maya_and_competency(school: DemoSchool) -> list[Any]:
    """Maya's number and a competency's."""
    return [school.maya.pk, school.competency.id]


def of_section_and_maya(school: DemoSchool) -> list[Any]:
    """The section's number and Maya's."""
    return [school.section.pk, school.maya.pk]


STAFF = (TEACHER, LEADER)
AROUND_MAYA = (STUDENT, GUARDIAN, TEACHER, LEADER)

PAGES = (
    PageToRead("account_login", (STRANGER,)),
    PageToRead("account_reset_password", (STRANGER,)),
    PageToRead("account_reset_password_done", (STRANGER,)),
    PageToRead("account_signup", (STRANGER,)),
    PageToRead("account_logout", (STUDENT,)),
    PageToRead("account_change_password", (STUDENT, TEACHER)),
    PageToRead("account_email", (GUARDIAN,)),
    PageToRead("account_reauthenticate", (GUARDIAN,)),
    PageToRead("help", (STRANGER, GUARDIAN)),
    PageToRead("parts", (STRANGER,)),
    PageToRead("display", (STRANGER, STUDENT)),
    PageToRead("find", (TEACHER, LEADER, ADMIN), query="?q=ma"),
    PageToRead("competencies:public", (STRANGER, TEACHER)),
    PageToRead("competencies:public", (STRANGER,), query="?q=rate"),
    PageToRead("competencies:public_competency", (STRANGER, STUDENT), lambda school: [school.competency.guid]),
    PageToRead("competencies:edit", (ADMIN,)),
    PageToRead("competencies:edit_competency", (ADMIN,), lambda school: [school.competency.id]),
    PageToRead("competencies:scales", (ADMIN,)),
    PageToRead("competencies:policy", (ADMIN,)),
    PageToRead("competencies:standards", (ADMIN,)),
    PageToRead("competencies:import", (ADMIN,)),
    PageToRead("competencies:publish", (ADMIN,)),
    PageToRead("assessments:log", (TEACHER,)),
    PageToRead("assessments:class_set", (TEACHER,), of_section),
    PageToRead("assessments:rubric", (TEACHER,), of_maya),
    PageToRead("assessments:correct", (TEACHER,), lambda school: [school.evidence.pk]),
    PageToRead("assessments:void", (TEACHER,), lambda school: [school.evidence.pk]),
    PageToRead("assessments:history", (TEACHER,), of_section),
    PageToRead("assessments:focus", (TEACHER,), of_section),
    PageToRead("pathways:groups", STAFF),
    PageToRead("pathways:grid", STAFF, of_section),
    PageToRead("pathways:why", AROUND_MAYA, of_maya_and_competency),
    PageToRead("pathways:my_path", (STUDENT,)),
    PageToRead("pathways:path", (GUARDIAN, TEACHER, LEADER), of_maya),
    PageToRead("pathways:competency", AROUND_MAYA, of_maya_and_competency),
    PageToRead("pathways:advancements", (TEACHER,)),
    PageToRead("reporting:today", (TEACHER,)),
    PageToRead("reporting:family", (GUARDIAN,)),
    PageToRead("reporting:school", (LEADER,)),
    PageToRead("reporting:district", (ADMIN,)),
    PageToRead("reporting:reports", (STUDENT, GUARDIAN, TEACHER)),
    PageToRead("reporting:report", (STUDENT, GUARDIAN, TEACHER), lambda school: [school.report.pk]),
    PageToRead("reporting:child", (GUARDIAN,), of_maya),
    PageToRead("reporting:section_reports", (TEACHER,), of_section),
    PageToRead("reporting:draft", (TEACHER,), of_section_and_maya),
)

NOT_PAGES = {
    "home": "sends everyone on to the page of their role",
    "healthz": "for machines",
    "readyz": "for machines",
    "schema": "for machines",
    "docs": "drawn by another house's script; has its own test",
    "demo_sign_in": "pressed, never opened",
    "set_language": "pressed, never opened",
    "account_inactive": "only after signing in to a closed account",
    "account_email_verification_sent": "addresses are kept by the school and not verified",
    "account_confirm_email": "addresses are kept by the school and not verified",
    "account_confirm_login_code": "codes by email are not switched on",
    "account_set_password": "only for an account without a password; sends others to change theirs",
    "account_reset_password_from_key": "needs a key from a letter; has its own test",
    "account_reset_password_from_key_done": "the end of the same walk",
    "assessments:undo": "pressed, never opened",
    "pathways:decide": "pressed, never opened",
    "pathways:freshness": "a small answer for the grid",
    "pathways:student_freshness": "a small answer for the path",
    "reporting:issue": "pressed, never opened",
}


def visits() -> list[Visit]:
    """Return every page as every role that reads it."""
    return [Visit(page, role) for page in PAGES for role in page.roles]


def named_addresses() -> set[str]:
    """Return the name of every address outside the API and Django's admin."""
    return {name for name in _walk(get_resolver(), "") if not name.startswith(("admin:", "api:"))}


def _walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}"
