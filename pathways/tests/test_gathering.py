"""A recompute reads in full only what has moved, and whatever cannot be told apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_override
from pathways.actions.marking import mark_stale
from pathways.actions.recomputing import Outcome
from pathways.models import Mastery
from pathways.queries import gathering
from pathways.queries.gathering import Gathered, gather, states_to_judge
from pathways.tests.kit import assert_true_to_the_ledger, mastery_of, raise_expectations, rate, up_to_date
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(maya: Student, mr_okafor: User, continuum: TestContinuum) -> TestContinuum:
    """Maya has work on two competencies, and is judged."""
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    rate(mr_okafor, maya, continuum, "Ratio language", 2)
    up_to_date(maya)
    return continuum


def gathered(student: Student, *, again: bool = False) -> Gathered:
    [one] = gather(list(states_to_judge([student.pk])), again=again)
    return one


def ids(continuum: TestContinuum, *titles: str) -> set[int]:
    return {continuum[title].competency.pk for title in titles}


def test_only_what_moved_is_read_in_full(maya: Student, mr_okafor: User, year: TestContinuum) -> None:
    rate(mr_okafor, maya, year, "Ratio language", 3)
    one = gathered(maya)
    assert set(one.ledger.written) == ids(year, "Ratio language")
    assert set(one.kept) == ids(year, "Unit rates")
    assert set(one.held) == ids(year, "Unit rates", "Ratio language")
    assert not one.rows


def test_a_decision_moves_its_competency(maya: Student, mr_okafor: User, year: TestContinuum) -> None:
    an_override(mr_okafor, maya, year, 3, title="Ratio language")
    assert set(gathered(maya).kept) == ids(year, "Unit rates")


@pytest.mark.parametrize("again", [True, False])
def test_all_is_read_where_all_is_new(maya: Student, year: TestContinuum, again: bool) -> None:
    if not again:
        raise_expectations(maya)
    one = gathered(maya, again=again)
    assert set(one.ledger.written) == set(one.rows) == ids(year, "Unit rates", "Ratio language")


def test_work_that_grew_old_is_looked_at_again_and_written_only_where_that_says_something_else(
    maya: Student, year: TestContinuum
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=True):
        mark_stale(district_id=maya.district_id, student_ids=[maya.pk])
        one = gathered(maya)
        assert not one.kept
        assert set(one.rows) == ids(year, "Unit rates", "Ratio language")
        up_to_date(maya)
        assert_true_to_the_ledger()
        assert up_to_date(maya).outcomes[Outcome.CURRENT] == 1


@pytest.mark.parametrize("trace", [{}, [], {"ledger": "?"}, {"ledger": [1]}])
def test_a_row_that_was_tampered_with_is_judged_anew(
    maya: Student, mr_okafor: User, year: TestContinuum, trace: Any
) -> None:
    for happens in (lambda: rate(mr_okafor, maya, year, "Ratio language", 3), lambda: raise_expectations(maya)):
        Mastery.objects.filter(competency=year["Unit rates"].competency).update(trace=trace)
        happens()
        up_to_date(maya)
        assert mastery_of(maya, year, "Unit rates").trace["counted"]
        assert_true_to_the_ledger()


def test_who_cannot_be_told_apart_is_judged_whole(
    monkeypatch: pytest.MonkeyPatch, maya: Student, mr_okafor: User, year: TestContinuum
) -> None:
    def stumble(*_: Any) -> bool:
        raise ValueError

    monkeypatch.setattr(gathering, "unmoved", stumble)
    rate(mr_okafor, maya, year, "Ratio language", 3)
    assert set(gathered(maya).ledger.written) == ids(year, "Unit rates", "Ratio language")
    assert up_to_date(maya).outcomes[Outcome.WRITTEN] == 1
    assert_true_to_the_ledger()


def test_gathering_asks_the_same_however_many_learners(
    maya: Student, mr_okafor: User, year: TestContinuum, section: Section
) -> None:
    students = [maya, *kit.make_class(section, 4)]
    for student in students:
        rate(mr_okafor, student, year, "Unit rates", 2)
        up_to_date(student)
        rate(mr_okafor, student, year, "Unit rates", 2)
    costs = []
    for some in (students[:1], students):
        with CaptureQueriesContext(connection) as queries:
            gather(list(states_to_judge([one.pk for one in some])), again=False)
        costs.append(len(queries))
    assert costs == [4, 4]
