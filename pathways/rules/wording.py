"""A judgement in words: message codes with their parameters, in the order in which a teacher would say them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from competencies.rules.messages import Message
from pathways.rules.values import GateResult, Judgement, NeededPiece, PieceId, StandardResult


def in_words(judgement: Judgement) -> tuple[Message, ...]:
    """Everything there is to say: verdict, each standard's arithmetic, gates, what was set aside, and what is next."""
    return (
        verdict_in_words(judgement),
        *(standard_in_words(one, judgement.method) for one in judgement.standards),
        *(gate_in_words(gate) for gate in judgement.gates),
        *set_aside_in_words(judgement),
        *next_in_words(judgement),
    )


def verdict_in_words(judgement: Judgement) -> Message:
    """The status in one sentence; "mastered with exemptions" says so."""
    code = f"status.{judgement.status}"
    if judgement.mastered and judgement.exempted:
        code += ".with_exemptions"
    return Message(
        code,
        {
            "score": judgement.score,
            "level": judgement.level,
            "level_name": judgement.level_name,
            "pieces": judgement.eligible,
            "exempted": judgement.exempted,
            "latest_on": judgement.latest_on,
        },
    )


def standard_in_words(one: StandardResult, method: str) -> Message:
    """How one standard came to its score: which values, by which method."""
    code = f"standard.{one.state}" if one.state != "scored" else f"standard.scored.{method}"
    if one.state == "unrated" and one.eligible:
        code = "standard.too_few"  # there is work, and fewer pieces of it than the method asks for
    elif code == "standard.scored.mode" and _tied(one.values):
        code += ".tie"
    return Message(
        code,
        {"standard": one.id, "values": one.values, "score": one.score, "level": one.level, "eligible": one.eligible},
    )


def _tied(values: Sequence[Decimal]) -> bool:
    """Tell whether two levels are the most common ones together."""
    counts = Counter(values).most_common(2)
    return len(counts) > 1 and counts[0][1] == counts[1][1]


def gate_in_words(gate: GateResult) -> Message:
    """What a gate has and needs, and whether it is met."""
    per = f".{gate.per}" if gate.per else ""
    met = "met" if gate.met else "unmet"
    return Message(f"gate.{gate.gate}{per}.{met}", {"have": gate.have, "need": gate.need, "short": gate.short})


def set_aside_in_words(judgement: Judgement) -> tuple[Message, ...]:
    """Each reason once, with the pieces it set aside."""
    pieces: dict[str, list[PieceId]] = defaultdict(list)
    for one in judgement.set_aside:
        pieces[one.why].append(one.id)
    return tuple(Message(f"aside.{why}", {"pieces": tuple(ids), "count": len(ids)}) for why, ids in pieces.items())


def next_in_words(judgement: Judgement) -> tuple[Message, ...]:
    """The smallest further evidence that gives mastery, or why there is none."""
    change = judgement.explanation
    if change is None or change.needed == ():
        return ()
    if change.needed is None:
        return (
            ()
            if change.why_not is None
            else (Message(f"why_not.{change.why_not.code}", {"gate": change.why_not.gate}),)
        )
    return tuple(_needed(piece) for piece in change.needed)


def _needed(piece: NeededPiece) -> Message:
    asked: dict[str, Any] = {
        "type": piece.type,
        "context": piece.context,
        "transfer": piece.transfer,
        "depth": piece.depth,
    }
    values = {"standard": piece.standard, "level": piece.level, "on": piece.on}
    return Message("needed.piece", values | {name: value for name, value in asked.items() if value})
