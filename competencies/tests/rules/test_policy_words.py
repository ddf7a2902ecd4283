"""A policy in words, its warnings, and the scales it makes no sense on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competencies.rules.messages import Message
from competencies.rules.policy import DEFAULT_POLICY, Gate, Policy
from competencies.rules.policy_json import read_policy, write_policy
from competencies.rules.policy_words import check_policy_on_scale, policy_in_words, warnings_about
from competencies.rules.refusals import RefusedError
from competencies.rules.scale import Scale, check_scale

FOUR_POINTS = Scale(Decimal(3), Decimal(4))
MET = Scale(Decimal(1), Decimal(1), Decimal(0))


def test_the_default_policy_in_words() -> None:
    assert policy_in_words(DEFAULT_POLICY) == (
        Message("policy.method.mode", {"n": 3}),
        Message("policy.combine.all"),
        Message("policy.counts.summative"),
        Message("policy.gate.min_evidence.standard", {"need": 1}),
        Message("policy.gate.min_evidence.competency", {"need": 2}),
        Message("policy.gate.distinct_days", {"need": 2}),
    )


def test_roles_and_rounding_are_said_where_they_are_unusual() -> None:
    policy = Policy("latest", roles=frozenset({"teacher", "peer"}), round_before_compare=2)
    assert [message.code for message in policy_in_words(policy)][-2:] == ["policy.roles", "policy.round_before_compare"]
    assert [message.code for message in warnings_about(policy)] == [
        "policy.warning.good_work_can_lower",
        "policy.warning.rounds_before_comparing",
    ]


@pytest.mark.parametrize(
    ("policy", "warning"),
    [
        (Policy("highest"), None),
        (DEFAULT_POLICY, "policy.warning.good_work_can_lower"),
        (Policy("mode", n=5), "policy.warning.good_work_can_cost_mastery"),
        (Policy("power_law"), "policy.warning.good_work_can_cost_mastery"),
    ],
)
def test_the_editor_warns_where_good_work_can_lower_a_score(policy: Policy, warning: str | None) -> None:
    assert [message.code for message in warnings_about(policy)] == ([warning] if warning else [])


@pytest.mark.parametrize("method", ["mean", "decaying_average", "weighted_average", "power_law"])
def test_averages_are_refused_where_proficient_is_the_top(method: str) -> None:
    policy = Policy(method, weight=Decimal("0.5"))
    check_policy_on_scale(policy, FOUR_POINTS)
    with pytest.raises(RefusedError, match=r"policy\.method"):
        check_policy_on_scale(policy, MET)


def test_a_power_law_is_refused_on_a_scale_with_a_zero() -> None:
    with pytest.raises(RefusedError, match=r"policy\.method.*zero"):
        check_policy_on_scale(Policy("power_law"), Scale(Decimal(3), Decimal(4), Decimal(0)))


def test_a_quality_gate_must_name_a_level_of_the_scale() -> None:
    with pytest.raises(RefusedError, match=r"policy\.gates\.min_level"):
        check_policy_on_scale(Policy("latest", gates=(Gate("min_level", Decimal(5)),)), FOUR_POINTS)


@pytest.mark.parametrize("field", ["n", "within_months", "min_source_types"])
def test_a_number_beyond_all_reason_is_refused(field: str) -> None:
    value = {"method": "mode", "n": 3, "gates": {}} | ({"n": 10**9} if field == "n" else {"gates": {field: 10**9}})
    with pytest.raises(RefusedError, match=field):
        read_policy(value)


def test_a_number_the_method_does_not_use_is_left_out() -> None:
    assert read_policy({"method": "latest", "n": 3, "weight": 0.65}) == Policy("latest")
    with pytest.raises(RefusedError, match=r"policy\.weight"):
        read_policy({"method": "latest", "weight": 65})


def test_a_policy_survives_being_stored() -> None:
    policy = Policy(
        "decaying_average",
        weight=Decimal("0.65"),
        combine="at_least_k",
        k=2,
        gates=(Gate("min_evidence", 1, "standard"), Gate("require_transfer", True), Gate("min_level", Decimal("1.5"))),
        round_before_compare=0,
    )
    assert read_policy(write_policy(policy)) == policy
    assert read_policy(write_policy(DEFAULT_POLICY)) == DEFAULT_POLICY


@pytest.mark.parametrize(
    ("scale", "field"),
    [
        (Scale(Decimal(3), Decimal(4), Decimal(5)), "scale.min"),
        (Scale(Decimal(5), Decimal(4)), "scale.proficient"),
        (Scale(Decimal(1), Decimal(2), levels=(Decimal(2), Decimal(1))), "scale.levels"),
        (Scale(Decimal(1), Decimal(3), levels=(Decimal(1), Decimal(2))), "scale.levels"),
        (Scale(Decimal(1), Decimal(2), levels=(Decimal(1), Decimal(2)), names=("Met",)), "scale.names"),
    ],
)
def test_a_scale_that_contradicts_itself_is_refused(scale: Scale, field: str) -> None:
    with pytest.raises(RefusedError, match=field):
        check_scale(scale)


def test_levels_steps_and_names() -> None:
    named = Scale(Decimal(2), Decimal(4), levels=(Decimal(1), Decimal(2), Decimal(4)), names=("Begun", "Met", "Beyond"))
    assert [named.level_of(Decimal(score)) for score in ("0.9", "1", "3.9", "4", "9")] == [None, 1, 2, 4, 4]
    assert [named.step_of(Decimal(score)) for score in ("0.9", "1", "3.9", "4")] == [0, 1, 2, 3]
    assert (named.name_of(Decimal(4)), named.name_of(None)) == ("Beyond", "")
    assert named.proficient_and_up() == (2, 4)
    assert FOUR_POINTS.proficient_and_up() == (3, 4)
    assert [FOUR_POINTS.level_of(Decimal(score)) for score in ("0.9", "1", "3.9", "4")] == [None, 1, 3, 4]
    assert FOUR_POINTS.level_of(Decimal(3) - Decimal("1E-27") + Decimal("1E-27")) == 3
