"""Every definition tells its history: what it said in each version, word by word, and who did it, when and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum, make_continuum
from competencies.actions.drafting import restore, revise, withdraw
from competencies.actions.publish import publish_continuum
from competencies.models import (
    Alignment,
    Competency,
    CompetencyText,
    Continuum,
    DomainText,
    GraduateOutcomeText,
    LevelDescriptor,
    PerformanceLevel,
    Prerequisite,
    StageText,
    StandardText,
    StrandText,
)
from competencies.queries.history import DefinitionHistory, definition_history, thing_of
from competencies.rules.word_difference import CAME, GONE, SAME, word_difference
from competencies.tests.screens import signed_in
from people.models import District, User


def history(kind: str, pk: int, **more: Any) -> DefinitionHistory:
    found = definition_history(Continuum.objects.earliest("pk"), kind, pk, **more)
    assert found is not None
    return found


def text_of(title: str) -> CompetencyText:
    return CompetencyText.objects.get(title=title, until=None)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_words_are_compared_and_not_letters() -> None:
    parts = word_difference("I can compare two rates.", "I can compare and order two unit rates.")
    assert [(one.what, one.text) for one in parts] == [
        (SAME, "I can compare "),
        (CAME, "and order "),
        (SAME, "two"),
        (CAME, " unit"),
        (SAME, " rates."),
    ]
    assert [(one.what, one.text) for one in word_difference("one two", "three four")] == [
        (GONE, "one two"),
        (CAME, "three four"),
    ]
    assert word_difference("", "new") == word_difference("", "new")[:1]
    assert "".join(one.text for one in word_difference("a " * 3000, "b") if one.what == GONE) == "a " * 3000


@pytest.mark.django_db
def test_a_competency_says_what_it_said_in_each_version_and_who_changed_it(
    continuum: TestContinuum, admin: User
) -> None:
    row = text_of("Unit rates")
    revise(row, by=admin, statement="I can show and explain unit rates.")
    publish_continuum(continuum=continuum.continuum, by=admin, note="Explaining belongs to it.")
    second, first = history("competency", row.competency_id).versions
    assert (second.number, second.published_by, second.note) == (2, admin, "Explaining belongs to it.")
    line = second.lines[0]
    assert (line.kind, line.name, line.what, line.by) == ("Competency", "Unit rates", "changed", admin)
    assert [(part.what, part.text) for part in line.fields[0].parts] == [
        (SAME, "I can show "),
        (CAME, "and explain "),
        (SAME, "unit rates."),
    ]
    kinds = {"Competency", "What work looks like", "Standard of a competency", "What comes before"}
    assert {one.kind for one in first.lines} >= kinds
    assert all(one.what == "added" for one in first.lines)


@pytest.mark.django_db
def test_what_was_taken_out_says_who_took_it_out(continuum: TestContinuum, admin: User) -> None:
    competency = text_of("Unit rates").competency_id
    withdraw(Alignment.objects.get(competency=competency), by=admin)
    withdraw(LevelDescriptor.objects.get(competency=competency, value=4), by=admin)
    draft = history("competency", competency).versions[0]
    assert draft.published_at is None
    assert {(one.kind, one.what, one.by) for one in draft.lines} == {
        ("Standard of a competency", "removed", admin),
        ("What work looks like", "removed", admin),
    }


@pytest.mark.django_db
def test_retiring_and_bringing_back_are_told_apart_from_rewording(continuum: TestContinuum, admin: User) -> None:
    row = text_of("Plans the work")
    withdraw(row, by=admin)
    publish_continuum(continuum=continuum.continuum, by=admin)
    restore(text_of("Plans the work"), by=admin)
    assert [one.lines[0].what for one in history("competency", row.competency_id).versions[:2]] == [
        "restored",
        "retired",
    ]


@pytest.mark.django_db
def test_every_kind_of_definition_has_its_history(continuum: TestContinuum, admin: User) -> None:
    rows: dict[str, Any] = {
        "domain": DomainText.objects.earliest("pk"),
        "strand": StrandText.objects.earliest("pk"),
        "stage": StageText.objects.earliest("pk"),
        "outcome": GraduateOutcomeText.objects.earliest("pk"),
    }
    for row in rows.values():
        revise(row, by=admin, title="Another name")
    level = PerformanceLevel.objects.get(name="Beginning", value=1)
    revise(level, by=admin, name="Starting")
    standard = StandardText.objects.earliest("pk")
    revise(standard, by=admin, statement="I can say it otherwise.")
    for kind, row in {**rows, "scale": level, "standard": standard.standard}.items():
        pk = thing_of(continuum.continuum, kind, row.pk)
        assert pk is not None
        newest = history(kind, pk).versions[0]
        assert newest.number == 2
        assert newest.lines[0].by == admin
    assert history("scale", level.scale_id).versions[0].lines[0].name == "1 Starting"


@pytest.mark.django_db
def test_a_prerequisite_is_in_the_history_of_both_its_ends(continuum: TestContinuum, admin: User) -> None:
    edge = Prerequisite.objects.earliest("pk")
    withdraw(edge, by=admin)
    for standard in (edge.source_id, edge.target_id):
        line = history("standard", standard).versions[0].lines[0]
        assert (line.kind, line.what, line.by) == ("What comes before", "removed", admin)


@pytest.mark.django_db
def test_what_changed_in_spanish_and_where_it_stands_is_told_too(continuum: TestContinuum, admin: User) -> None:
    row = text_of("Unit rates")
    other = StrandText.objects.exclude(strand=row.strand).earliest("pk")
    revise(row, by=admin, translations={"es": {"title": "Tasas unitarias"}}, strand=other.strand, position=99)
    words = {field.word for field in history("competency", row.competency_id).versions[0].lines[0].fields}
    assert words == {"name in Spanish", "strand", "place in its list"}


@pytest.mark.django_db
def test_the_history_speaks_as_a_head_of_school_does(continuum: TestContinuum, admin: User) -> None:
    row = text_of("Percent problems")
    revise(row, by=admin, translations={"es": {"title": "Porcentajes", "statement": "Puedo."}})
    draft, first = history("competency", row.competency_id).versions
    assert [field.word for field in draft.lines[0].fields] == ["name in Spanish", "“I can” statement in Spanish"]
    names = [one.name for one in first.lines]
    assert "Level 1 of Percent problems" in names
    assert "W.4 in Percent problems" in names
    assert "W.3 before W.4" in names
    page = text(signed_in(admin).get(reverse("competencies:history", args=["competency", row.pk])))
    for word in ("(es)", "translations", "Alignment", "←", "→", "required or not"):
        assert word not in page.partition("<main")[2].partition("</main")[0], word


@pytest.mark.django_db
def test_what_is_new_says_its_name_once(continuum: TestContinuum) -> None:
    line = history("competency", text_of("Unit rates").competency_id).versions[-1].lines[0]
    assert line.name == "Unit rates"
    assert "name" not in {field.word for field in line.fields}


@pytest.mark.django_db
def test_the_history_costs_the_same_however_long_it_is(
    continuum: TestContinuum, admin: User, django_assert_max_num_queries: Any
) -> None:
    row = text_of("Unit rates")

    def lengthen(first: int, last: int) -> None:
        for n in range(first, last):
            revise(text_of("Unit rates"), by=admin, statement=f"I can show it in {n} ways.")
            publish_continuum(continuum=continuum.continuum, by=admin)

    lengthen(2, 4)
    with django_assert_max_num_queries(15) as few:
        history("competency", row.competency_id)
    lengthen(4, 9)
    with django_assert_max_num_queries(len(few)):
        history("competency", row.competency_id)


@pytest.mark.django_db
def test_an_editor_reads_the_draft_and_staff_what_was_published(
    continuum: TestContinuum, admin: User, principal_adeyemi: User
) -> None:
    row = text_of("Unit rates")
    revise(row, by=admin, statement="I can show and explain unit rates.", title="Rates per one")
    edited = text(signed_in(admin).get(reverse("competencies:history", args=["competency", row.pk])))
    assert "not published" in edited
    assert "and explain" in edited
    published = text(signed_in(principal_adeyemi).get(f"/continuum/c/{row.competency.guid}/history/"))
    assert "not published" not in published
    assert "and explain" not in published
    assert "Rates per one" not in published
    assert "Unit rates" in published


@pytest.mark.django_db
def test_a_competency_that_was_never_published_has_no_history_for_staff(
    continuum: TestContinuum, admin: User, principal_adeyemi: User
) -> None:
    fresh = Competency.objects.create(district=continuum.continuum.district, continuum=continuum.continuum)
    old = text_of("Unit rates")
    CompetencyText.objects.create(
        district=old.district, since=2, competency=fresh, title="New", statement="New.", strand=old.strand
    )
    assert signed_in(principal_adeyemi).get(f"/continuum/c/{fresh.guid}/history/").status_code == 404
    assert definition_history(continuum.continuum, "competency", fresh.pk) is not None


@pytest.mark.django_db
def test_another_districts_definitions_have_no_history_here(
    client: Client, continuum: TestContinuum, admin: User, outsider: User
) -> None:
    theirs = make_continuum(outsider.district)
    row = CompetencyText.objects.get(competency=theirs["Unit rates"].competency)
    client.force_login(admin)
    assert client.get(reverse("competencies:history", args=["competency", row.pk])).status_code == 404
    for kind in ("policy", "x", "competency"):
        assert client.get(reverse("competencies:history", args=[kind, 0])).status_code == 404
    assert definition_history(continuum.continuum, "standard", 987654321) is None


@pytest.mark.django_db
def test_before_anything_is_published_the_draft_is_the_whole_history(district: District, admin: User) -> None:
    made = make_continuum(district)
    Continuum.objects.update(published=0)
    continuum = Continuum.objects.get()
    found = definition_history(continuum, "competency", made["Unit rates"].competency.pk)
    assert found is not None
    assert found.name == "Unit rates"
