"""When a stage's required competencies are mastered an advancement is proposed, once, and people decide."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.actions.void import void_evidence
from assessments.models import Evidence
from cbe.testing.continuum import TestContinuum
from competencies.models import Stage
from pathways.actions.advancing import (
    AlreadyDecided,
    BeingUpdated,
    NoLongerMastered,
    ReasonNeeded,
    ReasonRefused,
    confirm_advancement,
    decline_advancement,
    keep_advancement,
    reverse_advancement,
)
from pathways.actions.delivering import deliver_effects
from pathways.models import Advancement, Effect
from pathways.tests.kit import master, raise_expectations, rate, up_to_date
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db
State = Advancement.State


@pytest.fixture
def proposed(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Advancement:
    """Maya has mastered all of stage Ratios 7."""
    master(mr_okafor, maya, continuum, "Unit rates", "Percent problems")
    up_to_date(maya)
    deliver_effects()
    return Advancement.objects.get()


def fall(maya: Student, mr_okafor: User) -> None:
    void_evidence(by=mr_okafor, evidence=Evidence.objects.filter(action="rating").latest("pk"), reason="A mistake")


def test_half_a_stage_proposes_nothing(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    master(mr_okafor, maya, continuum, "Unit rates")
    up_to_date(maya)
    assert not Effect.objects.exists()


def test_a_complete_stage_is_proposed_the_same_day(proposed: Advancement, maya: Student) -> None:
    assert proposed.state == State.PROPOSED
    assert proposed.stage == Stage.objects.get(texts__title="Ratios 7")
    assert proposed.proposed_on == today(maya.district)
    assert proposed.student == maya


def test_a_proposal_is_made_once_whatever_follows(
    proposed: Advancement, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 4)
    up_to_date(maya)
    raise_expectations(maya)
    up_to_date(maya)
    deliver_effects()
    deliver_effects()
    assert Advancement.objects.count() == 1


def test_an_effect_waits_while_the_learner_is_stale(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    master(mr_okafor, maya, continuum, "Unit rates", "Percent problems")
    up_to_date(maya)
    rate(mr_okafor, maya, continuum, "Ratio language", 2)
    assert deliver_effects() == 0
    assert not Advancement.objects.exists()
    up_to_date(maya)
    assert deliver_effects() == 1
    assert Advancement.objects.count() == 1


def test_an_effect_whose_ground_has_gone_proposes_nothing(
    maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    master(mr_okafor, maya, continuum, "Unit rates", "Percent problems")
    up_to_date(maya)
    fall(maya, mr_okafor)
    up_to_date(maya)
    assert deliver_effects() == 1
    assert not Advancement.objects.exists()


def test_a_teacher_confirms_and_it_is_dated(proposed: Advancement, mr_okafor: User) -> None:
    done = confirm_advancement(advancement=proposed, by=mr_okafor, lock=0)
    assert (done.state, done.decided_by, done.decided_on) == (
        State.CONFIRMED, mr_okafor, today(proposed.district),
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["", "   ", "\u200b\u200b"])
def test_declining_needs_a_reason(proposed: Advancement, mr_okafor: User, reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        decline_advancement(advancement=proposed, by=mr_okafor, lock=0, reason=reason)


@pytest.mark.parametrize("reason", ["x" * 1_001, "half\x00", "\u202eturned around"])
def test_a_reason_that_cannot_be_kept_is_refused_by_its_field_and_nothing_is_decided(
    proposed: Advancement, mr_okafor: User, reason: str
) -> None:
    said: dict[str, Any] = {"advancement": proposed, "by": mr_okafor, "lock": 0, "reason": reason}
    for act in (confirm_advancement, decline_advancement, reverse_advancement, keep_advancement):
        with pytest.raises(ReasonRefused) as found:
            act(**said)
        assert found.value.problem.field == "reason"
    proposed.refresh_from_db()
    assert (proposed.state, proposed.lock) == (State.PROPOSED, 0)


def test_a_declined_stage_is_proposed_again_only_when_it_is_completed_anew(
    proposed: Advancement, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    decline_advancement(advancement=proposed, by=mr_okafor, lock=0, reason="Once more with larger numbers, please")
    rate(mr_okafor, maya, continuum, "Unit rates", 4)
    up_to_date(maya)
    assert not Effect.objects.filter(done_at__isnull=True).exists()
    fall(maya, mr_okafor)
    Evidence.objects.filter(standard=continuum["Percent problems"].standard)
    last = Evidence.objects.filter(standard=continuum["Percent problems"].standard, action="rating").latest("pk")
    void_evidence(by=mr_okafor, evidence=last, reason="A mistake")
    up_to_date(maya)
    rate(mr_okafor, maya, continuum, "Percent problems", 3)
    up_to_date(maya)
    deliver_effects()
    assert sorted(Advancement.objects.values_list("state", flat=True)) == [State.DECLINED, State.PROPOSED]


def test_of_two_who_decide_at_once_the_second_is_told(
    proposed: Advancement, mr_okafor: User, principal_adeyemi: User
) -> None:
    confirm_advancement(advancement=proposed, by=mr_okafor, lock=0)
    with pytest.raises(AlreadyDecided) as told:
        decline_advancement(advancement=proposed, by=principal_adeyemi, lock=0, reason="Not yet")
    assert told.value.advancement.state == State.CONFIRMED


def test_nothing_is_decided_from_what_may_be_out_of_date(
    proposed: Advancement, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 1)
    with pytest.raises(BeingUpdated):
        confirm_advancement(advancement=proposed, by=mr_okafor, lock=0)


def test_a_fall_raises_a_question_and_undoes_nothing(proposed: Advancement, maya: Student, mr_okafor: User) -> None:
    confirm_advancement(advancement=proposed, by=mr_okafor, lock=0)
    fall(maya, mr_okafor)
    up_to_date(maya)
    assert deliver_effects() == 1
    proposed.refresh_from_db()
    assert proposed.state == State.CONFIRMED
    assert proposed.questioned_at is not None
    kept = keep_advancement(advancement=proposed, by=mr_okafor, lock=1, reason="Shown again in class today")
    assert (kept.state, kept.questioned_at) == (State.CONFIRMED, None)


def test_a_proposal_that_lost_its_ground_cannot_be_confirmed(
    proposed: Advancement, maya: Student, mr_okafor: User
) -> None:
    fall(maya, mr_okafor)
    up_to_date(maya)
    with pytest.raises(NoLongerMastered):
        confirm_advancement(advancement=proposed, by=mr_okafor, lock=0)


def test_a_confirmation_can_be_taken_back_with_a_reason(proposed: Advancement, mr_okafor: User) -> None:
    confirm_advancement(advancement=proposed, by=mr_okafor, lock=0)
    back = reverse_advancement(advancement=proposed, by=mr_okafor, lock=1, reason="Confirmed for the wrong student")
    assert (back.state, back.lock) == (State.REVERSED, 2)


def test_an_effect_that_fails_is_tried_again_later(
    maya: Student, mr_okafor: User, continuum: TestContinuum, monkeypatch: pytest.MonkeyPatch
) -> None:
    master(mr_okafor, maya, continuum, "Unit rates", "Percent problems")
    up_to_date(maya)

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr("pathways.actions.delivering._propose", broken)
        assert deliver_effects() == 0
    effect = Effect.objects.get()
    assert (effect.done_at, effect.attempts, effect.last_error) == (None, 1, "ValueError")
    assert deliver_effects() == 0
    Effect.objects.update(not_before=None)
    assert deliver_effects() == 1
    assert Advancement.objects.count() == 1
