"""The preset ``portfolio-level`` on the worked cases of the system it reproduces."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pathways.rules.judge_lines import answer


def told(*skills: tuple[int, str], level: int = 9, baseline: float | None = None) -> dict[str, Any]:
    """The figures for skills given as (required, entries in time order: a level, M for missed, O for override)."""
    evidence, required = [], {}
    for i, (count, entries) in enumerate(skills):
        required[f"S{i}"] = count
        for entry in entries.split():
            mark = {"M": "missed", "O": "override"}.get(entry)
            rated = {"mark": mark} if mark else {"level": int(entry)}
            moment = f"2019-01-01T00:{len(evidence):02}:00Z"
            evidence.append({"id": str(len(evidence)), "standard": f"S{i}", "on": moment, "kind": "summative"} | rated)
    policy = {"preset": "portfolio-level", "level": level, "baseline": baseline, "evidence_required": required}
    return answer(json.dumps({"policy": policy, "evidence": evidence}))


@pytest.mark.parametrize(
    ("skills", "more", "progress", "average", "growth", "missed", "complete"),
    [
        (((4, "9 11"),) * 3, {}, 0.5, 10, 1, 0, False),
        (((2, "7 7 9 10"), (2, "9 9")), {}, 1, 9.3, 1.3, 0, True),
        (((2, "10 9 7 7"), (2, "9 9")), {}, 1, 9.3, -0.2, 0, True),
        (((2, "8 8"), (2, "8 8")), {}, 1, 8, 0, 0, False),
        (((2, "8 9"), (2, "8 9")), {}, 1, 8.5, 0.5, 0, True),
        (((2, "9 M"), (2, "9 9")), {}, 0.75, 9, 0, 1, False),
        (((2, "M 9 9"),), {}, 1, 9, 0, 0, True),
        (((2, "M O"), (2, "9 9")), {}, 1, 9, 0, 0, True),
        (((2, "O"), (2, "O")), {}, 1, None, None, 0, True),
        (((2, "9 10"), (2, "9 10")), {"baseline": 8.3}, 1, 9.5, 1.2, 0, True),
        (((2, "8 10"), (2, "")), {}, 0.5, 9, 1, 0, False),
        (((3, "8 10"), (3, "")), {}, 0.33, 9, None, 0, False),
        (((0, "12"), (2, "10 9")), {}, 1, 9.5, -0.5, 0, True),
        (((2, "M O"), (2, "M O"), (2, "M"), (2, "M"), (2, "M")), {}, 0.4, None, None, 3, False),
        (((4, "M 6 7 8 O"), (4, "M 6 7 8"), (4, "M 6 7 8")), {}, 0.83, 7, 1, 2, False),
        (((4, "8 9 9 10"), (4, "8 9 9 11"), (4, "9"), (4, "")), {"level": 11}, 0.56, 9.1, 0.8, 0, False),
    ],
)
def test_a_published_case(
    skills: tuple[tuple[int, str], ...],
    more: dict[str, Any],
    progress: float,
    average: float | None,
    growth: float | None,
    missed: int,
    complete: bool,
) -> None:
    got = told(*skills, **more)
    assert (got["progress"], got["average"], got["growth"]) == (progress, average, growth)
    assert (got["missed"], got["level_complete"]) == (missed, complete)


def test_it_rounds_before_it_compares() -> None:
    skills = ((4, "8 8 8 8"), (4, "8 8 8 8"), (4, "8 8 8 9"), (4, "9 9 9 9"), (4, "9 9 9 9"))
    got = told(*skills)
    assert (got["average"], got["level_complete"]) == (8.5, True)


def test_nothing_required_is_complete() -> None:
    assert told((0, ""))["progress"] == 1
