"""A mastery policy in words: one message for each thing it asks, and a warning for each way it can surprise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from competencies.rules.messages import Message
from competencies.rules.policy import DEFAULT_ROLES, QUALITY_GATES, Gate, Policy
from competencies.rules.policy_typed import GATE_OF, Wrong
from competencies.rules.refusals import RefusedError
from competencies.rules.scale import Scale

# Proficient work can cost mastery itself under these (``mode`` from four pieces on); docs/mastery.md shows each case.
GOOD_WORK_CAN_COST_MASTERY = frozenset({"mode", "weighted_average", "power_law"})
# Under these proficient work can lower a score that was above it, but never below proficient.
GOOD_WORK_CAN_LOWER = frozenset({"latest", "mean", "median", "mode", "decaying_average", "n_times", "best_n"})
# These reach the top of a scale only when every piece is at the top, so one early slip would bar mastery for ever.
NEVER_QUITE_REACH_THE_TOP = frozenset({"mean", "decaying_average", "weighted_average", "power_law"})
# How many names a warning gives before it only counts.
FEW = 5
REFUSED = {
    "policy.wrong.top": "cannot be used where proficient is the top level",
    "policy.wrong.zero": "cannot be used on a scale with a level of zero or less",
    "policy.wrong.outside": "must be a level from %(lowest)s to %(top)s",
}


def policy_in_words(policy: Policy) -> tuple[Message, ...]:
    """What the policy asks, in the order in which a teacher would say it."""
    if policy.preset:
        return (Message(f"policy.preset.{policy.preset}", {"n": policy.evidence_required}),)
    percent = None if policy.weight is None else (policy.weight * 100).normalize()
    said = [
        _named("policy.method", policy.method, n=policy.n, weight=policy.weight, percent=percent),
        _named("policy.combine", policy.combine, k=policy.k),
        Message(f"policy.counts.{policy.counts}"),
        *(_gate(gate) for gate in policy.gates),
    ]
    if policy.roles != DEFAULT_ROLES:
        said.append(Message("policy.roles", {"roles": tuple(sorted(policy.roles))}))
    if policy.round_before_compare is not None:
        said.append(Message("policy.round_before_compare", {"places": policy.round_before_compare}))
    return tuple(said)


def warnings_about(policy: Policy) -> tuple[Message, ...]:
    """What an editor should know before publishing."""
    if policy.preset:
        return (Message(f"policy.warning.{policy.preset}"),)
    warnings = []
    if policy.method in GOOD_WORK_CAN_COST_MASTERY and (policy.method != "mode" or (policy.n or 0) >= 4):
        warnings.append(Message("policy.warning.good_work_can_cost_mastery", {"method": policy.method}))
    elif policy.method in GOOD_WORK_CAN_LOWER and (policy.method != "best_n" or (policy.n or 0) > 1):
        warnings.append(Message("policy.warning.good_work_can_lower", {"method": policy.method}))
    if policy.round_before_compare is not None:
        warnings.append(Message("policy.warning.rounds_before_comparing", {"places": policy.round_before_compare}))
    if "teacher" not in policy.roles:
        warnings.append(Message("policy.warning.no_teacher"))
    return tuple(warnings)


def warnings_on(policy: Policy, standards: Iterable[tuple[str, int]]) -> tuple[Message, ...]:
    """What an editor should know who has these competencies (each a name and how many standards it has)."""
    if policy.k is None or policy.preset:
        return ()
    short = tuple(name for name, count in standards if count < policy.k)
    if not short:
        return ()
    return (Message("policy.warning.too_few_standards", {"k": policy.k, "n": len(short), "short": short[:FEW]}),)


def wrong_on_scale(policy: Policy, scale: Scale, name: str = "") -> Iterator[Wrong]:
    """What makes no sense on a scale, each by the question of the form it is about; for editors, not for the engine.

    ``judge`` computes whatever it is given, so that old rules can be compared.
    """
    if policy.preset:
        return
    lowest = scale.levels[0] if scale.levels else scale.min
    if policy.method in NEVER_QUITE_REACH_THE_TOP and scale.proficient >= scale.top:
        yield Wrong("method", Message("policy.wrong.top", {"scale": name}))
    if policy.method == "power_law" and lowest <= 0:
        yield Wrong("method", Message("policy.wrong.zero", {"scale": name}))
    for gate in policy.gates:
        if gate.name in QUALITY_GATES and not lowest <= Decimal(gate.need) <= scale.top:
            values = {"scale": name, "lowest": lowest, "top": scale.top}
            yield Wrong(gate.name, Message("policy.wrong.outside", values))


def check_policy_on_scale(policy: Policy, scale: Scale) -> None:
    """Refuse, naming the field, a policy that makes no sense on a scale. Raises ``RefusedError``."""
    for wrong in wrong_on_scale(policy, scale):
        field = f"gates.{GATE_OF[wrong.field]}" if wrong.field in GATE_OF else wrong.field
        raise RefusedError(f"policy.{field}", REFUSED[wrong.message.code] % wrong.message.values)


def _named(prefix: str, name: str, **values: Any) -> Message:
    return Message(f"{prefix}.{name}", {key: value for key, value in values.items() if value is not None})


def _gate(gate: Gate) -> Message:
    per = f".{gate.per}" if gate.per else ""
    return Message(f"policy.gate.{gate.name}{per}", {} if gate.need is True else {"need": gate.need})
