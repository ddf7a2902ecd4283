"""Where mastery is told it is told what people decided: grid, path, why and API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.actions.record import record_evidence
from cbe.testing.decided import an_adapted_expectation, an_exemption, an_override
from competencies.models import Alignment, CompetencyText
from pathways.models import Mastery
from pathways.tests.kit import entry, master, raise_expectations, up_to_date
from people.queries import today

pytestmark = pytest.mark.django_db


def test_grid_path_why_and_api_say_whose_judgement_it_is_and_what_the_evidence_says(
    client, maya, section, mr_okafor, continuum
):
    an_override(mr_okafor, maya, continuum, 2)
    master(mr_okafor, maya, continuum, "Unit rates")
    up_to_date(maya)
    about = [maya.pk, continuum["Unit rates"].competency.pk]
    client.force_login(mr_okafor)
    grid = client.get(reverse("pathways:grid", args=[section.pk])).content.decode()
    assert "override, the evidence alone says: Proficient" in grid
    for page in ("why", "competency"):
        words = client.get(reverse(f"pathways:{page}", args=about)).content.decode()
        assert "Mr Okafor judged Developing on" in words, page
        assert "The evidence alone says Proficient." in words, page
        assert reverse("assessments:decisions", args=about) in words, page
    assert "judged by Mr Okafor" in client.get(reverse("pathways:path", args=[maya.pk])).content.decode()
    known = client.get(reverse("pathways:api_mastery", args=[maya.pk])).json()["masteries"][0]
    assert (known["status"], known["level_name"], known["mastered"]) == ("not_yet", "Developing", False)
    assert known["override"] == {
        "by": "Mr Okafor", "own_status": "mastered", "own_level": "3", "own_level_name": "Proficient",
    }  # fmt: skip


def test_modified_expectations_are_said_on_the_students_pages_and_never_on_the_grid(
    client, maya, section, mr_okafor, continuum
):
    an_adapted_expectation(mr_okafor, maya, continuum, starts=today(maya.district) - timedelta(days=9))
    recorded_modified(mr_okafor, maya, continuum)
    up_to_date(maya)
    about = [maya.pk, continuum["Unit rates"].competency.pk]
    client.force_login(mr_okafor)
    assert "With modified expectations." in client.get(reverse("pathways:why", args=about)).content.decode()
    assert "odified" not in client.get(reverse("pathways:grid", args=[section.pk])).content.decode()


def recorded_modified(by, student, continuum):
    from_pages = [entry(student, continuum, "Unit rates", 3, days_ago=ago, support="modified") for ago in (3, 2)]
    record_evidence(by=by, district=student.district, entries=from_pages)


def test_mastered_with_exemptions_is_said_on_grid_path_and_api(client, maya, section, mr_okafor, continuum):
    master(mr_okafor, maya, continuum, "Unit rates")
    up_to_date(maya)
    Mastery.objects.filter(student=maya).update(exemptions=True)
    client.force_login(mr_okafor)
    assert "Proficient, with exemptions" in client.get(reverse("pathways:grid", args=[section.pk])).content.decode()
    assert "· with exemptions" in client.get(reverse("pathways:path", args=[maya.pk])).content.decode()
    known = client.get(reverse("pathways:api_mastery", args=[maya.pk])).json()["masteries"][0]
    assert known["with_exemptions"] is True
    assert known["override"] is None


def test_why_says_mastered_with_exemptions_and_what_is_no_longer_asked(client, maya, mr_okafor, admin, continuum):
    place = continuum["Unit rates"]
    text = CompetencyText.objects.get(competency=place.competency, until=None)
    Alignment.objects.create(
        district=maya.district, competency=place.competency, standard=continuum["Percent problems"].standard,
        required=True, since=text.since,
    )  # fmt: skip
    raise_expectations(maya)
    master(mr_okafor, maya, continuum, "Unit rates")
    about = [maya.pk, place.competency.pk]
    client.force_login(mr_okafor)
    assert "with exemptions" not in client.get(reverse("pathways:why", args=about)).content.decode()
    an_exemption(admin, maya, continuum, standard_ids=[continuum["Percent problems"].standard.pk])
    up_to_date(maya)
    assert Mastery.objects.get(student=maya).exemptions
    assert "Mastered, with exemptions." in client.get(reverse("pathways:why", args=about)).content.decode()
    an_override(mr_okafor, maya, continuum, 4)
    up_to_date(maya)
    for page in ("why", "competency"):
        assert "ith exemptions" not in client.get(reverse(f"pathways:{page}", args=about)).content.decode()


def test_an_override_in_the_undo_window_stays_while_the_evidence_beside_it_settles(client, maya, mr_okafor, continuum):
    an_override(mr_okafor, maya, continuum, 4)
    up_to_date(maya)
    master(mr_okafor, maya, continuum, "Unit rates")
    up_to_date(maya)
    client.force_login(maya.user)
    known = client.get(reverse("pathways:api_mastery", args=[maya.pk])).json()["masteries"][0]
    assert (known["level"], known["override"]["own_status"]) == ("4", "no_evidence")
