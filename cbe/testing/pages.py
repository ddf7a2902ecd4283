"""Every page one can open, and as whom: the list that the tour of pages and the test of its completeness share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cbe.testing.demo_school import ADMIN, GUARDIAN, LEADER, STRANGER, STUDENT, TEACHER, DemoSchool
from competencies.models import CompetencyText, StrandText
from competencies.queries import published_map
from people.queries import today

Ids = Callable[[DemoSchool], list[Any]]
Query = Callable[[DemoSchool], str]


def no_ids(_school: DemoSchool) -> list[Any]:
    """A page without an id in its address."""
    return []


@dataclass(frozen=True)
class PageToRead:
    """A page, the roles that read it, what its address needs, the part after the question mark and what that shows."""

    view: str
    roles: tuple[str, ...]
    ids: Ids = no_ids
    query: Query | None = None
    what: str = ""

    def path(self, school: DemoSchool) -> str:
        """Return its address in the demo school."""
        return reverse(self.view, args=self.ids(school)) + (self.query(school) if self.query else "")


@dataclass(frozen=True)
class Visit:
    """A page as somebody."""

    page: PageToRead
    role: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.page.view, self.page.what, "as", self.role)))

    @property
    def name(self) -> str:
        """A name for its picture."""
        return f"{self.page.view.replace(':', '-')}-{self.page.what.replace(' ', '-') or 'plain'}-{self.role}"


def of_section(school: DemoSchool) -> list[Any]:
    """The section's number."""
    return [school.section.pk]


def of_maya(school: DemoSchool) -> list[Any]:
    """Maya's number."""
    return [school.maya.pk]


def of_maya_and_competency(school: DemoSchool) -> list[Any]:
    """Maya's number and a competency's."""
    return [school.maya.pk, school.competency.id]


def of_maya_and_decided(school: DemoSchool) -> list[Any]:
    """Maya's number and that of a competency somebody decided about."""
    return [school.maya.pk, school.decided]


def of_section_and_maya(school: DemoSchool) -> list[Any]:
    """The section's number and Maya's."""
    return [school.section.pk, school.maya.pk]


def of_report(school: DemoSchool) -> list[Any]:
    """The report's number."""
    return [school.report.pk]


def one_standard(school: DemoSchool) -> str:
    """A class set on one standard."""
    return f"?competency={school.competency.id}&standard={school.competency.standards[0].id}"


def two_standards(school: DemoSchool) -> str:
    """A piece of work rated on two competencies."""
    others = [one for one in published_map(school.maya.district).in_order if one.id != school.competency.id]
    return "?" + "&".join(f"t={one.id}-{one.standards[0].id}" for one in (school.competency, others[0]))


def of_competency(school: DemoSchool) -> list[Any]:
    """The competency's number."""
    return [school.competency.id]


def a_strand(school: DemoSchool) -> list[Any]:
    """The strand that the competency stands in, as the draft has it."""
    return ["strand", StrandText.objects.get(strand=school.competency.strand_id, until=None).pk]


def of_retired(_school: DemoSchool) -> list[Any]:
    """The number of a competency that was merged into another one."""
    return [CompetencyText.objects.filter(until=None, retired=True).earliest("pk").competency_id]


def words_of_competency(school: DemoSchool) -> list[Any]:
    """The competency, as the draft has it."""
    return ["competency", CompetencyText.objects.get(competency=school.competency.id, until=None).pk]


def a_past_day(school: DemoSchool) -> str:
    """A day of the school year before, under the rule of then."""
    return f"?as_of={today(school.maya.district) - timedelta(days=160)}"


def looking_around(_school: DemoSchool) -> str:
    """A search for standards, and one for what comes before."""
    return "?standard=rate&earlier=ratio"


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
    PageToRead("find", (TEACHER, LEADER, ADMIN), query=lambda _school: "?q=ma", what="something"),
    PageToRead("competencies:public", (STRANGER, TEACHER)),
    PageToRead("competencies:public", (STRANGER,), query=lambda _school: "?q=rate", what="searched"),
    PageToRead("competencies:public_competency", (STRANGER, STUDENT), lambda school: [school.competency.guid]),
    PageToRead("competencies:edit", (ADMIN,)),
    PageToRead("competencies:edit_competency", (ADMIN,), lambda school: [school.competency.id]),
    PageToRead("competencies:scales", (ADMIN,)),
    PageToRead("competencies:policy", (ADMIN,)),
    PageToRead("competencies:policy_draft", (ADMIN,)),
    PageToRead("competencies:policy_draft", (ADMIN,), query=lambda _school: "?from=outcomes-weighted", what="a preset"),
    PageToRead("competencies:policy_at", (ADMIN,), lambda _school: [1]),
    PageToRead("pathways:policy_examples", (ADMIN,)),
    PageToRead("pathways:previews", (ADMIN,)),
    PageToRead("pathways:preview", (ADMIN,), lambda school: [school.preview.pk]),
    PageToRead("pathways:preview", (ADMIN,), lambda school: [school.preview.pk], lambda _: "?way=down", "down"),
    PageToRead("pathways:preview_change", (ADMIN,), lambda school: [school.preview.pk, school.change]),
    PageToRead("pathways:lab", (ADMIN,)),
    PageToRead("competencies:history", (ADMIN,), a_strand),
    PageToRead("competencies:history", (ADMIN,), words_of_competency, what="of a competency"),
    PageToRead("competencies:competency_history", (TEACHER, LEADER), lambda school: [school.competency.guid]),
    PageToRead("competencies:standards", (ADMIN,)),
    PageToRead("competencies:new_competency", (ADMIN,), lambda school: [school.competency.strand_id]),
    PageToRead("competencies:profile", (ADMIN,)),
    PageToRead("competencies:part", (ADMIN,), a_strand),
    PageToRead("competencies:edit", (ADMIN,), query=lambda _school: "?q=rate", what="searched"),
    PageToRead("competencies:edit_competency", (ADMIN,), of_competency, looking_around, "looking around"),
    *(PageToRead(f"competencies:{one}", (ADMIN,), of_competency) for one in ("split", "merge", "carry")),
    PageToRead("competencies:merge", (ADMIN,), of_competency, lambda _school: "?q=number", "looking around"),
    PageToRead("competencies:carry", (ADMIN,), of_retired, what="of a retired one"),
    PageToRead("competencies:carried", (ADMIN,)),
    PageToRead("competencies:import", (ADMIN,)),
    PageToRead("competencies:publish", (ADMIN,)),
    PageToRead("assessments:log", (TEACHER,)),
    PageToRead("assessments:class_set", (TEACHER,), of_section),
    PageToRead("assessments:class_set", (TEACHER,), of_section, one_standard, "of one standard"),
    PageToRead("assessments:rubric", (TEACHER,), of_maya),
    PageToRead("assessments:rubric", (TEACHER,), of_maya, two_standards, "of two standards"),
    PageToRead("assessments:correct", (TEACHER,), lambda school: [school.evidence.pk]),
    PageToRead("assessments:void", (TEACHER,), lambda school: [school.evidence.pk]),
    PageToRead("assessments:history", (TEACHER,), of_section),
    PageToRead("assessments:focus", (TEACHER,), of_section),
    PageToRead("assessments:decisions", AROUND_MAYA, of_maya_and_decided),
    PageToRead("assessments:override", (TEACHER,), of_maya_and_decided),
    PageToRead("assessments:exempt", (LEADER,), of_maya_and_decided),
    PageToRead("assessments:adapt", (TEACHER,), of_maya_and_decided),
    PageToRead("assessments:override_back", (TEACHER,), lambda school: [school.override.pk]),
    PageToRead("assessments:adapted_back", (TEACHER,), lambda school: [school.adapted.pk]),
    PageToRead("pathways:groups", STAFF),
    PageToRead("pathways:grid", STAFF, of_section),
    PageToRead("pathways:grid", (TEACHER,), of_section, lambda _school: "?show=not_yet", "not yet"),
    PageToRead("pathways:why", AROUND_MAYA, of_maya_and_competency),
    PageToRead("pathways:why", (STUDENT, TEACHER), of_maya_and_competency, a_past_day, "as of a past day"),
    PageToRead("pathways:my_path", (STUDENT,)),
    PageToRead("pathways:path", (GUARDIAN, TEACHER, LEADER), of_maya),
    PageToRead("pathways:path", (GUARDIAN, TEACHER), of_maya, a_past_day, "as of a past day"),
    PageToRead("pathways:competency", AROUND_MAYA, of_maya_and_competency),
    PageToRead("pathways:competency", (STUDENT, TEACHER), of_maya_and_competency, a_past_day, "as of a past day"),
    PageToRead("pathways:advancements", (TEACHER,)),
    PageToRead("pathways:decide", (TEACHER,), lambda school: [school.advancement.pk]),
    PageToRead("reporting:today", (TEACHER,)),
    PageToRead("reporting:family", (GUARDIAN,)),
    PageToRead("reporting:school", (LEADER,)),
    PageToRead("reporting:district", (ADMIN,)),
    PageToRead("reporting:reports", (STUDENT, GUARDIAN, TEACHER)),
    PageToRead("reporting:report", (STUDENT, GUARDIAN, TEACHER), of_report),
    PageToRead("reporting:report", (GUARDIAN,), of_report, lambda _school: "?lang=es", "in Spanish"),
    PageToRead("reporting:child", (GUARDIAN,), of_maya),
    PageToRead("reporting:child", (GUARDIAN,), of_maya, a_past_day, "as of a past day"),
    PageToRead("reporting:section_reports", (TEACHER,), of_section),
    PageToRead("reporting:draft", (TEACHER,), of_section_and_maya),
    PageToRead("reporting:issue", (TEACHER,), of_section, lambda school: f"?student={school.maya.pk}", "for Maya"),
)

NOT_PAGES = {
    "pathways:preview_policy": "pressed, never opened",
    "pathways:preview_continuum": "pressed, never opened",
    "pathways:preview_again": "pressed, never opened",
    "pathways:publish_preview": "pressed, never opened",
    "pathways:preview_fresh": "a small answer for the page of a preview",
    "pathways:preview_list": "a file to keep",
    "competencies:export": "a file to keep",
    "competencies:again": "pressed, never opened",
    "competencies:make": "pressed; opened, it leads to the standards",
    "competencies:prerequisites": "pressed; opened, it leads to the standards",
    "home": "sends everyone on to the page of their role",
    "healthz": "for machines",
    "readyz": "for machines",
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
    "pathways:freshness": "a small answer for the grid",
    "pathways:student_freshness": "a small answer for the path",
}


def visits() -> list[Visit]:
    """Return every page as every role that reads it."""
    return [Visit(page, role) for page in PAGES for role in page.roles]


def named_addresses() -> set[str]:
    """Return the name of every address outside the API and Django's admin."""
    return {name for path, name in _walk(get_resolver(), "", "") if not path.startswith(("admin/", "api/v1/"))}


def _walk(resolver: URLResolver, path: str, prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = f"{path}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, here, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield here, f"{prefix}{pattern.name}"
