"""The preset ``portfolio-level``: progress through one level of a portfolio, as another open system computes it.

A compatibility policy: it rounds before it compares and lets overrides stand for evidence, because the figures a
district sees on its first day must be those of its old system. docs/mastery.md says where our own rules differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from competencies.rules.refusals import RefusedError
from pathways.rules import fields
from pathways.rules.exact import EXACT, ZERO, compared, mean
from pathways.rules.portfolio_level import AVERAGE_PLACES, HALF, PRESET, average_of, progress_of
from pathways.rules.reading import Frame, given
from pathways.rules.selection import in_order
from pathways.rules.values import Piece, StandardId

FIELDS = ("preset", "level", "baseline", "evidence_required")
MARKS = ("missed", "override")


@dataclass(frozen=True, slots=True)
class PortfolioPolicy:
    """The level worked at, where the student started (if known), and how much evidence each skill requires."""

    level: Decimal
    baseline: Decimal | None
    evidence_required: Mapping[StandardId, int]


@dataclass(frozen=True, slots=True)
class PortfolioResult:
    """The figures of one level of a portfolio."""

    progress: Decimal
    average: Decimal | None
    growth: Decimal | None
    missed: int
    required: int
    complete: int
    logged: int
    opportunities: int
    level_complete: bool


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill: what it requires, all its entries by time, and the effective ones (the best, up to the number)."""

    required: int
    entries: Sequence[Piece]
    effective: Sequence[Piece]

    @property
    def complete(self) -> int:
        """How much of the requirement is met; an override among the effective entries meets the rest."""
        if any(piece.mark == "override" for piece in self.effective):
            return self.required
        return sum(1 for piece in self.effective if _rating(piece) > ZERO)

    @property
    def start(self) -> Decimal | None:
        """The earliest rating; none where the earliest entry that is not a miss is an override."""
        first = next((piece for piece in self.entries if piece.mark == "override" or _rating(piece) > ZERO), None)
        return None if first is None else first.level


def is_export(policy: Mapping[str, Any]) -> bool:
    """Whether a line's policy comes from the other system; with one number for every standard it is an own policy."""
    return policy.get("preset") == PRESET and not isinstance(policy.get("evidence_required"), int)


def read_portfolio(value: Any) -> PortfolioPolicy:
    """Read the preset's fields. Raises ``RefusedError``."""
    row = fields.only(value, FIELDS, "policy")
    required = row.get("evidence_required")
    if not isinstance(required, Mapping):
        raise RefusedError("policy.evidence_required", "must be an object")
    return PortfolioPolicy(
        level=fields.number(row.get("level"), "policy.level"),
        baseline=fields.number(row["baseline"], "policy.baseline") if given(row, "baseline") else None,
        evidence_required={
            skill: fields.whole(count, f"policy.evidence_required.{skill}", least=0)
            for skill, count in required.items()
        },
    )


def judge_portfolio(frame: Frame, policy: PortfolioPolicy) -> PortfolioResult:
    """Compute one level of a portfolio; entries on skills that are not listed do not belong to it."""
    with localcontext(EXACT):
        skills = _skills(frame, policy)
        required = sum(skill.required for skill in skills)
        complete = sum(skill.complete for skill in skills)
        effective = [piece for skill in skills for piece in skill.effective if piece.mark != "override"]
        logged = [rating for rating in map(_rating, effective) if rating > ZERO]
        average = average_of(logged)
        progress = progress_of(complete, required)
        return PortfolioResult(
            progress=progress,
            average=average,
            growth=_growth(skills, policy, average, progress),
            missed=len(effective) - len(logged),
            required=required,
            complete=complete,
            logged=len(logged),
            opportunities=sum(1 for skill in skills for piece in skill.entries if piece.mark != "override"),
            level_complete=complete >= required and (average is None or average >= policy.level - HALF),
        )


def _skills(frame: Frame, policy: PortfolioPolicy) -> list[Skill]:
    entries: dict[StandardId, list[Piece]] = {skill: [] for skill in policy.evidence_required}
    for piece in in_order(frame.evidence):
        known = frame.known_at is None or piece.recorded is None or piece.recorded <= frame.known_at
        if known and piece.on <= frame.as_of and str(piece.standard) in entries:
            entries[str(piece.standard)].append(piece)
    return [
        Skill(count, entries[id_], _effective(entries[id_], count)) for id_, count in policy.evidence_required.items()
    ]


def _effective(entries: Sequence[Piece], required: int) -> list[Piece]:
    """The best entries, of equal ones the older; overrides come last, and with one of them misses are forgotten."""
    overrides = [piece for piece in entries if piece.mark == "override"]
    rated = [piece for piece in entries if piece.mark != "override" and (_rating(piece) > ZERO or not overrides)]
    return [*sorted(rated, key=_rating, reverse=True), *overrides][:required]


def _rating(piece: Piece) -> Decimal:
    """The level, or zero for a missed opportunity."""
    return piece.level if piece.level is not None else ZERO


def _growth(
    skills: Sequence[Skill], policy: PortfolioPolicy, average: Decimal | None, progress: Decimal
) -> Decimal | None:
    """The average's distance from the baseline (a zero is no place to grow from), else from the mean start if known."""
    if average is None:
        return None
    if policy.baseline is not None:
        baseline = compared(policy.baseline, AVERAGE_PLACES)
        return average - baseline if baseline else None
    starts = [skill.start for skill in skills if skill.required]
    known = [start for start in starts if start is not None]
    if not known or (len(known) < len(starts) and progress < HALF):
        return None
    return compared(average - mean(known), AVERAGE_PLACES)
