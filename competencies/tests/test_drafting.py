"""Editing the draft: nothing published is rewritten, and nobody's work is lost by another's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cbe.testing.continuum import TestContinuum
from competencies.actions.creating import (
    add_competency,
    add_domain,
    add_outcome,
    add_stage,
    add_standard,
    add_strand,
    align,
    contribute,
    describe,
)
from competencies.actions.drafting import discard, restore, revise, withdraw
from competencies.actions.moving import move, place_competency
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError
from competencies.actions.scales import add_level, add_scale
from competencies.models import (
    Alignment,
    Competency,
    CompetencyText,
    DomainText,
    LevelDescriptor,
    PerformanceLevel,
    Scale,
    ScaleText,
    Stage,
    StageText,
    Standard,
    StandardText,
    StrandText,
)
from competencies.queries import draft_map, published_map
from competencies.queries.differences import counted, draft_difference
from people.models import User

pytestmark = pytest.mark.django_db


def text_of(continuum: TestContinuum, title: str) -> CompetencyText:
    return CompetencyText.objects.get(competency=continuum[title].competency, until=None)


def titles(rows: Any) -> list[str]:
    return [row.title for row in rows]


def test_a_published_text_is_followed_by_the_drafts_never_rewritten(continuum: TestContinuum, admin: User) -> None:
    before = text_of(continuum, "Unit rates")
    fresh = revise(before, by=admin, title="Rates per one")
    assert (fresh.since, fresh.until, fresh.edited_by) == (2, None, admin)
    before.refresh_from_db()
    assert (before.title, before.until) == ("Unit rates", 2)
    competency = continuum["Unit rates"].competency.pk
    assert published_map(continuum.continuum.district).competencies[competency].title == "Unit rates"
    assert draft_map(continuum.continuum).competencies[competency].title == "Rates per one"


def test_a_text_of_the_draft_is_changed_in_place(continuum: TestContinuum, admin: User) -> None:
    first = revise(text_of(continuum, "Unit rates"), by=admin, title="Rates per one")
    second = revise(first, by=admin, title="Rates for one")
    assert second.pk == first.pk
    assert CompetencyText.objects.filter(competency=first.competency).count() == 2


def test_saying_the_same_again_writes_nothing(continuum: TestContinuum, admin: User) -> None:
    row = text_of(continuum, "Unit rates")
    assert revise(row, by=admin, title=row.title, required=True) == row
    assert row.since == 1


def test_the_identity_the_version_and_unknown_fields_cannot_be_revised(continuum: TestContinuum, admin: User) -> None:
    row = text_of(continuum, "Unit rates")
    for field in ("competency", "competency_id", "since", "until", "district", "id", "colour"):
        with pytest.raises(TypeError, match=field):
            revise(row, by=admin, **{field: 1})


def test_an_empty_title_is_refused_by_field_and_nothing_is_written(continuum: TestContinuum, admin: User) -> None:
    row = text_of(continuum, "Unit rates")
    with pytest.raises(DraftRefusedError) as caught:
        revise(row, by=admin, title="", statement="I can.")
    assert list(caught.value.message_dict) == ["title"]
    row.refresh_from_db()
    assert row.until is None


def test_an_edit_over_somebody_elses_is_refused(continuum: TestContinuum, admin: User) -> None:
    seen = text_of(continuum, "Unit rates")
    mine = revise(seen, by=admin, title="Rates per one")
    with pytest.raises(ChangedMeanwhileError):
        revise(seen, by=admin, title="Something else")
    revise(mine, by=admin, title="Rates for one")
    with pytest.raises(ChangedMeanwhileError):
        revise(mine, by=admin, seen=mine.edited_at, title="Something else")


def test_withdrawing_what_was_published_retires_it_and_it_can_come_back(continuum: TestContinuum, admin: User) -> None:
    row = text_of(continuum, "Unit rates")
    withdraw(row, by=admin)
    retired = text_of(continuum, "Unit rates")
    assert retired.retired
    assert text_of(continuum, "Unit rates").since == 2
    competency = row.competency_id
    assert not published_map(continuum.continuum.district).competencies[competency].retired
    assert not restore(retired, by=admin).retired


def test_withdrawing_what_only_the_draft_had_leaves_nothing(continuum: TestContinuum, admin: User) -> None:
    place = text_of(continuum, "Unit rates")
    made = add_competency(strand=place.strand, stage=place.stage, by=admin, title="Slopes", statement="I can.")
    align(competency=made.competency, standard=continuum["Unit rates"].standard, by=admin)
    describe(competency=made.competency, value=Decimal(1), by=admin, statement="Starts.")
    withdraw(made, by=admin)
    assert not Competency.objects.filter(pk=made.competency_id).exists()
    assert not draft_difference(continuum.continuum)


def test_a_link_that_was_published_ends_and_one_of_the_draft_goes(continuum: TestContinuum, admin: User) -> None:
    row = Alignment.objects.get(competency=continuum["Unit rates"].competency)
    withdraw(row, by=admin)
    assert Alignment.objects.get(pk=row.pk).until == 2
    again = align(competency=row.competency, standard=row.standard, by=admin)
    withdraw(again, by=admin)
    assert list(Alignment.objects.filter(competency=row.competency)) == [row]


def test_discarding_a_change_brings_the_published_text_back(continuum: TestContinuum, admin: User) -> None:
    before = text_of(continuum, "Unit rates")
    discard(revise(before, by=admin, title="Rates per one"), by=admin)
    assert text_of(continuum, "Unit rates") == before
    discard(before, by=admin)
    assert text_of(continuum, "Unit rates") == before
    made = add_strand(domain=continuum.domains["Mathematics"], by=admin, title="Shapes")
    discard(made, by=admin)
    assert not StrandText.objects.filter(pk=made.pk).exists()


def test_what_something_stands_on_cannot_be_withdrawn_and_the_reason_is_said(
    continuum: TestContinuum, admin: User
) -> None:
    ratios = StrandText.objects.get(title="Ratios")
    stage = StageText.objects.get(title="Ratios 7")
    standard = StandardText.objects.get(standard=continuum["Unit rates"].standard)
    level = PerformanceLevel.objects.get(name="Proficient")
    domain = DomainText.objects.get(title="Mathematics")
    scale = ScaleText.objects.get(name="Four levels")
    reasons = {
        domain: "2 strands still stand in it.",
        ratios: "2 stages still stand in it.",
        stage: "2 competencies still stand in it.",
        standard: "1 competency rests on it.",
        scale: "1 domain is judged on it.",
        level: "It is the proficient mark of its scale.",
    }
    for row, reason in reasons.items():
        with pytest.raises(DraftRefusedError, match=reason):
            withdraw(row, by=admin)


def test_moving_up_and_down_stops_at_the_ends_and_touches_only_the_two(continuum: TestContinuum, admin: User) -> None:
    domain = continuum.domains["Mathematics"]
    rows = StrandText.objects.filter(until=None, strand__domain=domain).order_by("position")
    for title in ("Shapes", "Data"):
        add_strand(domain=domain, by=admin, title=title)
    assert titles(rows.all()) == ["Ratios", "Number", "Shapes", "Data"]
    data = move(rows.get(title="Data"), by=admin, steps=-1)
    assert titles(rows.all()) == ["Ratios", "Number", "Data", "Shapes"]
    assert StrandText.objects.filter(since=1, until=None).count() == 3
    data = move(data, by=admin, steps=-9)
    assert titles(rows.all()) == ["Data", "Ratios", "Number", "Shapes"]
    data = move(data, by=admin, steps=-1)
    move(data, by=admin, steps=1)
    assert titles(rows.all()) == ["Ratios", "Data", "Number", "Shapes"]
    assert titles(published_map(continuum.continuum.district).domain(domain.pk).strands) == ["Ratios", "Number"]


def test_siblings_that_share_one_place_are_numbered_before_they_move(continuum: TestContinuum, admin: User) -> None:
    StrandText.objects.update(position=0)
    rows = StrandText.objects.filter(until=None, strand__domain=continuum.domains["Mathematics"]).order_by("position")
    move(rows.get(title="Number"), by=admin, steps=-1)
    assert titles(rows.all()) == ["Number", "Ratios"]


def test_something_without_an_order_cannot_move(continuum: TestContinuum, admin: User) -> None:
    with pytest.raises(TypeError, match="has no order"):
        move(LevelDescriptor.objects.first(), by=admin, steps=1)


def test_a_competency_changes_its_place_but_not_into_another_strands_stage(
    continuum: TestContinuum, admin: User
) -> None:
    six = Stage.objects.get(texts__title="Ratios 6")
    number = Stage.objects.get(texts__title="Number 7")
    row = place_competency(text_of(continuum, "Unit rates"), by=admin, strand=six.strand, stage=six)
    assert (row.stage, row.position) == (six, 2)
    with pytest.raises(DraftRefusedError, match="another strand"):
        place_competency(row, by=admin, strand=six.strand, stage=number)
    with pytest.raises(DraftRefusedError, match="another strand"):
        add_competency(strand=six.strand, stage=number, by=admin, title="Lost", statement="I can.")


def test_a_whole_new_subject_is_drawn_in_the_draft(continuum: TestContinuum, admin: User) -> None:
    scale = add_scale(
        continuum=continuum.continuum,
        by=admin,
        name="Met or not yet",
        levels=[(Decimal(0), "Not yet", ""), (Decimal(1), "Met", "")],
        proficient=Decimal(1),
    )
    domain = add_domain(continuum=continuum.continuum, by=admin, title="Seamanship", scale=scale.scale)
    strand = add_strand(domain=domain.domain, by=admin, title="Knots")
    stage = add_stage(strand=strand.strand, by=admin, title="First knots", typical_grade="05")
    made = add_competency(
        strand=strand.strand, stage=stage.stage, by=admin, title="Ties knots", statement="I can tie a knot."
    )
    standard = add_standard(continuum=continuum.continuum, by=admin, statement="I can tie a bowline.", code="K.1")
    align(competency=made.competency, standard=standard.standard, by=admin)
    describe(competency=made.competency, value=Decimal(1), by=admin, statement="It holds.")
    outcome = add_outcome(continuum=continuum.continuum, by=admin, title="Is handy")
    contribute(outcome=outcome.outcome, competency=made.competency, by=admin)
    drawn = draft_map(continuum.continuum).competencies[made.competency_id]
    assert (drawn.title, drawn.scale.name, drawn.standards[0].code) == ("Ties knots", "Met or not yet", "K.1")
    assert made.competency_id not in published_map(continuum.continuum.district).competencies
    assert counted(draft_difference(continuum.continuum)) == {"added": 12}


def test_what_cannot_be_is_refused_by_field(continuum: TestContinuum, admin: User) -> None:
    place = continuum["Unit rates"]
    scale = Scale.objects.get(texts__name="Four levels")
    with pytest.raises(DraftRefusedError):
        align(competency=place.competency, standard=place.standard, by=admin)
    with pytest.raises(DraftRefusedError, match="greater than zero"):
        align(competency=place.competency, standard=continuum["Plans the work"].standard, by=admin, weight=Decimal(0))
    with pytest.raises(DraftRefusedError):
        describe(competency=place.competency, value=Decimal(1), by=admin, statement="Twice.")
    with pytest.raises(DraftRefusedError):
        add_level(scale=scale, by=admin, value=Decimal(3), name="Third again")
    twice = [(Decimal(1), "One", ""), (Decimal(1), "One again", "")]
    with pytest.raises(DraftRefusedError, match="at least two levels"):
        add_scale(continuum=continuum.continuum, by=admin, name="Odd", levels=twice, proficient=Decimal(1))
    with pytest.raises(DraftRefusedError, match="one of the levels"):
        add_scale(continuum=continuum.continuum, by=admin, name="Odd", levels=four(), proficient=Decimal(9))
    with pytest.raises(DraftRefusedError, match="statement"):
        add_standard(continuum=continuum.continuum, by=admin, statement="")
    assert not Standard.objects.filter(texts=None).exists()


def four() -> list[tuple[Decimal, str, str]]:
    return [(Decimal(value), f"Level {value}", "") for value in range(1, 5)]


def test_the_difference_is_told_in_words_and_a_change_taken_back_is_none(continuum: TestContinuum, admin: User) -> None:
    row = revise(text_of(continuum, "Unit rates"), by=admin, title="Rates per one")
    withdraw(text_of(continuum, "Negative numbers"), by=admin)
    withdraw(LevelDescriptor.objects.get(competency=row.competency, value=1), by=admin)
    said = [str(one) for one in draft_difference(continuum.continuum)]
    assert said == [
        "Competency “Rates per one”: changed (name)",
        "Competency “Negative numbers”: retired",
        "What work looks like “Level 1 of Rates per one”: removed",
    ]
    revise(row, by=admin, title="Unit rates")
    assert len(draft_difference(continuum.continuum)) == 2
