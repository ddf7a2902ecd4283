"""Whatever comes in goes out the same: generated packages, and the real Common Core with its prerequisites."""

from __future__ import annotations

import json
import time
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbe.testing.real_data import real
from competencies.actions.make_competencies import make_competencies
from competencies.actions.publish import publish_continuum
from competencies.exports.case import export_case
from competencies.importers.case import import_case
from competencies.importers.prerequisites import import_prerequisites
from competencies.models import CaseDocument, Continuum, Prerequisite, StandardText
from competencies.queries import draft_map
from competencies.rules.case.likeness import text_change
from competencies.rules.prerequisite_rows import PrerequisitesRefusedError
from competencies.tests.kit import as_bytes, guid, item, link, package
from people.models import District

COMMON_CORE = "c6496676-d7cb-11e8-824f-0242ac160002"

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30)
statements = words.filter(lambda text: text.strip() != "")
loose = st.recursive(
    st.none() | st.booleans() | st.integers() | words, lambda inner: st.lists(inner) | st.dictionaries(words, inner)
)


@st.composite
def packages(draw: Any) -> dict[str, Any]:
    """Any package a publisher might make: parents above children in the list, so that none go round."""
    names = [f"S.{number}" for number in range(draw(st.integers(1, 6)))]
    items = [
        item(
            name,
            draw(statements),
            humanCodingScheme=draw(st.none() | words),
            CFItemType=draw(st.none() | words),
            educationLevel=draw(st.none() | st.lists(st.sampled_from(["KG", "07", "XX"]))),
            notes=draw(st.none() | words),
            extensions=draw(st.none() | st.dictionaries(words, loose, min_size=1)),
        )
        for name in names
    ]
    ends = draw(st.lists(st.tuples(st.integers(0, len(names) - 1), st.integers(0, 9)), unique=True, max_size=8))
    links = [
        link(
            names[child],
            names[parent] if parent < child else f"outside {parent}",
            draw(st.sampled_from(["isChildOf", "precedes", "ext:inspiredBy"])),
            sequenceNumber=draw(st.none() | st.integers(-5, 5)),
        )
        for child, parent in ends
    ]
    more = draw(st.dictionaries(st.sampled_from(["CFDefinitions", "CFRubrics", "extensions"]), loose))
    return package(items, draw(st.sampled_from([links, links or None])), **more)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=packages(), wrapped=st.booleans())
def test_any_package_comes_out_as_it_went_in_and_changes_nothing_again(
    district: District, value: dict[str, Any], wrapped: bool
) -> None:
    value["CFDocument"]["identifier"] = document = guid(json.dumps(value, sort_keys=True))
    for one in [*value["CFItems"], *value.get("CFAssociations", ())]:
        one["identifier"] = guid(f"{document} {one['identifier']}")
    raw = as_bytes({"CFPackage": value} if wrapped else value)
    import_case(raw=raw, district=district, by=None)
    out = export_case(district=district, identifier=document)
    assert out == value
    assert import_case(raw=raw, district=district, by=None).changes_nothing
    assert import_case(raw=as_bytes(out), district=district, by=None).changes_nothing


@given(statements, statements)
def test_how_much_a_text_changed_lies_between_nothing_and_everything(before: str, after: str) -> None:
    assert text_change(before, before) == 0
    assert 0 <= text_change(before, after) <= 1
    assert text_change("Some words. " * 500 + before, "Some words. " * 500 + after) < 0.1


@pytest.mark.django_db
class TestTheRealCommonCore:
    @pytest.fixture
    def raw(self) -> bytes:
        return real("case/ccss-math-2010.json")

    def test_it_goes_out_as_it_came_in_within_seconds(self, district: District, raw: bytes) -> None:
        started = time.monotonic()
        report = import_case(raw=raw, district=district, by=None)
        out = export_case(district=district, identifier=COMMON_CORE)
        assert time.monotonic() - started < 30
        assert (len(report.added), report.links_added, report.notices) == (746, 746, ())
        assert out == json.loads(raw)

    @pytest.mark.parametrize("schema", ["case-v1p1-cfpackage.official.json", "case-v1p0-cfpackage-schema.json"])
    def test_what_goes_out_keeps_to_the_official_schema(self, district: District, raw: bytes, schema: str) -> None:
        rules = json.loads(real(f"schemas/{schema}"))
        import_case(raw=raw, district=district, by=None)
        jsonschema.validate(export_case(district=district, identifier=COMMON_CORE), rules)

    def test_importing_again_changes_nothing_and_a_newer_item_updates_in_place(
        self, district: District, raw: bytes
    ) -> None:
        import_case(raw=raw, district=district, by=None)
        assert import_case(raw=raw, district=district, by=None).changes_nothing
        value = json.loads(raw)
        value["CFItems"][100] |= {"notes": "Read this twice.", "lastChangeDateTime": "2026-01-01T00:00:00+00:00"}
        report = import_case(raw=as_bytes(value), district=district, by=None)
        assert ([one.fields for one in report.changed], report.unchanged) == ([("notes",)], 745)
        assert StandardText.objects.count() == 746
        assert export_case(district=district, identifier=COMMON_CORE) == value

    def test_its_dependencies_attach_and_taking_all_as_prerequisites_names_each_circle(
        self, district: District, raw: bytes
    ) -> None:
        edges = real("prerequisites/ccssm-dependencies.csv")
        import_case(raw=raw, district=district, by=None)
        with pytest.raises(PrerequisitesRefusedError) as caught:
            import_prerequisites(raw=edges, district=district, by=None, all_as_prerequisites=True)
        assert len(caught.value.problems) == 6
        assert "1.OA.A.1 → 1.OA.C.6 → 1.OA.A.1" in str(caught.value)
        assert not Prerequisite.objects.exists()
        report = import_prerequisites(raw=edges, district=district, by=None)
        assert (report.prerequisites, report.related, report.added) == (729, 144, 873)
        assert import_prerequisites(raw=edges, district=district, by=None).unchanged == 873

    def test_competencies_are_made_of_its_standards_and_published(self, district: District, raw: bytes) -> None:
        import_case(raw=raw, district=district, by=None)
        import_prerequisites(raw=real("prerequisites/ccssm-dependencies.csv"), district=district, by=None)
        make_competencies(document=CaseDocument.objects.get(), item_type="Standard", by=None)
        continuum = Continuum.objects.get()
        drawn = draft_map(continuum)
        assert len(drawn.in_order) == 393
        assert sum(one.required for each in drawn.in_order for one in each.standards) > 393
        assert len(drawn.prerequisites) > 600
        assert not drawn.related
        publish_continuum(continuum=continuum, by=None)
        assert export_case(district=district, identifier=COMMON_CORE, version=1) == json.loads(raw)
