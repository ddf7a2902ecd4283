"""A school changes its continuum after a year of evidence: what was recorded is read where it belongs today."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessments.actions.void import void_evidence
from assessments.models import Evidence
from cbe.testing.continuum import TestContinuum
from competencies.actions.mapping import bring_back, carry, retire_competency
from competencies.actions.publish import NotReadyError, publish_continuum
from competencies.actions.reshaping import Part, merge_competencies
from competencies.models import CompetencyText
from competencies.queries import draft_map, published_map
from competencies.queries.mapping import unanswered
from competencies.rules.mapping import Move
from pathways.models import Mastery
from pathways.queries.expecting import expectation, expected_of
from pathways.tests.kit import assert_true_to_the_ledger, mastery_of, rate, up_to_date
from pathways.tests.reshaping import a_year_of_unit_rates, published, split_ratios, text_of
from people.models import Student, User

pytestmark = pytest.mark.django_db


def stored(student: Student) -> dict[int, tuple[str, Decimal | None, int]]:
    rows = Mastery.objects.filter(student=student)
    return {row.competency_id: (row.status, row.level, row.pieces) for row in rows}


@pytest.fixture
def a_year_on(continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User) -> TestContinuum:
    """A year in which Maya has shown one half of Unit rates."""
    return a_year_of_unit_rates(continuum, admin, maya, mr_okafor)


def test_after_a_split_each_part_is_judged_on_the_work_about_its_standards(
    a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    whole = a_year_on["Unit rates"].competency.pk
    assert stored(maya) == {whole: ("not_yet", Decimal(2), 4)}
    rates, percents = split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    up_to_date(maya)
    assert stored(maya) == {
        rates.competency_id: ("mastered", Decimal(3), 2),
        percents.competency_id: ("not_yet", Decimal(2), 2),
    }
    assert_true_to_the_ledger(learners=1)


def test_evidence_keeps_the_competency_and_the_version_it_was_recorded_under(
    a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    before = list(Evidence.objects.order_by("pk").values_list("competency", "standard", "continuum_version"))
    split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    up_to_date(maya)
    assert list(Evidence.objects.order_by("pk").values_list("competency", "standard", "continuum_version")) == before


def test_what_was_split_starts_with_its_words_its_outcomes_and_its_place(a_year_on: TestContinuum, admin: User) -> None:
    rates, _percents = split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    chart = published_map(a_year_on.continuum.district)
    old, new = chart.competencies[a_year_on["Unit rates"].competency.pk], chart.competencies[rates.competency_id]
    assert (new.strand_id, new.stage_id, new.descriptors) == (old.strand_id, old.stage_id, old.descriptors)
    assert old.retired
    assert old.id not in chart.outcomes[0].competency_ids
    assert new.id in chart.outcomes[0].competency_ids
    assert {one.title for one in chart.standing_for(old.id)} == {"Rates per one", "Percents"}


def test_a_merge_reads_the_work_of_both_as_one(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Ratio language", 4, 4)
    rate(mr_okafor, maya, continuum, "Equivalent ratios", 3, 3)
    up_to_date(maya)
    rows = [text_of(continuum, title) for title in ("Ratio language", "Equivalent ratios")]
    merged = merge_competencies(rows=rows, by=admin, into=Part("Ratios", "I can reason with ratios."))
    published(continuum, admin)
    up_to_date(maya)
    assert stored(maya) == {merged.competency_id: ("mastered", Decimal(3), 4)}
    assert_true_to_the_ledger(learners=1)


def test_a_merge_into_one_there_is_adds_to_its_own_work(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Ratio language", 4, 4)
    rate(mr_okafor, maya, continuum, "Equivalent ratios", 2)
    rows = [text_of(continuum, "Ratio language")]
    merge_competencies(rows=rows, by=admin, into=text_of(continuum, "Equivalent ratios"))
    published(continuum, admin)
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Equivalent ratios")
    assert (row.status, row.level, row.pieces) == ("not_yet", Decimal(2), 3)
    assert stored(maya).keys() == {row.competency_id}


def test_split_then_merged_again_later_all_evidence_arrives(
    a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    parts = split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    rows = [CompetencyText.objects.get(competency=one.competency_id, until=None) for one in parts]
    whole = merge_competencies(rows=rows, by=admin, into=Part("Rates and percents", "I can do both."))
    published(a_year_on, admin)
    up_to_date(maya)
    assert stored(maya) == {whole.competency_id: ("not_yet", Decimal(2), 4)}
    assert_true_to_the_ledger(learners=1)


def test_voiding_an_old_piece_on_the_source_moves_the_target(
    a_year_on: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rates, _percents = split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    up_to_date(maya)
    old = Evidence.objects.filter(standard=a_year_on["Unit rates"].standard).order_by("pk").first()
    assert old is not None
    void_evidence(by=mr_okafor, evidence=old, reason="Somebody else's work")
    up_to_date(maya)
    assert stored(maya)[rates.competency_id] == ("needs_evidence", Decimal(3), 1)
    assert_true_to_the_ledger(learners=1)


def test_before_it_is_published_a_mapping_changes_nothing_and_the_draft_can_be_judged(
    a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    rates, percents = split_ratios(a_year_on, admin)
    up_to_date(maya)
    assert stored(maya).keys() == {a_year_on["Unit rates"].competency.pk}
    now = expected_of(maya.district)
    assert now.in_force is not None
    supposed = expectation(now.number, draft_map(a_year_on.continuum), now.in_force)
    assert now.carried == {}
    assert supposed.carried == {
        rates.competency_id: ((a_year_on["Unit rates"].competency.pk, a_year_on["Unit rates"].standard.pk, None),),
        percents.competency_id: (
            (a_year_on["Unit rates"].competency.pk, a_year_on["Percent problems"].standard.pk, None),
        ),
    }


def test_a_retired_competency_with_evidence_waits_for_an_answer(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Negative numbers", 3, 3)
    source = text_of(continuum, "Negative numbers")
    retire_competency(row=source, by=admin, moves=[])
    assert [(one.name, one.recorded.pieces, one.recorded.students) for one in unanswered(continuum.continuum)] == [
        ("Negative numbers", 2, 1)
    ]
    with pytest.raises(NotReadyError, match="Say where they go, or let them rest"):
        publish_continuum(continuum=continuum.continuum, by=admin)
    carry(competency=source.competency, by=admin, moves=[Move(source.competency_id)])
    published(continuum, admin)
    up_to_date(maya)
    assert stored(maya)[source.competency_id] == ("mastered", Decimal(3), 2)
    assert source.competency_id not in {one.id for one in published_map(maya.district).in_order}


def test_a_retired_competency_without_evidence_needs_no_answer(continuum: TestContinuum, admin: User) -> None:
    retire_competency(row=text_of(continuum, "Negative numbers"), by=admin, moves=[])
    published(continuum, admin)


def test_retiring_what_evidence_was_carried_to_asks_again(a_year_on: TestContinuum, admin: User) -> None:
    rates, _percents = split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    row = CompetencyText.objects.get(competency=rates.competency_id, until=None)
    retire_competency(row=row, by=admin, moves=[])
    assert [one.name for one in unanswered(a_year_on.continuum)] == ["Rates per one"]


def test_what_is_brought_back_has_its_own_evidence_again(a_year_on: TestContinuum, admin: User, maya: Student) -> None:
    split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    bring_back(row=text_of(a_year_on, "Unit rates"), by=admin)
    published(a_year_on, admin)
    up_to_date(maya)
    assert stored(maya) == {a_year_on["Unit rates"].competency.pk: ("not_yet", Decimal(2), 4)}


def test_what_a_retired_competency_was_never_taught_for_is_not_asked_of_anybody(
    a_year_on: TestContinuum, admin: User
) -> None:
    split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    chart = published_map(a_year_on.continuum.district)
    retired = a_year_on["Unit rates"].competency.pk
    assert retired not in {one for edge in chart.prerequisites for one in edge}
