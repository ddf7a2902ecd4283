"""One example of each thing in the demo school, and who reads: what the pages to read are about."""

from __future__ import annotations

from functools import cached_property

from assessments.models import AdaptedExpectation, Evidence, Override
from cbe.queries import demo_accounts
from competencies.queries import published_map
from competencies.rules.continuum import CompetencyView
from pathways.access import decidable_advancements
from pathways.models import Advancement, Preview
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
        if account is None:
            raise LookupError(role)
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
    def decided(self) -> int:
        """A competency the teacher decided about for Maya."""
        return Override.objects.filter(student=self.maya, made_by=self.person(TEACHER)).earliest("id").competency_id

    @cached_property
    def override(self) -> Override:
        """A judgement of the teacher's that holds."""
        return Override.objects.filter(made_by=self.person(TEACHER), reverses=None, reversed_by=None).earliest("id")

    @cached_property
    def adapted(self) -> AdaptedExpectation:
        """What the teacher expects of a student instead."""
        return AdaptedExpectation.objects.filter(made_by=self.person(TEACHER), reversed_by=None).earliest("id")

    @cached_property
    def report(self) -> ProgressReport:
        """A report on Maya that was issued."""
        return ProgressReport.objects.filter(student=self.maya).order_by("-id")[0]

    @cached_property
    def advancement(self) -> Advancement:
        """A proposal to advance a student that the teacher may decide."""
        mine = decidable_advancements(self.person(TEACHER))
        return mine.filter(state=Advancement.State.PROPOSED).order_by("-id")[0]

    @cached_property
    def preview(self) -> Preview:
        """The preview of the demo's draft of the rule."""
        return Preview.objects.filter(district=self.maya.district, state=Preview.State.DONE).order_by("pk")[0]

    @cached_property
    def change(self) -> int:
        """One student's change in it."""
        return self.preview.rows.order_by("pk")[0].pk
