"""A level that is lower because the rule or the map changed, told as such: no work of the student did it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cbe.testing.continuum import TestContinuum
from competencies.actions.publish import publish_continuum
from competencies.models import Alignment
from pathways.access import students_in_charge
from pathways.queries.past import case_in, sight_of
from pathways.queries.story_moved import Moved, moved_of
from pathways.tests.diary import ONE_DAY, Diary, diary_of
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Iterator[Diary]:
    """Maya in a school whose terms do not end; she has mastered unit rates with two pieces."""
    with diary_of(maya, mr_okafor, continuum) as living:
        for _evening in range(2):
            living.rate("Unit rates", 3)
            living.evening()
        yield living


def stricter(diary: Diary) -> None:
    """A rule that asks for three pieces where two were enough."""
    diary.publish_a_rule(gates={"min_evidence": {"per": "standard", "count": 3}})
    diary.evening()


def address(diary: Diary, view: str = "competency") -> str:
    return reverse(f"pathways:{view}", args=[diary.maya.pk, diary.continuum["Unit rates"].competency.pk])


def page(client: Client, user: User | None, url: str, **query: str) -> str:
    assert user is not None
    if user.language:
        user.language = "en"
        user.save()
    client.force_login(user)
    return client.get(url, query).content.decode()


def words_of(diary: Diary, *, ago: int) -> str:
    return date_format(today(diary.maya.district) - ago * ONE_DAY, "MONTH_DAY_FORMAT")


def test_a_stricter_rule_is_told_with_its_day_and_what_it_says_now(diary: Diary, client: Client, rosa: User) -> None:
    stricter(diary)
    diary.clock.shift(ONE_DAY)
    shown, changed = words_of(diary, ago=3), words_of(diary, ago=2)
    said = f"The rule changed on {changed}. Now it says: At least 3 pieces on each standard."
    for reader, first in ((diary.maya.user, "You showed"), (rosa, "Maya showed"), (diary.teacher, "Maya showed")):
        html = page(client, reader, address(diary))
        assert f"{first} Proficient on {shown}. {said}" in html
        assert "one more piece at Proficient gets there" in html
    assert said in page(client, diary.teacher, address(diary, "why"))


def test_new_work_since_tells_its_own_story(diary: Diary, client: Client) -> None:
    stricter(diary)
    diary.rate("Unit rates", 2)
    diary.evening()
    assert "The rule changed on" not in page(client, diary.teacher, address(diary))


def test_a_rule_that_took_nothing_away_is_not_mentioned(diary: Diary, client: Client) -> None:
    diary.publish_a_rule(method="latest")
    diary.evening()
    html = page(client, diary.teacher, address(diary))
    assert "Maya reached this on" in html
    assert "The rule changed" not in html


def test_a_new_standard_on_the_map_is_told_as_well(diary: Diary, client: Client) -> None:
    place = diary.continuum["Unit rates"]
    Alignment.objects.create(
        district=diary.maya.district, competency=place.competency, since=diary.continuum.continuum.draft,
        standard=diary.continuum["Ratio language"].standard,
    )  # fmt: skip
    publish_continuum(continuum=diary.continuum.continuum, by=diary.teacher)
    diary.evening()
    html = page(client, diary.teacher, address(diary))
    assert f"What is asked for here changed on {words_of(diary, ago=1)}." in html


def test_a_past_day_says_what_it_said(diary: Diary, client: Client) -> None:
    stricter(diary)
    day = today(diary.maya.district) - ONE_DAY
    diary.rate("Unit rates", 3)
    diary.evening()
    html = page(client, diary.teacher, address(diary), as_of=day.isoformat())
    assert "The rule changed on" in html
    assert "The rule changed on" not in page(client, diary.teacher, address(diary))


def test_the_path_says_kindly_what_a_new_rule_opened_again_and_leads_to_why(
    diary: Diary, client: Client, rosa: User
) -> None:
    def path() -> str:
        return reverse("pathways:path", args=[diary.maya.pk])

    assert "The school’s rule changed" not in page(client, diary.maya.user, path())
    stricter(diary)
    changed = words_of(diary, ago=1)
    html = page(client, diary.maya.user, path())
    assert "The school’s rule changed" in html
    assert f"This was on {changed}. Your work did not change, and everything you showed still stands." in html
    assert html.count(address(diary, "why")) == 1
    for reader in (rosa, diary.teacher):
        assert f"This was on {changed}. The work of Maya did not change" in page(client, reader, path())
    diary.rate("Unit rates", 2)
    diary.evening()
    assert "The school’s rule changed" not in page(client, diary.maya.user, path())
    assert "The school’s rule changed" in page(client, diary.teacher, path(), as_of=yesterday(diary, days=2))


def yesterday(diary: Diary, *, days: int) -> str:
    return (today(diary.maya.district) - days * ONE_DAY).isoformat()


def told(diary: Diary) -> tuple[Moved | None, int]:
    """What moved, and what it cost beside what the page has read already."""
    student = students_in_charge(diary.teacher).get(pk=diary.maya.pk)
    one = diary.continuum["Unit rates"].competency.pk
    sight = sight_of(student, language="en", now=timezone.now(), on=None)
    case = case_in(sight, one)
    assert case is not None
    judgement = case.judged(sight.day, sight.moment, explain=True)
    with CaptureQueriesContext(connection) as captured:
        found = moved_of(sight, case, judgement, sight.continuum.competencies[one])
    return found, len(captured)


def test_it_costs_nothing_once_the_process_knows_the_rule_before(diary: Diary) -> None:
    assert told(diary) == (None, 0)
    stricter(diary)
    told(diary)
    found, cost = told(diary)
    assert found is not None
    assert found.by_rule
    assert cost == 0
