"""The mastery API: the same figures as on the screen, and whether they are current."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from pathways.tests.kit import master, rate, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE, rated_before
from people.models import Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(maya: Student, mr_okafor: User, continuum: TestContinuum) -> str:
    """Maya has a level on unit rates."""
    rated_before(mr_okafor, maya, continuum, "Unit rates", 2, 3, 2)
    return reverse("pathways:api_mastery", args=[maya.pk])


def test_it_says_what_the_grid_says(client: Client, url: str, maya: Student, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    said = client.get(url).json()
    assert said["student"] == maya.pk
    assert (said["current"], said["through"], said["version"]) == (True, 1, 1)
    only = said["masteries"][0]
    assert (only["title"], only["status"], only["level"], only["level_name"]) == (
        "Unit rates",
        "not_yet",
        "2",
        "Developing",
    )


def test_a_stale_answer_says_that_it_is_not_current(
    client: Client, url: str, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    client.force_login(mr_okafor)
    said = client.get(url).json()
    assert said["current"] is False
    assert said["through"] < said["version"]
    assert said["masteries"][0]["level"] == "2"


def test_a_student_reads_only_what_can_no_longer_be_undone(
    client: Client, url: str, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    up_to_date(maya)
    client.force_login(maya.user)
    assert client.get(url).json()["masteries"][0]["level"] == "2"
    client.force_login(mr_okafor)
    assert client.get(url).json()["masteries"][0]["level"] == "3"


def test_it_costs_the_same_for_one_and_for_five_competencies(
    client: Client, url: str, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    client.force_login(mr_okafor)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    master(mr_okafor, maya, continuum, "Ratio language", "Equivalent ratios", "Percent problems", "Negative numbers")
    up_to_date(maya)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(one) == len(many)
    assert len(many) - BESIDE_THE_PAGE <= 4


class TestLitany:
    """Who asks, and what they get."""

    @pytest.mark.parametrize("who", ["mr_okafor", "rosa", "principal_adeyemi", "admin"])
    def test_whoever_may_read_the_student_is_answered(
        self, client: Client, url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == 200

    @pytest.mark.parametrize("who", ["ms_lindqvist", "outsider"])
    def test_for_a_colleague_and_an_outsider_it_is_not_there(
        self, client: Client, url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == 404

    def test_a_stranger_is_refused(self, client: Client, url: str) -> None:
        assert client.get(url).status_code in {401, 403}

    def test_it_only_answers_reading(self, client: Client, url: str, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        assert client.post(url).status_code in {403, 405}

    def test_a_student_that_does_not_exist_is_not_there(self, client: Client, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        assert client.get(reverse("pathways:api_mastery", args=[999999])).status_code == 404
