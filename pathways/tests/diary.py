"""A school that lives day by day and writes down each evening what its pages say: the tests of past days share it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import time_machine
from django.utils import timezone

from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.record import record_evidence
from assessments.actions.void import void_evidence
from assessments.models import Evidence, Override
from cbe.testing.continuum import TestContinuum
from competencies.actions.drafting import revise
from competencies.actions.publish import publish_continuum
from competencies.models import CompetencyText, PolicyVersion
from pathways.access import students_in_charge
from pathways.actions.marking import mark_stale
from pathways.queries.mastery_list import mastery_list
from pathways.queries.path import path_page
from pathways.queries.story import story_of
from pathways.tests.kit import entry, raise_expectations, up_to_date
from people.models import Student, User
from people.queries import today

TITLES = ("Ratio language", "Equivalent ratios", "Unit rates")
ONE_DAY = timedelta(days=1)


@dataclass
class Diary:
    """A school that lives day by day, and writes down each evening what its pages say of Maya, unless told not to."""

    maya: Student
    teacher: User
    continuum: TestContinuum
    clock: Any
    said: dict[date, dict[str, object]] = field(default_factory=dict)
    writes: bool = True

    def evening(self) -> None:
        """Bring everything up to date, write down what the pages say, and let the night pass."""
        up_to_date(self.maya)
        day = today(self.maya.district)
        self.said[day] = self.pages() if self.writes else {}
        self.clock.shift(ONE_DAY)

    def pages(self, on: date | None = None) -> dict[str, object]:
        """What path, stories and the API say, now or as of a day."""
        student, now = students_in_charge(self.teacher).get(pk=self.maya.pk), timezone.now()
        page = path_page(student, language="en", now=now, on=on)
        listed = mastery_list(student, language="en", now=now, on=on)
        return {
            "path": page.domains,
            "next": page.next_step,
            "reached": page.reached,
            "confirm": page.to_confirm,
            "focus": page.class_focus,
            "api": (listed["masteries"], listed["continuum_version"], listed["policy_version"]),
            "stories": [self.story(student, title, on) for title in TITLES],
        }

    def story(self, student: Student, title: str, on: date | None) -> object:
        """What the competency page says."""
        one = story_of(
            student, self.continuum[title].competency.pk, viewer=self.teacher, language="en", now=timezone.now(), on=on
        )
        return (
            one.judgement, one.stand, one.level, one.pieces, one.fall, one.growth, one.confidence, one.confirm_since,
            one.reached_on, one.builds_on, one.opens, one.competency, one.in_force,
        )  # fmt: skip

    def rate(self, title: str, level: int, *, days_ago: int = 0, **more: object) -> Evidence:
        """A piece of work, written down now."""
        work = entry(self.maya, self.continuum, title, level, days_ago=days_ago, **more)
        row = record_evidence(by=self.teacher, district=self.maya.district, entries=[work]).rows[0]
        return Evidence.objects.get(pk=row.id)

    def override(self, title: str, level: int | None, reverses: Override | None = None) -> Override:
        """A decision, or its taking back."""
        made = Override.objects.create(
            district=self.maya.district, student=self.maya, competency=self.continuum[title].competency,
            starts=today(self.maya.district), reason="I watched it.", reverses=reverses, made_by=self.teacher,
            made_at=timezone.now(), key=f"o{Override.objects.count()}",
            level=None if level is None else Decimal(level),
        )  # fmt: skip
        mark_stale(district_id=self.maya.district_id, student_ids=[self.maya.pk])
        return made

    def publish_a_rule(self, **change: object) -> None:
        """A new version of the policy."""
        last = PolicyVersion.objects.order_by("-number")[:1].get()
        PolicyVersion.objects.create(
            district=last.district, policy=last.policy, number=last.number + 1, state="published",
            published_at=timezone.now(), value={**last.value, **change},
        )  # fmt: skip
        raise_expectations(self.maya)

    def publish_new_words(self, title: str, words: str) -> None:
        """A new version of the continuum in which a competency is called otherwise."""
        text = CompetencyText.objects.get(competency=self.continuum[title].competency, until__isnull=True)
        revise(text, by=self.teacher, title=words)
        publish_continuum(continuum=self.continuum.continuum, by=self.teacher)


def a_term(diary: Diary) -> None:
    """Work, a correction, a void, late entries, an override and its taking back, a new rule, new words."""
    first = diary.rate("Unit rates", 2)
    diary.rate("Ratio language", 3)
    diary.evening()
    diary.rate("Unit rates", 3)
    diary.rate("Ratio language", 3)
    diary.evening()
    slip = diary.rate("Unit rates", 1)
    diary.evening()
    better = entry(diary.maya, diary.continuum, "Unit rates", 3, days_ago=3, reason="Misread")
    correct_evidence(by=diary.teacher, corrections=[Correction(first.pk, better)], reason="Misread")
    diary.evening()
    diary.publish_a_rule(method="latest", gates={})
    diary.evening()
    decided = diary.override("Unit rates", 4)
    diary.rate("Equivalent ratios", 4, days_ago=4, kind="formative")
    diary.evening()
    void_evidence(by=diary.teacher, evidence=slip, reason="Another student's paper")
    diary.publish_new_words("Unit rates", "Comparing rates")
    diary.evening()
    diary.override("Unit rates", None, reverses=decided)
    diary.rate("Unit rates", 2, days_ago=6)
    diary.evening()
    diary.publish_a_rule(method="highest", gates={"within_months": 2})
    diary.evening()


@contextmanager
def diary_of(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Iterator[Diary]:
    """Maya in a school whose terms do not end."""
    maya.enrollments.update(ends=None)
    section = maya.enrollments.get().section
    section.teaching_assignments.update(ends=None)
    type(section.term).objects.filter(pk=section.term_id).update(ends=section.term.ends + timedelta(days=9000))
    noon = timezone.now().replace(hour=17, minute=0)
    with time_machine.travel(noon + ONE_DAY, tick=True) as clock:
        yield Diary(maya, mr_okafor, continuum, clock)
