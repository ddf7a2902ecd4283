"""What Maya, her family and her teachers see after the continuum changed under a year of evidence."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Focus
from cbe.testing.continuum import TestContinuum
from cbe.testing.school import teach
from competencies.actions.drafting import withdraw
from competencies.actions.mapping import retire_competency
from competencies.actions.publish import publish_continuum
from competencies.actions.reshaping import Part, split_competency
from competencies.models import CompetencyText, StageText
from competencies.rules.mapping import Move
from pathways.models import Advancement, Effect
from pathways.tests.kit import rate, up_to_date
from pathways.tests.screens.kit import rated_before
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db


def text_of(continuum: TestContinuum, title: str) -> CompetencyText:
    return CompetencyText.objects.get(competency=continuum[title].competency, until=None)


def publish(continuum: TestContinuum, admin: User) -> None:
    publish_continuum(continuum=continuum.continuum, by=admin)


@pytest.fixture
def parts(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User, section: Section
) -> Sequence[CompetencyText]:
    """Unit rates, in focus and shown by Maya, became Rates per one (which has its standard) and Rates in tables."""
    teach(continuum, section, "Unit rates")
    rated_before(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    made = split_competency(
        row=text_of(continuum, "Unit rates"),
        by=admin,
        parts=[
            Part("Rates per one", "I can find a rate.", [continuum["Unit rates"].standard.pk]),
            Part("Rates in tables", "I can read a table of rates."),
        ],
    )
    publish(continuum, admin)
    up_to_date(maya)
    return made


def read(who: User, view: str, *ids: int) -> str:
    client = Client()
    client.force_login(who)
    answer = client.get(reverse(view, args=ids))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("reader", ["maya", "mr_okafor"])
def test_the_target_shows_each_piece_with_the_competency_and_version_it_was_recorded_on(
    parts: Sequence[CompetencyText], maya: Student, mr_okafor: User, reader: str
) -> None:
    who = {"maya": maya.user, "mr_okafor": mr_okafor}[reader]
    assert who is not None
    page = read(who, "pathways:competency", maya.pk, parts[0].competency_id)
    assert page.count("recorded on Unit rates, version 1") == 2


def test_the_page_of_the_retired_one_says_where_its_work_counts_and_keeps_its_history(
    parts: Sequence[CompetencyText], continuum: TestContinuum, maya: Student
) -> None:
    assert maya.user is not None
    page = read(maya.user, "pathways:competency", maya.pk, continuum["Unit rates"].competency.pk)
    assert "The work recorded here counts on Rates per one now." in page
    assert reverse("pathways:competency", args=[maya.pk, parts[0].competency_id]) in page
    assert page.count("read on another competency now") == 2


def test_the_public_page_of_the_retired_one_says_where_it_went(
    parts: Sequence[CompetencyText], continuum: TestContinuum
) -> None:
    guid = continuum["Unit rates"].competency.guid
    page = Client().get(reverse("competencies:public_competency", args=[guid])).content.decode()
    assert "What was shown here counts today on:" in page
    assert "Rates per one" in page


def test_a_focus_on_the_retired_one_leads_to_what_its_work_is_read_on(
    parts: Sequence[CompetencyText], section: Section, mr_okafor: User
) -> None:
    assert "Rates per one" in read(mr_okafor, "pathways:grid", section.pk)
    assert "Rates per one" in read(mr_okafor, "pathways:groups")
    assert "its work is read on: Rates per one" in read(mr_okafor, "assessments:focus", section.pk)
    assert "Rates per one" in read(mr_okafor, "assessments:log")


def test_a_focus_on_one_whose_work_rests_ends_with_a_note(
    continuum: TestContinuum, admin: User, section: Section, mr_okafor: User, maya: Student
) -> None:
    teach(continuum, section, "Negative numbers")
    rate(mr_okafor, maya, continuum, "Negative numbers", 3, 3)
    row = text_of(continuum, "Negative numbers")
    retire_competency(row=row, by=admin, moves=[Move(row.competency_id)])
    publish(continuum, admin)
    up_to_date(maya)
    assert "No longer on the continuum. You can end it." in read(mr_okafor, "assessments:focus", section.pk)
    assert "Negative numbers" not in read(mr_okafor, "pathways:grid", section.pk)
    page = read(mr_okafor, "pathways:competency", maya.pk, row.competency_id)
    assert "Everything recorded here stays readable." in page
    assert Focus.objects.count() == 1


def test_my_path_shows_the_parts_and_not_the_retired_one(parts: Sequence[CompetencyText], maya: Student) -> None:
    assert maya.user is not None
    page = read(maya.user, "pathways:my_path")
    assert "Rates per one" in page
    assert "Unit rates" not in page


def test_a_confirmed_step_stays_confirmed_and_asks_a_person(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User, principal_adeyemi: User
) -> None:
    for title in ("Unit rates", "Percent problems"):
        rate(mr_okafor, maya, continuum, title, 3, 3)
    up_to_date(maya)
    stage = text_of(continuum, "Unit rates").stage
    step = Advancement.objects.create(
        district=maya.district,
        student=maya,
        stage=stage,
        continuum_version=continuum.version,
        through=1,
        state=Advancement.State.CONFIRMED,
        proposed_on="2026-01-05",
        decided_on="2026-01-06",
        decided_by=mr_okafor,
    )
    split_competency(
        row=text_of(continuum, "Unit rates"),
        by=admin,
        parts=[
            Part("Rates per one", "I can find a rate.", [continuum["Unit rates"].standard.pk]),
            Part("Rates in tables", "I can read a table of rates."),
        ],
    )
    publish(continuum, admin)
    up_to_date(maya)
    step.refresh_from_db()
    assert step.state == Advancement.State.CONFIRMED
    assert Effect.objects.filter(student=maya, kind=Effect.Kind.QUESTION).count() == 1


def test_a_step_confirmed_out_of_a_stage_that_is_retired_since_stays_on_the_path(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    assert maya.user is not None
    stage = text_of(continuum, "Negative numbers").stage
    assert stage is not None
    Advancement.objects.create(
        district=maya.district,
        student=maya,
        stage=stage,
        continuum_version=continuum.version,
        through=1,
        state=Advancement.State.CONFIRMED,
        proposed_on="2026-01-05",
        decided_on="2026-01-06",
        decided_by=mr_okafor,
    )
    retire_competency(row=text_of(continuum, "Negative numbers"), by=admin, moves=[])
    withdraw(StageText.objects.get(stage=stage, until=None), by=admin)
    publish(continuum, admin)
    assert "Number 7" in read(maya.user, "pathways:my_path")
