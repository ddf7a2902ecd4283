"""The outline: everything in its place, each step one press, nothing published touched, and a way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from competencies.models import CompetencyText, Continuum, DomainText, StageText, StrandText
from competencies.queries import published_map
from competencies.tests.screens import HOSTILE, draft, link, messages_of, page_of, save_words, signed_in
from people.models import District, User

EDIT = "/continuum/edit/"


@pytest.fixture
def haddad(admin: User) -> Client:
    """Ms Haddad, the district's admin, at her desk."""
    return signed_in(admin)


def step(client: Client, row: Any, do: str, kind: str = "competency") -> Any:
    return client.post(EDIT, {"do": do, "kind": kind, "row": row.pk})


def test_the_outline_shows_every_place_with_a_way_to_each(haddad: Client, continuum: TestContinuum) -> None:
    words = haddad.get(EDIT).content.decode()
    for title in ("Mathematics", "Ratios", "Ratios 7", "Unit rates", "Lifelong learning", "Plans the work"):
        assert title in words
    assert reverse("competencies:edit_competency", args=[continuum["Unit rates"].competency.pk]) in words
    assert "0 things new or changed" in words


def test_a_district_without_a_continuum_begins_one_and_does_it_once(haddad: Client, district: District) -> None:
    assert "Begin a continuum" in haddad.get(EDIT).content.decode()
    assert haddad.post(EDIT, {"title": ""}).status_code == 422
    assert haddad.get("/continuum/edit/scales/").headers["Location"] == EDIT
    assert haddad.post(EDIT, {"title": "What we learn"}).status_code == 302
    assert Continuum.objects.get(district=district).title == "What we learn"
    assert "Add a subject" in haddad.get(EDIT).content.decode()


@pytest.mark.parametrize("who", ["mr_okafor", "principal_adeyemi", "outsider"])
def test_only_admins_see_the_editor(who: str, continuum: TestContinuum, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(who))
    for page in ("edit", "standards", "scales", "profile", "policy", "import", "publish"):
        assert client.get(reverse(f"competencies:{page}")).status_code == 403


def test_other_methods_are_no_way_in(haddad: Client, continuum: TestContinuum) -> None:
    for page in ("edit", "scales", "profile", "import", "publish"):
        assert haddad.put(reverse(f"competencies:{page}")).status_code == 405
    for page in ("standards", "policy"):
        assert haddad.post(reverse(f"competencies:{page}")).status_code == 405


def test_what_was_edited_is_marked_counted_and_led_to(haddad: Client, continuum: TestContinuum) -> None:
    rates = continuum["Unit rates"].competency.pk
    save_words(haddad, page_of(haddad, rates), level_3="I can say it otherwise.")
    page = haddad.get(EDIT)
    [edited] = page.context["edited"]
    assert (edited.title, edited.entry.state) == ("Unit rates", "changed")
    assert edited.href == reverse("competencies:edit_competency", args=[rates])
    assert "1 thing new or changed" in page.content.decode()


def test_undoing_the_changes_brings_every_published_word_back(
    haddad: Client, continuum: TestContinuum, district: District
) -> None:
    rates = continuum["Unit rates"].competency.pk
    before = page_of(haddad, rates).context["known"]
    save_words(haddad, page_of(haddad, rates), title="Other", level_1="", level_3="Other words.", outcomes=[])
    link(haddad, rates, "own", statement="I can do more.")
    step(haddad, draft(continuum, "Unit rates"), "discard")
    after = page_of(haddad, rates).context["known"]
    assert (after.row.title, after.levels, after.outcomes) == (before.row.title, before.levels, before.outcomes)
    assert [one.standard_id for one in after.standards] == [one.standard_id for one in before.standards]
    assert haddad.get(EDIT).context["edited"] == []


def test_moving_up_and_down_changes_the_order_of_the_draft_only(
    haddad: Client, continuum: TestContinuum, district: District
) -> None:
    answer = step(haddad, draft(continuum, "Percent problems"), "up")
    assert answer.headers["Location"] == f"{EDIT}#competency-{draft(continuum, 'Percent problems').pk}"
    words = haddad.get(EDIT).content.decode()
    assert words.index(">Percent problems<") < words.index(">Unit rates<")
    titles = [one.title for one in published_map(district).in_order]
    assert titles.index("Unit rates") < titles.index("Percent problems")


def test_taking_something_out_offers_undo_and_undo_brings_it_back(haddad: Client, continuum: TestContinuum) -> None:
    answer = step(haddad, draft(continuum, "Percent problems"), "retire")
    assert messages_of(answer) == ["Took “Percent problems” out of the draft."]
    retired = draft(continuum, "Percent problems")
    assert retired.retired
    undo = reverse("competencies:again", args=["competency", retired.pk])
    assert f'action="{undo}"' in haddad.get(EDIT).content.decode()
    assert haddad.post(undo).status_code == 302
    assert not draft(continuum, "Percent problems").retired
    assert haddad.get(undo).status_code == 405


def test_what_others_still_stand_in_stays_and_says_why(haddad: Client, continuum: TestContinuum) -> None:
    strand = StrandText.objects.get(title="Ratios")
    answer = step(haddad, strand, "retire", "strand")
    assert "stage" in messages_of(answer)[0]
    strand.refresh_from_db()
    assert not strand.retired


def test_domains_strands_and_stages_are_added_where_they_belong(haddad: Client, continuum: TestContinuum) -> None:
    haddad.post(EDIT, {"do": "add", "kind": "lifelong", "title": "Working together"})
    domain = DomainText.objects.get(title="Working together")
    assert domain.domain.kind == "lifelong"
    haddad.post(EDIT, {"do": "add", "kind": "strand", "title": "In a team", "parent": domain.domain_id})
    strand = StrandText.objects.get(title="In a team")
    haddad.post(
        EDIT, {"do": "add", "kind": "stage", "title": "First", "parent": strand.strand_id, "typical_grade": "KG"}
    )
    assert StageText.objects.get(title="First").typical_grade == "KG"
    assert haddad.get(EDIT).context["edited"][0].entry.state == "new"


def test_a_name_that_cannot_be_stays_typed_in_its_place(haddad: Client, continuum: TestContinuum) -> None:
    domain = continuum.domains["Mathematics"].pk
    answer = haddad.post(EDIT, {"do": "add", "kind": "strand", "title": "R" * 301, "parent": domain})
    assert answer.status_code == 422
    assert f'value="{"R" * 301}"' in answer.content.decode()


@pytest.mark.parametrize("said", [{}, {"kind": "stage"}, {"kind": "x"}, {"kind": "strand", "parent": "9" * 30}])
@pytest.mark.parametrize("title", HOSTILE)
def test_no_bad_addition_breaks_the_outline(
    haddad: Client, continuum: TestContinuum, said: dict[str, str], title: str
) -> None:
    assert haddad.post(EDIT, {"do": "add", "title": title, **said}).status_code == 422


@pytest.mark.parametrize("row", ["", "0", "9" * 18, "9" * 40, "x", "\0"])
@pytest.mark.parametrize("do", ["up", "retire", "restore", "discard", "nonsense"])
def test_a_step_of_nothing_is_not_there(haddad: Client, continuum: TestContinuum, do: str, row: str) -> None:
    assert haddad.post(EDIT, {"do": do, "kind": "competency", "row": row}).status_code == 404
    assert haddad.post(EDIT, {"do": do, "kind": "\0", "row": "1"}).status_code == 404


def test_a_search_finds_competencies_of_the_draft(haddad: Client, continuum: TestContinuum) -> None:
    assert [one.title for one in haddad.get(EDIT, {"q": "RATES unit"}).context["found"]] == ["Unit rates"]
    for words in HOSTILE:
        assert haddad.get(EDIT, {"q": words}).status_code == 200


def test_a_strand_and_a_stage_are_renamed_without_touching_what_is_published(
    haddad: Client, continuum: TestContinuum, district: District
) -> None:
    strand = StrandText.objects.get(title="Ratios")
    page = haddad.get(reverse("competencies:part", args=["strand", strand.pk]))
    seen = page.context["form"]["seen"].value()
    address = reverse("competencies:part", args=["strand", strand.pk])
    answer = haddad.post(address, {"title": "Ratios and rates", "title_es": "Razones", "seen": seen})
    assert answer.status_code == 302
    assert StrandText.objects.get(strand=strand.strand, until=None).translations == {"es": {"title": "Razones"}}
    assert published_map(district).strands[strand.strand_id].title == "Ratios"


def test_of_two_admins_renaming_a_domain_the_second_is_shown_both(haddad: Client, continuum: TestContinuum) -> None:
    haddad.post(EDIT, {"do": "add", "kind": "academic", "title": "Art"})
    text = DomainText.objects.get(title="Art")
    address = reverse("competencies:part", args=["domain", text.pk])
    form = haddad.get(address).context["form"]
    sent = {"seen": form["seen"].value(), "scale": text.scale_id, "description": ""}
    assert haddad.post(address, {**sent, "title": "Arts"}).status_code == 302
    refused = haddad.post(address, {**sent, "title": "Fine art"})
    assert refused.status_code == 409
    assert "“Arts”" in refused.content.decode()
    assert 'value="Fine art"' in refused.content.decode()
    now = refused.context["form"]["seen"].value()
    assert haddad.post(address, {**sent, "seen": now, "title": "Fine art"}).status_code == 302
    text.refresh_from_db()
    assert text.title == "Fine art"


@pytest.mark.parametrize(
    "said", [{}, {"title": "a\0"}, {"title": "A", "scale": "9" * 30}, {"title": "A", "scale": "x"}]
)
def test_no_bad_words_break_a_part(haddad: Client, continuum: TestContinuum, said: dict[str, str]) -> None:
    domain = DomainText.objects.get(title="Mathematics")
    assert haddad.post(reverse("competencies:part", args=["domain", domain.pk]), said).status_code == 422
    assert haddad.get(reverse("competencies:part", args=["competency", 1])).status_code == 404


def test_a_competency_of_the_draft_alone_is_taken_out_whole(haddad: Client, continuum: TestContinuum) -> None:
    strand = draft(continuum, "Unit rates").strand_id
    address = reverse("competencies:new_competency", args=[strand])
    haddad.post(address, {"title": "Passing", "statement": "I can pass.", "place": str(strand)})
    step(haddad, CompetencyText.objects.get(title="Passing"), "retire")
    assert not CompetencyText.objects.filter(title="Passing").exists()
