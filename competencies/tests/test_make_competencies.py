"""Competencies made of an imported framework: placed by its own headings, its leaves required, never made twice."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from competencies.actions.creating import add_domain
from competencies.actions.drafting import revise, withdraw
from competencies.actions.make_competencies import MakeReport, make_competencies
from competencies.actions.publish import publish_continuum
from competencies.actions.rows import DraftRefusedError
from competencies.importers.case import import_case
from competencies.models import Alignment, CaseDocument, Competency, CompetencyText, Continuum, Domain, Scale
from competencies.queries import draft_map
from competencies.queries.frameworks import frameworks, item_types
from competencies.rules.case.places import plain, stage_titles
from competencies.rules.continuum import CompetencyView
from competencies.tests.kit import as_bytes, guid, item, link, package, small
from people.models import District, User


@pytest.fixture
def tides(district: District) -> CaseDocument:
    """The framework Numbers at sea in the draft."""
    import_case(raw=as_bytes(small()), district=district, by=None)
    return CaseDocument.objects.get()


def make(document: CaseDocument, **options: Any) -> MakeReport:
    return make_competencies(document=document, item_type="Standard", by=None, **options)


def found(document: CaseDocument) -> dict[str, CompetencyView]:
    return {one.title.split()[0]: one for one in draft_map(document.continuum).in_order}


@pytest.mark.django_db
class TestMaking:
    def test_each_standard_becomes_a_competency_and_its_leaves_are_required(self, tides: CaseDocument) -> None:
        report = make(tides)
        assert report.made == ("T.1 I can say how fast the tide rises.", "T.2 I can plan a crossing by the tide.")
        made = found(tides)
        assert [(one.code, one.required) for one in made["T.1"].standards] == [
            ("T.1", False),
            ("T.1.a", True),
            ("T.1.b", True),
        ]
        assert [(one.code, one.required) for one in made["T.2"].standards] == [("T.2", True)]
        assert made["T.2"].statement == "I can plan a crossing by the tide."

    def test_strand_and_stage_come_from_the_headings_and_the_grades(self, tides: CaseDocument) -> None:
        make(tides)
        (domain,) = draft_map(tides.continuum).domains
        (strand,) = domain.strands
        (stage,) = strand.stages
        assert (domain.title, domain.kind, domain.scale.name) == ("Numbers at sea", "academic", "Four levels")
        assert (strand.title, stage.title, stage.typical_grade) == ("Tides and rates", "Grade 7", "07")
        assert draft_map(tides.continuum, language="es").domains[0].strands[0].stages[0].title == "7.º grado"

    def test_what_is_made_can_be_published_as_it_is(self, tides: CaseDocument) -> None:
        make(tides)
        assert publish_continuum(continuum=tides.continuum, by=None).number == 1

    def test_making_again_makes_nothing_and_leaves_edits_alone(self, tides: CaseDocument, admin: User) -> None:
        make(tides)
        row = revise(CompetencyText.objects.get(title__startswith="T.1"), by=admin, title="Tides")
        withdraw(Alignment.objects.get(standard__guid=guid("T.1.b")), by=admin)
        report = make(tides)
        assert (report.made, report.there_already) == ((), 2)
        row.refresh_from_db()
        assert row.title == "Tides"

    def test_an_alignment_taken_out_after_publishing_stays_out(self, tides: CaseDocument, admin: User) -> None:
        make(tides)
        publish_continuum(continuum=tides.continuum, by=None)
        withdraw(Alignment.objects.get(standard__guid=guid("T.1.b")), by=admin)
        assert make(tides).alignments == 0

    def test_what_a_later_release_adds_is_made_and_aligned(self, tides: CaseDocument, district: District) -> None:
        make(tides)
        publish_continuum(continuum=tides.continuum, by=None)
        more = small()
        more["CFItems"] += [item("T.1.c", CFItemType="Component"), item("T.3")]
        more["CFAssociations"] += [link("T.1.c", "T.1"), link("T.3", "Tides")]
        import_case(raw=as_bytes(more), district=district, by=None)
        report = make(tides)
        assert ([title.split()[0] for title in report.made], report.alignments) == (["T.3"], 2)

    def test_a_domain_there_is_may_take_them_in(self, tides: CaseDocument, admin: User) -> None:
        continuum = Continuum.objects.get()
        home = add_domain(continuum=continuum, by=admin, title="Sailing", scale=Scale.objects.get())
        make(tides, domain=home.domain)
        assert [one.title for one in draft_map(continuum).domains] == ["Sailing"]
        assert Domain.objects.count() == 1

    def test_messy_frameworks_find_a_place_too(self, district: District) -> None:
        messy = package(
            [
                item("A", "<p>I can <b>sail</b> &amp; row</p>", educationLevel=None, humanCodingScheme=None),
                item("B", "I can moor.", educationLevel=["09", "10", "11", "12"]),
                item("C", "I can read a chart.", educationLevel=["XX"]),
                item("Shelf", "Harbour skills", CFItemType=None),
            ],
            [link("B", "Shelf"), link("B", "C"), link("A", "somewhere else")],
            document={"subject": ["Seamanship"]},
        )
        import_case(raw=as_bytes(messy), district=district, by=None)
        make(CaseDocument.objects.get())
        drawn = draft_map(Continuum.objects.get())
        places = {one.statement: (drawn.strands[one.strand_id].title, one.stage_id) for one in drawn.in_order}
        assert drawn.domains[0].title == "Seamanship"
        assert places["I can sail & row"] == ("Numbers at sea", None)
        assert places["I can read a chart."][0] == "Numbers at sea"
        assert places["I can moor."][0] == "Harbour skills"
        (stage,) = drawn.stages.values()
        assert (stage.title, stage.typical_grade) == ("Grades 9–12", "09")

    def test_a_type_the_framework_does_not_have_is_refused_with_those_it_has(self, tides: CaseDocument) -> None:
        with pytest.raises(DraftRefusedError, match="Component, Domain, Grade Level, Standard"):
            make_competencies(document=tides, item_type="Goal", by=None)

    def test_the_command_says_what_it_made(self, tides: CaseDocument) -> None:
        said = StringIO()
        call_command("make_competencies", type="standard", dry_run=True, stdout=said)
        assert "competencies made: 2" in said.getvalue()
        assert not Competency.objects.exists()
        said = StringIO()
        call_command("make_competencies", type="Standard", json=True, stdout=said)
        assert json.loads(said.getvalue())["alignments"] == 4
        with pytest.raises(CommandError, match="no items of the type"):
            call_command("make_competencies", type="Goal")
        with pytest.raises(CommandError, match="Say which document"):
            call_command("make_competencies", type="Standard", document="nothing")

    def test_the_frameworks_and_their_types_are_listed(self, tides: CaseDocument) -> None:
        assert [one.title for one in frameworks(tides.continuum)] == ["Numbers at sea"]
        assert item_types(tides.continuum, tides) == {"Grade Level": 1, "Domain": 1, "Standard": 2, "Component": 2}


class TestWords:
    """No database."""

    @pytest.mark.parametrize(
        ("grades", "title"),
        [
            ((), ""),
            (("XX",), ""),
            (("KG",), "Kindergarten"),
            (("06",), "Grade 6"),
            (("12", "09"), "Grades 9–12"),
            (("KG", "01", "02"), "Kindergarten to grade 2"),
            (("PK", "KG"), "Prekindergarten to Kindergarten"),
        ],
    )
    def test_a_stage_is_called_by_its_grades(self, grades: tuple[str, ...], title: str) -> None:
        assert stage_titles(grades)[0] == title

    def test_a_statement_is_shown_without_mark_up_but_with_its_mathematics(self) -> None:
        assert plain("<p>Show\u00a0that <i>x</i> &lt; 3 and $a<b$</p>\n") == "Show that x < 3 and $a<b$"
