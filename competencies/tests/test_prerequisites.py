"""Prerequisites: attached by code or GUID, never in a circle, and the same list again changes nothing."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cbe.testing.continuum import TestContinuum
from competencies.actions.creating import add_standard, align
from competencies.actions.drafting import withdraw
from competencies.actions.prerequisites import set_prerequisite
from competencies.actions.rows import DraftRefusedError
from competencies.importers.prerequisites import import_prerequisites, read_rows
from competencies.models import Prerequisite, StandardText
from competencies.queries import draft_map
from competencies.queries.drafts import neighbours
from competencies.rules.prerequisite_rows import AttachReport, PrerequisitesRefusedError, normal_code
from people.models import District, User

HEADER = "source,target,relationship\n"


def refusal(raw: bytes) -> str:
    with pytest.raises(PrerequisitesRefusedError) as caught:
        read_rows(raw)
    return str(caught.value)


class TestReadingTheList:
    """No database."""

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (b"", "is empty"),
            (b" \n\n", "is empty"),
            (HEADER.encode(), "a header and no rows"),
            (b"from,to\nA,B\n", "Line 1: the header has no column “source”"),
            (b"source,source,target,relationship\nA,B,C,D\n", "more than one column “source”"),
            (b"source,target,relationship\nA,B\n", "Line 2: has 2 cells where the header has 3"),
            (b'source,target,relationship\nA,"B,dependency\n', "cannot be read as CSV"),
            (b"source,target,relationship\nA,\x00B,dependency\n", "holds NUL"),
            (b"PK\x03\x04\x00\x00", "holds NUL"),
            ("source,target,relationship\nA,caf\u00e9,x\n".encode("latin-1"), "Line 2: is not UTF-8 text"),
        ],
    )
    def test_a_list_that_cannot_be_read_is_refused_by_line(self, raw: bytes, words: str) -> None:
        assert words in refusal(raw)

    @pytest.mark.parametrize(
        "text",
        [
            "source,target,relationship\nA,B,dependency\n",
            "\ufeffsource,target,relationship\r\nA,B,dependency\r\n",
            "Source;Target;Relationship\nA;B;dependency\n",
            'relationship\tsource\ttarget\tnote\ndependency\tA\t"B"\tsee page 4\n\n',
        ],
    )
    def test_any_usual_csv_is_read(self, text: str) -> None:
        (row,) = read_rows(text.encode())
        assert (row.line, row.source, row.target, row.relationship) == (2, "A", "B", "dependency")

    def test_codes_match_whatever_their_stops_hyphens_spaces_and_case(self) -> None:
        assert {normal_code(code) for code in ("HSA-APR.A.1", "hsa apr a1", "HSA\u00a0APR.A-1")} == {"hsaapra1"}


@pytest.mark.django_db
class TestAttaching:
    """The continuum's codes are W.1 (ratio language) to W.6; W.1 → W.2 → W.3 → W.4 is published."""

    def attach(self, continuum: TestContinuum, *lines: str, **options: Any) -> AttachReport:
        raw = (HEADER + "\n".join(lines) + "\n").encode()
        return import_prerequisites(raw=raw, district=continuum.continuum.district, by=None, **options)

    def kinds(self) -> dict[tuple[str, str], str]:
        rows = Prerequisite.objects.filter(until=None)
        codes = dict(StandardText.objects.values_list("standard_id", "code"))
        return {(codes[row.source_id], codes[row.target_id]): row.kind for row in rows}

    def test_dependencies_become_prerequisites_and_the_rest_related(self, continuum: TestContinuum) -> None:
        report = self.attach(continuum, "W.1,W-5,dependency", "w5,W.6,conceptual connection")
        assert (report.prerequisites, report.related, report.added) == (1, 1, 2)
        assert self.kinds()["W.1", "W.5"] == "prerequisite"
        assert self.kinds()["W.5", "W.6"] == "related"

    def test_the_same_list_again_changes_nothing(self, continuum: TestContinuum) -> None:
        self.attach(continuum, "W.1,W.5,dependency", "W.1,W.2,dependency")
        rows = list(Prerequisite.objects.values())
        assert self.attach(continuum, "W.1,W.5,dependency", "W.1,W.2,dependency").unchanged == 2
        assert list(Prerequisite.objects.values()) == rows

    def test_a_published_edge_of_another_kind_is_followed_by_the_drafts(self, continuum: TestContinuum) -> None:
        report = self.attach(continuum, "W.1,W.2,conceptual connection")
        assert report.changed == 1
        assert Prerequisite.objects.get(until=2).kind == "prerequisite"
        assert self.kinds()["W.1", "W.2"] == "related"

    def test_a_standard_may_be_named_by_its_guid(self, continuum: TestContinuum) -> None:
        guids = [continuum[title].standard.guid.upper() for title in ("Ratio language", "Negative numbers")]
        assert self.attach(continuum, f"{guids[0]},{guids[1]},dependency").added == 1

    def test_unknown_codes_are_listed_by_line_and_nothing_is_attached(self, continuum: TestContinuum) -> None:
        with pytest.raises(PrerequisitesRefusedError) as caught:
            self.attach(continuum, "W.1,W.5,dependency", "W.77,W.5,dependency", "W.5,W.5,dependency", "W.1,,x")
        assert [one.line for one in caught.value.problems] == [3, 4, 5]
        assert "Line 3: there is no standard “W.77” in the draft." in str(caught.value)
        assert len(self.kinds()) == 3

    def test_unknown_codes_may_be_left_out_on_request(self, continuum: TestContinuum) -> None:
        report = self.attach(continuum, "W.1,W.5,dependency", "W.77,W.5,dependency", skip_unknown=True)
        assert (report.added, [one.line for one in report.skipped]) == (1, [3])

    def test_a_code_that_two_standards_share_names_neither(self, continuum: TestContinuum) -> None:
        StandardText.objects.filter(code="W.6").update(code="W-5")
        StandardText.objects.filter(code="W.4").update(code="W.5")
        with pytest.raises(PrerequisitesRefusedError, match="is the code of 3 standards"):
            self.attach(continuum, "W.1,w5,dependency")
        assert self.attach(continuum, "W.1,W-5,dependency").added == 1

    def test_every_circle_is_named_and_nothing_is_attached(self, continuum: TestContinuum) -> None:
        with pytest.raises(PrerequisitesRefusedError) as caught:
            self.attach(continuum, "W.2,W.1,dependency", "W.5,W.6,dependency", "W.6,W.5,dependency")
        assert [str(one).removeprefix("These go round in a circle: ") for one in caught.value.problems] == [
            "W.1 → W.2 → W.1",
            "W.5 → W.6 → W.5",
        ]
        assert len(self.kinds()) == 3

    def test_related_rows_may_go_round_unless_all_are_taken_as_prerequisites(self, continuum: TestContinuum) -> None:
        rows = ("W.5,W.6,conceptual connection", "W.6,W.5,conceptual connection")
        assert self.attach(continuum, *rows).related == 2
        with pytest.raises(PrerequisitesRefusedError, match="circle"):
            self.attach(continuum, *rows, all_as_prerequisites=True)

    def test_an_edge_listed_twice_counts_once_and_the_stricter_kind_wins(self, continuum: TestContinuum) -> None:
        report = self.attach(continuum, "W.1,W.5,conceptual connection", "W.1,W.5,dependency")
        assert (report.added, self.kinds()["W.1", "W.5"]) == (1, "prerequisite")
        assert "listed more than once" in report.told[0]

    def test_a_circle_between_competencies_becomes_related_there_and_is_listed(
        self, continuum: TestContinuum, admin: User
    ) -> None:
        extra = add_standard(continuum=continuum.continuum, by=admin, statement="I can.", code="X.1")
        align(competency=continuum["Ratio language"].competency, standard=extra.standard, by=admin)
        report = self.attach(continuum, "W.2,X.1,dependency")
        assert report.lifted_to_related == ("Equivalent ratios → Ratio language",)
        ids = tuple(continuum[title].competency.pk for title in ("Equivalent ratios", "Ratio language"))
        assert draft_map(continuum.continuum).related == (ids,)

    def test_a_dry_run_attaches_nothing(self, continuum: TestContinuum) -> None:
        assert self.attach(continuum, "W.1,W.5,dependency", dry_run=True).added == 1
        assert len(self.kinds()) == 3

    def test_a_district_without_standards_is_told_to_import_first(self, district: District) -> None:
        with pytest.raises(PrerequisitesRefusedError, match="Import a framework first"):
            import_prerequisites(raw=(HEADER + "A,B,x\n").encode(), district=district, by=None)

    def test_the_command_speaks_to_people_and_machines(self, continuum: TestContinuum, tmp_path: Path) -> None:
        file = tmp_path / "edges.csv"
        file.write_text(HEADER + "W.1,W.5,dependency\n")
        said = StringIO()
        call_command("import_prerequisites", file, json=True, stdout=said)
        assert json.loads(said.getvalue())["added"] == 1
        said = StringIO()
        call_command("import_prerequisites", file, stdout=said)
        assert "added: 0, changed: 0, unchanged: 1" in said.getvalue()
        file.write_text(HEADER + "W.2,W.1,dependency\n")
        said = StringIO()
        with pytest.raises(CommandError, match=r"W\.1 → W\.2 → W\.1"):
            call_command("import_prerequisites", file, json=True, stdout=said)
        assert "circle" in json.loads(said.getvalue())["refused"][0]["problem"]


@pytest.mark.django_db
class TestOneByOne:
    def test_an_editor_adds_one_changes_its_kind_and_takes_it_out(self, continuum: TestContinuum, admin: User) -> None:
        first, last = continuum["Ratio language"].standard, continuum["Negative numbers"].standard
        row = set_prerequisite(source=first, target=last, by=admin)
        changed = set_prerequisite(source=first, target=last, by=admin, kind="related")
        assert (changed.pk, changed.kind) == (row.pk, "related")
        withdraw(changed, by=admin)
        assert Prerequisite.objects.filter(until=None).count() == 3

    def test_a_circle_is_refused_by_its_names(self, continuum: TestContinuum, admin: User) -> None:
        first, third = continuum["Ratio language"].standard, continuum["Unit rates"].standard
        with pytest.raises(DraftRefusedError, match=r"W\.1 → W\.2 → W\.3 → W\.1"):
            set_prerequisite(source=third, target=first, by=admin)
        assert set_prerequisite(source=third, target=first, by=admin, kind="related").kind == "related"
        with pytest.raises(DraftRefusedError):
            set_prerequisite(source=first, target=first, by=admin, kind="related")

    def test_a_competencys_neighbours_are_named(self, continuum: TestContinuum, admin: User) -> None:
        unit = continuum["Unit rates"]
        set_prerequisite(source=continuum["Negative numbers"].standard, target=unit.standard, by=admin, kind="related")
        around = neighbours(continuum.continuum, unit.competency.pk)
        assert [one.competencies for one in around.builds_on] == [("Equivalent ratios",)]
        assert [one.competencies for one in around.opens] == [("Percent problems",)]
        assert [one.other for one in around.related] == ["W.5 I can show negative numbers on my own."]
