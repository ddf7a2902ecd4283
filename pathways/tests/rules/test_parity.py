"""A district sees on its first day here the figures of its old system: both families, on generated lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pathways.rules.judge_lines import answer
from pathways.tests.rules.old_systems import outcome, portfolio

Line = dict[str, Any]
FIRST = datetime(2026, 1, 5, 7, 30, tzinfo=UTC)
OUTCOME_METHODS = ("weighted_average", "decaying_average", "n_times", "latest", "highest", "mean")
SCORES = st.one_of(
    st.integers(0, 4),
    st.sampled_from([0.5, 1.5, 2.5, 2.99, 2.995, 3.5, 3.005]),
    st.integers(0, 400).map(lambda percent: percent / 100),
)


@st.composite
def moments(draw: st.DrawFn, *, days: bool = True) -> str:
    """A day or an instant within few, so that many tie; instants in several offsets."""
    moment = FIRST + timedelta(days=draw(st.integers(0, 4)), hours=draw(st.sampled_from([0, 0, 14, 23])))
    shape = draw(st.sampled_from(["day", "utc", "offset", "plain"] if days else ["utc", "utc", "offset"]))
    if shape == "day":
        return moment.date().isoformat()
    if shape == "offset":
        hours = draw(st.sampled_from([-11, -5, 2, 13]))
        return moment.astimezone(timezone(timedelta(hours=hours))).isoformat()
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if shape == "utc" else "")


@st.composite
def outcome_lines(draw: st.DrawFn) -> Line:
    """One outcome with its scores, under any of its methods."""
    method = draw(st.sampled_from(OUTCOME_METHODS))
    policy: Line = {"method": method, "round_before_compare": 2}
    if method == "n_times":
        policy["n"] = draw(st.integers(1, 5))
    if method.endswith("_average"):
        percent = draw(st.sampled_from([65, 65, 75, 1, 0, 50, 99, 100, 33]))
        policy["weight"] = draw(st.sampled_from([percent / 100, f"{percent / 100}"]))
    scores = draw(st.lists(SCORES, min_size=1, max_size=9))
    prefix = draw(st.sampled_from(["", "", "e"]))
    ids = draw(st.permutations(range(5, 5 + len(scores))))
    seqs = draw(st.sampled_from([None, draw(st.permutations(range(len(scores))))]))
    evidence = [
        {"id": f"{prefix}{ids[i]}", "standard": "S1", "level": score, "on": draw(moments()), "kind": "summative"}
        | ({} if seqs is None else {"seq": seqs[i]})
        for i, score in enumerate(scores)
    ]
    scale = {"proficient": draw(st.sampled_from([3.0, 3, 2.5, 3.5])), "top": draw(st.sampled_from([4.0, 5.0]))}
    zone = draw(st.sampled_from([{}, {"tz": "America/New_York"}, {"tz": "Asia/Kathmandu"}]))
    return {"id": "outcome", "scale": scale, "policy": policy, "evidence": evidence} | zone


@st.composite
def portfolio_lines(draw: st.DrawFn) -> Line:
    """One level of a portfolio: skills with their requirements, and entries that are rated, missed or overridden."""
    skills = [f"ELA.1.{i + 1}" for i in range(draw(st.integers(1, 5)))]
    level = draw(st.sampled_from([1, 2, 9, 9, 10, 11, 12]))
    ratings = st.one_of(st.integers(max(1, level - 3), level + 3), st.sampled_from([1, 8.5, 9.25]))
    entry = st.one_of(
        ratings.map(lambda rating: {"level": rating}),
        st.sampled_from([{"mark": "missed"}, {"mark": "missed"}, {"mark": "override"}]),
    )
    entries = draw(st.lists(entry, max_size=16))
    ids = draw(st.permutations(range(95, 95 + len(entries))))
    evidence = [
        {
            "id": str(ids[i]),
            "standard": draw(st.sampled_from([*skills, "ELA.9.9"])),
            "on": draw(moments(days=False)),
            "kind": "summative",
        }
        | one
        for i, one in enumerate(entries)
    ]
    policy = {
        "preset": "portfolio-level",
        "level": level,
        "baseline": draw(st.sampled_from([None, None, None, 8.3, 9.67, 9.25, 9.0, 8.35, 0.5, 0])),
        "evidence_required": {skill: draw(st.integers(0, 4)) for skill in skills},
    }
    return {"id": "portfolio", "policy": policy, "evidence": evidence}


def agree(line: Line, calculator: Callable[[Line], Line]) -> None:
    """Both give the same figures, within what a printed number can hold."""
    got, expected = answer(json.dumps(line)), calculator(line)
    assert "error" not in got
    for name, value in expected.items():
        if isinstance(value, Fraction):
            assert isinstance(got[name], int | float), name
            assert abs(Fraction(str(got[name])) - value) < Fraction(1, 10**9), name
        else:
            assert (got[name], type(got[name])) == (value, type(value)), name


def the_outcomes_agree(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(outcome_lines())
    def agrees(line: Line) -> None:
        agree(line, outcome)

    agrees()


def the_portfolios_agree(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(portfolio_lines())
    @example(_all_but_half_a_point_of_progress())
    def agrees(line: Line) -> None:
        agree(line, portfolio)

    agrees()


def _all_but_half_a_point_of_progress() -> Line:
    """Half the required pieces exactly: from there on a start is worked out from the skills that have one."""
    evidence = [
        {"id": str(i), "standard": "A", "level": 9 + i, "on": "2026-01-05T08:00:00Z", "kind": "summative"}
        for i in range(2)
    ]
    policy = {"preset": "portfolio-level", "level": 9, "evidence_required": {"A": 2, "B": 2}}
    return {"id": "half", "policy": policy, "evidence": evidence}


def test_the_figures_of_outcomes_are_reproduced() -> None:
    the_outcomes_agree(250)


def test_the_figures_of_portfolios_are_reproduced() -> None:
    the_portfolios_agree(250)


@pytest.mark.long
def test_the_figures_of_ten_thousand_lines_are_reproduced() -> None:
    the_outcomes_agree(5000)
    the_portfolios_agree(5000)
