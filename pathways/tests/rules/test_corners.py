"""Corners of the design in which two of its sentences meet: what `manage.py judge` answers there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pathways.rules.judge_lines import check

Line = dict[str, Any]


def piece(what: object, on: str, standard: str = "A", **more: Any) -> Line:
    """Summative work: a level, or a word for a mark; it is named after its standard and day."""
    rated = {"mark": what} if isinstance(what, str) else {"level": what}
    return {"id": f"{standard} {on}", "standard": standard, "on": on, "kind": "summative"} | rated | more


def line(policy: Line, *evidence: Line, **more: Any) -> Line:
    """A line on four points, proficient at three."""
    return {"id": "corner", "scale": {"proficient": 3, "top": 4}, "policy": policy, "evidence": list(evidence)} | more


def asks(*standards: str, optional: tuple[str, ...] = ()) -> list[Line]:
    return [{"id": id_, "required": id_ not in optional} for id_ in standards]


CORNERS: dict[str, tuple[Line, Line]] = {
    "a lower fresh piece is not counted by highest: only one as high confirms": (
        line({"method": "highest", "gates": {"within_months": 1}}, piece(4, "2026-01-01"), piece(3, "2026-03-01")),
        {"status": "to_confirm", "mastered": True, "score": 4, "needed": [{"level": 4, "on": "2026-03-01"}]},
    ),
    "fresh summative work stands above older and higher practice, by status first": (
        line(
            {"method": "highest", "counts": "all", "gates": {"within_months": 1}},
            piece(4, "2026-01-01", kind="formative"),
            piece(3, "2026-03-01"),
        ),
        {"status": "mastered", "score": 3, "view": "summative", "set_aside": [{"why": "would lower"}]},
    ),
    "old work that counts below the gate is not yet, and not to be confirmed": (
        line(
            {"method": "mean", "gates": {"within_months": 1, "min_level": 2}},
            piece(1, "2026-01-01"),
            piece(5, "2026-01-02"),
            scale={"proficient": 3, "top": 5},
            as_of="2026-06-01",
        ),
        {"status": "not_yet", "score": 3, "mastered": False, "needed": None},
    ),
    "too little evidence is said before too low a level": (
        line({"method": "latest", "gates": {"distinct_days": 2, "min_level": 3}}, piece(1, "2026-01-01")),
        {"status": "needs_evidence", "score": 1},
    ),
    "mode takes what there is, and the newer of a tie": (
        line({"method": "mode", "n": 5}, piece(4, "2026-01-01"), piece(2, "2026-01-02")),
        {"score": 2, "counted": ["A 2026-01-01", "A 2026-01-02"]},
    ),
    "best_n takes what there is": (
        line({"method": "best_n", "n": 5}, piece(4, "2026-01-01"), piece(2, "2026-01-02")),
        {"score": 3, "counted": ["A 2026-01-01", "A 2026-01-02"]},
    ),
    "enough tries that are not good enough are not yet, whatever the others want, where one is asked for": (
        line(
            {"method": "n_times", "n": 2, "combine": {"name": "at_least_k", "k": 1}},
            piece(2, "2026-01-01"),
            piece(2, "2026-01-02"),
            standards=asks("A", "B"),
        ),
        {"status": "not_yet", "score": None},
    ),
    "under all a standard without work is said before one without success": (
        line(
            {"method": "n_times", "n": 2},
            piece(2, "2026-01-01"),
            piece(2, "2026-01-02"),
            standards=asks("A", "B"),
        ),
        {"status": "needs_evidence", "score": None},
    ),
    "fewer than k scored standards have no score": (
        line(
            {"method": "latest", "combine": {"name": "at_least_k", "k": 2}},
            piece(4, "2026-01-01"),
            standards=asks("A", "B"),
        ),
        {"status": "needs_evidence", "score": None, "needed": [{"standard": "B", "level": 3}]},
    ),
    "an optional standard without work weighs nothing": (
        line(
            {"method": "latest", "combine": "weighted_mean"},
            piece(3, "2026-01-01"),
            standards=[{"id": "A", "weight": 1}, {"id": "B", "required": False, "weight": 9}],
        ),
        {"status": "mastered", "score": 3},
    ),
    "pieces on each standard are asked of the required ones": (
        line(
            {"method": "latest", "combine": "mean", "gates": {"min_evidence": {"per": "standard", "count": 1}}},
            piece(3, "2026-01-01"),
            standards=asks("A", "B", optional=("B",)),
        ),
        {"status": "mastered", "gates": [{"have": 1, "need": 1, "met": True}]},
    ),
    "work on an optional standard is an amount, although it enters no score": (
        line(
            {"method": "latest", "gates": {"min_evidence": {"per": "competency", "count": 2}, "min_level": 3}},
            piece(3, "2026-01-01"),
            piece(1, "2026-01-02", "B"),
            standards=asks("A", "B", optional=("B",)),
        ),
        {"status": "mastered", "score": 3, "set_aside": [{"id": "B 2026-01-02", "why": "optional standard"}]},
    ),
    "exempt from all that is required is exempt, whatever an optional standard shows": (
        line(
            {"method": "latest", "combine": "mean"},
            piece("exempt", "2026-01-01"),
            piece(4, "2026-01-01", "B"),
            standards=asks("A", "B", optional=("B",)),
        ),
        {"status": "exempt", "mastered": False, "needed": []},
    ),
    "an exemption does not reach back before its day": (
        line({"method": "latest"}, piece(3, "2026-01-01"), piece("exempt", "2026-01-05"), as_of="2026-01-04"),
        {"status": "mastered", "set_aside": [{"why": "after as of"}]},
    ),
    "an exemption that was not recorded yet is not known": (
        line(
            {"method": "latest"},
            piece(3, "2026-01-01", recorded="2026-01-01T10:00:00Z"),
            piece("exempt", "2026-01-02", recorded="2026-02-01T10:00:00Z"),
            known_at="2026-01-31",
        ),
        {"status": "mastered", "set_aside": [{"why": "not known"}]},
    ),
    "a mark moves the day judged like any other piece": (
        line(
            {"method": "latest", "gates": {"within_months": 1}}, piece(3, "2026-01-01"), piece("missed", "2026-03-01")
        ),
        {"status": "to_confirm"},
    ),
    "ids of digits compare as numbers where all else is equal": (
        line({"method": "latest"}, *[piece(i, "2026-01-01", id=id_) for i, id_ in ((1, "10"), (4, "9"))]),
        {"score": 1, "counted": ["10"]},
    ),
    "a day stands before an instant of that day": (
        line(
            {"method": "latest"}, piece(1, "2026-01-01", seq=9), piece(4, "2026-01-01T00:00:00Z", id="midnight", seq=1)
        ),
        {"score": 4, "counted": ["midnight"]},
    ),
    "a later diagnostic is the start, and not the first try": (
        line(
            {"method": "latest"},
            piece(1, "2026-01-01"),
            piece(2, "2026-01-02", kind="diagnostic"),
            piece(4, "2026-01-03"),
        ),
        {"growth": 2},
    ),
    "growth with half the required standards, and not with fewer": (
        line(
            {"method": "latest", "combine": {"name": "at_least_k", "k": 1}},
            piece(1, "2026-01-01"),
            piece(3, "2026-01-02"),
            standards=asks("A", "B", "C"),
        ),
        {"score": 3, "growth": None},
    ),
    "a score between two levels has the lower one": (
        line(
            {"method": "mean"},
            piece(1, "2026-01-01"),
            piece(2.4, "2026-01-02"),
            scale={"proficient": 3, "top": 4, "levels": [1, 1.5, 3, 4]},
        ),
        {"score": 1.7, "level": 1.5},
    ),
    "a score below the lowest level has none": (
        line({"method": "latest"}, piece(0.5, "2026-01-01")),
        {"score": 0.5, "level": None, "status": "not_yet"},
    ),
    "half-way is rounded away from zero where a policy rounds at all": (
        line({"method": "mean", "round_before_compare": 2}, piece(2.99, "2026-01-01"), piece(3, "2026-01-02")),
        {"score": 3, "status": "mastered"},
    ),
    "and not where it does not": (
        line({"method": "mean"}, piece(2.99, "2026-01-01"), piece(3, "2026-01-02")),
        {"score": 2.995, "status": "not_yet"},
    ),
    "ready leaves the amount aside, and keeps what is asked of quality": (
        line(
            {"method": "mean", "gates": {"distinct_days": 9, "min_level": 2}},
            piece(1, "2026-01-01"),
            piece(4, "2026-01-02", kind="formative"),
            piece(4, "2026-01-03"),
        ),
        {"status": "needs_evidence", "ready": False, "still_below": []},
    ),
}


@pytest.mark.parametrize("corner", CORNERS)
def test_a_corner_is_answered_as_the_design_says(corner: str) -> None:
    given, expected = CORNERS[corner]
    assert check(json.dumps({"input": given, "expected": expected})) == []
