"""Whatever happened at a school: deciding it at once gives what is stored, and a comparison what will be stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions.record import record_evidence
from assessments.models import Evidence
from cbe.testing import school as school_kit
from competencies.models import PolicyVersion
from competencies.rules.policy import Gate, Policy
from competencies.rules.scale import Scale
from pathways.models import LearnerState, Mastery
from pathways.queries.at_once import Question, reason_of, standings_under, thousandths
from pathways.queries.columns import Span, portions, read_columns
from pathways.queries.expecting import Expected, expected_of
from pathways.queries.impact import compare
from pathways.queries.judging import Case
from pathways.queries.staleness import local_day
from pathways.rules.twin.columns import ACTIONS, KINDS, MARKS, NONE, ROLES, SOURCE_TYPES, STATUSES, SUPPORTS
from pathways.rules.values import Piece, StandardRequirement
from pathways.tests.kit import entry, raise_expectations, state_of, up_to_date
from pathways.tests.test_any_history import TITLES, School, school, steps, taken_back
from people.models import Student

pytestmark = pytest.mark.django_db
__all__ = ["school"]

varied = st.fixed_dictionaries({
    "title": st.sampled_from(TITLES),
    "level": st.integers(1, 3).map(Decimal),
    "days_ago": st.integers(0, 3),
    "minutes": st.none() | st.integers(0, 3),
    "source_type": st.sampled_from(["", "test", "project"]),
    "context": st.sampled_from(["", "home", "classroom"]),
    "depth": st.sampled_from(["", "recall", "extended"]),
    "transfer": st.booleans(),
})  # fmt: skip
happenings = st.lists(st.one_of(steps, varied.map(lambda how: ("vary", how))), max_size=14)
per = st.sampled_from(["standard", "competency"])
gates = st.fixed_dictionaries({}, optional={
    "min_evidence": st.tuples(per, st.integers(1, 3)).map(lambda one: {"per": one[0], "count": one[1]}),
    "min_source_types": st.integers(1, 2),
    "min_contexts": st.integers(1, 2),
    "require_summative": st.just(True),
    "require_transfer": st.just(True),
    "min_depth": st.sampled_from(["skill", "extended"]),
    "distinct_days": st.integers(1, 3),
    "min_level": st.integers(1, 3),
    "min_average": st.sampled_from([2, 2.5]),
    "within_months": st.integers(1, 12),
})  # fmt: skip
methods = st.sampled_from([
    {"method": "latest"}, {"method": "highest"}, {"method": "mean"}, {"method": "median"},
    {"method": "mode", "n": 3}, {"method": "decaying_average", "weight": 0.65},
    {"method": "weighted_average", "weight": 0.75}, {"method": "power_law"}, {"method": "n_times", "n": 2},
    {"method": "best_n", "n": 2},
])  # fmt: skip
combinations = st.sampled_from(["all", "mean", "weighted_mean", {"name": "at_least_k", "k": 1}])
rules = st.builds(
    lambda method, counts, combine, asked: {**method, "counts": counts, "combine": combine, "gates": asked},
    methods, st.sampled_from(["all", "summative"]), combinations, gates,
)  # fmt: skip


def live(school: School, history: list[Any]) -> None:
    """Let a history happen, some of its work varied."""
    for what, *how in history:
        if what == "vary":
            vary(school, **how[0])
        else:
            school.happens(what, *how)
    up_to_date(school.student)


def vary(school: School, *, title: str, level: Decimal, days_ago: int, minutes: int | None, **more: Any) -> None:
    """Rate a piece of work with all that can be said of it."""
    work = entry(school.student, school.continuum, title, None, days_ago=days_ago)
    if minutes is not None:
        at = timezone.now() - timedelta(days=days_ago, minutes=minutes)
        more |= {"at": at, "on": at.date()}
    work = replace(work, level=level, **more)
    record_evidence(by=school.teacher, district=school.student.district, entries=[work])


def now_expected(student: Student) -> Expected:
    """What the student's district expects now."""
    return expected_of(state_of(student).district)


def publish(school: School, rule: dict[str, Any]) -> None:
    """Publish a rule."""
    last = PolicyVersion.objects.order_by("-number")[:1].get()
    PolicyVersion.objects.create(
        district=last.district, policy=last.policy, number=last.number + 1, state="published",
        published_at=timezone.now(), value=rule,
    )  # fmt: skip
    raise_expectations(school.student)


def stored(student: Student) -> dict[int, tuple[str, int, bool]]:
    """What is stored of a student, level in thousandths."""
    rows = Mastery.objects.filter(student=student)
    return {row.competency_id: (row.status, thousandths(row.level), row.mastered) for row in rows}


def decided_at_once(student: Student, expected: Expected) -> dict[int, tuple[str, int, bool]]:
    """Where the student stands by the way of whole districts."""
    question = Question(student.district_id, Span(student.pk, student.pk), local_day(student.district))
    [found] = standings_under(question, [expected])
    said = zip(found.status.tolist(), found.level.tolist(), found.mastered.tolist(), strict=True)
    rows = [(STATUSES[status], level, mastered) for status, level, mastered in said]
    return dict(zip(found.competency.tolist(), rows, strict=True))


def check(school: School, history: list[Any], rule: dict[str, Any]) -> None:
    """Deciding at once equals what is stored, now and after the rule is published, and the preview foretold it."""
    live(school, history)
    if not LearnerState.objects.filter(pk=school.student.pk).exists():
        return
    before, was = now_expected(school.student), stored(school.student)
    assert decided_at_once(school.student, before) == was
    publish(school, rule)
    after, day = now_expected(school.student), local_day(school.student.district)
    foretold = compare(school.student.district, before, after, as_of=day, student_ids=[school.student.pk])
    up_to_date(school.student)
    becomes = stored(school.student)
    changed = {one: (was[one][:2], becomes[one][:2]) for one in becomes if was[one][:2] != becomes[one][:2]}
    assert {
        one.competency_id: (
            (one.before_status, thousandths(one.before_level)), (one.after_status, thousandths(one.after_level))
        )
        for one in foretold.changes
    } == changed  # fmt: skip
    assert foretold.judged == len(becomes)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=happenings, rule=rules)
def test_a_comparison_foretells_what_is_stored(school: School, history: list[Any], rule: dict[str, Any]) -> None:
    started = timezone.now()
    with taken_back():
        check(school, history, rule)
    school.clock.move_to(started)


@pytest.mark.long
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=happenings, rule=rules)
def test_a_comparison_foretells_what_is_stored_at_length(
    school: School, history: list[Any], rule: dict[str, Any]
) -> None:
    started = timezone.now()
    with taken_back():
        check(school, history, rule)
    school.clock.move_to(started)


def test_columns_say_of_each_row_what_the_row_says(school: School) -> None:
    school.happens("rate", "Unit rates", 3, 2, "formative", "modified")
    school.happens("mark", "Unit rates", "missed")
    school.happens("correct", 0, 2)
    school.happens("void", 0)
    vary(school, title="Percent problems", level=Decimal(3), days_ago=1, minutes=2, source_type="test",
         context="home", depth="recall", transfer=True)  # fmt: skip
    student = school.student
    read = read_columns(student.district_id, Span(student.pk, student.pk), recorded=True)
    rows = {row.pk: row for row in Evidence.objects.filter(student=student)}
    assert sorted(read.id.tolist()) == sorted(rows)
    for at, row in ((at, rows[int(read.id[at])]) for at in range(len(read))):
        assert ACTIONS[read.action[at]] == row.action
        assert (read.refers_to[at] or None) == row.refers_to_id
        assert (read.competency[at], read.standard[at]) == (row.competency_id, row.standard_id)
        assert (KINDS[read.kind[at]], ROLES[read.role[at]]) == (row.kind, row.assessor_role)
        assert (SUPPORTS[read.support[at]], MARKS[read.mark[at]]) == (row.support, row.mark)
        assert (SOURCE_TYPES[read.source_type[at]], bool(read.transfer[at])) == (row.source_type, row.transfer)
        assert int(read.level[at]) == thousandths(row.level)
        assert np.datetime64(int(read.on[at]), "D").astype(object) == row.on
        assert int(read.recorded[at]) == microseconds(row.recorded_at)
        assert int(read.at[at]) == (NONE if row.at is None else microseconds(row.at))


def microseconds(moment: Any) -> int:
    """A moment as the columns have it."""
    return int(np.datetime64(moment.replace(tzinfo=None), "us").astype(np.int64))


def test_a_student_without_evidence_has_empty_columns(school: School) -> None:
    assert len(read_columns(school.student.district_id, [school.student.pk])) == 0
    assert len(read_columns(school.student.district_id, [])) == 0


def test_portions_grow_while_ledgers_are_small_and_take_every_student_once(school: School) -> None:
    ids = [one.pk for one in school_kit.make_class(school.student.enrollments.get().section, 7)]
    seen: list[int] = []
    for portion in portions(ids, first=2):
        seen += portion.student_ids
        portion.rows = 3 * len(portion.student_ids)
    assert seen == sorted(ids)


def test_what_decided_is_named_with_a_portfolios_half_level_of_grace() -> None:
    """Half a level below the mark is proficient there: what stands in the way of 8.5 is the gate, not the score."""
    day = date(2026, 3, 2)
    pieces = tuple(Piece(i, "A", day, "summative", Decimal(level)) for i, level in enumerate((8, 9)))
    grade_nine = Scale(Decimal(9), Decimal(12))
    rule = Policy("best_n", n=2, preset="portfolio-level", evidence_required=2, gates=(Gate("min_level", Decimal(9)),))
    case = Case(1, pieces, (StandardRequirement("A"),), rule, grade_nine)
    assert reason_of(case, case.judged(day)) == "min_level"
    below = replace(case, pieces=tuple(replace(piece, level=Decimal(8)) for piece in pieces))
    assert reason_of(below, below.judged(day)) == "below_proficient"
