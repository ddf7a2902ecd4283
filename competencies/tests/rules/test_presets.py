"""The named rules a district can choose, and the strict reading of a rule taken over whole."""

from __future__ import annotations

from typing import Any

import pytest

from competencies.rules.policy import DEFAULT_POLICY, METHODS, Policy
from competencies.rules.policy_json import read_policy, write_policy
from competencies.rules.policy_typed import read_typed, typed_of
from competencies.rules.presets import PRESETS, Preset, preset_named, preset_of
from competencies.rules.refusals import RefusedError

TAKEN_OVER = {"preset": "portfolio-level", "evidence_required": 3}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_a_preset_is_a_rule_that_is_read_and_written_the_same(preset: Preset) -> None:
    assert write_policy(preset.policy) == preset.value
    assert preset_named(preset.key) is preset
    assert preset_of(preset.policy) is preset


def test_the_first_preset_is_the_rule_every_district_begins_with() -> None:
    assert PRESETS[0].policy == DEFAULT_POLICY
    assert preset_named("no such rule") is None


def test_no_two_presets_say_the_same_and_each_has_a_method_of_ours() -> None:
    assert len({one.key for one in PRESETS}) == len({str(one.value) for one in PRESETS}) == len(PRESETS)
    assert {one.policy.method for one in PRESETS} <= set(METHODS)


def test_an_adjusted_preset_is_still_known_by_its_name() -> None:
    weighted = preset_named("outcomes-weighted")
    assert weighted is not None
    assert preset_of(read_policy(weighted.adjusted(weight="0.8"))) is weighted
    with pytest.raises(TypeError, match="no n to adjust"):
        weighted.adjusted(n=3)


def test_a_rule_of_the_districts_own_is_no_preset() -> None:
    assert preset_of(Policy("median")) is None
    assert preset_of(Policy("latest")) is None


def test_a_rule_taken_over_whole_says_how_much_evidence_it_requires() -> None:
    policy = read_policy({**TAKEN_OVER, "version": "4"})
    assert (policy.preset, policy.evidence_required, policy.version) == ("portfolio-level", 3, "4")
    assert write_policy(policy) == TAKEN_OVER


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"preset": "magic", "evidence_required": 3}, "policy.preset"),
        ({"preset": "portfolio-level"}, "policy.evidence_required"),
        ({**TAKEN_OVER, "evidence_required": 0}, "policy.evidence_required"),
        ({**TAKEN_OVER, "evidence_required": {"A": 2}}, "policy.evidence_required"),
        ({**TAKEN_OVER, "method": "latest"}, "policy.method"),
        ({**TAKEN_OVER, "gates": {}}, "policy.gates"),
        ({**TAKEN_OVER, "round_before_compare": 1}, "policy.round_before_compare"),
        ({"method": "latest", "evidence_required": 3}, "policy.evidence_required"),
        ({"method": "latest", "preset": None}, "policy.preset"),
    ],
)
def test_a_rule_taken_over_whole_refuses_anything_else_by_name(value: dict[str, Any], field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_policy(value)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "value",
    [
        {"method": "mode", "n": 1000, "gates": {"distinct_days": 60, "within_months": 1000, "min_depth": "recall"}},
        {
            "method": "weighted_average",
            "weight": "0.005",
            "roles": ["self"],
            "counts": "all",
            "round_before_compare": 0,
        },
        {"method": "n_times", "n": 1, "combine": {"name": "at_least_k", "k": 9}, "gates": {"min_level": "0"}},
        {"method": "median", "combine": "weighted_mean", "gates": {"min_average": "2.625", "require_transfer": True}},
        TAKEN_OVER,
    ],
)
def test_whatever_a_stored_rule_says_can_be_typed(value: dict[str, Any]) -> None:
    typed = read_typed(typed_of(read_policy(value)))
    assert not typed.wrong
    assert typed.policy == read_policy(value)
