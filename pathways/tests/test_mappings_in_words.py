"""What a mapping of evidence says in words, whose doing it was, and what is refused by name."""

from __future__ import annotations

import pytest

from cbe.testing.continuum import TestContinuum
from competencies.actions.creating import add_domain, add_strand, align
from competencies.actions.drafting import revise, withdraw
from competencies.actions.mapping import let_go, retire_competency
from competencies.actions.moving import place_competency
from competencies.actions.publish import NotReadyError, publish_continuum
from competencies.actions.rows import DraftRefusedError
from competencies.models import Alignment, DomainText, EvidenceMapping, Scale
from competencies.queries import published_map
from competencies.queries.history import definition_history
from competencies.queries.mapping import mapping_table
from competencies.rules.mapping import Move
from pathways.tests.reshaping import a_year_of_unit_rates, published, split_ratios, text_of
from people.models import Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_year_on(continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User) -> TestContinuum:
    """A year in which Maya has shown one half of Unit rates."""
    return a_year_of_unit_rates(continuum, admin, maya, mr_okafor)


def test_a_circle_is_refused_by_the_names_it_goes_round(continuum: TestContinuum, admin: User) -> None:
    one, other = continuum["Unit rates"].competency, continuum["Percent problems"].competency
    retire_competency(row=text_of(continuum, "Unit rates"), by=admin, moves=[Move(one.pk, None, other.pk)])
    with pytest.raises(DraftRefusedError, match="“Unit rates” → “Percent problems” → “Unit rates”"):
        retire_competency(row=text_of(continuum, "Percent problems"), by=admin, moves=[Move(other.pk, None, one.pk)])


def test_another_scale_is_refused_by_name(continuum: TestContinuum, admin: User) -> None:
    source, target = continuum["Unit rates"].competency, continuum["Plans the work"].competency
    with pytest.raises(DraftRefusedError, match="judged on “Four levels” and “Plans the work” on “Three levels”"):
        retire_competency(row=text_of(continuum, "Unit rates"), by=admin, moves=[Move(source.pk, None, target.pk)])
    assert not EvidenceMapping.objects.exists()


def test_two_ways_to_one_target_are_refused_naming_both(continuum: TestContinuum, admin: User) -> None:
    source, one, other, end = (
        continuum[title].competency.pk
        for title in ("Ratio language", "Equivalent ratios", "Unit rates", "Percent problems")
    )
    standards = [continuum[title].standard for title in ("Ratio language", "Negative numbers")]
    for standard in standards:
        align(competency=continuum["Percent problems"].competency, standard=standard, by=admin)
    moves = [Move(source, None, one), Move(source, None, other)]
    retire_competency(row=text_of(continuum, "Ratio language"), by=admin, moves=moves)
    first = Move(one, None, end, standards[0].pk)
    retire_competency(row=text_of(continuum, "Equivalent ratios"), by=admin, moves=[first])
    second = Move(other, None, end, standards[1].pk)
    with pytest.raises(DraftRefusedError, match=r"in two ways: about W\.1 and about W\.5"):
        retire_competency(row=text_of(continuum, "Unit rates"), by=admin, moves=[second])


def test_the_table_says_in_words_how_much_work_goes_where(a_year_on: TestContinuum, admin: User, maya: Student) -> None:
    split_ratios(a_year_on, admin)
    said = [
        (one.source, one.standard, one.target, one.recorded.pieces, one.recorded.students, one.by, one.new)
        for one in mapping_table(a_year_on.continuum)
    ]
    assert said == [
        ("Unit rates", "W.3", "Rates per one", 2, 1, admin.get_short_name(), True),
        ("Unit rates", "W.4", "Percents", 2, 1, admin.get_short_name(), True),
    ]


def test_letting_a_published_mapping_go_keeps_it_true_of_its_own_versions(
    a_year_on: TestContinuum, admin: User
) -> None:
    split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    row = EvidenceMapping.objects.order_by("pk")[0]
    let_go(row=row, by=admin)
    row.refresh_from_db()
    assert (row.since, row.until) == (3, 4)
    assert published_map(a_year_on.continuum.district).carried != {}


def test_the_history_of_a_competency_tells_where_its_evidence_went_and_who_said_so(
    a_year_on: TestContinuum, admin: User
) -> None:
    split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    found = definition_history(a_year_on.continuum, "competency", a_year_on["Unit rates"].competency.pk)
    assert found is not None
    said = [(line.kind, line.name, line.by) for line in found.versions[0].lines]
    assert ("Where evidence is read", "work on Unit rates, read on Rates per one", admin) in said


def test_a_standard_that_work_is_read_about_cannot_be_taken_away(continuum: TestContinuum, admin: User) -> None:
    source, target = continuum["Negative numbers"].competency, continuum["Percent problems"]
    align(competency=target.competency, standard=continuum["Unit rates"].standard, by=admin)
    moves = [Move(source.pk, None, target.competency.pk, target.standard.pk)]
    retire_competency(row=text_of(continuum, "Negative numbers"), by=admin, moves=moves)
    part = Alignment.objects.get(competency=target.competency, standard=target.standard)
    with pytest.raises(DraftRefusedError, match="Evidence of “Negative numbers” is read as work about it"):
        withdraw(part, by=admin)


def test_another_scale_for_a_domain_is_an_obstacle_where_evidence_crosses_it(
    continuum: TestContinuum, admin: User
) -> None:
    other = add_domain(
        continuum=continuum.continuum,
        by=admin,
        title="Numbers",
        scale=scale_of(continuum, "Mathematics"),
        kind="academic",
    )
    strand = add_strand(domain=other.domain, by=admin, title="Counting")
    text = text_of(continuum, "Percent problems")
    place_competency(text, by=admin, strand=strand.strand, stage=None)
    source = continuum["Unit rates"].competency
    moves = [Move(source.pk, None, text.competency_id)]
    retire_competency(row=text_of(continuum, "Unit rates"), by=admin, moves=moves)
    published(continuum, admin)
    other.refresh_from_db()
    revise(other, by=admin, scale=scale_of(continuum, "Lifelong learning"))
    with pytest.raises(NotReadyError, match="its levels could not be read there"):
        publish_continuum(continuum=continuum.continuum, by=admin)


def scale_of(continuum: TestContinuum, domain: str) -> Scale:
    return DomainText.objects.get(domain=continuum.domains[domain], until=None).scale


def test_a_part_of_optional_standards_only_requires_them(a_year_on: TestContinuum, admin: User) -> None:
    optional = Alignment.objects.get(
        competency=a_year_on["Unit rates"].competency, standard=a_year_on["Percent problems"].standard
    )
    revise(optional, by=admin, required=False)
    _rates, percents = split_ratios(a_year_on, admin)
    assert Alignment.objects.get(competency=percents.competency_id).required
    published(a_year_on, admin)
