"""A policy as it is stored and sent (plain JSON values), read strictly and written back the same."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from competencies.rules.policy import (
    COMBINATIONS,
    COUNTS,
    DEFAULT_ROLES,
    DEPTHS,
    GATES,
    METHODS,
    NEEDS_N,
    NEEDS_WEIGHT,
    PRESETS,
    ROLES,
    Gate,
    Policy,
)
from competencies.rules.refusals import RefusedError

FIELDS = ("method", "n", "weight", "counts", "combine", "gates", "roles", "round_before_compare", "version")
PRESET_FIELDS = ("preset", "evidence_required", "version")
FLAGS = ("require_summative", "require_transfer")
WHOLE = ("min_source_types", "min_contexts", "distinct_days", "within_months")
LEVELS = ("min_level", "min_average")
# Far beyond any scale a school uses, and far within what exact arithmetic holds.
LARGEST, MOST_DIGITS = Decimal("1E9"), 40


def read_policy(value: Any, *, field: str = "policy") -> Policy:
    """Return the policy that plain JSON values say. Raises ``RefusedError`` naming the field that cannot be read."""
    if not isinstance(value, Mapping):
        raise RefusedError(field, "must be an object")
    if value.get("preset") is not None:
        return _preset(value, field)
    for name in value:
        if name not in FIELDS:
            raise RefusedError(f"{field}.{name}", "is not a field of a policy")
    method = _choice(value.get("method"), METHODS, f"{field}.method")
    name, k = _combination(value.get("combine", "all"), f"{field}.combine")
    return Policy(
        method=method,
        n=_n(value, method, field),
        weight=_weight(value, method, field),
        counts=_choice(value.get("counts", "summative"), COUNTS, f"{field}.counts"),
        combine=name,
        k=k,
        gates=_gates(value.get("gates", {}), f"{field}.gates"),
        roles=_roles(value.get("roles"), f"{field}.roles"),
        round_before_compare=_places(value.get("round_before_compare"), f"{field}.round_before_compare"),
        version=str(value.get("version", "")),
    )


def write_policy(policy: Policy) -> dict[str, Any]:
    """Return the plain JSON values that ``read_policy`` reads back to the same policy (its version left out)."""
    if policy.preset:
        return {"preset": policy.preset, "evidence_required": policy.evidence_required}
    value: dict[str, Any] = {"method": policy.method, "counts": policy.counts}
    value["combine"] = policy.combine if policy.k is None else {"name": policy.combine, "k": policy.k}
    optional = {"n": policy.n, "round_before_compare": policy.round_before_compare}
    value |= {name: one for name, one in optional.items() if one is not None}
    if policy.weight is not None:
        value["weight"] = str(policy.weight)
    if policy.gates:
        value["gates"] = _gates_out(policy.gates)
    if policy.roles != DEFAULT_ROLES:
        value["roles"] = sorted(policy.roles)
    return value


def whole(value: Any, field: str, *, least: int = 1, most: int = 1000) -> int:
    """Return a whole number from ``least`` to ``most``. Raises ``RefusedError``."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not least <= value <= most or value % 1:
        raise RefusedError(field, f"must be a whole number from {least} to {most}")
    return int(value)


def number(value: Any, field: str) -> Decimal:
    """Return a decimal from a JSON number, or from the text of one. Raises ``RefusedError``."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise RefusedError(field, "must be a number")
    try:
        read = Decimal(str(value))
    except InvalidOperation:
        raise RefusedError(field, "must be a number") from None
    if not read.is_finite():
        raise RefusedError(field, "must be a finite number")
    if abs(read) > LARGEST or len(read.as_tuple().digits) > MOST_DIGITS or read.adjusted() < -MOST_DIGITS:
        raise RefusedError(field, "is a number out of range")
    return read


def _preset(value: Mapping[str, Any], field: str) -> Policy:
    """A preset with its amount; the method beside it is the nearest of our own, for those who only look on."""
    preset = _choice(value["preset"], PRESETS, f"{field}.preset")
    for name in value:
        if name not in PRESET_FIELDS:
            raise RefusedError(f"{field}.{name}", f"does not go with the preset {preset}")
    required = whole(value.get("evidence_required"), f"{field}.evidence_required")
    version = str(value.get("version", ""))
    return Policy("best_n", n=required, preset=preset, evidence_required=required, version=version)


def _choice(value: Any, choices: tuple[str, ...], field: str) -> str:
    if not isinstance(value, str) or value not in choices:
        raise RefusedError(field, f"must be one of {', '.join(choices)}")
    return value


def _n(value: Mapping[str, Any], method: str, field: str) -> int | None:
    """``n`` where the method asks for one; another method's is read, so that a typing error shows, and left out."""
    if method not in NEEDS_N and value.get("n") is None:
        return None
    n = whole(value.get("n"), f"{field}.n")
    return n if method in NEEDS_N else None


def _weight(value: Mapping[str, Any], method: str, field: str) -> Decimal | None:
    """``weight`` where the method asks for one; another method's is read and left out like ``n``."""
    if method not in NEEDS_WEIGHT and value.get("weight") is None:
        return None
    weight = number(value.get("weight"), f"{field}.weight")
    if not 0 <= weight <= 1:
        raise RefusedError(f"{field}.weight", "must be from 0 to 1")
    return weight if method in NEEDS_WEIGHT else None


def _combination(value: Any, field: str) -> tuple[str, int | None]:
    if isinstance(value, Mapping):
        name = _choice(value.get("name"), COMBINATIONS, f"{field}.name")
        k = value.get("k")
    else:
        name, k = _choice(value, COMBINATIONS, field), None
    if name == "at_least_k":
        return name, whole(k, f"{field}.k")
    if k is not None:
        raise RefusedError(f"{field}.k", f"does not belong to the combination {name}")
    return name, None


def _roles(value: Any, field: str) -> frozenset[str]:
    if value is None:
        return DEFAULT_ROLES
    if not isinstance(value, list) or not value:
        raise RefusedError(field, "must be a list of at least one role")
    return frozenset(_choice(role, ROLES, field) for role in value)


def _places(value: Any, field: str) -> int | None:
    return None if value is None else whole(value, field, least=0, most=12)


def _gates(value: Any, field: str) -> tuple[Gate, ...]:
    if not isinstance(value, Mapping):
        raise RefusedError(field, "must be an object")
    for name in value:
        if name not in GATES:
            raise RefusedError(f"{field}.{name}", "is not a gate")
    return tuple(gate for name in GATES if name in value for gate in _gate(name, value[name], f"{field}.{name}"))


def _gate(name: str, value: Any, field: str) -> tuple[Gate, ...]:
    if name == "min_evidence":
        return tuple(_amount(one, field) for one in (value if isinstance(value, list) else [value]))
    if name in FLAGS:
        if not isinstance(value, bool):
            raise RefusedError(field, "must be true or false")
        return (Gate(name, True),) if value else ()
    if name == "min_depth":
        return (Gate(name, _choice(value, DEPTHS, field)),)
    return (Gate(name, number(value, field) if name in LEVELS else whole(value, field)),)


def _amount(value: Any, field: str) -> Gate:
    if not isinstance(value, Mapping) or set(value) - {"per", "count"}:
        raise RefusedError(field, 'must be like {"per": "standard", "count": 1}')
    per = _choice(value.get("per"), ("standard", "competency"), f"{field}.per")
    return Gate("min_evidence", whole(value.get("count"), f"{field}.count"), per=per)


def _gates_out(gates: tuple[Gate, ...]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for gate in gates:
        if gate.name == "min_evidence":
            value.setdefault(gate.name, []).append({"per": gate.per, "count": gate.need})
        else:
            value[gate.name] = str(gate.need) if isinstance(gate.need, Decimal) else gate.need
    return value
