"""A judgement as plain JSON values, the output of ``manage.py judge``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from pathways.rules.portfolio import PortfolioResult
from pathways.rules.values import GateResult, Judgement, NeededPiece, WhyNot

WAYS_OUT = {
    "counted_below": "a counted piece is below it and no further work sets that piece aside; "
    "correct or void it if it is wrong, record an override, or change the rule",
    "too_far": "not even twelve further proficient pieces would do; "
    "correct or void what is wrong, record an override, or change the rule",
    "change_rule": "no further work by a teacher can do what the rule asks; change the rule, or record an override",
    "change_scale": "the scale has no level from proficient up; change the scale",
    "align_standard": "no required standard is aligned to this competency; align one, or change the rule",
}


def tell(judgement: Judgement) -> dict[str, Any]:
    """The judgement with its trace and explanation; numbers as JSON numbers, days as ISO days."""
    told: dict[str, Any] = {
        "score": plain(judgement.score),
        "level": plain(judgement.level),
        "status": judgement.status,
        "mastered": judgement.mastered,
        "counted": list(judgement.counted),
        "set_aside": [{"id": one.id, "why": one.why.replace("_", " ")} for one in judgement.set_aside],
        "gates": [_gate(gate) for gate in judgement.gates],
    }
    change = judgement.explanation
    if change is not None:
        told["needed"] = None if change.needed is None else [_needed(piece) for piece in change.needed]
        if change.why_not is not None:
            told["why_not"] = why_not(change.why_not)
    told |= {"growth": plain(judgement.growth), "confidence": judgement.confidence or None}
    if change is not None:
        told |= {"ready": change.ready, "still_below": list(change.still_below)}
    return told | {"view": judgement.view, "valid_until": plain(judgement.valid_until)}


def why_not(reason: WhyNot) -> str:
    """The gate in the way and the human way out, in one sentence."""
    return f"{reason.gate}: {WAYS_OUT[reason.code]}"


def tell_portfolio(result: PortfolioResult) -> dict[str, Any]:
    """The figures of a portfolio's level as JSON values."""
    return {name: plain(value) for name, value in asdict(result).items()}


def plain(value: Any) -> Any:
    """A decimal as a JSON number and a day as text; everything else as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _gate(gate: GateResult) -> dict[str, Any]:
    told = {"gate": gate.gate, "have": plain(gate.have), "need": plain(gate.need), "met": gate.met}
    return told | ({"per": gate.per} if gate.per else {})


def _needed(piece: NeededPiece) -> dict[str, Any]:
    told = {
        "standard": piece.standard,
        "level": plain(piece.level),
        "on": plain(piece.on),
        "seq": piece.seq,
        "kind": "summative",
        "role": "teacher",
    }
    asked = {"type": piece.type, "context": piece.context, "transfer": piece.transfer, "depth": piece.depth}
    return told | {name: value for name, value in asked.items() if value}
