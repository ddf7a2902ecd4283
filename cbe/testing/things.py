"""One of each thing that the addresses speak of, all of them Maya's or 7B's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Evidence
from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_adapted_expectation, an_override
from cbe.testing.previewed import a_change, a_preview
from competencies.importers.case import import_case
from competencies.models import StageText
from competencies.tests.kit import as_bytes, guid, small
from pathways.models import Advancement
from people.models import Section, Student, User
from people.queries import today
from reporting.models import ProgressReport
from reporting.tests.kit import shows


def one_of_each(maya: Student, section: Section, mr_okafor: User, continuum: TestContinuum) -> dict[str, Any]:
    """Make them and return their numbers, by the names that addresses and bodies give them."""
    shows(maya, "Unit rates", 3, 3, by=mr_okafor, section=section, continuum=continuum)
    evidence = Evidence.objects.filter(student=maya).latest("pk")
    place = continuum["Unit rates"]
    import_case(raw=as_bytes(small()), district=maya.district, by=None)
    stage = StageText.objects.filter(district=maya.district, until=None).earliest("pk")
    here = place.competency.texts.get().stage
    assert here is not None, "unit rates stand in a stage"
    report = ProgressReport.objects.create(
        district=maya.district, student=maya, term=section.term, number=1, day=today(maya.district),
        issued_at=timezone.now(), issued_by=mr_okafor, through=1, expectations=1, digest="", body={"en": {}},
    )  # fmt: skip
    advancement = Advancement.objects.create(
        district=maya.district, student=maya, stage=here, through=1,
        continuum_version=continuum.version, proposed_on=today(maya.district),
    )  # fmt: skip
    return {
        **_decided(maya, mr_okafor, continuum),
        "district_id": maya.district_id,
        "section_id": section.pk,
        "student_id": maya.pk,
        "competency_id": place.competency.pk,
        "standard_id": place.standard.pk,
        "guid": place.competency.guid,
        "strand_id": stage.stage.strand_id,
        "kind": "stage",
        "version": 1,
        "row": stage.pk,
        "identifier": guid("document"),
        "evidence_id": evidence.pk,
        "batch": evidence.batch,
        "report_id": report.pk,
        "advancement_id": advancement.pk,
    }


def _decided(maya: Student, mr_okafor: User, continuum: TestContinuum) -> dict[str, int]:
    later = today(maya.district) + timedelta(days=30)
    override = an_override(mr_okafor, maya, continuum, starts=later)
    adapted = an_adapted_expectation(mr_okafor, maya, continuum, starts=later)
    preview = a_preview(maya.district, by=mr_okafor)
    return {
        "override_id": override.pk,
        "adapted_id": adapted.pk,
        "preview_id": preview.pk,
        "change_id": a_change(preview),
    }
