"""The page of one competency: every word is kept, nobody overwrites anybody, and no loop is let in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum, make_continuum
from competencies.models import Alignment, CompetencyText, LevelDescriptor, Prerequisite, StandardText
from competencies.queries import published_map
from competencies.tests.screens import HOSTILE, draft, link, messages_of, page_of, save_words, signed_in
from people.models import District, User

pytestmark = pytest.mark.usefixtures("continuum")


@pytest.fixture
def haddad(admin: User) -> Client:
    """Ms Haddad, the district's admin, at her desk."""
    return signed_in(admin)


def test_the_admin_rewords_a_competency_and_the_published_words_stay(
    haddad: Client, continuum: TestContinuum, district: District
) -> None:
    rates = continuum["Unit rates"].competency
    page = page_of(haddad, rates.pk)
    answer = save_words(haddad, page, title="Rates for one", level_3="I can find a rate and explain it.")
    assert answer.status_code == 302
    assert draft(continuum, "Unit rates").title == "Rates for one"
    assert LevelDescriptor.objects.get(competency=rates, value=3, until=None).statement.endswith("explain it.")
    published = published_map(district).competencies[rates.pk]
    assert published.title == "Unit rates"
    assert all("explain it" not in said for said in published.descriptors.values())
    assert "Rates for one" not in Client().get("/continuum/").content.decode()


def test_the_page_shows_what_is_published_beside_what_was_changed(haddad: Client, continuum: TestContinuum) -> None:
    rates = continuum["Unit rates"].competency.pk
    page = page_of(haddad, rates)
    before = next(one for one in page.context["known"].levels if one.value == 3).statement
    save_words(haddad, page, level_3="I can find a rate and explain it.")
    again = page_of(haddad, rates).content.decode()
    assert f"Published: “{before}”" in again
    assert "edited" in again


def test_saving_without_a_change_writes_nothing(haddad: Client, continuum: TestContinuum) -> None:
    rates = continuum["Unit rates"].competency.pk
    rows = CompetencyText.objects.count(), LevelDescriptor.objects.count()
    assert save_words(haddad, page_of(haddad, rates)).status_code == 302
    assert (CompetencyText.objects.count(), LevelDescriptor.objects.count()) == rows


def test_of_two_admins_the_second_is_shown_both_and_may_then_save(haddad: Client, continuum: TestContinuum) -> None:
    rates = continuum["Unit rates"].competency.pk
    mine = page_of(haddad, rates)
    save_words(haddad, page_of(haddad, rates), title="Theirs")
    refused = save_words(haddad, mine, title="Mine")
    assert refused.status_code == 409
    words = refused.content.decode()
    assert "Someone else saved this" in words
    assert "Theirs" in words
    assert 'value="Mine"' in words
    assert draft(continuum, "Unit rates").title == "Theirs"
    assert save_words(haddad, refused, title="Mine").status_code == 302
    assert draft(continuum, "Unit rates").title == "Mine"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 301}, "at most 300"),
        ({"title": "a\0b"}, "Null characters"),
        ({"statement": "x" * 2001}, "at most 2000"),
        ({"place": "999999999999999999999"}, "Select a valid choice"),
        ({"outcomes": ["9" * 30]}, "Select a valid choice"),
        ({"level_1": "", "level_1_es": "Puedo empezar."}, "Say this level in English too"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_everything_typed_stays(
    haddad: Client, continuum: TestContinuum, said: dict[str, Any], why: str
) -> None:
    page = page_of(haddad, continuum["Unit rates"].competency.pk)
    answer = save_words(haddad, page, level_2="Words of mine that must stay.", **said)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "Words of mine that must stay." in answer.content.decode()
    assert draft(continuum, "Unit rates").title == "Unit rates"


def test_a_form_with_nothing_in_it_is_a_refusal_and_no_error(haddad: Client, continuum: TestContinuum) -> None:
    address = reverse("competencies:edit_competency", args=[continuum["Unit rates"].competency.pk])
    assert haddad.post(address, {}).status_code == 422


def test_a_loop_is_refused_beside_the_link_with_every_name_on_the_way(haddad: Client, continuum: TestContinuum) -> None:
    first, last = continuum["Ratio language"].competency.pk, continuum["Percent problems"].competency.pk
    answer = link(haddad, first, "builds_on", id=last)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "This would make a loop." in words
    for title in ("Ratio language", "Equivalent ratios", "Unit rates", "Percent problems"):
        assert title in answer.context["circle"]
    assert not Prerequisite.objects.filter(until=None, since=continuum.continuum.draft).exists()
    assert link(haddad, first, "relate", id=last).status_code == 302
    assert Prerequisite.objects.get(since=continuum.continuum.draft).kind == Prerequisite.Kind.RELATED


def test_what_a_competency_builds_on_is_found_added_and_taken_out(haddad: Client, continuum: TestContinuum) -> None:
    negative, ratios = continuum["Negative numbers"].competency.pk, continuum["Ratio language"].competency.pk
    address = reverse("competencies:edit_competency", args=[negative])
    assert (ratios, "Ratio language") in haddad.get(address, {"earlier": "ratio"}).context["candidates"]
    assert link(haddad, negative, "builds_on", id=ratios).status_code == 302
    [found] = haddad.get(address).context["neighbours"].builds_on
    assert found.competencies == ("Ratio language",)
    link(haddad, negative, "unlink", id=found.row)
    assert haddad.get(address).context["neighbours"].builds_on == ()


def test_a_competency_does_not_build_on_itself(haddad: Client, continuum: TestContinuum) -> None:
    rates = continuum["Unit rates"].competency.pk
    answer = link(haddad, rates, "builds_on", id=rates)
    assert answer.status_code == 422
    assert "cannot build on itself" in answer.content.decode()


def test_a_standard_is_written_aligned_made_optional_and_taken_out(haddad: Client, continuum: TestContinuum) -> None:
    rates = continuum["Unit rates"].competency.pk
    assert link(haddad, rates, "own", code="H.1", statement="I can compare two offers.").status_code == 302
    row = Alignment.objects.get(competency=rates, since=continuum.continuum.draft)
    assert row.required
    link(haddad, rates, "require", id=row.pk, required="no")
    row.refresh_from_db()
    assert not row.required
    link(haddad, rates, "unalign", id=row.pk)
    assert not Alignment.objects.filter(pk=row.pk).exists()
    standard = StandardText.objects.get(code="H.1")
    found = haddad.get(reverse("competencies:edit_competency", args=[rates]), {"standard": "two offers"})
    assert [one.id for one in found.context["found"]] == [standard.standard_id]
    assert link(haddad, rates, "align", id=standard.standard_id).status_code == 302
    twice = link(haddad, rates, "align", id=standard.standard_id)
    assert twice.status_code == 422


def test_an_own_standard_without_words_keeps_the_code_that_was_typed(haddad: Client, continuum: TestContinuum) -> None:
    answer = link(haddad, continuum["Unit rates"].competency.pk, "own", code="H.2", statement=" ")
    assert answer.status_code == 422
    assert 'value="H.2"' in answer.content.decode()


@pytest.mark.parametrize("do", ["align", "require", "unalign", "builds_on", "relate", "unlink", "nonsense", "\0"])
@pytest.mark.parametrize("number", ["", "0", "x", "9" * 18, *HOSTILE[:4]])
def test_no_button_with_a_wrong_number_breaks_the_page(
    haddad: Client, continuum: TestContinuum, do: str, number: str
) -> None:
    assert link(haddad, continuum["Unit rates"].competency.pk, do, id=number).status_code == 404


@pytest.mark.parametrize("words", HOSTILE)
def test_strange_words_are_kept_refused_or_searched_for_but_never_break_the_page(
    haddad: Client, continuum: TestContinuum, words: str
) -> None:
    rates = continuum["Unit rates"].competency.pk
    address = reverse("competencies:edit_competency", args=[rates])
    assert haddad.get(address, {"standard": words, "earlier": words}).status_code == 200
    assert save_words(haddad, page_of(haddad, rates), title=words).status_code in (302, 422)
    assert link(haddad, rates, "own", statement=words, code=words).status_code in (302, 422)
    assert b"<script>alert(1)" not in page_of(haddad, rates).content


def test_another_districts_things_cannot_be_joined(haddad: Client, continuum: TestContinuum, outsider: User) -> None:
    theirs = make_continuum(outsider.district)
    rates = continuum["Unit rates"].competency.pk
    assert page_of(haddad, theirs["Unit rates"].competency.pk).status_code == 404
    assert link(haddad, rates, "builds_on", id=theirs["Unit rates"].competency.pk).status_code == 404
    assert link(haddad, rates, "align", id=theirs["Unit rates"].standard.pk).status_code == 404


def test_a_new_competency_comes_with_its_levels_and_one_standard(haddad: Client, continuum: TestContinuum) -> None:
    strand = draft(continuum, "Unit rates").strand_id
    address = reverse("competencies:new_competency", args=[strand])
    form = {"title": "Scale drawings", "statement": "I can use a scale.", "place": str(strand), "required": "on"}
    answer = haddad.post(address, {**form, "level_1": "I can read a scale.", "level_3": "I can make a drawing."})
    assert answer.status_code == 302
    made = CompetencyText.objects.get(title="Scale drawings")
    assert LevelDescriptor.objects.filter(competency=made.competency).count() == 2
    assert Alignment.objects.get(competency=made.competency).required
    assert messages_of(answer) == ["Added “Scale drawings” to the draft."]
    again = haddad.post(address, {**form, "title": "", "level_1": "Words that stay."})
    assert again.status_code == 422
    assert "Words that stay." in again.content.decode()


def test_a_retired_competency_says_so_and_other_methods_are_no_way_in(haddad: Client, continuum: TestContinuum) -> None:
    address = reverse("competencies:edit_competency", args=[continuum["Unit rates"].competency.pk])
    assert haddad.put(address).status_code == 405
    assert haddad.delete(address).status_code == 405
