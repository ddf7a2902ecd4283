"""The audit replays every ledger and finds whatever is stored otherwise."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cbe.testing.continuum import TestContinuum
from pathways.actions.auditing import audit
from pathways.actions.glancing import NIGHTS, glance
from pathways.models import LearnerState, Mastery
from pathways.tasks import nightly_audit
from pathways.tests.kit import assert_true_to_the_ledger, rate, up_to_date
from people.models import Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged_maya(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Student:
    """Maya with two competencies, both up to date."""
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    rate(mr_okafor, maya, continuum, "Ratio language", 2)
    up_to_date(maya)
    return maya


TAMPERED: dict[str, dict[str, Any]] = {
    "a status": {"status": "not_yet"},
    "a score": {"score": 4},
    "a level": {"level": None},
    "a trace": {"trace": {}},
    "the day it was reached": {"reached_on": None},
    "the engine": {"engine": 0},
}


def test_an_honest_school_has_no_differences(judged_maya: Student) -> None:
    result = audit()
    assert (result.learners, result.rows, result.differences, result.in_flight) == (1, 2, [], 0)


@pytest.mark.parametrize("values", TAMPERED.values(), ids=TAMPERED.keys())
def test_the_audit_finds_and_repairs(judged_maya: Student, continuum: TestContinuum, values: dict[str, Any]) -> None:
    Mastery.objects.filter(competency=continuum["Unit rates"].competency).update(**values)
    result = audit(repair=True)
    assert [one.fields for one in result.differences] == [tuple(values)]
    assert result.repaired == 1
    assert_true_to_the_ledger()


def test_a_lost_row_is_missing_and_a_row_without_ground_is_extra(
    judged_maya: Student, continuum: TestContinuum
) -> None:
    row = Mastery.objects.get(competency=continuum["Unit rates"].competency)
    Mastery.objects.filter(pk=row.pk).update(competency=continuum["Negative numbers"].competency)
    found = {one.competency_id: one.fields for one in audit(repair=True).differences}
    assert found == {
        continuum["Unit rates"].competency.pk: ("missing",),
        continuum["Negative numbers"].competency.pk: ("extra",),
    }
    assert_true_to_the_ledger()


def test_a_learner_in_flight_is_counted_and_not_failed(
    judged_maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, judged_maya, continuum, "Unit rates", 1)
    result = audit()
    assert (result.in_flight, result.differences) == (1, [])


def test_the_nightly_audit_goes_on_where_it_stopped(judged_maya: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    Mastery.objects.update(score=0)
    rung: list[dict[str, int]] = []
    monkeypatch.setattr(nightly_audit, "apply_async", lambda kwargs, retry: rung.append(kwargs))
    nightly_audit.run()
    nightly_audit.run(**rung[0])
    assert rung == [{"after": judged_maya.pk}]
    assert_true_to_the_ledger()


def test_the_command_exits_1_on_a_difference_and_names_it(judged_maya: Student, continuum: TestContinuum) -> None:
    out = io.StringIO()
    call_command("audit", stdout=out)
    assert "Differences: 0" in out.getvalue()
    Mastery.objects.filter(competency=continuum["Unit rates"].competency).update(score=1)
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "--json", stdout=said)
    assert ended.value.code == 1
    named = {"student": judged_maya.pk, "competency": continuum["Unit rates"].competency.pk, "fields": ["score"]}
    assert json.loads(said.getvalue()) == {
        "learners": 1, "in_flight": 0, "compared": 1, "rows": 2, "repaired": 0, "differences": [named],
    }  # fmt: skip


@pytest.mark.parametrize("way", [(), ("--twin",)])
def test_where_everybody_is_in_flight_the_command_says_that_nothing_was_compared(
    judged_maya: Student, mr_okafor: User, continuum: TestContinuum, way: tuple[str, ...]
) -> None:
    rate(mr_okafor, judged_maya, continuum, "Unit rates", 1)
    with pytest.raises(SystemExit) as ended:
        call_command("audit", *way, stdout=(out := io.StringIO()))
    assert ended.value.code == 2
    assert "Nothing was compared: everybody is still to be recomputed" in out.getvalue()
    assert "Differences" not in out.getvalue()
    with pytest.raises(SystemExit):
        call_command("audit", *way, "--json", stdout=(said := io.StringIO()))
    assert (json.loads(said.getvalue())["compared"], json.loads(said.getvalue())["in_flight"]) == (0, 1)


def test_an_audit_before_there_is_anybody_says_so() -> None:
    call_command("audit", stdout=(out := io.StringIO()))
    assert "Nothing was compared: there are no learners yet." in out.getvalue()


def test_recompute_brings_the_stale_up_to_date(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    out = io.StringIO()
    call_command("recompute", "--dry-run", stdout=out)
    assert "Masteries that would change: 1" in out.getvalue()
    assert not Mastery.objects.exists()
    call_command("recompute", "--json", stdout=(said := io.StringIO()))
    assert json.loads(said.getvalue())["learners"]["written"] == 1
    assert_true_to_the_ledger(learners=1)


def test_recompute_all_rebuilds_from_the_ledger_alone(judged_maya: Student) -> None:
    before = list(Mastery.objects.order_by("competency").values_list("competency", "score", "status", "reached_on"))
    Mastery.objects.all().delete()
    LearnerState.objects.all().delete()
    call_command("recompute", "--all", stdout=io.StringIO())
    assert (
        list(Mastery.objects.order_by("competency").values_list("competency", "score", "status", "reached_on"))
        == before
    )
    assert_true_to_the_ledger(learners=1)


def test_recompute_of_nobody_says_so(maya: Student) -> None:
    with pytest.raises(CommandError, match="no student 424242"):
        call_command("recompute", "--student", "424242", stdout=io.StringIO())


SEEN_AT_ONCE = ("a status", "a score", "a level")


@pytest.mark.parametrize("what", SEEN_AT_ONCE)
def test_the_twin_finds_a_wrong_result_the_same_night(
    judged_maya: Student, continuum: TestContinuum, what: str
) -> None:
    Mastery.objects.filter(competency=continuum["Unit rates"].competency).update(**TAMPERED[what])
    seen = glance(repair=True)
    assert [one.fields for one in seen.differences] == [tuple(TAMPERED[what])]
    assert (seen.learners, seen.judgements, seen.suspects, seen.replayed.repaired) == (1, 2, 1, 1)
    assert_true_to_the_ledger()
    assert glance().differences == []


def test_what_only_the_replay_can_see_is_found_within_a_week(judged_maya: Student, continuum: TestContinuum) -> None:
    Mastery.objects.filter(competency=continuum["Unit rates"].competency).update(trace={})
    nights = [len(glance(repair=True, night=night).differences) for night in range(NIGHTS)]
    assert sorted(nights) == [0] * (NIGHTS - 1) + [1]
    assert_true_to_the_ledger()


def test_the_twin_sees_what_is_missing_and_what_has_no_ground(judged_maya: Student, continuum: TestContinuum) -> None:
    row = Mastery.objects.get(competency=continuum["Unit rates"].competency)
    Mastery.objects.filter(pk=row.pk).update(competency=continuum["Negative numbers"].competency)
    assert {one.fields for one in glance(repair=True).differences} == {("missing",), ("extra",)}
    assert_true_to_the_ledger()


def test_a_learner_in_flight_is_left_alone_at_a_glance(
    judged_maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, judged_maya, continuum, "Unit rates", 1)
    seen = glance()
    assert (seen.in_flight, seen.judgements, seen.differences) == (1, 0, [])


def test_a_twin_that_errs_is_told_apart_from_a_wrong_row(judged_maya: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathways.actions.glancing.differing", lambda now, was, columns: {judged_maya.pk})
    seen = glance(repair=True)
    assert [(one.student_id, one.fields) for one in seen.differences] == [(judged_maya.pk, ("twin",))]
    assert seen.replayed.repaired == 0


def test_the_command_compares_everybody_at_once(judged_maya: Student, continuum: TestContinuum) -> None:
    call_command("audit", "--twin", stdout=(out := io.StringIO()))
    assert "Learners compared: 1" in out.getvalue()
    assert "Their share: 0.000%" in out.getvalue()
    Mastery.objects.filter(competency=continuum["Unit rates"].competency).update(score=1)
    with pytest.raises(SystemExit):
        call_command("audit", "--twin", "--json", stdout=(said := io.StringIO()))
    assert json.loads(said.getvalue())["differences"][0]["fields"] == ["score"]
