"""A few little histories of work, always the same, on which a rule shows what it does before it is in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from competencies.rules.policy import Policy
from competencies.rules.refusals import RefusedError
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.values import Judgement, Piece, StandardRequirement

LOW, UNDER, GOOD, TOP = "low", "under", "good", "top"
WEEK, LONG_AGO = 7, 550
MOST_STANDARDS = 6


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of a little history: how good it was, what for, and in which way it was shown."""

    level: str
    kind: str = "summative"
    type: str = "test"
    context: str = "class"
    depth: str = "skill"
    transfer: bool = False
    role: str = "teacher"


@dataclass(frozen=True, slots=True)
class History:
    """A little history: its key, its pieces oldest first (one a week), and how many days ago the last one was."""

    key: str
    works: tuple[Work, ...]
    ago: int = 1


HISTORIES: tuple[History, ...] = (
    History("slow_start", (Work(LOW), Work(UNDER), Work(GOOD), Work(GOOD))),
    History("slip", (Work(GOOD), Work(GOOD), Work(GOOD), Work(UNDER))),
    History("brilliant", (Work(TOP),)),
    History("practice", (Work(GOOD, "formative"), Work(GOOD, "formative"), Work(TOP, "formative"))),
    History(
        "two_kinds",
        (Work(GOOD), Work(GOOD, type="project", context="outside", depth="extended", transfer=True)),
    ),
    History("old", (Work(GOOD), Work(GOOD), Work(GOOD)), LONG_AGO),
    History("classmate", (Work(GOOD, role="peer"), Work(GOOD, role="peer"))),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A little history under a rule: the levels with what each was for, and the judgement, or why there is none."""

    key: str
    works: tuple[tuple[Decimal, Work], ...]
    judgement: Judgement | None
    refused: str = ""


def shown(policy: Policy, scale: Scale, as_of: date) -> tuple[Shown, ...]:
    """Judge every little history by the real engine; each piece of work was rated on every standard."""
    standards = tuple(StandardRequirement(n) for n in range(1, standards_of(policy) + 1))
    levels = _levels(scale)
    return tuple(_shown(one, policy, scale, as_of, standards, levels) for one in HISTORIES)


def standards_of(policy: Policy) -> int:
    """How many standards the competency of the examples has: one, or as many as the rule asks for."""
    return min(policy.k or 1, MOST_STANDARDS)


def _shown(
    one: History,
    policy: Policy,
    scale: Scale,
    as_of: date,
    standards: tuple[StandardRequirement, ...],
    levels: dict[str, Decimal],
) -> Shown:
    works = tuple((levels[work.level], work) for work in one.works)
    pieces = [piece for standard in standards for piece in _pieces(one, works, as_of, int(standard.id))]
    try:
        judgement = judge(pieces, standards, policy, scale, as_of, explain=False)
    except RefusedError as refused:
        return Shown(one.key, works, None, str(refused))
    return Shown(one.key, works, judgement)


def _pieces(one: History, works: tuple[tuple[Decimal, Work], ...], as_of: date, standard: int) -> Iterator[Piece]:
    for i, (level, work) in enumerate(works):
        yield Piece(
            id=standard * 100 + i,
            standard=standard,
            on=as_of - timedelta(days=one.ago + WEEK * (len(works) - 1 - i)),
            kind=work.kind,
            level=level,
            role=work.role,
            type=work.type,
            context=work.context,
            depth=work.depth,
            transfer=work.transfer,
        )


def _levels(scale: Scale) -> dict[str, Decimal]:
    """The lowest level, the one under proficient, proficient itself and the top, as far as the scale has them."""
    under = [level for level in scale.levels if level < scale.proficient]
    lowest = scale.levels[0] if scale.levels else scale.min
    below = under[-1] if under else max(lowest, scale.proficient - 1)
    return {LOW: lowest, UNDER: below, GOOD: scale.proficient, TOP: scale.top}
