"""Splitting, merging and retiring on screen: every question answered, everything typed kept, one click one save."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from competencies.actions.creating import align
from competencies.actions.publish import publish_continuum
from competencies.models import Competency, CompetencyText, EvidenceMapping
from competencies.queries import published_map
from competencies.tests.screens import HOSTILE, answers, draft, messages_of, signed_in
from pathways.tests.kit import rate
from people.models import Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(admin: User) -> Client:
    """Ms Haddad at work."""
    return signed_in(admin)


def address(view: str, continuum: TestContinuum, title: str) -> str:
    return reverse(f"competencies:{view}", args=[continuum[title].competency.pk])


def two_parts(continuum: TestContinuum, page: Any, **more: Any) -> dict[str, Any]:
    """A split as a browser sends it: the first part takes the standard."""
    words = {
        "title_1": "Rates per one",
        "statement_1": "I can find a rate.",
        "title_2": "Tables",
        "statement_2": "I can.",
    }
    standard = f"standard_{continuum['Unit rates'].standard.pk}"
    return {**answers(page.context["form"]), **words, standard: ["1"], "do": "split", **more}


def split(editor: Client, continuum: TestContinuum, **more: Any) -> Any:
    where = address("split", continuum, "Unit rates")
    return editor.post(where, two_parts(continuum, editor.get(where), **more))


def test_the_competency_page_leads_to_each_way_of_changing_it(editor: Client, continuum: TestContinuum) -> None:
    page = editor.get(address("edit_competency", continuum, "Unit rates")).content.decode()
    for view in ("split", "merge", "carry"):
        assert address(view, continuum, "Unit rates") in page


def test_a_split_makes_its_parts_and_shows_where_the_work_goes(
    editor: Client, continuum: TestContinuum, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    answer = split(editor, continuum)
    assert answer.status_code == 302
    assert messages_of(answer) == ["“Unit rates” is split into “Rates per one”, “Tables”."]
    page = editor.get(answer.url).content.decode()
    assert "Work on <b>Unit rates</b> about <b>W.3</b> is read as work on <b>Rates per one</b>." in " ".join(
        page.split()
    )
    assert "2 pieces of 1 student" in " ".join(page.split())


def test_a_second_click_splits_nothing_more(editor: Client, continuum: TestContinuum) -> None:
    where = address("split", continuum, "Unit rates")
    form = two_parts(continuum, editor.get(where))
    editor.post(where, form)
    again = editor.post(where, form)
    assert again.status_code == 302
    assert messages_of(again)[-1] == "“Unit rates” is retired already."
    assert CompetencyText.objects.filter(title="Rates per one").count() == 1


def test_a_split_names_what_is_missing_and_keeps_what_was_typed(editor: Client, continuum: TestContinuum) -> None:
    standard = f"standard_{continuum['Unit rates'].standard.pk}"
    answer = split(editor, continuum, title_2="", **{standard: []})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"title_2", standard}
    assert "Say which part takes this standard" in answer.content.decode()
    assert 'value="Rates per one"' in answer.content.decode()
    assert not EvidenceMapping.objects.exists()


def test_a_standard_cannot_both_go_and_stay(editor: Client, continuum: TestContinuum) -> None:
    standard = f"standard_{continuum['Unit rates'].standard.pk}"
    answer = split(editor, continuum, **{standard: ["1", "history"]})
    assert answer.status_code == 422
    assert "not both" in answer.content.decode()


def test_another_part_keeps_what_was_typed_and_marks_nothing(editor: Client, continuum: TestContinuum) -> None:
    answer = split(editor, continuum, do="more", title_2="")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "title_3" in page
    assert 'value="Rates per one"' in page
    assert "data-invalid" not in page
    assert "checked" in page


def test_somebody_elses_edit_is_not_split_over(editor: Client, continuum: TestContinuum) -> None:
    answer = split(editor, continuum, seen="2026-01-01T00:00:00+00:00")
    assert answer.status_code == 409
    assert "Someone else changed this" in answer.content.decode()
    assert not draft(continuum, "Unit rates").retired


def test_a_merge_into_a_new_one_retires_those_chosen(editor: Client, continuum: TestContinuum) -> None:
    where = address("merge", continuum, "Unit rates")
    said = {"sources": [continuum["Percent problems"].competency.pk], "into": "new"}
    words = {"title": "Rates and percents", "statement": "I can do both."}
    answer = editor.post(where, {**answers(editor.get(where).context["form"]), **said, **words})
    assert answer.status_code == 302
    assert {draft(continuum, one).retired for one in ("Unit rates", "Percent problems")} == {True}
    made = CompetencyText.objects.get(title="Rates and percents")
    assert made.competency.alignments.count() == 2
    assert set(EvidenceMapping.objects.values_list("target", "source_standard")) == {(made.competency_id, None)}


def test_a_merge_into_one_of_them_keeps_that_one(editor: Client, continuum: TestContinuum) -> None:
    where, kept = address("merge", continuum, "Unit rates"), continuum["Percent problems"].competency.pk
    answer = editor.post(where, {**answers(editor.get(where).context["form"]), "sources": [kept], "into": str(kept)})
    assert answer.status_code == 302
    assert draft(continuum, "Unit rates").retired
    assert not draft(continuum, "Percent problems").retired


def test_a_new_one_needs_its_words(editor: Client, continuum: TestContinuum) -> None:
    where = address("merge", continuum, "Unit rates")
    sources = {"sources": [continuum["Percent problems"].competency.pk], "into": "new", "title": "", "statement": ""}
    answer = editor.post(where, {**answers(editor.get(where).context["form"]), **sources})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "statement"}


def test_only_what_is_judged_on_the_same_scale_is_offered(editor: Client, continuum: TestContinuum) -> None:
    page = editor.get(address("merge", continuum, "Unit rates"), {"q": "a"}).content.decode()
    assert "Negative numbers" in page
    assert "Plans the work" not in page


def test_retiring_answers_where_each_standard_goes(editor: Client, continuum: TestContinuum) -> None:
    where, standard = address("carry", continuum, "Unit rates"), continuum["Unit rates"].standard
    target = continuum["Percent problems"]
    said = {"goes": "carried", f"to_{standard.pk}_0": f"{target.competency.pk}-{target.standard.pk}"}
    answer = editor.post(where, {**answers(editor.get(where).context["form"]), **said})
    assert answer.status_code == 302
    assert draft(continuum, "Unit rates").retired
    rows = EvidenceMapping.objects.order_by("pk").values_list("source_standard", "target", "target_standard")
    assert list(rows) == [(standard.pk, target.competency.pk, target.standard.pk), (None, None, None)]
    shown = editor.get(where).context["form"]
    assert shown["goes"].value() == "carried"
    assert shown[f"to_{standard.pk}_0"].value() == f"{target.competency.pk}-{target.standard.pk}"


def test_letting_it_rest_is_an_answer(
    editor: Client, continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    editor.post(
        reverse("competencies:edit"), {"kind": "competency", "row": draft(continuum, "Unit rates").pk, "do": "retire"}
    )
    page = editor.get(reverse("competencies:publish")).content.decode()
    assert "it is retired and has 2 pieces of evidence" in page
    assert address("carry", continuum, "Unit rates") in page
    where = address("carry", continuum, "Unit rates")
    editor.post(where, {**answers(editor.get(where).context["form"]), "goes": "history"})
    assert "To mend first" not in editor.get(reverse("competencies:publish")).content.decode()
    publish_continuum(continuum=continuum.continuum, by=admin)


def test_carried_needs_at_least_one_competency(editor: Client, continuum: TestContinuum) -> None:
    where = address("carry", continuum, "Unit rates")
    answer = editor.post(where, {**answers(editor.get(where).context["form"]), "goes": "carried"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"goes"}


def test_the_same_work_cannot_reach_one_competency_twice(editor: Client, continuum: TestContinuum, admin: User) -> None:
    target, other = continuum["Percent problems"], continuum["Ratio language"].standard
    align(competency=target.competency, standard=other, by=admin)
    where, standard = address("carry", continuum, "Unit rates"), continuum["Unit rates"].standard.pk
    first = {"goes": "carried", f"to_{standard}_0": f"{target.competency.pk}-{target.standard.pk}"}
    editor.post(where, {**answers(editor.get(where).context["form"]), **first})
    both = first | {f"to_{standard}_1": f"{target.competency.pk}-{other.pk}"}
    answer = editor.post(where, {**answers(editor.get(where).context["form"]), **both})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"to_{standard}_0"}


def test_a_way_back_to_what_is_retired_is_not_offered(editor: Client, continuum: TestContinuum) -> None:
    for source, target in (("Unit rates", "Percent problems"), ("Percent problems", "Unit rates")):
        where, to = address("carry", continuum, source), continuum[target].competency.pk
        form = answers(editor.get(f"{where}?q=Unit").context["form"])
        answer = editor.post(f"{where}?q=Unit", {**form, "goes": "carried", "to_rest_0": f"{to}-"})
    assert answer.status_code == 422
    assert EvidenceMapping.objects.count() == 2


def test_a_mapping_can_be_taken_out_and_the_question_comes_back(
    editor: Client, continuum: TestContinuum, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    split(editor, continuum)
    row = EvidenceMapping.objects.get(target__isnull=False)
    answer = editor.post(reverse("competencies:carried"), {"row": row.pk})
    assert messages_of(answer)[-1] == "That mapping is taken out of the draft."
    assert not EvidenceMapping.objects.exists()
    page = editor.get(reverse("competencies:carried")).content.decode()
    assert "Waiting for an answer" in page


def test_bringing_a_retired_one_back_takes_its_mapping_out(editor: Client, continuum: TestContinuum) -> None:
    split(editor, continuum)
    row = draft(continuum, "Unit rates")
    editor.post(reverse("competencies:edit"), {"kind": "competency", "row": row.pk, "do": "restore"})
    assert not draft(continuum, "Unit rates").retired
    assert not EvidenceMapping.objects.exists()


def test_undoing_the_drafts_changes_takes_its_mapping_out(editor: Client, continuum: TestContinuum) -> None:
    split(editor, continuum)
    row = draft(continuum, "Unit rates")
    editor.post(reverse("competencies:edit"), {"kind": "competency", "row": row.pk, "do": "discard"})
    assert not draft(continuum, "Unit rates").retired
    assert not EvidenceMapping.objects.exists()


def test_renaming_and_moving_map_nothing(editor: Client, continuum: TestContinuum, admin: User) -> None:
    where = address("edit_competency", continuum, "Unit rates")
    page = editor.get(where)
    number = continuum["Negative numbers"]
    place = CompetencyText.objects.get(competency=number.competency, until=None)
    form = answers(page.context["form"], do="words", title="Rates", place=f"{place.strand_id}-{place.stage_id}")
    assert editor.post(where, form).status_code == 302
    publish_continuum(continuum=continuum.continuum, by=admin)
    assert published_map(continuum.continuum.district).carried == {}


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("view", ["split", "merge", "carry"])
def test_hostile_answers_are_refused_and_change_nothing(
    editor: Client, continuum: TestContinuum, view: str, value: str
) -> None:
    where = address(view, continuum, "Unit rates")
    names = answers(editor.get(where).context["form"])
    standard = continuum["Unit rates"].standard.pk
    extra = {f"standard_{standard}": value, f"to_{standard}_0": value, "sources": value, "into": value, "goes": value}
    answer = editor.post(where, {**dict.fromkeys(names, value), **extra})
    assert answer.status_code in (409, 422)
    assert not draft(continuum, "Unit rates").retired
    assert Competency.objects.count() == len(continuum.places)


def test_what_is_not_there_is_404(editor: Client, continuum: TestContinuum) -> None:
    for view in ("split", "merge", "carry"):
        assert editor.get(reverse(f"competencies:{view}", args=[2**62])).status_code == 404
    assert editor.post(reverse("competencies:carried"), {"row": "9" * 30}).status_code == 404


def test_other_verbs_are_refused(editor: Client, continuum: TestContinuum) -> None:
    for view in ("split", "merge", "carry"):
        assert editor.put(address(view, continuum, "Unit rates")).status_code == 405
    assert editor.delete(reverse("competencies:carried")).status_code == 405
