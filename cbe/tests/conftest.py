"""The cast and the things that the tests of access share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Evidence
from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum, make_continuum
from cbe.testing.decided import an_adapted_expectation, an_override
from cbe.testing.previewed import a_change, a_preview
from competencies.importers.case import import_case
from competencies.models import StageText
from competencies.tests.kit import as_bytes, guid, small
from pathways.models import Advancement
from people.models import District, Role, Section, Student, User
from people.queries import today
from reporting.models import ProgressReport
from reporting.tests.kit import shows


@pytest.fixture
def other_guardian(daniel: Student) -> User:
    """The guardian of a student Maya shares the school with."""
    user = school_kit.make_user(daniel.district, "kofi", "Kofi", "Osei")
    school_kit.make_guardian(daniel, user)
    return user


@pytest.fixture
def other_leader(district: District) -> User:
    """The leader of another school of the same district."""
    user = school_kit.make_user(district, "brandt", "Ines", "Brandt")
    school_kit.grant(user, Role.LEADER, school_kit.make_school(district, "Hill School"))
    return user


@pytest.fixture
def other_admin(outsider: User) -> User:
    """The admin of another district."""
    make_continuum(outsider.district)
    user = school_kit.make_user(outsider.district, "elsewhere", "Ada", "Elsewhere")
    school_kit.grant(user, Role.ADMIN)
    return user


@pytest.fixture
def things(maya: Student, section: Section, mr_okafor: User, continuum: TestContinuum) -> dict[str, Any]:
    """One of each thing the addresses speak of, all of them Maya's or 7B's."""
    shows(maya, "Unit rates", 3, 3, by=mr_okafor, section=section, continuum=continuum)
    evidence = Evidence.objects.filter(student=maya).latest("pk")
    place = continuum["Unit rates"]
    import_case(raw=as_bytes(small()), district=maya.district, by=None)
    stage = StageText.objects.filter(district=maya.district, until=None).earliest("pk")
    report = ProgressReport.objects.create(
        district=maya.district, student=maya, term=section.term, number=1, day=today(maya.district),
        issued_at=timezone.now(), issued_by=mr_okafor, through=1, expectations=1, digest="", body={"en": {}},
    )  # fmt: skip
    advancement = Advancement.objects.create(
        district=maya.district, student=maya, stage=place.competency.texts.get().stage, through=1,
        continuum_version=continuum.version, proposed_on=today(maya.district),
    )  # fmt: skip
    later = today(maya.district) + timedelta(days=30)
    override = an_override(mr_okafor, maya, continuum, starts=later)
    adapted = an_adapted_expectation(mr_okafor, maya, continuum, starts=later)
    preview = a_preview(maya.district, by=mr_okafor)
    return {
        "preview_id": preview.pk,
        "change_id": a_change(preview),
        "override_id": override.pk,
        "adapted_id": adapted.pk,
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
