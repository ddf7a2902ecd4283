"""What people decide in the schools of the tests: so many overrides, exemptions and adapted expectations."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from assessments.actions.adjusting import adapt_expectation, exempt_student, override_mastery, take_back
from assessments.actions.void import void_evidence
from assessments.models import AdaptedExpectation, Evidence, Override
from cbe.testing.continuum import TestContinuum
from people.models import Student, User
from people.queries import today

WHY = "Explained it at the board, without notes"


def an_override(by: User, student: Student, continuum: TestContinuum, level: int = 3, **said: object) -> Override:
    """A teacher's judgement of unit rates, from today until taken back unless said otherwise."""
    given = {"starts": today(student.district), "reason": WHY, "key": f"override {level}", "title": "Unit rates"} | said
    place = continuum[str(given.pop("title"))]
    return override_mastery(
        by=by,
        student=student,
        competency_id=place.competency.pk,
        level=Decimal(level),
        **given,  # type: ignore[arg-type]  # a test says any of them
    )


def an_adapted_expectation(by: User, student: Student, continuum: TestContinuum, **said: object) -> AdaptedExpectation:
    """What a student is to show of unit rates, since five days ago unless said otherwise."""
    given = {
        "starts": today(student.district) - timedelta(days=5), "descriptor": "Two quantities, whole numbers",
        "reason": "Agreed with the family", "key": "adapted", "title": "Unit rates",
    } | said  # fmt: skip
    competency = continuum[str(given.pop("title"))].competency.pk
    return adapt_expectation(by=by, student=student, competency_id=competency, **given)  # type: ignore[arg-type]  # as above


def an_exemption(by: User, student: Student, continuum: TestContinuum, **said: object) -> Evidence:
    """A student's exemption from the standard of unit rates, from today unless said otherwise."""
    place = continuum[str(said.pop("title", "Unit rates"))]
    given = {
        "starts": today(student.district), "reason": "Moved here from abroad", "key": "exempt",
        "standard_ids": [place.standard.pk],
    } | said  # fmt: skip
    made = exempt_student(by=by, student=student, competency_id=place.competency.pk, **given)  # type: ignore[arg-type]  # as above
    return Evidence.objects.get(pk=made.rows[0].id)


def many_decisions(
    teacher: User, leader: User, student: Student, continuum: TestContinuum, count: int, *, first: int = 0
) -> None:
    """So many of each kind about unit rates; all overrides but the last and every exemption are taken back."""
    for n in range(first, first + count):
        override = an_override(teacher, student, continuum, key=f"override {n}")
        if n + 1 < first + count:
            take_back(by=teacher, decision=override, reason="Read again")
        an_adapted_expectation(teacher, student, continuum, key=f"adapted {n}")
        exemption = an_exemption(leader, student, continuum, key=f"exempt {n}")
        void_evidence(by=leader, evidence=exemption, reason="Stays after all")
