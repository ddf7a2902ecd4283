"""Scales, the graduate profile and the rule: what is typed is kept, two admins are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cbe.testing.continuum import TestContinuum
from competencies.models import (
    GraduateOutcomeText,
    PerformanceLevel,
    ScaleText,
)
from competencies.queries import published_map
from competencies.tests.screens import HOSTILE, messages_of, signed_in
from people.models import District, User

SCALES, PROFILE, PUBLISH = "/continuum/edit/scales/", "/continuum/edit/profile/", "/continuum/edit/publish/"


@pytest.fixture
def haddad(admin: User) -> Client:
    """Ms Haddad, the district's admin, at her desk."""
    return signed_in(admin)


def level(name: str) -> PerformanceLevel:
    return PerformanceLevel.objects.get(name=name, until=None)


def say(client: Client, row: PerformanceLevel, **said: Any) -> Any:
    sent = {"do": "say", "id": row.pk, "seen": row.edited_at.isoformat(), "name": row.name, "meaning": row.meaning}
    return client.post(SCALES, {**sent, **said})


def reword(client: Client, row: GraduateOutcomeText, **said: Any) -> Any:
    sent = {"do": "say", "id": row.pk, "seen": row.edited_at.isoformat(), "title": row.title}
    return client.post(PROFILE, {**sent, **said})


def test_a_level_is_renamed_in_the_draft_and_the_published_name_stays(
    haddad: Client, continuum: TestContinuum, district: District
) -> None:
    answer = say(haddad, level("Beginning"), name="Starting", name_es="Empezando")
    assert answer.status_code == 302
    assert level("Starting").translations == {"es": {"name": "Empezando"}}
    names = [one.name for one in published_map(district).domains[0].scale.levels]
    assert names[0] == "Beginning"


def test_a_name_that_can_shame_is_kept_with_a_kind_word(haddad: Client, continuum: TestContinuum) -> None:
    answer = say(haddad, level("Beginning"), name="Below standard")
    assert any("verdict on a child" in words for words in messages_of(answer))
    assert level("Below standard").value == 1


def test_a_name_that_cannot_be_stays_typed_with_the_reason_beside_it(haddad: Client, continuum: TestContinuum) -> None:
    answer = say(haddad, level("Beginning"), name="", meaning="Words that must stay.")
    assert answer.status_code == 422
    assert "Words that must stay." in answer.content.decode()
    assert "This field is required" in answer.content.decode()
    assert level("Beginning")


def test_of_two_admins_renaming_a_level_the_second_is_shown_both(haddad: Client, continuum: TestContinuum) -> None:
    opened = level("Beginning")
    say(haddad, opened, name="Starting")
    now = level("Starting")
    mine = say(haddad, now, name="First steps", seen=opened.edited_at.isoformat())
    assert mine.status_code == 409
    assert "“Starting”" in mine.content.decode()
    assert 'value="First steps"' in mine.content.decode()
    assert say(haddad, level("Starting"), name="First steps").status_code == 302


def test_levels_and_scales_are_added_to_the_draft(haddad: Client, continuum: TestContinuum) -> None:
    scale = level("Beginning").scale_id
    assert haddad.post(SCALES, {"do": "level", "id": scale, "value": "5", "name": "Teaching"}).status_code == 302
    assert level("Teaching").scale_id == scale
    form = {"do": "scale", "name": "Met or not yet", "levels": "Not yet\n\nMet\n", "proficient": "2"}
    assert haddad.post(SCALES, form).status_code == 302
    assert ScaleText.objects.get(name="Met or not yet").proficient == 2
    assert "Met or not yet" in haddad.get(SCALES).content.decode()


@pytest.mark.parametrize("value", ["", "1", "five", "NaN", "Infinity", "1e99999", "9" * 400, "-1e9", "\0", "1.23456"])
def test_a_level_whose_value_cannot_be_is_refused_and_its_name_stays(
    haddad: Client, continuum: TestContinuum, value: str
) -> None:
    form = {"do": "level", "id": level("Beginning").scale_id, "value": value, "name": "Typed already"}
    answer = haddad.post(SCALES, form)
    assert answer.status_code == 422
    assert 'value="Typed already"' in answer.content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"levels": "One", "proficient": "1"},
        {"levels": "One\nTwo", "proficient": "3"},
        {"levels": "One\nTwo", "proficient": "x"},
        {"levels": "\n".join(f"L{n}" for n in range(21)), "proficient": "2"},
        {"levels": f"One\n{'x' * 61}", "proficient": "1"},
        {"levels": "", "proficient": ""},
        {},
    ],
)
def test_a_scale_that_cannot_be_is_refused_and_stays_typed(
    haddad: Client, continuum: TestContinuum, said: dict[str, str]
) -> None:
    answer = haddad.post(SCALES, {"do": "scale", "name": "A scale of ours", **said})
    assert answer.status_code == 422
    assert 'value="A scale of ours"' in answer.content.decode()
    assert not ScaleText.objects.filter(name="A scale of ours").exists()


@pytest.mark.parametrize("address", [SCALES, PROFILE])
@pytest.mark.parametrize("do", ["say", "level", "retire", "restore", "up", "down", "nonsense", ""])
@pytest.mark.parametrize("number", ["", "0", "x", "9" * 18, "9" * 50, "\0"])
def test_a_form_about_nothing_is_not_there(
    haddad: Client, continuum: TestContinuum, address: str, do: str, number: str
) -> None:
    assert haddad.post(address, {"do": do, "id": number}).status_code == 404


def test_outcomes_are_added_reworded_moved_and_taken_out(haddad: Client, continuum: TestContinuum) -> None:
    haddad.post(PROFILE, {"do": "add", "title": "Good neighbour", "title_es": "Buen vecino"})
    made = GraduateOutcomeText.objects.get(title="Good neighbour")
    assert reword(haddad, made, title="Good friend", seen="").status_code == 302
    made.refresh_from_db()
    assert made.title == "Good friend"
    haddad.post(PROFILE, {"do": "up", "id": made.pk})
    assert next(form.text.title for form in haddad.get(PROFILE).context["outcomes"]) == "Good friend"
    haddad.post(PROFILE, {"do": "retire", "id": made.pk})
    assert not GraduateOutcomeText.objects.filter(title="Good friend").exists()


def test_an_outcome_without_a_name_keeps_what_was_typed(haddad: Client, continuum: TestContinuum) -> None:
    added = haddad.post(PROFILE, {"do": "add", "title": "", "description": "A sentence that stays."})
    assert added.status_code == 422
    assert "A sentence that stays." in added.content.decode()
    text = GraduateOutcomeText.objects.get(title="Thinks with numbers")
    answer = reword(haddad, text, title="", description="Another one that stays.")
    assert answer.status_code == 422
    assert "Another one that stays." in answer.content.decode()


def test_of_two_admins_rewording_an_outcome_the_second_is_shown_both(haddad: Client, continuum: TestContinuum) -> None:
    opened = GraduateOutcomeText.objects.get(title="Thinks with numbers")
    reword(haddad, opened, title="Theirs")
    now = GraduateOutcomeText.objects.get(title="Theirs")
    mine = reword(haddad, now, title="Mine", seen=opened.edited_at.isoformat())
    assert mine.status_code == 409
    assert "“Theirs”" in mine.content.decode()
    assert 'value="Mine"' in mine.content.decode()


@pytest.mark.parametrize("words", HOSTILE)
def test_strange_words_never_break_a_screen(haddad: Client, continuum: TestContinuum, words: str) -> None:
    assert say(haddad, level("Beginning"), name=words, seen=words).status_code in (302, 409, 422)
    assert haddad.post(PROFILE, {"do": "add", "title": words}).status_code in (302, 422)
    assert haddad.post(PUBLISH, {"draft": words, "note": words}).status_code in (302, 422)
    assert b"<script>alert(1)" not in haddad.get(SCALES).content + haddad.get(PROFILE).content
