"""The competency page and why: the ladder, the evidence, the arithmetic, and what would change it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from assessments.actions.record import record_evidence
from assessments.actions.void import void_evidence
from assessments.models import Evidence
from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum
from pathways.tests.kit import entry, rate, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE, rated_before
from people.models import Section, Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


def address(view: str, student: Student, continuum: TestContinuum, title: str = "Unit rates") -> str:
    return reverse(f"pathways:{view}", args=[student.pk, continuum[title].competency.pk])


def page(client: Client, user: User, url: str, **headers: str) -> str:
    client.force_login(user)
    return client.get(url, headers=headers).content.decode()


@pytest.fixture
def story(maya: Student, mr_okafor: User, continuum: TestContinuum) -> str:
    """Maya's unit rates: 2, 3, and a slip to 2 today, with one practice piece at 3."""
    rated_before(mr_okafor, maya, continuum, "Unit rates", 2, 3, 2)
    rated_before(mr_okafor, maya, continuum, "Unit rates", 3, kind="formative")
    return address("competency", maya, continuum)


def test_the_ladder_says_where_one_is_and_what_is_next(client: Client, story: str, maya: Student) -> None:
    html = page(client, maya.user, story)
    here, following = html.index("You are here"), html.index('<span class="badge">Your next step')
    assert html.index("Unit rates at level 3.") < here < html.index("Unit rates at level 2.")
    assert following < html.index("Unit rates at level 3.")


def test_when_a_level_fell_the_page_leads_with_what_was_shown_and_when(
    client: Client, story: str, maya: Student
) -> None:
    html = page(client, maya.user, story)
    yesterday = date_format(today(maya.district) - timedelta(days=1), "MONTH_DAY_FORMAT")
    assert f"You showed Proficient on {yesterday}" in html
    assert "Today that makes Developing." in html
    assert "one more piece at Proficient gets there" in html


def test_why_is_one_sentence_with_its_arithmetic(client: Client, story: str, maya: Student) -> None:
    html = page(client, maya.user, story)
    assert "The last 3 pieces are 2, 3 and 2. The most common is 2." in html


def test_mastery_is_told_with_the_day_it_was_reached(
    client: Client, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rated_before(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    html = page(client, maya.user, address("competency", maya, continuum))
    assert f"You reached this on {date_format(today(maya.district), 'MONTH_DAY_FORMAT')}." in html


def test_somebody_else_reads_about_the_student_not_to_the_student(
    client: Client, story: str, maya: Student, rosa: User
) -> None:
    rosa.language = "en"
    rosa.save()
    html = page(client, rosa, story)
    assert "Maya showed Proficient on" in html
    assert "You are here" not in html


def test_nothing_recorded_and_something_missing_says_what_opens_it(
    client: Client, maya: Student, continuum: TestContinuum
) -> None:
    html = page(client, maya.user, address("competency", maya, continuum, "Percent problems"))
    assert "This opens after Unit rates." in html


def test_the_trail_names_what_it_builds_on_and_what_it_opens(client: Client, story: str, maya: Student) -> None:
    html = page(client, maya.user, story)
    trail = html[html.index("On the trail") :]
    assert trail.index("Equivalent ratios") < trail.index("Unit rates") < trail.index("Percent problems")


def test_feedback_is_read_by_the_family_and_not_by_a_teacher_of_another_subject(
    client: Client, section: Section, maya: Student, mr_okafor: User, rosa: User, continuum: TestContinuum
) -> None:
    rated_before(mr_okafor, maya, continuum, "Unit rates", 2, feedback="Say which price is better.")
    advisor = kit.make_user(section.district, "advisor", "Ada", "Visor")
    kit.enroll(maya, kit.make_section(section.term, "Advisory", advisor, continuum.domains["Lifelong learning"]))
    url = address("competency", maya, continuum)
    assert "Say which price is better." in page(client, rosa, url)
    assert "Say which price is better." in page(client, mr_okafor, url)
    assert "Say which price is better." not in page(client, advisor, url)


def test_a_fresh_rating_reaches_the_teacher_at_once_and_the_student_after_the_window(
    client: Client, story: str, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    record_evidence(
        by=mr_okafor,
        district=maya.district,
        entries=[entry(maya, continuum, "Unit rates", 4)],
        demonstration="The fresh one",
    )
    assert "The fresh one" in page(client, mr_okafor, story)
    assert "The fresh one" not in page(client, maya.user, story)


class TestWhy:
    """Why a cell says what it says."""

    def test_what_counted_and_what_was_set_aside_stand_apart(
        self, client: Client, story: str, maya: Student, mr_okafor: User
    ) -> None:
        html = page(client, mr_okafor, f"{story}why/")
        counted, aside = html.index("What counted"), html.index("Set aside, and why")
        assert html[counted : html.index("How it is worked out")].count("Summative") == 3
        assert "Practice" in html[aside:]
        assert "never lower a level" in html[aside:]

    def test_the_rule_the_gates_and_what_would_change_it_are_in_words(
        self, client: Client, story: str, mr_okafor: User
    ) -> None:
        html = page(client, mr_okafor, f"{story}why/")
        assert "The most common of the last 3 pieces on each standard counts." in html
        assert "Different days: 3, at least 2 needed" in html
        assert "One more Proficient" in html

    def test_it_is_a_page_of_its_own_and_a_panel_beside_the_grid(
        self, client: Client, story: str, mr_okafor: User
    ) -> None:
        assert "<html" in page(client, mr_okafor, f"{story}why/")
        panel = page(client, mr_okafor, f"{story}why/", **{"HX-Request": "true"})
        assert "<html" not in panel
        assert "Why Maya Torres has a 2" in panel

    def test_it_is_worked_out_now_and_says_that_the_stored_value_is_behind(
        self, client: Client, story: str, maya: Student, mr_okafor: User, continuum: TestContinuum
    ) -> None:
        rate(mr_okafor, maya, continuum, "Unit rates", 3)
        html = page(client, mr_okafor, f"{story}why/")
        assert "Why Maya Torres has a 3" in html
        assert "is being updated, shown as of" in html

    def test_what_was_withdrawn_stays_in_sight_with_its_reason(
        self, client: Client, story: str, maya: Student, mr_okafor: User
    ) -> None:
        row = Evidence.objects.filter(kind="summative").latest("pk")
        void_evidence(by=mr_okafor, evidence=row, reason="Wrong student")
        up_to_date(maya)
        assert "withdrawn" in page(client, mr_okafor, f"{story}why/")

    def test_no_evidence_has_a_why_too(
        self, client: Client, maya: Student, mr_okafor: User, continuum: TestContinuum
    ) -> None:
        html = page(client, mr_okafor, address("why", maya, continuum, "Negative numbers"))
        assert "Why Maya Torres has no level yet" in html


@pytest.mark.parametrize("view", ["competency", "why"])
class TestLitany:
    """Who reads one competency of whom."""

    @pytest.mark.parametrize("who", ["mr_okafor", "rosa", "principal_adeyemi", "admin"])
    def test_the_teacher_the_guardian_and_the_leaders_read_it(
        self,
        client: Client,
        maya: Student,
        continuum: TestContinuum,
        view: str,
        who: str,
        request: pytest.FixtureRequest,
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(address(view, maya, continuum)).status_code == 200

    @pytest.mark.parametrize("who", ["ms_lindqvist", "outsider"])
    def test_for_a_colleague_and_an_outsider_it_is_not_there(
        self,
        client: Client,
        maya: Student,
        continuum: TestContinuum,
        view: str,
        who: str,
        request: pytest.FixtureRequest,
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(address(view, maya, continuum)).status_code == 404

    def test_for_another_student_it_is_not_there(
        self, client: Client, maya: Student, daniel: Student, continuum: TestContinuum, view: str
    ) -> None:
        client.force_login(daniel.user)
        assert client.get(address(view, maya, continuum)).status_code == 404

    def test_it_only_answers_reading(
        self, client: Client, maya: Student, mr_okafor: User, continuum: TestContinuum, view: str
    ) -> None:
        client.force_login(mr_okafor)
        assert client.post(address(view, maya, continuum)).status_code == 405

    def test_an_unknown_competency_is_not_there(
        self, client: Client, maya: Student, mr_okafor: User, view: str
    ) -> None:
        client.force_login(mr_okafor)
        assert client.get(reverse(f"pathways:{view}", args=[maya.pk, 999999])).status_code == 404

    def test_it_costs_the_same_for_two_pieces_and_for_twenty(
        self, client: Client, maya: Student, mr_okafor: User, continuum: TestContinuum, view: str
    ) -> None:
        client.force_login(mr_okafor)
        counts = []
        for pieces in (2, 18):
            rated_before(mr_okafor, maya, continuum, "Unit rates", *([2] * pieces), feedback="Good.")
            client.get(address(view, maya, continuum))
            with CaptureQueriesContext(connection) as captured:
                client.get(address(view, maya, continuum))
            counts.append(len(captured) - BESIDE_THE_PAGE)
        assert counts[0] == counts[1]
        assert counts[1] <= 10
