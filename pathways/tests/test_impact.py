"""What a change of expectations does is known before it happens: student by student, up or down, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cbe.testing.continuum import TestContinuum
from competencies.rules.policy import Gate
from pathways.queries.expecting import Expected, expectation, expected_of
from pathways.queries.impact import Change, compare
from pathways.tests.kit import rate
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


def in_force(student: Student) -> Expected:
    """What Maya's district expects now."""
    return expected_of(type(student).objects.select_related("district__expectations").get(pk=student.pk).district)


def supposed(student: Student, **policy: object) -> Expected:
    """What her district would expect with another rule."""
    now = in_force(student)
    assert now.in_force is not None
    assert now.continuum is not None
    rule = replace(now.in_force, policy=replace(now.in_force.policy, **policy))  # type: ignore[arg-type]  # any field
    return expectation(now.number + 1, now.continuum, rule)


def changes(student: Student, after: Expected) -> list[Change]:
    """What changes for Maya."""
    day = today(student.district)
    return compare(student.district, in_force(student), after, as_of=day, student_ids=[student.pk]).changes


def test_the_same_expectations_change_nothing(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2, 3, 3)
    compared = compare(maya.district, in_force(maya), in_force(maya), as_of=today(maya.district), student_ids=[maya.pk])
    assert (compared.changes, compared.judged) == ([], 1)
    assert compared.unchanged == {"mastered": 1}


def test_a_stricter_gate_takes_mastery_down_and_names_the_gate(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    [change] = changes(maya, supposed(maya, gates=(Gate("distinct_days", 4),)))
    assert (change.before_status, change.after_status, change.direction) == ("mastered", "needs_evidence", -2)
    assert (change.reason, change.detail) == (
        "distinct_days",
        {"score_before": "3.00", "score_after": "3.00", "need": "4", "have": "2", "per": ""},
    )


def test_a_kinder_method_takes_it_up_and_says_that_the_score_did_it(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2, 3, 2)
    [change] = changes(maya, supposed(maya, method="highest"))
    assert (change.before_level, change.after_level, change.direction) == (Decimal(2), Decimal(3), 2)
    assert (change.reason, change.detail["score_before"]) == ("score", "2.00")


def test_a_level_alone_can_change(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 4, 3, 3)
    [change] = changes(maya, supposed(maya, method="highest"))
    assert (change.before_status, change.after_status, change.direction) == ("mastered", "mastered", 1)


def test_another_status_at_the_same_level_is_neither_up_nor_down(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2, 2)
    [change] = changes(maya, supposed(maya, gates=(Gate("distinct_days", 4),)))
    assert (change.before_status, change.after_status) == ("not_yet", "needs_evidence")
    assert (change.before_level, change.after_level, change.direction) == (Decimal(2), Decimal(2), 0)
    assert change.detail["have"] == "2", "it still says what is asked for"


def test_mastery_that_wants_to_be_confirmed_is_not_lost(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    found = compare(
        maya.district,
        in_force(maya),
        supposed(maya, gates=(Gate("within_months", 1),)),
        as_of=today(maya.district) + timedelta(days=200),
        student_ids=[maya.pk],
    )
    [change] = found.changes
    assert (change.before_status, change.after_status, change.direction) == ("mastered", "to_confirm", 0)
