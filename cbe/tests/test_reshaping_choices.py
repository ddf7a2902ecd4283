"""Choosing when a competency is split, merged or retired: nothing is chosen for Ms Haddad, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cbe.testing.continuum import TestContinuum
from cbe.tests.test_reshaping_screens import address, split
from competencies.actions.drafting import revise, withdraw
from competencies.actions.mapping import bring_back
from competencies.models import CompetencyText, EvidenceMapping, StandardText
from competencies.tests.screens import answers, draft, messages_of, signed_in
from people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def editor(admin: User) -> Client:
    """Ms Haddad at work."""
    return signed_in(admin)


@pytest.fixture
def spanish(continuum: TestContinuum, admin: User) -> None:
    """The district says one competency in Spanish too."""
    said = {"es": {"title": "Lenguaje de razones", "statement": "Puedo."}}
    revise(draft(continuum, "Ratio language"), by=admin, translations=said)


def send(editor: Client, continuum: TestContinuum, view: str, **said: Any) -> Any:
    """Fill in one of the forms about Unit rates as a browser would, and send it."""
    where = address(view, continuum, "Unit rates")
    return editor.post(where, {**answers(editor.get(where).context["form"]), **said})


def words_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_retiring_chooses_nothing_beforehand_and_asks(editor: Client, continuum: TestContinuum) -> None:
    opened = editor.get(address("carry", continuum, "Unit rates"))
    assert opened.context["form"]["goes"].value() is None
    answer = send(editor, continuum, "carry")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"goes": ["Choose where its evidence goes."]}
    assert not draft(continuum, "Unit rates").retired
    assert not EvidenceMapping.objects.exists()


def test_what_was_answered_before_is_shown_as_it_was_answered(editor: Client, continuum: TestContinuum) -> None:
    send(editor, continuum, "carry", goes="history")
    opened = editor.get(address("carry", continuum, "Unit rates"))
    assert opened.context["form"]["goes"].value() == "history"


def test_retiring_can_be_undone_in_one_press(editor: Client, continuum: TestContinuum) -> None:
    answer = send(editor, continuum, "carry", goes="history")
    tags = next(message.extra_tags for message in answer.wsgi_request._messages)
    back = editor.post(tags.removeprefix("undo:"))
    assert back.status_code == 302
    assert not draft(continuum, "Unit rates").retired
    assert not EvidenceMapping.objects.exists()


def test_what_was_never_published_is_taken_out_without_a_question(editor: Client, continuum: TestContinuum) -> None:
    split(editor, continuum)
    made = CompetencyText.objects.get(title="Tables")
    where = address("carry", continuum, "Unit rates").replace(
        str(continuum["Unit rates"].competency.pk), str(made.competency_id)
    )
    opened = editor.get(where)
    assert "goes" not in opened.context["form"].fields
    answer = editor.post(where, answers(opened.context["form"]))
    assert messages_of(answer)[-1] == "“Tables” is taken out of the draft."
    assert not CompetencyText.objects.filter(title="Tables").exists()


def test_one_click_and_one_more_retire_once(editor: Client, continuum: TestContinuum) -> None:
    where, standard = address("carry", continuum, "Unit rates"), continuum["Unit rates"].standard.pk
    to = continuum["Percent problems"]
    said = {"goes": "carried", f"to_{standard}_0": f"{to.competency.pk}-{to.standard.pk}"}
    form = {**answers(editor.get(where).context["form"]), **said}
    both = [editor.post(where, form) for _click in range(2)]
    assert [one.status_code for one in both] == [302, 302]
    assert len(set(EvidenceMapping.objects.values_list("source_standard", "target"))) == 2
    assert EvidenceMapping.objects.count() == 2


def test_taking_a_mapping_out_twice_takes_it_out_once(editor: Client, continuum: TestContinuum) -> None:
    send(editor, continuum, "carry", goes="history")
    row = EvidenceMapping.objects.get()
    said = {"row": row.pk, "source": row.source_id}
    both = [editor.post("/continuum/edit/carried/", said) for _click in range(2)]
    assert [one.status_code for one in both] == [302, 302]
    assert editor.post("/continuum/edit/carried/", {"row": row.pk, "source": 2**62}).status_code == 404
    assert editor.post("/continuum/edit/carried/", {"row": row.pk}).status_code == 404


def test_what_takes_the_others_in_is_ticked_and_said_before_anything_is_saved(
    editor: Client, continuum: TestContinuum
) -> None:
    ticked, into = (continuum[one].competency.pk for one in ("Percent problems", "Ratio language"))
    answer = send(editor, continuum, "merge", sources=[ticked], into=str(into), q="")
    assert answer.status_code == 422
    said = answer.context["form"].errors["into"][0]
    assert said.startswith("“Ratio language” was not ticked above; it is now. It stays and takes")
    assert "“Unit rates”, “Percent problems”" in said
    assert set(answer.context["form"]["sources"].value()) == {str(ticked), str(into)}
    assert not EvidenceMapping.objects.exists()
    again = editor.post(address("merge", continuum, "Unit rates"), answers(answer.context["form"]))
    assert again.status_code == 302
    retired = {one: draft(continuum, one).retired for one in ("Unit rates", "Percent problems", "Ratio language")}
    assert retired == {"Unit rates": True, "Percent problems": True, "Ratio language": False}


def test_one_that_takes_this_one_in_needs_no_further_tick(editor: Client, continuum: TestContinuum) -> None:
    into = continuum["Ratio language"].competency.pk
    answer = send(editor, continuum, "merge", into=str(into))
    assert set(answer.context["form"].errors) == {"into"}
    again = editor.post(address("merge", continuum, "Unit rates"), answers(answer.context["form"]))
    assert again.status_code == 302
    assert draft(continuum, "Unit rates").retired
    assert not draft(continuum, "Ratio language").retired


def test_a_merge_of_one_with_itself_asks_for_another(editor: Client, continuum: TestContinuum) -> None:
    answer = send(editor, continuum, "merge", into=str(continuum["Unit rates"].competency.pk))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"sources": ["Choose at least one more competency."]}


def test_looking_for_more_keeps_what_is_ticked_and_typed(editor: Client, continuum: TestContinuum) -> None:
    ticked = continuum["Percent problems"].competency.pk
    found = send(editor, continuum, "merge", sources=[ticked], title="Rates", q="negative", do="find")
    assert found.status_code == 200
    form = found.context["form"]
    assert form["sources"].value() == [str(ticked)]
    assert form["title"].value() == "Rates"
    assert not form.errors
    assert "Negative numbers (" in words_of(found), "one of another strand says which"
    assert "data-invalid" not in words_of(found)
    more = [ticked, continuum["Negative numbers"].competency.pk]
    merged = editor.post(
        address("merge", continuum, "Unit rates"), answers(form, sources=more, statement="I can.", q="negative")
    )
    assert merged.status_code == 302
    assert draft(continuum, "Negative numbers").retired


def test_looking_for_more_keeps_where_the_work_goes(editor: Client, continuum: TestContinuum) -> None:
    standard, to = continuum["Unit rates"].standard.pk, continuum["Percent problems"]
    chosen = f"{to.competency.pk}-{to.standard.pk}"
    found = send(editor, continuum, "carry", goes="carried", q="negative", do="find", **{f"to_{standard}_0": chosen})
    form = found.context["form"]
    assert (form["goes"].value(), form[f"to_{standard}_0"].value()) == ("carried", chosen)
    assert "Negative numbers" in words_of(found)
    assert not draft(continuum, "Unit rates").retired


def test_one_retired_meanwhile_is_told_in_plain_words(editor: Client, continuum: TestContinuum, admin: User) -> None:
    gone = continuum["Percent problems"].competency.pk
    withdraw(draft(continuum, "Percent problems"), by=admin)
    answer = send(editor, continuum, "merge", sources=[gone], title="Rates", statement="I can.")
    assert answer.status_code == 422
    assert "was retired or moved meanwhile" in words_of(answer)
    assert "available choices" not in words_of(answer)


def test_after_somebody_elses_edit_the_same_press_holds_for_what_is_shown(
    editor: Client, continuum: TestContinuum
) -> None:
    refused = send(editor, continuum, "carry", goes="history", seen="2026-01-01T00:00:00+00:00")
    assert refused.status_code == 409
    again = editor.post(address("carry", continuum, "Unit rates"), answers(refused.context["form"]))
    assert again.status_code == 302
    assert draft(continuum, "Unit rates").retired


def test_a_third_part_left_empty_is_none(editor: Client, continuum: TestContinuum) -> None:
    answer = split(editor, continuum, parts="3", title_3="", statement_3="")
    assert answer.status_code == 302
    assert (
        CompetencyText.objects.filter(since=continuum.continuum.draft, title__in=("Rates per one", "Tables")).count()
        == 2
    )


def test_a_third_part_half_said_is_asked_for_the_rest(editor: Client, continuum: TestContinuum) -> None:
    answer = split(editor, continuum, parts="3", title_3="Graphs", statement_3="")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"statement_3"}


@pytest.mark.usefixtures("spanish")
def test_new_ones_are_said_in_spanish_where_the_district_does(editor: Client, continuum: TestContinuum) -> None:
    answer = split(editor, continuum, title_es_2="Tablas", statement_es_2="Puedo leer tablas.")
    first, second = (CompetencyText.objects.get(title=one) for one in ("Rates per one", "Tables"))
    assert second.translations == {"es": {"title": "Tablas", "statement": "Puedo leer tablas."}}
    assert first.translations == {}
    own = StandardText.objects.get(standard__alignments__competency=second.competency)
    assert own.translations == {"es": {"statement": "Puedo leer tablas."}}
    assert [text for text in messages_of(answer) if "Spanish" in text] == [
        "“Rates per one” is not said in Spanish yet: families who read Spanish see it in English until it is."
    ]


@pytest.mark.usefixtures("spanish")
def test_what_several_become_is_said_in_spanish_too(editor: Client, continuum: TestContinuum) -> None:
    words = {"title": "Rates", "statement": "I can.", "title_es": "Tasas", "statement_es": "Puedo."}
    answer = send(editor, continuum, "merge", sources=[continuum["Percent problems"].competency.pk], **words)
    assert answer.status_code == 302
    made = CompetencyText.objects.get(title="Rates")
    assert made.translations["es"] == {"title": "Tasas", "statement": "Puedo."}


def test_a_district_without_spanish_is_not_asked_for_it(editor: Client, continuum: TestContinuum) -> None:
    for view in ("split", "merge"):
        assert (
            "Spanish"
            not in words_of(editor.get(address(view, continuum, "Unit rates")))
            .partition("<main")[2]
            .partition("</main")[0]
        )


def test_words_that_judge_a_child_are_pointed_out(editor: Client, continuum: TestContinuum) -> None:
    answer = split(editor, continuum, statement_2="I can avoid being bad at tables.")
    assert any("can sound like a verdict on a child" in text for text in messages_of(answer))


def test_one_click_and_one_more_merge_once(editor: Client, continuum: TestContinuum) -> None:
    here, other = (continuum[one].competency.pk for one in ("Unit rates", "Percent problems"))
    where = address("merge", continuum, "Unit rates")
    form = answers(editor.get(where).context["form"])
    for words in ({"into": str(here)}, {"into": "new", "title": "Rates", "statement": "I can."}):
        both = [editor.post(where, {**form, "sources": [other], **words}) for _click in range(2)]
        assert [one.status_code for one in both] == [302, 302]
        assert EvidenceMapping.objects.filter(source=other).count() == 1
        bring_back(row=draft(continuum, "Percent problems"), by=None)
    assert CompetencyText.objects.filter(title="Rates").count() == 1


@pytest.mark.parametrize(
    ("view", "said", "wrong"),
    [
        ("split", {"title_1": "x" * 301}, {"title_1"}),
        ("split", {"title_1": "  ", "statement_2": "x" * 2001}, {"title_1", "statement_2"}),
        ("split", {"title_es_1": "x" * 301}, {"title_es_1"}),
        ("merge", {"title": "x" * 301, "statement": "\0"}, {"title", "statement"}),
        ("merge", {"into": "987654321"}, {"into"}),
        ("carry", {"goes": "elsewhere"}, {"goes"}),
        ("carry", {"goes": "carried", "to_rest_0": "987654321-"}, {"to_rest_0"}),
    ],
)
@pytest.mark.usefixtures("spanish")
def test_wrong_answers_are_named_where_they_stand(
    editor: Client, continuum: TestContinuum, view: str, said: dict[str, str], wrong: set[str]
) -> None:
    if view == "split":
        answer = split(editor, continuum, **said)
    else:
        ticked = {"sources": [continuum["Percent problems"].competency.pk]} if view == "merge" else {}
        answer = send(editor, continuum, view, **{"title": "Rates", "statement": "I can.", **ticked, **said})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == wrong
    assert not EvidenceMapping.objects.exists()


def test_one_deleted_meanwhile_is_not_there_any_more(editor: Client, continuum: TestContinuum, admin: User) -> None:
    split(editor, continuum)
    made = CompetencyText.objects.get(title="Tables")
    where = f"/continuum/edit/c/{made.competency_id}"
    withdraw(made, by=admin)
    for view in ("split", "merge", "carry"):
        assert editor.post(f"{where}/{view}/", {"goes": "history"}).status_code == 404
