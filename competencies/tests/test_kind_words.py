"""Words that judge a child are pointed out when they are saved and before they are published, and never refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from competencies.actions.publish import publish_continuum
from competencies.models import CompetencyText
from competencies.queries.differences import Difference, grouped
from competencies.queries.kind_words import unkind_words
from competencies.rules.naming import shaming_words
from competencies.tests.screens import answers, draft, messages_of, page_of, save_words, signed_in
from people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PUBLISH = "/continuum/edit/publish/"


@pytest.fixture
def haddad(admin: User) -> Client:
    """Ms Haddad, the district's admin, at her desk."""
    return signed_in(admin)


def reworded(client: Client, continuum: TestContinuum, **said: Any) -> Any:
    return save_words(client, page_of(client, continuum["Unit rates"].competency.pk), **said)


def test_each_word_is_named_once_in_the_order_it_stands() -> None:
    assert shaming_words("Weak work", "I fail where others are not weak") == ("weak", "fail")
    assert shaming_words("I can see a lowland and a failsafe") == ()


def test_what_shames_as_a_level_s_name_may_speak_of_numbers() -> None:
    assert shaming_words("I can name numbers below zero, high and low") == ()
    assert shaming_words("Below target", names=True) == ("below",)


@pytest.mark.parametrize(
    "said",
    [
        {"statement": "I can find rates, or I am a failure."},
        {"statement_es": "Lo hago mal."},
        {"level_1": "Poor work.", "level_1_es": "Trabajo."},
        {"level_1": "Work.", "level_1_es": "Trabajo deficiente."},
    ],
)
def test_a_competency_that_can_shame_is_saved_and_said_so(
    haddad: Client, continuum: TestContinuum, said: dict[str, str]
) -> None:
    answer = reworded(haddad, continuum, **said)
    assert answer.status_code == 302
    assert messages_of(answer)[0] == "Saved in draft 2."
    assert "verdict on a child" in messages_of(answer)[1]
    assert len(unkind_words(continuum.continuum)) == 1


def test_a_new_competency_is_read_for_the_same_words(haddad: Client, continuum: TestContinuum) -> None:
    text = draft(continuum, "Unit rates")
    page = haddad.get(reverse("competencies:new_competency", args=[text.strand_id]))
    said = answers(page.context["form"], title="Tides", statement="I can read a tide table and not fail.")
    made = haddad.post(page.wsgi_request.path, said)
    assert made.status_code == 302
    assert "“fail” can sound like a verdict" in messages_of(made)[1]


def test_kind_words_are_saved_without_a_remark(haddad: Client, continuum: TestContinuum) -> None:
    answer = reworded(haddad, continuum, statement="I can say what a rate means.")
    assert messages_of(answer) == ["Saved in draft 2."]
    assert "Words to read once more" not in haddad.get(PUBLISH).content.decode()


def test_whoever_publishes_reads_the_words_and_may_publish_them(haddad: Client, continuum: TestContinuum) -> None:
    reworded(haddad, continuum, statement="I can find rates without failing.", level_2="Weak.", level_2_es="Flojo.")
    page = haddad.get(PUBLISH)
    assert [one.words for one in page.context["unkind"]] == [("failing",), ("weak",)]
    words = page.content.decode()
    assert "They do not keep you from publishing." in words
    assert reverse("competencies:edit_competency", args=[continuum["Unit rates"].competency.pk]) in words
    publish_continuum(continuum=continuum.continuum, by=None)
    assert haddad.get(PUBLISH).context["unkind"] == (), "what was published is not told again"


def test_a_long_difference_is_folded_kind_by_kind_and_publishing_is_led_to_at_the_top(
    haddad: Client, continuum: TestContinuum
) -> None:
    few = haddad.get(PUBLISH).content.decode()
    assert 'href="#publish"' not in few
    text = draft(continuum, "Unit rates")
    for number in range(21):
        page = haddad.get(reverse("competencies:new_competency", args=[text.strand_id]))
        said = answers(page.context["form"], title=f"Tides {number}", statement="I can read a tide table.")
        assert haddad.post(page.wsgi_request.path, said).status_code == 302
    assert CompetencyText.objects.filter(title__startswith="Tides").count() == 21
    many = haddad.get(PUBLISH).content.decode()
    assert "<summary>21 competencies</summary>" in many


def test_the_way_to_publishing_stands_before_the_difference(haddad: Client, continuum: TestContinuum) -> None:
    reworded(haddad, continuum, title="Rates for one")
    words = haddad.get(PUBLISH).content.decode()
    assert words.index('href="#publish"') < words.index('id="diff"') < words.index('id="publish"')
    assert "<h3>1 competency</h3>" in words


def test_differences_are_counted_whole_and_shown_in_part() -> None:
    found = [Difference("Stage", "Grade 6", "added"), *(Difference("Standard", str(n), "added") for n in range(7))]
    groups = grouped(found, most=5)
    assert [(one.kind, one.count, len(one.shown), one.more) for one in groups] == [
        ("Stage", 1, 1, 0),
        ("Standard", 7, 5, 2),
    ]
