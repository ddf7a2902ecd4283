"""A learner is stale when the ledger, the expectations, the engine or the day has gone past what is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum, make_continuum
from pathways.models import LearnerState
from pathways.queries.health import oldest_stale, stale_summary, worker_seen
from pathways.queries.staleness import due_learners, is_stale, stale_learners, staleness_of
from pathways.rules.judge import ENGINE
from pathways.tests.kit import raise_expectations, rate, state_of, up_to_date
from people.models import Section, Student, User
from people.queries import today

pytestmark = pytest.mark.django_db

BEHIND = {
    "the ledger moved": {"version": 2},
    "the engine is older": {"engine": ENGINE - 1},
    "the expectations are older": {"expectations": 0},
    "its last day was yesterday": {"valid_until": -1},
}
NOT_BEHIND = {"nothing happened": {}, "its last day is today": {"valid_until": 0}, "the engine is newer": {"engine": 9}}


@pytest.fixture
def current(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Student:
    """Maya with conclusions that are up to date."""
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    up_to_date(maya)
    return maya


def put(student: Student, values: dict[str, int]) -> None:
    changes: dict[str, object] = dict(values)
    if "valid_until" in changes:
        changes["valid_until"] = today(student.district) + timedelta(days=values["valid_until"])
    LearnerState.objects.filter(pk=student.pk).update(**changes)


@pytest.mark.parametrize("values", BEHIND.values(), ids=BEHIND.keys())
def test_stale_when(current: Student, values: dict[str, int]) -> None:
    put(current, values)
    assert list(stale_learners().values_list("pk", flat=True)) == [current.pk]
    assert is_stale(state_of(current))
    assert not staleness_of([current.pk])[current.pk].current


@pytest.mark.parametrize("values", NOT_BEHIND.values(), ids=NOT_BEHIND.keys())
def test_current_when(current: Student, values: dict[str, int]) -> None:
    put(current, values)
    assert not stale_learners().exists()
    assert not is_stale(state_of(current))


def test_the_last_day_ends_where_the_student_lives(db: None) -> None:
    """At 23:30 in Lima it is already tomorrow in Auckland."""
    moment = datetime.fromisoformat("2026-05-05T04:30:00+00:00")
    for slug, zone in (("lima", "America/Lima"), ("auckland", "Pacific/Auckland")):
        district = school_kit.make_district(slug, slug, zone)
        continuum = make_continuum(district)
        term = school_kit.make_term(school_kit.make_school(district))
        teacher = school_kit.make_user(district, slug, "A", "Teacher")
        student = school_kit.make_student(school_kit.make_section(term, "1A", teacher), "A", slug.title())
        rate(teacher, student, continuum, "Unit rates", 3)
        up_to_date(student)
    LearnerState.objects.update(valid_until="2026-05-04")
    stale = stale_learners(now=moment).values_list("student__family_name", flat=True)
    assert list(stale) == ["Auckland"]
    for state in LearnerState.objects.select_related("district__expectations", "student"):
        assert is_stale(state, now=moment) == (state.student.family_name == "Auckland")


@pytest.mark.parametrize("size", [2, 20])
def test_a_page_learns_everybody_s_staleness_with_one_query(
    section: Section, mr_okafor: User, continuum: TestContinuum, size: int
) -> None:
    students = school_kit.make_class(section, size)
    rate(mr_okafor, students[0], continuum, "Unit rates", 3)
    with CaptureQueriesContext(connection) as queries:
        known = staleness_of([one.pk for one in students])
    assert len(queries) == 1
    assert [known[one.pk].current for one in students] == [False] + [True] * (size - 1)


def test_a_stale_value_says_since_when_and_as_of_when(
    current: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    computed = state_of(current).computed_at
    assert staleness_of([current.pk])[current.pk].stale_since is None
    rate(mr_okafor, current, continuum, "Unit rates", 4)
    behind = staleness_of([current.pk])[current.pk]
    assert (behind.current, behind.as_of, behind.through, behind.version) == (False, computed, 1, 2)
    assert behind.stale_since == state_of(current).changed_at
    assert not behind.failing


def test_staff_are_told_after_five_failures(current: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, current, continuum, "Unit rates", 4)
    LearnerState.objects.update(attempts=4)
    assert not staleness_of([current.pk])[current.pk].failing
    LearnerState.objects.update(attempts=5)
    assert staleness_of([current.pk])[current.pk].failing
    assert stale_summary().failing == 1


def test_those_who_wait_longest_come_first_and_those_who_failed_wait(
    section: Section, mr_okafor: User, continuum: TestContinuum
) -> None:
    first, second, third, fourth = school_kit.make_class(section, 4)
    for one in (first, second, third, fourth):
        rate(mr_okafor, one, continuum, "Unit rates", 3)
    now = timezone.now()
    LearnerState.objects.filter(pk=third.pk).update(stale_since=now - timedelta(hours=1))
    LearnerState.objects.filter(pk=first.pk).update(not_before=now + timedelta(minutes=1))
    LearnerState.objects.filter(pk=second.pk).update(engine=ENGINE + 1)
    assert list(due_learners(now=now).values_list("pk", flat=True)) == [third.pk, fourth.pk]


def test_health_tells_the_age_of_the_oldest_stale_learner(
    current: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    assert oldest_stale() == timedelta(0)
    assert worker_seen() is None
    rate(mr_okafor, current, continuum, "Unit rates", 4)
    LearnerState.objects.update(stale_since=timezone.now() - timedelta(minutes=7))
    assert timedelta(minutes=7) <= oldest_stale() < timedelta(minutes=8)
    LearnerState.objects.update(stale_since=None, version=1)
    raise_expectations(current)
    assert timedelta(0) < oldest_stale() < timedelta(minutes=1)
    LearnerState.objects.update(expectations=2, engine=ENGINE - 1)
    assert oldest_stale() == timedelta(0)
