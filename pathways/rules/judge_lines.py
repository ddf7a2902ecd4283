"""The lines of ``manage.py judge``: one answer for each line of input, and the comparison with expected answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import Any

from competencies.rules.policy import PRESETS
from competencies.rules.policy_json import read_policy
from competencies.rules.refusals import RefusedError
from pathways.rules import fields, portfolio
from pathways.rules.judge import judge
from pathways.rules.reading import LINE, check_levels, read_frame, read_scale, read_standards
from pathways.rules.strict_json import read_object
from pathways.rules.telling import tell, tell_portfolio

CLOSE = Decimal("1E-9")


def answer(text: str | bytes) -> dict[str, Any]:
    """Judge one line of input; a line that cannot be read or judged gives its id and an error naming the field."""
    try:
        line = read_object(text)
    except RefusedError as refusal:
        return {"id": None, "error": str(refusal)}
    return answer_object(line)


def answer_object(line: Any) -> dict[str, Any]:
    """Judge one input that is already read as JSON."""
    id_ = line.get("id") if isinstance(line, Mapping) else None
    told_id = id_ if isinstance(id_, int | str) and not isinstance(id_, bool) else None
    try:
        return {"id": told_id, **_judged(line)}
    except RefusedError as refusal:
        return {"id": told_id, "error": str(refusal)}
    except DecimalException:
        return {"id": told_id, "error": "evidence.level: the arithmetic leaves the range of numbers"}


def _judged(value: Any) -> dict[str, Any]:
    line = fields.only(value, LINE, "")
    if line.get("id") is not None:
        fields.identity(line["id"], "id")
    policy = line.get("policy")
    if isinstance(policy, Mapping) and policy.get("preset") is not None:
        fields.choice(policy["preset"], PRESETS, "policy.preset")
    if isinstance(policy, Mapping) and portfolio.is_export(policy):
        frame = read_frame(line, portfolio.MARKS)
        return tell_portfolio(portfolio.judge_portfolio(frame, portfolio.read_portfolio(policy)))
    scale = read_scale(line.get("scale"))
    frame = read_frame(line)
    check_levels(frame.evidence, scale)
    standards = read_standards(line.get("standards"), frame.evidence)
    return tell(judge(frame.evidence, standards, read_policy(policy), scale, frame.as_of, frame.known_at))


def check(text: str | bytes) -> list[str]:
    """Compare one line of ``{"input", "expected"}``; every mismatch in a sentence, none when all is as expected."""
    try:
        line = fields.only(read_object(text), ("input", "expected"), "")
        expected = line.get("expected")
        if not isinstance(expected, Mapping):
            raise RefusedError("expected", "must be an object")
    except RefusedError as refusal:
        return [str(refusal)]
    got = answer_object(line.get("input"))
    if "error" in got and "error" not in expected:
        return [f"{got['id']}: {got['error']}"]
    return [
        f"{got['id']}: {key} is {got.get(key)!r}, expected {_shown(value)}"
        for key, value in expected.items()
        if key not in got or not agrees(got[key], value)
    ]


def agrees(got: Any, expected: Any) -> bool:
    """Whether an answer is as expected: numbers within 1e-9, lists item by item, objects by the keys expected."""
    if isinstance(expected, Mapping):
        return isinstance(got, Mapping) and all(key in got and agrees(got[key], one) for key, one in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(got, list)
            and len(got) == len(expected)
            and all(agrees(a, b) for a, b in zip(got, expected, strict=True))
        )
    if isinstance(expected, bool) or isinstance(got, bool):
        return got is expected
    if isinstance(expected, int | Decimal) and isinstance(got, int | float):
        return abs(Decimal(str(got)) - expected) <= CLOSE
    return bool(got == expected)


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, Decimal) else repr(value)
