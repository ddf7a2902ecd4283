"""A change of the ledger marks its learners stale, in the same transaction."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.actions.record import record_evidence
from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from pathways.actions.marking import make_missing_states, mark_stale
from pathways.models import LearnerState
from pathways.queries.staleness import staleness_of
from pathways.tests.kit import entry, rate, state_of, up_to_date
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db


def test_first_work_gives_a_student_a_state(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2)
    state = state_of(maya)
    assert (state.version, state.computed_through, state.district_id) == (1, 0, maya.district_id)
    assert state.stale_since == state.changed_at


def test_each_save_raises_the_version_once_whatever_its_size(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2, 3, 3)
    rate(mr_okafor, maya, continuum, "Percent problems", 2)
    assert state_of(maya).version == 2


def test_a_stale_learner_keeps_the_moment_of_the_first_unanswered_change(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2)
    first = state_of(maya).stale_since
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    assert state_of(maya).stale_since == first
    assert state_of(maya).changed_at > first
    up_to_date(maya)
    rate(mr_okafor, maya, continuum, "Unit rates", 4)
    assert state_of(maya).stale_since > first


@pytest.mark.parametrize("size", [2, 40])
def test_a_class_set_is_marked_with_one_query(section: Section, size: int) -> None:
    students = school_kit.make_class(section, size)
    mark_stale(district_id=section.district_id, student_ids=[students[0].pk])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        mark_stale(district_id=section.district_id, student_ids=[one.pk for one in students])
    assert len([one for one in queries if "INSERT" in one["sql"]]) == len(queries) == 1
    assert LearnerState.objects.count() == size
    assert state_of(students[0]).version == 2


def test_what_is_rolled_back_marks_nobody(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    with transaction.atomic():
        rate(mr_okafor, maya, continuum, "Unit rates", 2)
        transaction.set_rollback(True)
    assert not LearnerState.objects.exists()


def test_the_worker_is_rung_for_once_per_save_and_only_after_the_commit(
    section: Section,
    mr_okafor: User,
    continuum: TestContinuum,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    rung: list[tuple[list[int], bool]] = []
    monkeypatch.setattr("pathways.receivers.doorbell.ring_for", lambda ids, *, bulk: rung.append((list(ids), bulk)))
    students = school_kit.make_class(section, 3)
    with django_capture_on_commit_callbacks(execute=False) as callbacks:  # type: ignore[operator]  # the fixture is a function
        record_evidence(
            by=mr_okafor,
            district=section.district,
            entries=[entry(one, continuum, "Unit rates", 3) for one in students],
        )
        assert rung == []
    for callback in callbacks:
        callback()
    assert rung == [(sorted(one.pk for one in students), False)]


def test_a_student_whose_state_is_lost_is_given_one(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2)
    LearnerState.objects.all().delete()
    assert make_missing_states() == 1
    assert not staleness_of([maya.pk])[maya.pk].current
