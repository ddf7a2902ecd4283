"""The sweep brings up to date whatever no message did, one process at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from competencies.models import PolicyVersion
from pathways.actions import rebuilding
from pathways.actions.heartbeats import say_alive, say_goodbye
from pathways.actions.leases import take_lease
from pathways.actions.recomputing import Outcome
from pathways.actions.sweeping import LEASE, sweep
from pathways.models import LearnerState, Lease, WorkerHeartbeat
from pathways.queries.health import failing_learners, worker_seen
from pathways.signals import judged
from pathways.tests.kit import assert_true_to_the_ledger, raise_expectations, rate, state_of, up_to_date
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db


def test_a_lost_message_is_healed(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    assert sweep().report.outcomes[Outcome.WRITTEN] == 1
    assert_true_to_the_ledger(learners=1)


@pytest.mark.parametrize("limit", [2, 500])
def test_a_whole_class_is_swept_in_portions(
    section: Section, mr_okafor: User, continuum: TestContinuum, limit: int
) -> None:
    for student in school_kit.make_class(section, 5):
        rate(mr_okafor, student, continuum, "Unit rates", 3)
    assert sweep(limit=limit).report.outcomes[Outcome.WRITTEN] == 5
    assert_true_to_the_ledger(learners=5)


def test_a_sweep_without_time_says_that_there_is_more(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    swept = sweep(seconds=-1)
    assert (swept.more, swept.report.outcomes[Outcome.WRITTEN]) == (True, 0)
    assert sweep().report.outcomes[Outcome.WRITTEN] == 1


def test_a_publication_is_followed_by_a_sweep_alone(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    up_to_date(maya)
    raise_expectations(maya)
    sweep()
    assert state_of(maya).expectations == 2
    assert_true_to_the_ledger(learners=1)


def test_only_one_process_sweeps(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    lease = take_lease(name=LEASE, seconds=30)
    assert lease is not None
    assert not sweep().held
    lease.release()
    assert sweep().report.outcomes[Outcome.WRITTEN] == 1


def test_a_lease_whose_holder_died_is_free_when_it_expires_and_known_to_be_abandoned(db: None) -> None:
    first = take_lease(name="a right", seconds=30)
    assert first is not None
    assert not first.abandoned
    assert take_lease(name="a right", seconds=30) is None
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    second = take_lease(name="a right", seconds=30)
    assert second is not None
    assert second.abandoned
    assert not first.renew()
    assert second.renew()
    first.release()
    assert take_lease(name="a right", seconds=30) is None
    second.release()
    third = take_lease(name="a right", seconds=30)
    assert third is not None
    assert not third.abandoned


def test_after_a_killed_sweep_each_learner_is_tried_with_care(
    section: Section, mr_okafor: User, continuum: TestContinuum
) -> None:
    """A ledger that kills its worker is found out: its learner waits, the others do not."""
    giant, other = school_kit.make_class(section, 2)
    for student in (giant, other):
        rate(mr_okafor, student, continuum, "Unit rates", 3)

    class Killed(BaseException):
        pass

    def kill(student_id: int, **_: Any) -> None:
        if student_id == giant.pk:
            raise Killed

    judged.connect(kill)
    try:
        for _ in range(3):
            Lease.objects.update_or_create(
                name=LEASE, defaults={"holder": "killed", "expires_at": timezone.now() - timedelta(seconds=1)}
            )
            LearnerState.objects.filter(not_before__isnull=False).update(not_before=timezone.now())
            with pytest.raises(Killed):
                sweep()
        assert state_of(giant).attempts == 3
        Lease.objects.update(holder="killed", expires_at=timezone.now() - timedelta(seconds=1))
        assert sweep().report.outcomes[Outcome.WRITTEN] == 1
    finally:
        judged.disconnect(kill)
    assert state_of(other).computed_through == 1
    assert state_of(giant).computed_through == 0


def test_a_learner_that_keeps_failing_backs_off_and_is_shown_to_staff(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)

    def fail(**_: Any) -> None:
        raise ArithmeticError("secret words")

    judged.connect(fail)
    try:
        waits = []
        for _ in range(5):
            assert sweep().report.outcomes[Outcome.FAILED] == 1
            assert sweep().report.outcomes[Outcome.FAILED] == 0
            waits.append(state_of(maya).not_before)
            LearnerState.objects.update(not_before=timezone.now())
    finally:
        judged.disconnect(fail)
    assert waits == sorted(waits)
    assert failing_learners() == [(maya.pk, 5, "ArithmeticError")]
    sweep()
    assert failing_learners() == []
    assert_true_to_the_ledger(learners=1)


def test_a_worker_says_that_it_is_alive_and_takes_its_leave(db: None) -> None:
    WorkerHeartbeat.objects.create(worker="long gone", seen_at=timezone.now() - timedelta(days=3))
    say_alive(worker="worker@school")
    say_alive(worker="worker@school", refused=2)
    assert list(WorkerHeartbeat.objects.values_list("worker", "refused")) == [("worker@school", 2)]
    assert worker_seen() is not None
    say_goodbye(worker="worker@school")
    assert worker_seen() is None


def test_after_a_publication_those_whose_results_change_come_first(
    section: Section, mr_okafor: User, continuum: TestContinuum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a class only the last learner's status changes under the new rule: that learner is recomputed first."""
    monkeypatch.setattr(rebuilding, "MANY_BEHIND", 3)
    students = school_kit.make_class(section, 6)
    for student in students:
        rate(mr_okafor, student, continuum, "Unit rates", *((3, 3) if student == students[-1] else (3, 3, 3, 3)))
    sweep()
    publish_gates(students[0], {"min_evidence": {"per": "competency", "count": 4}})
    order: list[int] = []

    def note(student_id: int, **_: Any) -> None:
        order.append(student_id)

    judged.connect(note)
    try:
        sweep()
    finally:
        judged.disconnect(note)
    assert order == [students[-1].pk, *sorted(one.pk for one in students[:-1])]
    assert_true_to_the_ledger(learners=6)


def publish_gates(student: Student, gates: dict[str, Any]) -> None:
    """Publish the rule with other gates."""
    last = PolicyVersion.objects.filter(district=student.district).latest("number")
    PolicyVersion.objects.create(
        district=last.district, policy=last.policy, number=last.number + 1, state="published",
        published_at=timezone.now(), value={**last.value, "gates": gates},
    )  # fmt: skip
    raise_expectations(student)
