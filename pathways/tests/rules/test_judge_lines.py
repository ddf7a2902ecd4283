"""`manage.py judge`, without the command: lines in, lines out, refusals that name the field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cbe.testing.real_data import real
from pathways.rules.judge_lines import agrees, answer, check

PIECE = {"id": "e1", "standard": "Unit rates", "level": 3, "on": "2026-03-09", "kind": "summative"}
LINE: dict[str, Any] = {
    "id": "Maya",
    "scale": {"proficient": 3, "top": 4},
    "policy": {"method": "latest"},
    "evidence": [PIECE],
}


def told(**changes: Any) -> dict[str, Any]:
    """The answer to the line with changes."""
    return answer(json.dumps(LINE | changes))


def with_piece(**changes: Any) -> dict[str, Any]:
    """The answer to the line whose piece is changed; None takes a field away."""
    return told(evidence=[{key: value for key, value in (PIECE | changes).items() if value is not None}])


def test_a_line_is_answered_with_the_judgement_and_its_trace() -> None:
    assert told() == {
        "id": "Maya",
        "score": 3,
        "level": 3,
        "status": "mastered",
        "mastered": True,
        "counted": ["e1"],
        "set_aside": [],
        "gates": [],
        "needed": [],
        "growth": 0,
        "confidence": "low",
        "ready": True,
        "still_below": [],
        "view": "summative",
        "valid_until": None,
    }


def test_needed_and_set_aside_are_told_in_full() -> None:
    pieces = [PIECE | {"level": 2}, PIECE | {"id": "e0", "on": "2026-03-01", "level": 1}]
    answered = told(
        evidence=pieces, policy={"method": "latest", "gates": {"min_evidence": {"per": "standard", "count": 1}}}
    )
    assert answered["set_aside"] == [{"id": "e0", "why": "earlier"}]
    assert answered["gates"] == [{"gate": "min_evidence", "have": 2, "need": 1, "met": True, "per": "standard"}]
    assert answered["needed"] == [
        {
            "standard": "Unit rates",
            "level": 3,
            "on": "2026-03-09",
            "seq": 1,
            "kind": "summative",
            "role": "teacher",
        }
    ]


def test_what_is_needed_can_be_given_back_as_evidence() -> None:
    policy = {"method": "mode", "n": 3, "gates": {"min_source_types": 2, "distinct_days": 3, "require_transfer": True}}
    needed = told(policy=policy)["needed"]
    pieces = [PIECE, *({"id": f"next {i}"} | piece for i, piece in enumerate(needed))]
    assert told(policy=policy)["mastered"] is False
    assert told(policy=policy, evidence=pieces)["mastered"] is True


def test_why_not_is_a_sentence_with_the_way_out() -> None:
    answered = with_piece(level=1) | {}
    assert "why_not" not in answered
    barred = told(policy={"method": "mean", "gates": {"min_level": 4}})
    assert barred["needed"] is None
    assert barred["why_not"].startswith("min_level: a counted piece is below it")


def test_optional_standards_are_set_aside_in_these_words() -> None:
    standards = [{"id": "Unit rates", "required": False}, {"id": "Ratios"}]
    assert told(standards=standards)["set_aside"] == [{"id": "e1", "why": "optional standard"}]


def test_no_evidence_at_all_is_an_answer() -> None:
    answered = told(evidence=[], standards=[{"id": "Unit rates"}])
    assert (answered["status"], answered["score"], answered["growth"], answered["confidence"]) == (
        "no_evidence",
        None,
        None,
        None,
    )


def test_an_instants_day_is_its_date_in_the_time_zone() -> None:
    late = {"on": "2026-03-10T02:30:00Z", "recorded": "2026-03-10T02:31:00Z"}
    assert with_piece(**late)["counted"] == ["e1"]
    line = {"evidence": [PIECE | late], "as_of": "2026-03-09"}
    assert told(**line)["status"] == "no_evidence"
    assert told(**line, tz="America/New_York")["status"] == "mastered"


def test_known_at_takes_a_moment_or_the_end_of_a_day() -> None:
    recorded = PIECE | {"recorded": "2026-03-10T12:00:00Z"}
    assert told(evidence=[recorded], known_at="2026-03-09")["set_aside"] == [{"id": "e1", "why": "not known"}]
    assert told(evidence=[recorded], known_at="2026-03-10")["counted"] == ["e1"]
    assert told(evidence=[recorded], known_at="2026-03-10T12:00:00+00:00")["counted"] == ["e1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scale": None}, "scale"),
        ({"scale": {"top": 4}}, "scale.proficient"),
        ({"scale": {"proficient": 5, "top": 4}}, "scale.proficient"),
        ({"scale": {"proficient": "3", "top": 4}}, "scale.proficient"),
        ({"scale": {"proficient": 3, "top": 4, "levels": [1, 3, 2, 4]}}, "scale.levels"),
        ({"scale": {"proficient": 3, "top": 4, "bottom": 1}}, "scale.bottom"),
        ({"policy": {"method": "magic"}}, "policy.method"),
        ({"policy": {"method": "mode"}}, "policy.n"),
        ({"policy": {"method": "decaying_average", "weight": 1.5}}, "policy.weight"),
        ({"policy": {"method": "latest", "gates": {"min_luck": 1}}}, "policy.gates.min_luck"),
        (
            {"policy": {"method": "latest", "gates": {"min_evidence": {"per": "year", "count": 1}}}},
            "policy.gates.min_evidence.per",
        ),
        ({"policy": {"method": "latest", "combine": {"name": "at_least_k"}}}, "policy.combine.k"),
        ({"policy": {"preset": "magic"}}, "policy.preset"),
        ({"policy": {"preset": "portfolio-level", "level": 9}}, "policy.evidence_required"),
        ({"evidence": None}, "evidence"),
        ({"evidence": [3]}, "evidence[0]"),
        ({"evidence": [PIECE, PIECE | {"level": 4}]}, "evidence.id"),
        ({"standards": [{"id": "a"}, {"id": "a"}]}, "standards[1].id"),
        ({"standards": [{"id": "a", "weight": -1}]}, "standards[0].weight"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"tz": "../../etc/passwd"}, "tz"),
        ({"id": [1]}, "id"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_bad_line_is_refused_by_the_name_of_its_field(changes: dict[str, Any], field: str) -> None:
    assert told(**changes)["error"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": "three"}, "level"),
        ({"level": True}, "level"),
        ({"level": 5}, "level"),
        ({"level": -1}, "level"),
        ({"level": None}, "level"),
        ({"mark": "missed"}, "level"),
        ({"level": None, "mark": "lost"}, "mark"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "9999-12-31"}, "on"),
        ({"on": "2026-W10-1"}, "on"),
        ({"on": None}, "on"),
        ({"kind": "homework"}, "kind"),
        ({"kind": None}, "kind"),
        ({"role": "parent"}, "role"),
        ({"depth": "deep"}, "depth"),
        ({"transfer": "yes"}, "transfer"),
        ({"seq": 1.5}, "seq"),
        ({"recorded": "2026-03-09"}, "recorded"),
        ({"id": ""}, "id"),
        ({"standard": None}, "standard"),
        ({"grade": "A"}, "grade"),
    ],
)
def test_a_bad_piece_is_refused_by_the_name_of_its_field(changes: dict[str, Any], field: str) -> None:
    assert with_piece(**changes)["error"].startswith(f"evidence[0].{field}: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "3",
        '{"id": 1, "id": 2}',
        '{"id": NaN}',
        '{"scale": {"top": Infinity}}',
        '{"id": 1e999999}',
        '{"id": 1' + "0" * 5000 + "}",
        "[" * 100_000,
        b'{"id": "\xff"}',
    ],
)
def test_what_is_no_strict_json_is_refused_without_a_stack_trace(text: str | bytes) -> None:
    answered = answer(text)
    assert set(answered) == {"id", "error"}
    assert answered["error"]


def test_a_number_out_of_range_is_refused_where_it_stands() -> None:
    line = json.dumps(LINE).replace('"level": 3', '"level": 1e99')
    assert answer(line)["error"] == "evidence[0].level: is a number out of range"


def test_power_law_on_a_zero_names_the_level() -> None:
    answered = told(policy={"method": "power_law"}, evidence=[PIECE | {"level": 0}])
    assert answered["error"].startswith("evidence.level: power_law")


@pytest.mark.parametrize("family", ["canvas", "portfolio"])
def test_other_systems_figures_are_reproduced(family: str) -> None:
    lines = real(f"parity/{family}.jsonl").decode().splitlines()
    assert len(lines) > 20
    assert [mismatch for line in lines for mismatch in check(line)] == []


def test_check_compares_only_what_is_expected() -> None:
    line = {"input": LINE, "expected": {"score": 3.0000000001, "status": "mastered"}}
    assert check(json.dumps(line)) == []
    line["expected"] = {"score": 4, "status": "mastered", "rank": 1}
    assert check(json.dumps(line)) == ["Maya: score is 3, expected 4", "Maya: rank is None, expected 1"]


def test_check_names_a_line_it_cannot_judge() -> None:
    line = {"input": LINE | {"scale": None}, "expected": {"score": 3}}
    assert check(json.dumps(line)) == ["Maya: scale: must be an object"]
    assert check("{}") == ["expected: must be an object"]
    assert check(json.dumps({"input": LINE | {"scale": None}, "expected": {"error": "scale: must be an object"}})) == []


def test_a_number_is_not_a_truth() -> None:
    assert not agrees(1, True)
    assert not agrees(True, 1)
    assert agrees([{"id": 1, "why": "role"}], [{"id": 1}])
    assert not agrees([1, 2], [1])
    assert agrees(None, None)
