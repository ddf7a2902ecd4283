"""A framework comes into the draft whole or not at all, again without a change, and nothing published is lost."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from competencies.actions.publish import publish_continuum
from competencies.exports.case import UnknownDocumentError, export_case
from competencies.importers.case import import_case
from competencies.models import Association, CaseDocument, Continuum, Standard, StandardText
from competencies.rules.case.report import ImportReport
from competencies.rules.case.values import ContradictingPackageError, PackageRefusedError
from competencies.tests.kit import LATER, as_bytes, changed, guid, item, link, package, small, without
from people.models import District, User

pytestmark = pytest.mark.django_db


def bring(district: District, value: dict[str, Any], **options: Any) -> ImportReport:
    return import_case(raw=as_bytes(value), district=district, by=None, **options)


def out(district: District, **options: Any) -> dict[str, Any]:
    return export_case(district=district, identifier=guid("document"), **options)


def publish(district: District) -> None:
    publish_continuum(continuum=Continuum.objects.get(district=district), by=None)


def says(name: str) -> StandardText:
    return StandardText.objects.get(standard__guid=guid(name), until=None)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Continuum, CaseDocument, Standard, StandardText, Association))


def test_the_first_framework_begins_the_continuum(district: District) -> None:
    report = bring(district, small())
    assert len(report.added) == 6
    assert says("T.1.a").item_type == "Component"
    continuum = Continuum.objects.get(district=district)
    assert (continuum.published, continuum.draft) == (0, 1)


def test_importing_again_changes_nothing(district: District) -> None:
    bring(district, small())
    rows = list(StandardText.objects.values())
    report = bring(district, small())
    assert report.changes_nothing
    assert report.unchanged == 6
    assert list(StandardText.objects.values()) == rows


def test_what_comes_out_is_what_went_in(district: District) -> None:
    bring(district, small())
    assert out(district) == small()


def test_a_wrapped_package_comes_out_flat_and_whole(district: District) -> None:
    bring(district, {"CFPackage": small()})
    assert out(district) == small()
    assert bring(district, out(district)).changes_nothing


@pytest.mark.parametrize("links", [None, []])
def test_a_package_without_associations_comes_out_as_it_came(district: District, links: list[Any] | None) -> None:
    bring(district, package([item("T.1")], links))
    assert out(district) == package([item("T.1")], links)


def test_targets_outside_the_package_are_kept_and_written_unchanged(district: District) -> None:
    value = package([item("T.1")], [link("T.1", "elsewhere"), link("nowhere", "T.1", "ext:inspiredBy")])
    bring(district, value)
    assert out(district) == value
    assert Association.objects.filter(destination=None, destination_guid=guid("elsewhere")).exists()


def test_a_loose_end_is_joined_when_its_framework_arrives(district: District) -> None:
    bring(district, package([item("T.1")], [link("T.1", "S.1", "exactMatchOf")]))
    bring(district, package([item("S.1")], document={"identifier": guid("science"), "title": "Science"}))
    assert Association.objects.get().destination == Standard.objects.get(guid=guid("S.1"))


def test_a_dry_run_says_what_would_change_and_changes_nothing(district: District) -> None:
    assert len(bring(district, small(), dry_run=True).added) == 6
    assert counts() == (0, 0, 0, 0, 0)
    bring(district, small())
    before = counts()
    report = bring(district, without(changed(small(), "T.2", notes="Mind the moon."), "T.1.b"), dry_run=True)
    assert [str(one) for one in report.changed] == ["T.2 (notes)"]
    assert report.retired == ("T.1.b",)
    assert counts() == before


def test_a_newer_text_updates_in_place_and_the_published_one_stays(district: District) -> None:
    bring(district, small())
    publish(district)
    bring(district, changed(small(), "T.2", fullStatement="I can plan a crossing by the tides."))
    assert says("T.2").statement == "I can plan a crossing by the tides."
    assert (
        StandardText.objects.get(standard__guid=guid("T.2"), until=2).statement == "I can plan a crossing by the tide."
    )
    assert out(district, version=1) == small()
    assert out(district) == small()
    assert out(district, version=2)["CFItems"][5]["lastChangeDateTime"] == LATER


def test_a_text_of_the_draft_is_updated_without_a_trace(district: District) -> None:
    bring(district, small())
    bring(district, changed(small(), "T.2", fullStatement="I can plan a crossing by the tides."))
    assert StandardText.objects.filter(standard__guid=guid("T.2")).count() == 1


def test_an_older_text_replaces_nothing_and_is_told(district: District) -> None:
    newer = changed(small(), "T.2", notes="Mind the moon.")
    bring(district, newer)
    report = bring(district, small())
    assert report.changes_nothing
    assert "The package has an older text; the newer one is kept: T.2" in [str(one) for one in report.notices]
    assert out(district) == newer


def test_an_older_package_retires_nothing_and_is_told(district: District) -> None:
    bring(district, small() | {"CFDocument": small()["CFDocument"] | {"lastChangeDateTime": LATER}})
    report = bring(district, without(small(), "T.2"))
    assert report.changes_nothing
    assert any("older than the one that is kept" in str(one) for one in report.notices)


def test_a_text_that_differs_without_being_newer_is_kept_and_told(district: District) -> None:
    bring(district, small())
    other = changed(small(), "T.2", notes="Mind the moon.", when=None)
    report = bring(district, other)
    assert report.changes_nothing
    assert any("--accept-changes" in str(one) for one in report.notices)
    assert bring(district, other, accept_changes=True).changed[0].name == "T.2"


def test_a_change_in_the_future_is_taken_and_told(district: District) -> None:
    bring(district, small())
    report = bring(district, changed(small(), "T.2", notes="Mind the moon.", when="2999-01-01T00:00:00Z"))
    assert len(report.changed) == 1
    assert any("lies in the future" in str(one) for one in report.notices)


def test_a_published_item_that_disappears_is_retired_never_deleted(district: District) -> None:
    bring(district, small())
    publish(district)
    report = bring(district, without(small(), "T.2"))
    assert report.retired == ("T.2",)
    assert says("T.2").retired
    assert out(district, version=1) == small()
    assert out(district, version=2) == without(small(), "T.2")
    assert bring(district, without(small(), "T.2")).changes_nothing


def test_an_item_that_only_the_draft_had_is_forgotten(district: District) -> None:
    bring(district, small())
    bring(district, without(small(), "T.2"))
    assert not StandardText.objects.filter(standard__guid=guid("T.2")).exists()


def test_a_retired_item_comes_back_when_the_package_lists_it_again(district: District) -> None:
    bring(district, small())
    publish(district)
    bring(district, without(small(), "T.2"))
    report = bring(district, small())
    assert [str(one) for one in report.changed] == ["T.2 (in use again)"]
    assert not says("T.2").retired
    assert out(district, version=2) == small()


def test_an_item_under_another_parent_is_moved_and_its_history_kept(district: District) -> None:
    bring(district, small())
    publish(district)
    moved = copy.deepcopy(small())
    moved["CFAssociations"][2] = link("T.2", "Grade 7", sequenceNumber=2)
    report = bring(district, moved)
    assert report.moved == ("T.2",)
    assert out(district, version=1) == small()
    assert out(district, version=2) == moved


def test_an_association_that_changes_its_end_is_updated_in_place(district: District) -> None:
    bring(district, small())
    moved = copy.deepcopy(small())
    moved["CFAssociations"][2] |= {"destinationNodeURI": link("T.2", "T.1")["destinationNodeURI"]}
    assert any("An association differs" in str(one) for one in bring(district, moved).notices)
    moved["CFAssociations"][2]["lastChangeDateTime"] = LATER
    report = bring(district, moved)
    assert (report.moved, report.links_changed) == (("T.2",), 1)
    assert out(district) == moved


def test_a_package_in_another_order_comes_out_in_that_order(district: District) -> None:
    bring(district, small())
    turned = small() | {"CFItems": small()["CFItems"][::-1]}
    bring(district, turned)
    assert out(district) == turned


def test_upper_case_means_the_same_item(district: District) -> None:
    bring(district, small())
    shouted = changed(small(), "T.2", identifier=guid("T.2").upper())
    bring(district, shouted)
    assert Standard.objects.filter(guid__iexact=guid("T.2")).count() == 1
    assert out(district) == shouted


def test_an_identifier_that_comes_to_mean_another_thing_is_refused_until_confirmed(district: District) -> None:
    bring(district, small())
    other = changed(small(), "T.2", fullStatement="Name twelve fish of the estuary and their spawning seasons.")
    with pytest.raises(ContradictingPackageError, match="says something else than before"):
        bring(district, other)
    assert out(district) == small()
    bring(district, other, accept_changes=True)
    assert out(district) == other


def test_a_small_correction_needs_no_confirmation(district: District) -> None:
    bring(district, small())
    tidier = changed(small(), "T.2", fullStatement="<p>I can PLAN a crossing, by the tide</p>")
    assert len(bring(district, tidier).changed) == 1


def test_parents_in_a_circle_are_refused_each_circle_named_and_nothing_changes(district: District) -> None:
    names = ["A", "B", "C", "D", "E", "F", "G"]
    circles = [("A", "B"), ("B", "A"), ("C", "C"), ("D", "E"), ("E", "F"), ("F", "D"), ("G", "A")]
    value = package([item(name) for name in names], [link(*ends) for ends in circles])
    with pytest.raises(ContradictingPackageError) as caught:
        bring(district, value)
    told = [str(one) for one in caught.value.problems]
    assert len(told) == 3
    assert f"A ({guid('A')}) → B ({guid('B')}) → A ({guid('A')})" in told[0]
    assert counts() == (0, 0, 0, 0, 0)


def test_a_circle_through_another_framework_is_refused(district: District) -> None:
    bring(district, package([item("T.1")], [link("T.1", "S.1")]))
    other = package([item("S.1")], [link("S.1", "T.1")], document={"identifier": guid("science"), "title": "Science"})
    with pytest.raises(ContradictingPackageError, match="round in a circle"):
        bring(district, other)


def test_a_ladder_of_five_thousand_rungs_is_imported(district: District) -> None:
    rungs = [f"R.{rung}" for rung in range(5000)]
    links = [link(below, above) for below, above in zip(rungs[1:], rungs, strict=False)]
    report = bring(district, package([item(name) for name in rungs], links))
    assert (report.links_added, len(report.added)) == (4999, 5000)


def test_an_item_of_another_framework_is_refused_by_name(district: District) -> None:
    bring(district, small())
    thief = package([item("T.1")], document={"identifier": guid("science"), "title": "Science"})
    with pytest.raises(ContradictingPackageError, match="belongs to “Numbers at sea” already"):
        bring(district, thief)


def test_two_parents_are_both_kept(district: District) -> None:
    value = small()
    value["CFAssociations"].append(link("T.2", "Grade 7"))
    bring(district, value)
    assert Association.objects.filter(origin__guid=guid("T.2")).count() == 2
    assert out(district) == value


def test_another_district_does_not_see_it_and_may_import_the_same(district: District, outsider: User) -> None:
    bring(district, small())
    elsewhere = outsider.district
    assert elsewhere is not None
    with pytest.raises(UnknownDocumentError):
        export_case(district=elsewhere, identifier=guid("document"))
    bring(elsewhere, small())
    assert export_case(district=elsewhere, identifier=guid("document")) == small()


def test_an_unknown_version_is_said_so(district: District) -> None:
    bring(district, small())
    for version in (-1, 0, 2, 10**30):
        with pytest.raises(UnknownDocumentError):
            out(district, version=version)


def test_every_refusal_is_one_kind_of_error_for_the_screen(district: District) -> None:
    for value in (b"{}", as_bytes(package([item("A")], [link("A", "A")]))):
        with pytest.raises(PackageRefusedError) as caught:
            import_case(raw=value, district=district, by=None)
        assert caught.value.problems
