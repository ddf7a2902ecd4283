"""The published continuum as one value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from cbe.testing.continuum import TestContinuum
from competencies.models import CompetencyText
from competencies.queries import NoContinuum, policy_in_force, published_map
from competencies.rules.policy import DEFAULT_POLICY
from people.models import District


def test_the_map_holds_the_continuum_in_order(continuum: TestContinuum, district: District) -> None:
    one = published_map(district)
    assert [domain.title for domain in one.domains] == ["Mathematics", "Lifelong learning"]
    assert [view.title for view in one.in_order][:4] == [
        "Ratio language",
        "Equivalent ratios",
        "Unit rates",
        "Percent problems",
    ]
    unit_rates = one.competencies[continuum["Unit rates"].competency.pk]
    assert unit_rates.descriptors[Decimal(3)] == "Unit rates at level 3."
    assert unit_rates.scale.rule.proficient == 3
    assert [level.name for level in unit_rates.scale.levels if level.proficient] == ["Proficient", "Extending"]
    source, target = continuum["Unit rates"].competency.pk, continuum["Percent problems"].competency.pk
    assert (source, target) in one.prerequisites


def test_a_known_version_costs_one_query(
    continuum: TestContinuum, district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published_map(district)
    with django_assert_num_queries(1):
        published_map(district)


def test_the_reader_s_language_comes_first_where_it_is_there(continuum: TestContinuum, district: District) -> None:
    text = CompetencyText.objects.get(competency=continuum["Unit rates"].competency)
    text.translations = {"es": {"title": "Tasas unitarias"}}
    text.save()
    spanish = published_map(district, language="es").competencies[text.competency_id]
    assert (spanish.title, spanish.statement) == ("Tasas unitarias", "I can show unit rates.")


def test_a_draft_s_text_is_not_in_the_map_before_it_is_published(continuum: TestContinuum, district: District) -> None:
    text = CompetencyText.objects.get(competency=continuum["Unit rates"].competency)
    text.until = 2
    text.save()
    CompetencyText.objects.create(
        district=district, competency=text.competency, since=2, title="New name", statement="New", strand=text.strand
    )
    assert published_map(district).competencies[text.competency_id].title == "Unit rates"


def test_a_district_without_a_continuum_says_so(district: District) -> None:
    with pytest.raises(NoContinuum):
        published_map(district)


def test_the_policy_in_force_is_the_default_one(continuum: TestContinuum, district: District) -> None:
    found = policy_in_force(district)
    assert found.version_id == continuum.policy.pk
    assert found.policy.gates == DEFAULT_POLICY.gates
    assert (found.policy.method, found.policy.n) == ("mode", 3)
