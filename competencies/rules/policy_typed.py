"""A mastery policy as it is typed into a form: texts in, the stored value and everything wrong with it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from competencies.rules.messages import Message
from competencies.rules.policy import (
    COMBINATIONS,
    COUNTS,
    DEPTHS,
    METHODS,
    NEEDS_N,
    NEEDS_WEIGHT,
    PRESETS,
    ROLES,
    Policy,
)
from competencies.rules.policy_json import read_policy
from competencies.rules.refusals import RefusedError

# Each question that takes a whole number, with its least and most: what a stored rule may say can be typed.
WHOLE: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("n", "k", "evidence_required", "per_standard", "per_competency"), (1, 1000)),
    **dict.fromkeys(("source_types", "contexts", "days", "months"), (1, 1000)),
    "places": (0, 12),
}
# Which gate of a policy a question is about.
GATE_OF: Mapping[str, str] = {
    "source_types": "min_source_types",
    "contexts": "min_contexts",
    "days": "distinct_days",
    "months": "within_months",
    "depth": "min_depth",
    "transfer": "require_transfer",
    "summative": "require_summative",
    "min_level": "min_level",
    "min_average": "min_average",
}
HUNDRED = Decimal(100)
LONGEST = 20


@dataclass(frozen=True, slots=True)
class Wrong:
    """A question of the form, and what is wrong with its answer (a code with its values)."""

    field: str
    message: Message


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as the value that is stored; ``policy`` is None as long as anything is wrong."""

    value: dict[str, Any] = field(default_factory=dict)
    policy: Policy | None = None
    wrong: tuple[Wrong, ...] = ()


def read_typed(said: Mapping[str, Any]) -> Typed:
    """Read the answers of the form (texts; ``roles`` a list). Everything wrong is named at once, by its question."""
    reader = _Reader(said)
    value = reader.preset() if reader.text("preset") else reader.rule()
    if reader.wrong:
        return Typed(wrong=tuple(reader.wrong))
    try:
        return Typed(value, read_policy(value))
    except RefusedError as refused:
        return Typed(wrong=(Wrong("", Message("policy.wrong.refused", {"why": str(refused)})),))


def typed_of(policy: Policy) -> dict[str, Any]:
    """Return the answers with which the form stands for a policy."""
    said: dict[str, Any] = {
        "preset": policy.preset,
        "evidence_required": _text(policy.evidence_required),
        "method": policy.method,
        "n": "" if policy.preset else _text(policy.n),
        "weight": "" if policy.weight is None else _text((policy.weight * HUNDRED).normalize()),
        "counts": policy.counts,
        "combine": policy.combine,
        "k": _text(policy.k),
        "places": _text(policy.round_before_compare),
        "roles": [role for role in ROLES if role in policy.roles],
    }
    asked = {gate: question for question, gate in GATE_OF.items()}
    for gate in policy.gates:
        question = f"per_{gate.per}" if gate.name == "min_evidence" else asked[gate.name]
        said[question] = gate.need if isinstance(gate.need, bool) else _text(gate.need)
    return said


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class _Reader:
    """Reads one answer after the other and keeps what is wrong."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.wrong: list[Wrong] = []

    def preset(self) -> dict[str, Any]:
        return {
            "preset": self.choice("preset", PRESETS),
            "evidence_required": self.whole("evidence_required", needed=True),
        }

    def rule(self) -> dict[str, Any]:
        method = self.choice("method", METHODS)
        combine = self.choice("combine", COMBINATIONS)
        value: dict[str, Any] = {"method": method, "counts": self.choice("counts", COUNTS), "combine": combine}
        if method in NEEDS_N:
            value["n"] = self.whole("n", needed=True)
        if method in NEEDS_WEIGHT:
            value["weight"] = self.percent("weight")
        if combine == "at_least_k":
            value["combine"] = {"name": combine, "k": self.whole("k", needed=True)}
        if (places := self.whole("places")) is not None:
            value["round_before_compare"] = places
        return {**value, "gates": self.gates(), "roles": self.roles()}

    def gates(self) -> dict[str, Any]:
        amounts = [(per, self.whole(f"per_{per}")) for per in ("standard", "competency")]
        gates: dict[str, Any] = {"min_evidence": [{"per": per, "count": n} for per, n in amounts if n is not None]}
        gates |= {GATE_OF[name]: self.whole(name) for name in ("source_types", "contexts", "days", "months")}
        gates |= {GATE_OF[name]: self.number(name) for name in ("min_level", "min_average")}
        gates |= {GATE_OF[name]: bool(self.text(name)) for name in ("transfer", "summative")}
        gates["min_depth"] = self.choice("depth", DEPTHS) if self.text("depth") else None
        return {name: need for name, need in gates.items() if need}

    def roles(self) -> list[str]:
        given = self.said.get("roles") or []
        roles = [role for role in ROLES if role in given]
        if not roles or len(roles) < len(given):
            self.refuse("roles", "roles")
        return roles

    def text(self, name: str) -> str:
        answer = self.said.get(name)
        return "" if answer in (None, False) else str(answer).strip()

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        answer = self.text(name)
        if answer not in choices:
            self.refuse(name, "choice")
        return answer

    def whole(self, name: str, *, needed: bool = False) -> int | None:
        answer, (least, most) = self.text(name), WHOLE[name]
        if not answer and not needed:
            return None
        if not (answer.isascii() and answer.isdigit() and len(answer) <= LONGEST and least <= int(answer) <= most):
            self.refuse(name, "whole", least=least, most=most)
            return None
        return int(answer)

    def percent(self, name: str) -> str:
        value = self.decimal(name)
        if value is None or not 0 <= value <= HUNDRED:
            self.refuse(name, "percent")
            return ""
        return f"{(value / HUNDRED).normalize():f}"

    def number(self, name: str) -> str | None:
        """A level may be left open; an answer of nought is an answer."""
        if not self.text(name):
            return None
        value = self.decimal(name)
        if value is None:
            self.refuse(name, "number")
            return None
        return f"{value:f}"

    def decimal(self, name: str) -> Decimal | None:
        answer = self.text(name).replace(",", ".")
        try:
            value = Decimal(answer) if len(answer) <= LONGEST else Decimal("nan")
        except InvalidOperation:
            return None
        return value if value.is_finite() and abs(value.adjusted()) <= LONGEST else None

    def refuse(self, name: str, code: str, **values: Any) -> None:
        self.wrong.append(Wrong(name, Message(f"policy.wrong.{code}", values)))
