"""Where families are told a level they are told whose judgement it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_override
from pathways.actions.recomputing import recompute
from pathways.models import LearnerState, Mastery
from people.models import Section, Student, User
from reporting.tests.kit import shows
from reporting.tests.test_issuing import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(maya: Student, mr_okafor: User, section: Section, continuum: TestContinuum) -> Student:
    """Maya, whose evidence says Developing and whose teacher says Proficient."""
    shows(maya, "Unit rates", 2, 2, 2, by=mr_okafor, section=section, continuum=continuum)
    an_override(mr_okafor, maya, continuum, 3)
    recompute(student_id=maya.pk)
    LearnerState.objects.filter(pk=maya.pk).update(changed_at=timezone.now() - timedelta(hours=1))
    return maya


def test_a_report_and_the_family_page_say_whose_judgement_it_is(
    client: Client, judged: Student, mr_okafor: User, section: Section, rosa: User
) -> None:
    report = issue(judged, mr_okafor, section)
    goals = [goal for area in report.body["en"]["academic"]["areas"] for goal in area["goals"]]
    words = next(goal["words"] for goal in goals if goal["title"] == "Unit rates")
    assert "shown on" in words
    assert "judged by Mr Okafor" in words
    rosa.language = "en"
    rosa.save()
    client.force_login(rosa)
    for address in (reverse("reporting:family"), reverse("reporting:child", args=[judged.pk])):
        assert "judged by Mr Okafor" in client.get(address).content.decode(), address


def test_the_lines_read_first_say_it_too(judged: Student, mr_okafor: User, section: Section) -> None:
    body = issue(judged, mr_okafor, section).body["en"]
    assert "“Unit rates”" in body["say"][1]
    assert body["say"][1].endswith("as judged by Mr Okafor.")
    assert body["quad"][0]["texts"][0]["text"].endswith("Mr Okafor decided this level.")
    assert [area["words"] for area in body["academic"]["areas"]] == [
        "The one goal is shown. Mr Okafor decided the level of Unit rates."
    ]


def test_where_nobody_decided_no_line_speaks_of_it(
    maya: Student, mr_okafor: User, section: Section, continuum: TestContinuum
) -> None:
    shows(maya, "Unit rates", 3, 3, 3, by=mr_okafor, section=section, continuum=continuum)
    recompute(student_id=maya.pk)
    assert "decided" not in str(issue(maya, mr_okafor, section).body["en"])


def test_a_goal_shown_with_exemptions_says_so(judged: Student, mr_okafor: User, section: Section) -> None:
    Mastery.objects.filter(student=judged).update(exemptions=True)
    report = issue(judged, mr_okafor, section)
    assert "with exemptions" in str(report.body["en"]["academic"])
    assert "odified" not in str(report.body)
