"""Students and families see what a teacher can no longer take back as if it had never been."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions.void import void_evidence
from assessments.models import Evidence
from cbe.testing.continuum import TestContinuum
from pathways.access import readable_students
from pathways.models import Mastery
from pathways.queries.path import path_page
from pathways.queries.settled import standings
from pathways.tests.kit import rate, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE, rated_before
from pathways.tests.screens.test_path import LATER, page_of, state_of
from people.models import Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def under_way(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Student:
    """Maya has mastered two of Ratios and is working on unit rates, since an hour ago."""
    rated_before(mr_okafor, maya, continuum, "Ratio language", 3, 3)
    rated_before(mr_okafor, maya, continuum, "Equivalent ratios", 3, 3)
    rated_before(mr_okafor, maya, continuum, "Unit rates", 3, 2)
    return maya


def test_a_fresh_save_is_not_on_the_students_path_yet(
    client: Client, under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, under_way, continuum, "Unit rates", 3)
    rate(mr_okafor, under_way, continuum, "Unit rates", 3)
    up_to_date(under_way)
    assert Mastery.objects.get(competency=continuum["Unit rates"].competency).mastered
    now = timezone.now()
    own = path_page(readable_students(under_way.user).get(pk=under_way.pk), language="en", now=now)
    staff = path_page(readable_students(mr_okafor).get(pk=under_way.pk), language="en", now=now)
    assert state_of(own, "Unit rates") == "working"
    assert state_of(staff, "Unit rates") == "mastered"
    assert state_of(page_of(under_way), "Unit rates") == "mastered", "when the window has closed"


def test_what_was_undone_is_at_no_moment_on_the_students_path(
    under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    """Forty seconds after a save that was undone after twenty, the save has settled and its undoing has not."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        rate(mr_okafor, under_way, continuum, "Unit rates", 3)
        undone = Evidence.objects.latest("pk")
        clock.shift(timedelta(seconds=20))
        void_evidence(by=mr_okafor, evidence=undone, reason="Typed on the wrong line")
        up_to_date(under_way)
        clock.shift(timedelta(seconds=20))
        rows = standings(readable_students(under_way.user).get(), now=timezone.now())
    assert [row.pieces for row in rows if row.competency_id == continuum["Unit rates"].competency.pk] == [2]


def test_the_first_piece_ever_is_not_there_yet(
    maya: Student, mr_okafor: User, continuum: TestContinuum, rosa: User
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2)
    up_to_date(maya)
    page = path_page(readable_students(rosa).get(pk=maya.pk), language="en", now=timezone.now())
    assert state_of(page, "Unit rates") == "later"
    assert not page.begun


def test_a_fresh_save_is_no_delay_for_the_learner(
    under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, under_way, continuum, "Unit rates", 3)
    now = timezone.now()
    assert path_page(readable_students(under_way.user).get(), language="en", now=now).state.current
    assert not path_page(readable_students(mr_okafor).get(), language="en", now=now).state.current


def test_the_token_changes_when_the_window_closes_so_that_the_page_swaps_itself(
    under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, under_way, continuum, "Unit rates", 3)
    up_to_date(under_way)
    found = readable_students(under_way.user).get()
    now = timezone.now()
    tokens = {path_page(found, language="en", now=moment).state.token for moment in (now, now + LATER)}
    assert len(tokens) == 2


def test_within_the_window_it_costs_one_query_more_at_most(
    client: Client, under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    client.force_login(under_way.user)
    costs = []
    for recorded in (False, True):
        if recorded:
            rate(mr_okafor, under_way, continuum, "Unit rates", 3)
        client.get(reverse("pathways:my_path"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("pathways:my_path"))
        costs.append(len(captured) - BESIDE_THE_PAGE)
    assert costs[1] <= costs[0] + 1 <= 8
