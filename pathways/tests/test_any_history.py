"""Whatever is recorded, corrected, voided, decided and published, in any order: keeping up equals judging anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions.adjusting import take_back
from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.record import record_evidence
from assessments.actions.void import void_evidence
from assessments.actions.writing import AlreadyFollowed, Refused
from assessments.models import AdaptedExpectation, Evidence, Override
from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_adapted_expectation, an_exemption, an_override
from competencies.models import ContinuumVersion, PolicyVersion
from pathways.actions.auditing import audit
from pathways.actions.recomputing import recompute
from pathways.models import Mastery
from pathways.queries.judging import SAID
from pathways.tests.kit import entry, raise_expectations, up_to_date
from people.models import Student, User
from people.queries import today

_keys = count()
pytestmark = pytest.mark.django_db
TITLES = ("Unit rates", "Percent problems", "Plans the work")

ratings = st.tuples(
    st.just("rate"),
    st.sampled_from(TITLES),
    st.integers(1, 3),
    st.integers(0, 400),
    st.sampled_from(["summative", "formative", "diagnostic"]),
    st.sampled_from(["independent", "independent", "modified"]),
)
# From how many days after today a decision holds, and for how many days (None: until it is taken back).
spans = (st.integers(-60, 30), st.none() | st.integers(0, 90))
steps = st.one_of(
    ratings,
    ratings,
    ratings,
    st.tuples(st.just("mark"), st.sampled_from(TITLES), st.sampled_from(["missed", "insufficient", "excused"])),
    st.tuples(st.just("correct"), st.integers(0, 20), st.integers(1, 3)),
    st.tuples(st.just("void"), st.integers(0, 20)),
    st.tuples(st.just("override"), st.sampled_from(TITLES), st.integers(1, 3), *spans),
    st.tuples(st.just("adapt"), st.sampled_from(TITLES), *spans),
    st.tuples(st.just("exempt"), st.sampled_from(TITLES)),
    st.tuples(st.just("take back"), st.booleans(), st.integers(0, 20)),
    st.tuples(
        st.just("publish"), st.sampled_from(["latest", "highest", "mode"]), st.sampled_from(["all", "summative"])
    ),
    st.tuples(st.just("days go by"), st.integers(1, 200)),
    st.tuples(st.just("recompute")),
)


@dataclass
class School:
    """The school that a generated history happens in."""

    teacher: User
    admin: User
    student: Student
    continuum: TestContinuum
    clock: Any

    def happens(self, what: str, *how: Any) -> None:
        """Let one step happen."""
        {
            "rate": self.rate,
            "mark": self.mark,
            "correct": self.correct,
            "void": self.void,
            "override": self.override,
            "adapt": self.adapt,
            "exempt": self.exempt,
            "take back": self.take_back,
            "publish": self.publish,
            "days go by": lambda days: self.clock.shift(timedelta(days=days)),
            "recompute": lambda: up_to_date(self.student),
        }[what](*how)

    def rate(self, title: str, level: int, days_ago: int, kind: str, support: str) -> None:
        work = entry(self.student, self.continuum, title, level, days_ago=days_ago, kind=kind, support=support)
        record_evidence(by=self.teacher, district=self.student.district, entries=[work])

    def mark(self, title: str, mark: str) -> None:
        work = entry(self.student, self.continuum, title, None, mark=mark)
        record_evidence(by=self.teacher, district=self.student.district, entries=[work])

    def correct(self, which: int, level: int) -> None:
        row = self.row(which)
        if row is not None and row.action != "void":
            title = next(one for one in TITLES if self.continuum[one].standard.pk == row.standard_id)
            better = Correction(row.pk, entry(self.student, self.continuum, title, level, reason="Misread"))
            try:
                correct_evidence(by=row.author, corrections=[better], reason="Misread")
            except AlreadyFollowed:
                return

    def void(self, which: int) -> None:
        row = self.row(which)
        if row is not None and row.action != "void":
            try:
                void_evidence(by=row.author, evidence=row, reason="Typed on the wrong line")
            except AlreadyFollowed:
                return

    def override(self, title: str, level: int, starts: int, days: int | None) -> None:
        an_override(self.admin, self.student, self.continuum, level, title=title, **self.span(starts, days))

    def adapt(self, title: str, starts: int, days: int | None) -> None:
        an_adapted_expectation(self.admin, self.student, self.continuum, title=title, **self.span(starts, days))

    def span(self, starts: int, days: int | None) -> dict[str, Any]:
        first = today(self.student.district) + timedelta(days=starts)
        ends = None if days is None else first + timedelta(days=days)
        return {"starts": first, "ends": ends, "key": f"decided {next(_keys)}"}

    def exempt(self, title: str) -> None:
        with suppress(Refused):  # exempt already
            an_exemption(self.admin, self.student, self.continuum, title=title, key=f"exempt {next(_keys)}")

    def take_back(self, an_adapted_one: bool, which: int) -> None:
        table = AdaptedExpectation if an_adapted_one else Override
        rows = list(table.objects.filter(reverses=None, reversed_by=None).order_by("pk"))
        if rows:
            take_back(by=self.admin, decision=rows[which % len(rows)], reason="Read again")

    def row(self, which: int) -> Evidence | None:
        rows = list(Evidence.objects.order_by("pk"))
        return rows[which % len(rows)] if rows else None

    def publish(self, method: str, counts: str) -> None:
        last = PolicyVersion.objects.order_by("-number")[:1].get()
        PolicyVersion.objects.create(
            district=last.district, policy=last.policy, number=last.number + 1, state="published",
            published_at=timezone.now(), value={**last.value, "method": method, "n": 3, "counts": counts},
        )  # fmt: skip
        raise_expectations(self.student)


@pytest.fixture
def school(maya: Student, mr_okafor: User, admin: User, continuum: TestContinuum) -> Iterator[School]:
    """Maya in a school whose days go by when a test says so."""
    maya.enrollments.update(ends=None)
    section = maya.enrollments.get().section
    section.teaching_assignments.update(ends=None)
    type(section.term).objects.filter(pk=section.term_id).update(ends=section.term.ends + timedelta(days=9000))
    before = timezone.now() - timedelta(days=100)  # overrides reach back 60 days, and none before the map
    ContinuumVersion.objects.filter(state="published").update(published_at=before)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        yield School(mr_okafor, admin, maya, continuum, clock)


def stored() -> dict[int, dict[str, Any]]:
    """Everything that stored masteries say."""
    return {row.competency_id: {name: getattr(row, name) for name in SAID} for row in Mastery.objects.all()}


def live_through(school: School, history: list[Any]) -> None:
    for what, *how in history:
        school.happens(what, *how)
    up_to_date(school.student)
    kept_up = stored()
    result = audit()
    assert (result.differences, result.in_flight) == ([], 0)
    recompute(student_id=school.student.pk, again=True)
    assert stored() == kept_up


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever happens in the block has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, max_size=14))
def test_keeping_up_equals_a_full_rebuild(school: School, history: list[Any]) -> None:
    started = timezone.now()
    with taken_back():
        live_through(school, history)
    school.clock.move_to(started)


@pytest.mark.long
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, max_size=30))
def test_keeping_up_equals_a_full_rebuild_at_length(school: School, history: list[Any]) -> None:
    started = timezone.now()
    with taken_back():
        live_through(school, history)
    school.clock.move_to(started)
