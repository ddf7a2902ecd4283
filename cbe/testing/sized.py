"""A school of any size: with its size grow its students, their work, their reports, its competencies and its lists."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments.actions.record import record_evidence
from assessments.models import AdaptedExpectation, Evidence, Override
from assessments.rules import Entry
from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum, make_continuum
from cbe.testing.decided import many_decisions
from cbe.testing.previewed import a_change, a_preview
from pathways.actions.recomputing import recompute
from pathways.models import Advancement, LearnerState
from people.models import Role, Section, Student, User
from people.queries import today
from reporting.models import ProgressReport, ReportComment

TITLES = ("Unit rates", "Ratio language", "Equivalent ratios", "Percent problems", "Negative numbers")
AGO = timedelta(hours=1)


class SizedSchool:
    """A district of its own with one section; ``ids`` has what addresses ask for, ``people`` who opens them."""

    def __init__(self, slug: str, size: int) -> None:
        self.slug, self.size = slug, size
        self.district = kit.make_district(slug, f"{slug} district")
        self.school = kit.make_school(self.district)
        self.continuum: TestContinuum = make_continuum(self.district, more=3 * size)
        self.people = {name: self._account(name) for name in ("maya", "rosa", "mr_okafor", "leader", "admin")}
        kit.grant(self.people["leader"], Role.LEADER, self.school)
        kit.grant(self.people["admin"], Role.ADMIN)
        term, domain = kit.make_term(self.school), self.continuum.domains["Mathematics"]
        sections = [kit.make_section(term, f"7{n} Mathematics", self.people["mr_okafor"], domain) for n in range(size)]
        self.section: Section = sections[0]
        self.maya = kit.make_student(self.section, "Maya", "Torres", user=self.people["maya"])
        self.students = [self.maya, *kit.make_class(self.section, 3 * size)]
        self.titles = (*TITLES, *(f"Number skill {n}" for n in range(1, size)))
        kit.teach(self.continuum, self.section, *self.titles[: 2 + size])
        for student in self.students[:size]:
            kit.make_guardian(student, self.people["rosa"])
        for student in self.students:
            self._work(student)
            self._words_and_reports(student)
        self.preview = a_preview(self.district, by=self.people["admin"])

    def _account(self, name: str) -> User:
        return kit.make_user(self.district, f"{self.slug}-{name}", name.title(), "Cast")

    def _work(self, student: Student) -> None:
        day = today(self.district)
        entries = [self._entry(student, title, day - timedelta(days=ago)) for title in self.titles for ago in (1, 2)]
        record_evidence(
            by=self.people["mr_okafor"], district=self.district, entries=entries, section=self.section,
            recorded_at=timezone.now() - AGO,
        )  # fmt: skip
        if student == self.maya:
            many_decisions(self.people["mr_okafor"], self.people["leader"], student, self.continuum, self.size)
        recompute(student_id=student.pk)
        LearnerState.objects.filter(pk=student.pk).update(changed_at=timezone.now() - AGO)

    def _entry(self, student: Student, title: str, on: Any) -> Entry:
        place = self.continuum[title]
        return Entry(
            student_id=student.pk, competency_id=place.competency.pk, standard_id=place.standard.pk, on=on,
            kind="summative", key=f"{self.slug}:{student.pk}:{title}:{on}", level=Decimal(3), feedback="Both rates.",
        )  # fmt: skip

    def _words_and_reports(self, student: Student) -> None:
        teacher, day = self.people["mr_okafor"], today(self.district)
        stage = self.continuum["Unit rates"].competency.texts.get().stage
        assert stage is not None, "unit rates stand in a stage"
        if not Advancement.objects.filter(student=student, stage=stage).exists():
            Advancement.objects.create(
                district=self.district, student=student, stage=stage, through=1,
                continuum_version=self.continuum.version, proposed_on=day,
            )  # fmt: skip
        ReportComment.objects.create(
            district=self.district, student=student, section=self.section, author=teacher, comment="A good term."
        )
        ProgressReport.objects.create(
            district=self.district, student=student, term=self.section.term, number=1, day=day,
            issued_at=timezone.now(), issued_by=teacher, through=1, expectations=1, digest="", body={"en": {}},
        )  # fmt: skip

    @property
    def ids(self) -> dict[str, Any]:
        """One of each thing, for the addresses."""
        place = self.continuum["Unit rates"]
        text = place.competency.texts.get()
        return {
            "preview_id": self.preview.pk,
            "change_id": a_change(self.preview),
            "section_id": self.section.pk,
            "student_id": self.maya.pk,
            "competency_id": place.competency.pk,
            "strand_id": text.strand_id,
            "kind": "strand",
            "version": 1,
            "guid": place.competency.guid,
            "row": text.strand.texts.get().pk,
            "evidence_id": Evidence.objects.filter(student=self.maya, level__isnull=False).latest("pk").pk,
            "override_id": Override.objects.filter(student=self.maya, reverses=None).latest("pk").pk,
            "adapted_id": AdaptedExpectation.objects.filter(student=self.maya, reverses=None).latest("pk").pk,
            "report_id": ProgressReport.objects.get(student=self.maya).pk,
            "advancement_id": Advancement.objects.filter(student=self.maya).latest("pk").pk,
        }
