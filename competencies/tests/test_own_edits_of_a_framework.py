"""What the district changes in an imported framework goes out with it, and the same file again does not undo it."""

from __future__ import annotations

from typing import Any

import pytest

from cbe.testing.continuum import TestContinuum
from competencies.actions.creating import align
from competencies.actions.drafting import revise, withdraw
from competencies.actions.publish import publish_continuum
from competencies.exports.case import export_case
from competencies.importers.case import import_case
from competencies.models import Continuum, StandardText
from competencies.queries.draft_stamp import draft_stamp
from competencies.rules.case.report import ImportReport
from competencies.tests.kit import LATER, as_bytes, changed, guid, item, package, small
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


def test_the_districts_own_edit_is_exported_and_survives_the_same_package_again(
    district: District, admin: User
) -> None:
    bring(district, small())
    publish(district)
    revise(says("T.2"), by=admin, statement="I can plan a safe crossing by the tide.")
    edited = out(district, version=2)
    (mine,) = (one for one in edited["CFItems"] if one["identifier"] == guid("T.2"))
    assert mine["fullStatement"] == "I can plan a safe crossing by the tide."
    assert mine["lastChangeDateTime"] > LATER
    assert edited["CFDocument"]["lastChangeDateTime"] > LATER
    report = bring(district, small())
    assert report.changes_nothing
    assert "The district's own edit is kept: T.2" in [str(one) for one in report.notices]
    assert bring(district, edited).changes_nothing
    assert out(district, version=2) == edited


def test_the_publishers_newer_text_replaces_the_districts_edit_and_says_so(district: District) -> None:
    bring(district, small())
    revise(says("T.2"), by=None, statement="I can plan a safe crossing by the tide.")
    report = bring(district, changed(small(), "T.2", fullStatement="I can plan a crossing by the tides."))
    assert says("T.2").statement == "I can plan a crossing by the tides."
    assert any("own edit is replaced" in str(one) for one in report.notices)


def test_a_standard_the_district_retired_stays_retired_and_is_exported_with_its_end(district: District) -> None:
    bring(district, small())
    publish(district)
    withdraw(says("T.2"), by=None)
    assert out(district, version=2)["CFItems"][5]["statusEndDate"]
    assert bring(district, small()).changes_nothing
    assert says("T.2").retired


def test_what_an_import_retires_in_the_draft_is_an_edit_of_the_moment(
    district: District, continuum: TestContinuum
) -> None:
    bring(district, package([item("T.1"), item("T.2")]))
    align(competency=continuum["Unit rates"].competency, standard=says("T.2").standard, by=None)
    before, stamp = says("T.2"), draft_stamp(continuum.continuum)
    bring(district, package([item("T.1")]))
    after = says("T.2")
    assert (after.pk, after.retired) == (before.pk, True)
    assert after.edited_at > before.edited_at
    assert draft_stamp(continuum.continuum) != stamp, "nobody has seen this draft"
