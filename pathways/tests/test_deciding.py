"""Overrides, adapted expectations and exemptions in the conclusions: at once, dated, reversible, never silent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions.adjusting import adapt_expectation, exempt_student, take_back
from assessments.actions.record import record_evidence
from assessments.actions.void import void_evidence
from assessments.models import Evidence
from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_override, many_decisions
from pathways.actions.delivering import deliver_effects
from pathways.actions.marking import make_missing_states
from pathways.actions.sweeping import sweep
from pathways.models import Advancement, LearnerState, Mastery
from pathways.queries.decisions import read_decisions
from pathways.queries.expecting import expected_of
from pathways.queries.judging import cases, work_of
from pathways.queries.ledgers import read_ledgers
from pathways.queries.past import end_of
from pathways.tests.kit import assert_true_to_the_ledger, entry, master, mastery_of, rate, state_of, up_to_date
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


def stand(student: Student, continuum: TestContinuum) -> tuple[str, Decimal | None, bool]:
    row = mastery_of(student, continuum, "Unit rates")
    return row.status, row.level, row.mastered


def test_an_override_makes_the_learner_stale_at_once_and_stands_beside_the_engines_own(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2, 2)
    up_to_date(maya)
    before = state_of(maya).version
    made = an_override(mr_okafor, maya, continuum, 3)
    assert state_of(maya).version == before + 1
    assert state_of(maya).stale_since is not None
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Unit rates")
    assert (row.status, row.level, row.mastered, row.override) == ("mastered", 3, True, made)
    assert (row.own_status, row.own_level, row.score) == ("not_yet", 2, 2)
    assert row.reached_on == today(maya.district)
    assert_true_to_the_ledger(learners=1)


def test_an_override_needs_no_evidence_and_its_reversal_leaves_nothing_behind(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    made = an_override(mr_okafor, maya, continuum, 4)
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Unit rates")
    assert (row.status, row.level, row.own_status, row.pieces) == ("mastered", 4, "no_evidence", 0)
    take_back(by=mr_okafor, decision=made, reason="Meant Daniel")
    up_to_date(maya)
    assert stand(maya, continuum) == ("no_evidence", None, False)
    assert mastery_of(maya, continuum, "Unit rates").own_status == ""
    assert_true_to_the_ledger()


def test_the_override_made_last_holds_and_taking_it_back_brings_the_earlier_one_back(
    maya: Student, mr_okafor: User, principal_adeyemi: User, continuum: TestContinuum
) -> None:
    an_override(mr_okafor, maya, continuum, 3)
    second = an_override(mr_okafor, maya, continuum, 2)
    up_to_date(maya)
    assert stand(maya, continuum) == ("not_yet", 2, False)
    take_back(by=principal_adeyemi, decision=second, reason="We looked at it together")
    up_to_date(maya)
    assert stand(maya, continuum) == ("mastered", 3, True)


def test_an_override_begins_and_ends_by_itself_though_nothing_happens_that_day(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    day = today(maya.district)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        master(mr_okafor, maya, continuum, "Unit rates")
        an_override(mr_okafor, maya, continuum, 2, starts=day + timedelta(days=2), ends=day + timedelta(days=4))
        seen = []
        for _ in range(6):
            sweep()
            row = mastery_of(maya, continuum, "Unit rates")
            seen.append((row.level, row.valid_until and (row.valid_until - day).days))
            clock.shift(timedelta(days=1))
    assert seen == [(3, 1), (3, 1), (2, 4), (2, 4), (2, 4), (3, None)]


def test_a_past_day_knows_the_overrides_made_by_its_end(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    first = today(maya.district)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        rate(mr_okafor, maya, continuum, "Unit rates", 2, 2)
        clock.shift(timedelta(days=1))
        made = an_override(mr_okafor, maya, continuum, 3, starts=first)
        clock.shift(timedelta(days=1))
        take_back(by=mr_okafor, decision=made, reason="Read again")
        assert [judged_on(maya, first + timedelta(days=n)) for n in range(3)] == ["not_yet", "mastered", "not_yet"]


def judged_on(student: Student, day: date) -> str:
    expected, moment = expected_of(student.district), end_of(day, student.district)
    ledger, decisions = read_ledgers([student.pk])[student.pk], read_decisions([student.pk])[student.pk]
    case = cases(work_of(ledger, decisions, known_at=moment), expected, decisions, known_at=moment)[0]
    return case.stand(case.judged(day, moment)).status


def test_modified_work_counts_on_the_days_an_adapted_expectation_is_in_force(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    day, place = today(maya.district), continuum["Unit rates"]
    work = [entry(maya, continuum, "Unit rates", 3, days_ago=ago, support="modified") for ago in (9, 3, 2)]
    record_evidence(by=mr_okafor, district=maya.district, entries=work)
    up_to_date(maya)
    assert stand(maya, continuum) == ("no_evidence", None, False)
    made = adapt_expectation(
        by=mr_okafor, student=maya, competency_id=place.competency.pk, descriptor="Two quantities, whole numbers",
        starts=day - timedelta(days=5), reason="Agreed with the family", key="a",
    )  # fmt: skip
    up_to_date(maya)
    assert stand(maya, continuum) == ("mastered", 3, True)
    assert mastery_of(maya, continuum, "Unit rates").pieces == 2
    take_back(by=mr_okafor, decision=made, reason="No longer needed")
    up_to_date(maya)
    assert stand(maya, continuum) == ("no_evidence", None, False)
    assert_true_to_the_ledger()


def test_a_persons_own_judgement_rests_on_no_exemption(
    maya: Student, principal_adeyemi: User, mr_okafor: User, continuum: TestContinuum
) -> None:
    """Beside an override no "with exemptions": that is said of what the evidence alone says, once it holds again."""
    place = continuum["Unit rates"]
    exempt_student(
        by=principal_adeyemi, student=maya, competency_id=place.competency.pk, standard_ids=[place.standard.pk],
        starts=today(maya.district), reason="Moved from abroad", key="x",
    )  # fmt: skip
    made = an_override(mr_okafor, maya, continuum, 3)
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Unit rates")
    assert (row.status, row.mastered, row.own_status, row.exemptions) == ("mastered", True, "exempt", False)
    assert_true_to_the_ledger()
    take_back(by=mr_okafor, decision=made, reason="The exemption says it")
    up_to_date(maya)
    assert mastery_of(maya, continuum, "Unit rates").exemptions


def test_an_exemption_is_told_with_the_mastery_it_helped_to_and_goes_when_it_is_voided(
    maya: Student, principal_adeyemi: User, mr_okafor: User, continuum: TestContinuum
) -> None:
    place = continuum["Unit rates"]
    made = exempt_student(
        by=principal_adeyemi, student=maya, competency_id=place.competency.pk, standard_ids=[place.standard.pk],
        starts=today(maya.district), reason="Moved from abroad", key="x",
    )  # fmt: skip
    up_to_date(maya)
    row = mastery_of(maya, continuum, "Unit rates")
    assert (row.status, row.exemptions) == ("exempt", True)
    void_evidence(by=principal_adeyemi, evidence=Evidence.objects.get(pk=made.rows[0].id), reason="Stays after all")
    up_to_date(maya)
    assert not Mastery.objects.filter(exemptions=True).exists()
    assert_true_to_the_ledger()


def test_an_override_counts_for_moving_on_and_its_reversal_asks_a_person(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    stage = expected_of(maya.district).stages
    needed = next(ids for ids in stage.values() if continuum["Unit rates"].competency.pk in ids)
    others = [title for title in continuum.places if continuum[title].competency.pk in needed and title != "Unit rates"]
    master(mr_okafor, maya, continuum, *others)
    made = an_override(mr_okafor, maya, continuum, 3)
    up_to_date(maya)
    deliver_effects()
    advancement = Advancement.objects.get(student=maya)
    assert advancement.questioned_at is None
    take_back(by=mr_okafor, decision=made, reason="Too early")
    up_to_date(maya)
    deliver_effects()
    advancement.refresh_from_db()
    assert advancement.questioned_at is not None


def test_a_lost_state_of_somebody_only_decided_about_is_made_again(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    an_override(mr_okafor, maya, continuum, 3)
    LearnerState.objects.all().delete()
    assert make_missing_states() == 1
    sweep()
    assert stand(maya, continuum) == ("mastered", 3, True)


def test_a_recompute_asks_the_same_queries_whatever_was_decided(
    maya: Student, mr_okafor: User, principal_adeyemi: User, continuum: TestContinuum
) -> None:
    an_override(mr_okafor, maya, continuum, 3)
    up_to_date(maya)
    costs = []
    for count in (1, 9):
        many_decisions(mr_okafor, principal_adeyemi, maya, continuum, count, first=count)
        with CaptureQueriesContext(connection) as queries:
            up_to_date(maya)
        costs.append([one["sql"].split()[0].strip("(") for one in queries])
    assert costs == [[*["SELECT"] * 5, "SAVEPOINT", "UPDATE", "INSERT", "RELEASE"]] * 2
