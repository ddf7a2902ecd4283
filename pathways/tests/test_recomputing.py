"""A recompute brings stored conclusions up to the ledger, whatever else happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.record import record_evidence
from assessments.actions.void import void_evidence
from assessments.models import Evidence
from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from pathways.actions.recomputing import Outcome, recompute, recompute_all
from pathways.models import LearnerState, Mastery
from pathways.rules.judge import ENGINE
from pathways.signals import judged
from pathways.tests.kit import (
    assert_true_to_the_ledger,
    entry,
    mastery_of,
    raise_expectations,
    rate,
    state_of,
    up_to_date,
)
from people.models import Section, Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


@contextmanager
def while_judging(what: Any) -> Iterator[None]:
    """Do something, once, between the judging of a ledger and the storing of what was concluded."""

    def listen(**said: Any) -> None:
        judged.disconnect(listen)
        what(**said)

    judged.connect(listen)
    yield
    judged.disconnect(listen)


def test_two_proficient_pieces_on_two_days_are_mastery(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    ids = rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    assert up_to_date(maya).outcomes[Outcome.WRITTEN] == 1
    row, now = mastery_of(maya, continuum, "Unit rates"), today(maya.district)
    assert (row.status, row.mastered, row.score, row.level, row.pieces) == ("mastered", True, 3, 3, 2)
    assert (row.latest_on, row.reached_on, row.as_of, row.through) == (now, now, now, 1)
    assert (row.policy_version_id, row.continuum_version_id) == (continuum.policy.pk, continuum.version.pk)
    assert row.trace["counted"] == ids
    assert row.ready


def test_a_recompute_leaves_the_learner_current(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    up_to_date(maya)
    state = state_of(maya)
    assert (state.computed_through, state.expectations, state.engine) == (1, 1, ENGINE)
    assert state.stale_since is None
    assert state.computed_at is not None
    assert_true_to_the_ledger(learners=1)


def test_asking_twice_costs_one_look(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    up_to_date(maya)
    before = state_of(maya).computed_at
    with CaptureQueriesContext(connection) as queries:
        assert up_to_date(maya).outcomes == {Outcome.CURRENT: 1, Outcome.UNKNOWN: 0, Outcome.MOVED: 0}
    assert len(queries) == 1
    assert state_of(maya).computed_at == before


@pytest.mark.parametrize("more", [0, 25])
def test_a_recompute_costs_the_same_queries_whatever_the_size_of_the_ledger(
    maya: Student, mr_okafor: User, continuum: TestContinuum, more: int
) -> None:
    up_to_date(maya)
    rate(mr_okafor, maya, continuum, "Unit rates", 2, *[2] * more)
    up_to_date(maya)
    rate(mr_okafor, maya, continuum, "Unit rates", 2)
    with CaptureQueriesContext(connection) as queries:
        up_to_date(maya)
    words = [one["sql"].split()[0].strip("(") for one in queries]
    assert words == [*["SELECT"] * 4, "SAVEPOINT", "UPDATE", "INSERT", "RELEASE"]


def test_only_what_changed_is_written(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    rate(mr_okafor, maya, continuum, "Ratio language", 2)
    assert up_to_date(maya).rows == 2
    rate(mr_okafor, maya, continuum, "Ratio language", 3)
    assert up_to_date(maya).rows == 1
    assert mastery_of(maya, continuum, "Unit rates").through == 2
    assert mastery_of(maya, continuum, "Ratio language").through == 3


def test_voided_work_no_longer_counts_and_says_so(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    first, second = rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    up_to_date(maya)
    void_evidence(by=mr_okafor, evidence=Evidence.objects.get(pk=second), reason="Typed on the wrong line")
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Unit rates")
    assert (row.status, row.mastered, row.reached_on) == ("needs_evidence", False, None)
    assert (row.trace["counted"], row.trace["set_aside"]) == ([first], [[second, "voided"]])
    assert_true_to_the_ledger()


def test_evidence_that_arrives_while_judging_is_judged_too(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2, 2)
    with while_judging(lambda **_: rate(mr_okafor, maya, continuum, "Unit rates", 4, 4, 4)):
        report = up_to_date(maya)
    assert (report.outcomes[Outcome.WRITTEN], report.moved) == (1, [])
    assert state_of(maya).computed_through == 2
    assert mastery_of(maya, continuum, "Unit rates").score == 4
    assert_true_to_the_ledger()


def test_a_learner_whose_ledger_never_rests_is_left_stale_and_rung_for_again(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2)

    def listen(**_: Any) -> None:
        rate(mr_okafor, maya, continuum, "Unit rates", 3)

    judged.connect(listen)
    try:
        report = up_to_date(maya)
    finally:
        judged.disconnect(listen)
    assert report.moved == [maya.pk]
    assert not Mastery.objects.exists()
    assert state_of(maya).stale_since is not None
    up_to_date(maya)
    assert_true_to_the_ledger()


def test_two_recomputes_of_the_same_learner_at_once_write_once(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    with while_judging(lambda **_: up_to_date(maya)):
        report = up_to_date(maya)
    assert report.outcomes[Outcome.CURRENT] == 1
    assert report.rows == 0
    assert Mastery.objects.count() == 1


def test_an_older_engine_never_replaces_what_a_newer_one_concluded(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)

    def newer_engine(**_: Any) -> None:
        LearnerState.objects.filter(pk=maya.pk).update(engine=ENGINE + 1, computed_through=1)

    with while_judging(newer_engine):
        assert up_to_date(maya).outcomes[Outcome.NEWER] == 1
    assert not Mastery.objects.exists()
    rate(mr_okafor, maya, continuum, "Unit rates", 1)
    assert up_to_date(maya).outcomes[Outcome.NEWER] == 1
    assert state_of(maya).engine == ENGINE + 1


def test_a_newer_engine_makes_every_learner_stale_and_judges_anew(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    up_to_date(maya)
    LearnerState.objects.update(engine=ENGINE - 1)
    Mastery.objects.update(engine=ENGINE - 1)
    assert up_to_date(maya).rows == 1
    assert mastery_of(maya, continuum, "Unit rates").engine == ENGINE


def test_a_publication_while_judging_makes_the_recompute_start_again(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    with while_judging(lambda **_: raise_expectations(maya)):
        up_to_date(maya)
    assert state_of(maya).expectations == 1
    assert up_to_date(maya).outcomes[Outcome.WRITTEN] == 1
    assert state_of(maya).expectations == 2


def test_conclusions_without_ground_disappear(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Unit rates")
    row.pk, row.competency = None, continuum["Ratio language"].competency
    row.save()
    assert recompute(student_id=maya.pk, again=True).rows == 1
    assert list(Mastery.objects.values_list("competency", flat=True)) == [continuum["Unit rates"].competency.pk]


def test_work_dated_tomorrow_counts_from_tomorrow(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    piece = Evidence.objects.get()
    tomorrow = today(maya.district) + timedelta(days=1)
    values = {field.attname: getattr(piece, field.attname) for field in Evidence._meta.fields}
    Evidence.objects.create(**{**values, "id": None, "key": "tomorrow", "on": tomorrow})
    up_to_date(maya)
    assert state_of(maya).valid_until == today(maya.district)
    assert mastery_of(maya, continuum, "Unit rates").pieces == 1


def test_one_learner_that_fails_holds_nobody_up_and_is_not_forgotten(
    section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    other = school_kit.make_class(section, 1)[0]
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    rate(mr_okafor, other, continuum, "Unit rates", 3)

    def fail_for_maya(student_id: int, **_: Any) -> None:
        if student_id == maya.pk:
            raise ValueError("Maya's private words")

    judged.connect(fail_for_maya)
    try:
        report = recompute_all(student_ids=[maya.pk, other.pk])
    finally:
        judged.disconnect(fail_for_maya)
    assert (report.outcomes[Outcome.FAILED], report.outcomes[Outcome.WRITTEN]) == (1, 1)
    state = state_of(maya)
    assert (state.attempts, state.last_error) == (1, "ValueError")
    assert state.not_before is not None
    assert state.computed_through < state.version
    up_to_date(maya)
    assert (state_of(maya).attempts, state_of(maya).last_error, state_of(maya).not_before) == (0, "", None)


@pytest.mark.parametrize("poison", [[999_999_999], ["17"], [None, {}, 1.5, -1, 2**70], [True]])
def test_a_message_nobody_understands_harms_nobody(maya: Student, poison: list[Any]) -> None:
    assert recompute_all(student_ids=poison).outcomes == {Outcome.UNKNOWN: len(poison), Outcome.MOVED: 0}
    assert not Mastery.objects.exists()


def test_a_dry_run_counts_and_writes_nothing(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    assert recompute(student_id=maya.pk, dry_run=True).rows == 1
    assert not Mastery.objects.exists()
    assert state_of(maya).computed_through == 0


def test_every_kind_of_mark_and_work_replays_to_what_is_stored(
    maya: Student, mr_okafor: User, principal_adeyemi: User, continuum: TestContinuum
) -> None:
    work = [
        entry(maya, continuum, "Unit rates", 2, days_ago=9, kind="diagnostic"),
        entry(maya, continuum, "Unit rates", 4, days_ago=8, kind="formative", source_type="project"),
        entry(maya, continuum, "Unit rates", 3, days_ago=7, source_type="test", context="home", transfer=True),
        entry(maya, continuum, "Unit rates", 4, days_ago=6, support="modified"),
        entry(maya, continuum, "Unit rates", None, days_ago=5, mark="missed"),
        entry(maya, continuum, "Unit rates", 3, days_ago=4, depth="strategic"),
        entry(maya, continuum, "Plans the work", 2, days_ago=3),
    ]
    record_evidence(by=mr_okafor, district=maya.district, entries=work)
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Unit rates")
    assert (row.status, row.score, row.growth) == ("mastered", Decimal(3), Decimal(1))
    assert_true_to_the_ledger(learners=1)
