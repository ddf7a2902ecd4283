"""Every past day is seen as it was: what the pages said each evening is what they say of that day for ever after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions.void import void_evidence
from cbe.testing.continuum import TestContinuum
from pathways.access import students_in_charge
from pathways.queries.story import story_of
from pathways.tests.diary import Diary, a_term, diary_of
from pathways.tests.kit import up_to_date
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Iterator[Diary]:
    """Maya in a school whose terms do not end."""
    with diary_of(maya, mr_okafor, continuum) as living:
        yield living


def test_every_past_day_says_what_it_said_that_evening(diary: Diary) -> None:
    a_term(diary)
    diary.clock.shift(timedelta(days=200))
    up_to_date(diary.maya)
    assert len({str(one["api"]) for one in diary.said.values()}) > 6, "the days differ, or nothing is tested"
    for day, before in diary.said.items():
        then = diary.pages(on=day)
        for part, words in before.items():
            assert then[part] == words, f"{part} of {day}"


def test_a_family_sees_what_had_settled_and_never_what_was_undone(diary: Diary, rosa: User) -> None:
    diary.rate("Unit rates", 3)
    diary.clock.shift(timedelta(minutes=5))
    undone = diary.rate("Unit rates", 4)
    diary.clock.shift(timedelta(seconds=20))
    void_evidence(by=diary.teacher, evidence=undone, reason="Typed on the wrong line")
    day = today(diary.maya.district)
    diary.evening()
    child = students_in_charge(rosa).get(pk=diary.maya.pk)
    competency = diary.continuum["Unit rates"].competency.pk
    story = story_of(child, competency, viewer=rosa, language="en", now=timezone.now(), on=day)
    assert [one.level.value for one in story.pieces if one.level] == [3]
    assert story.judgement is not None
    assert [one.why for one in story.judgement.set_aside] == []
