"""A decision stays with its competency when the continuum moves on: it rests, and everybody is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Evidence, Override
from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_adapted_expectation, an_override
from competencies.queries import draft_map, published_map
from pathways.actions.previewing import preview_continuum
from pathways.queries.decisions import decisions_left_behind
from pathways.tests.previewing import worked_out
from pathways.tests.reshaping import a_year_of_unit_rates, published, split_ratios
from people.models import Student, User
from people.queries import today

KEY = "0123456789abcdef0123456789abcdef"
pytestmark = pytest.mark.django_db


@pytest.fixture
def a_year_on(continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User) -> TestContinuum:
    """A year in which Maya has shown one half of Unit rates."""
    return a_year_of_unit_rates(continuum, admin, maya, mr_okafor)


def test_the_overrides_in_force_on_what_the_next_map_retires(
    a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    an_override(admin, maya, a_year_on, 2)
    counts = an_override(admin, maya, a_year_on, 3)
    later = today(maya.district) + timedelta(days=9)
    an_override(admin, maya, a_year_on, 4, starts=later)
    an_override(admin, maya, a_year_on, title="Percent problems", key="elsewhere")
    split_ratios(a_year_on, admin)
    before, after = published_map(maya.district), draft_map(a_year_on.continuum)
    found = decisions_left_behind(maya.district, before, after)
    assert [(one.decision, one.student, one.competency.title) for one in found] == [(counts, maya, "Unit rates")]
    assert decisions_left_behind(maya.district, before, before) == []


def test_whoever_previews_it_reads_which_decisions_will_rest(
    client: Client, a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    an_override(admin, maya, a_year_on, 3)
    an_adapted_expectation(admin, maya, a_year_on)
    split_ratios(a_year_on, admin)
    client.force_login(admin)
    a_year_on.continuum.refresh_from_db()
    preview = worked_out(preview_continuum(continuum=a_year_on.continuum, by=admin))
    words = client.get(reverse("pathways:preview", args=[preview.pk])).content.decode()
    section = words[words.index('id="resting"') :]
    assert "Unit rates · a teacher’s judgement: Proficient" in section
    assert "Unit rates · an adapted expectation" in section
    assert reverse("assessments:decisions", args=[maya.pk, a_year_on["Unit rates"].competency.pk]) in section


def test_a_version_that_retires_nothing_lets_no_decision_rest(
    client: Client, a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    an_override(admin, maya, a_year_on, 3)
    client.force_login(admin)
    a_year_on.continuum.refresh_from_db()
    preview = worked_out(preview_continuum(continuum=a_year_on.continuum, by=admin))
    assert 'id="resting"' not in client.get(reverse("pathways:preview", args=[preview.pk])).content.decode()


def test_the_retired_competency_says_that_decisions_rest_and_takes_no_new_ones(
    client: Client, a_year_on: TestContinuum, admin: User, maya: Student
) -> None:
    made = an_override(admin, maya, a_year_on, 3)
    split_ratios(a_year_on, admin)
    published(a_year_on, admin)
    client.force_login(admin)
    about = [maya.pk, made.competency_id]
    page = client.get(reverse("assessments:decisions", args=about)).content.decode()
    assert "Decisions here rest: the work is read on " in page
    assert "In force" not in page
    addresses = [reverse(f"assessments:{name}", args=about) for name in ("override", "adapt", "exempt")]
    assert not [one for one in addresses if one in page]
    competency = client.get(reverse("pathways:competency", args=about)).content.decode()
    assert "Log evidence" not in competency
    assert (
        reverse("assessments:override", args=about)
        not in client.get(reverse("pathways:why", args=about)).content.decode()
    )
    recorded = Evidence.objects.count()
    said = {"form_key": KEY, "starts": today(maya.district).isoformat(), "reason": "At the board", "level": "4"}
    said |= {"descriptor": "Whole numbers", "standards": str(a_year_on["Unit rates"].standard.pk)}
    for address in addresses:
        assert client.get(address).headers["Location"] == reverse("assessments:decisions", args=about)
        answer = client.post(address, said)
        assert answer.status_code == 422
        assert "This competency is retired" in answer.content.decode()
        assert "At the board" in answer.content.decode()
    assert (Override.objects.count(), Evidence.objects.count()) == (1, recorded)
