"""The draft as its editors see it: what is new or changed, standards page by page, at a constant cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbe.testing.continuum import TestContinuum, make_continuum
from competencies.actions.creating import add_competency, add_stage, add_standard
from competencies.actions.drafting import revise, withdraw
from competencies.actions.publish import publish_continuum
from competencies.importers.case import import_case
from competencies.models import CaseDocument, CompetencyText, Continuum, StandardText
from competencies.queries.differences import draft_difference
from competencies.queries.drafts import neighbours, outline
from competencies.queries.readiness import obstacles
from competencies.queries.standards import EACH, browse_standards
from competencies.tests.kit import as_bytes, item, package, small
from people.models import District, User

pytestmark = pytest.mark.django_db


def cost(read: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read()
    return len(queries)


def states(continuum: Continuum) -> dict[str, str]:
    return {
        one.title: one.state
        for domain in outline(continuum)
        for strand in domain.strands
        for one in (domain, strand, *strand.stages, *(each for stage in strand.stages for each in stage.competencies))
    }


def test_the_outline_marks_what_the_draft_says_otherwise(continuum: TestContinuum, admin: User) -> None:
    unit = CompetencyText.objects.get(competency=continuum["Unit rates"].competency)
    fresh = revise(unit, by=admin, title="Rates per one")
    withdraw(CompetencyText.objects.get(competency=continuum["Negative numbers"].competency), by=admin)
    stage = add_stage(strand=unit.strand, by=admin, title="Ratios 8", typical_grade="08")
    add_competency(strand=unit.strand, stage=stage.stage, by=admin, title="Slopes", statement="I can.")
    said = states(continuum.continuum)
    assert said["Mathematics"] == said["Ratios"] == said["Percent problems"] == "same"
    assert (said["Rates per one"], said["Slopes"], said["Ratios 8"]) == ("changed", "new", "new")
    assert said["Negative numbers"] == "retired"
    ratios = outline(continuum.continuum)[0].strands[0]
    assert [one.title for one in ratios.stages] == ["Ratios 6", "Ratios 7", "Ratios 8"]
    first = ratios.stages[1].competencies[0]
    assert (first.row, first.seen, first.standards, first.descriptors) == (fresh.pk, fresh.edited_at, 1, 4)


def test_a_competency_without_a_stage_stands_under_its_strand(continuum: TestContinuum, admin: User) -> None:
    unit = CompetencyText.objects.get(competency=continuum["Unit rates"].competency)
    add_competency(strand=unit.strand, by=admin, title="Slopes", statement="I can.")
    assert [one.title for one in outline(continuum.continuum)[0].strands[0].competencies] == ["Slopes"]


def test_reading_the_draft_costs_the_same_however_large_it_is(district: District, outsider: User) -> None:
    assert outsider.district is not None
    two = make_continuum(district, more=2)
    twenty = make_continuum(outsider.district, more=20)
    for read in (outline, draft_difference, obstacles):
        CompetencyText.objects.filter(title="Unit rates").update(since=2)
        assert cost(lambda read=read: read(two.continuum)) == cost(lambda read=read: read(twenty.continuum))
    assert cost(lambda: outline(two.continuum)) <= 12
    costs = [
        cost(lambda made=made: neighbours(made.continuum, made["Unit rates"].competency.pk)) for made in (two, twenty)
    ]
    assert costs[0] == costs[1] <= 6
    costs = [cost(lambda made=made: browse_standards(made.continuum)) for made in (two, twenty)]
    assert costs[0] == costs[1] <= 5


class TestBrowsingStandards:
    @pytest.fixture
    def sea(self, district: District) -> Continuum:
        import_case(raw=as_bytes(small()), district=district, by=None)
        return Continuum.objects.get()

    def test_by_code_with_or_without_stops_and_by_words(self, sea: Continuum) -> None:
        assert [one.code for one in browse_standards(sea, text="t-1a").entries] == ["T.1.a"]
        assert [one.code for one in browse_standards(sea, text="crossing").entries] == ["T.2"]
        assert browse_standards(sea, text="\x00 ").count == 6
        assert browse_standards(sea, text="%_'\"").count == 0

    def test_by_type_by_framework_and_without_a_competency(self, sea: Continuum, admin: User) -> None:
        own = add_standard(continuum=sea, by=admin, statement="I can tie a bowline.", code="K.1")
        document = CaseDocument.objects.get()
        assert browse_standards(sea, item_type="Component").count == 2
        assert browse_standards(sea, document_id=document.pk).count == 6
        assert browse_standards(sea, unaligned=True).count == 7
        (entry,) = browse_standards(sea, text="bowline").entries
        assert (entry.row, entry.imported, entry.competencies) == (own.pk, False, ())

    @pytest.mark.parametrize(("page", "number"), [("2", 2), ("-1", 2), ("0", 2), (10**30, 2), ("x", 1), ("", 1)])
    def test_any_page_asked_for_is_answered_with_the_nearest(self, district: District, page: Any, number: int) -> None:
        many = package([item(f"S.{one}") for one in range(EACH + 3)])
        import_case(raw=as_bytes(many), district=district, by=None)
        found = browse_standards(Continuum.objects.get(), page=page)
        assert (found.number, found.pages, found.count) == (number, 2, EACH + 3)

    def test_what_a_standard_is_part_of_is_said(self, continuum: TestContinuum) -> None:
        (entry,) = browse_standards(continuum.continuum, text="W.3").entries
        assert entry.competencies == ("Unit rates",)

    def test_another_districts_standards_are_never_listed(self, continuum: TestContinuum, outsider: User) -> None:
        assert outsider.district is not None
        make_continuum(outsider.district)
        assert browse_standards(continuum.continuum).count == 6
        assert StandardText.objects.count() == 12


def test_publishing_clears_every_mark(continuum: TestContinuum, admin: User) -> None:
    unit = CompetencyText.objects.get(competency=continuum["Unit rates"].competency)
    revise(unit, by=admin, title="Rates per one")
    publish_continuum(continuum=continuum.continuum, by=admin)
    continuum.continuum.refresh_from_db()
    assert set(states(continuum.continuum).values()) == {"same"}
    assert not draft_difference(continuum.continuum)
