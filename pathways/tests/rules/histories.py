"""Generated histories: pieces, standards, policies and scales that a school could have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from competencies.rules.policy import COMBINATIONS, DEPTHS, KINDS, METHODS, NEEDS_N, NEEDS_WEIGHT, Gate, Policy
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.values import Judgement, Piece, StandardRequirement

FIRST_DAY = date(2026, 1, 1)
FIRST_MOMENT = datetime(2026, 1, 1, 8, tzinfo=UTC)
SCALES = (
    Scale(Decimal(3), Decimal(4)),
    Scale(Decimal(3), Decimal(4), levels=tuple(map(Decimal, (1, 2, 3, 4)))),
    Scale(Decimal(1), Decimal(1), min=Decimal(0)),
    Scale(Decimal("2.5"), Decimal(5), min=Decimal(0)),
    Scale(Decimal(7), Decimal(12)),
)


@dataclass(frozen=True)
class History:
    """One student's work on one competency, under one policy, up to a day."""

    evidence: tuple[Piece, ...]
    standards: tuple[StandardRequirement, ...]
    policy: Policy
    scale: Scale
    as_of: date

    def judged(self, *, explain: bool = False, known_at: datetime | None = None) -> Judgement:
        """The judgement of it all."""
        return judge(self.evidence, self.standards, self.policy, self.scale, self.as_of, known_at, explain=explain)

    def but(self, **changes: Any) -> History:
        """The same history with something else."""
        return replace(self, **changes)


def gates() -> st.SearchStrategy[Gate]:
    """Any one gate with a need a school could set."""
    return st.one_of(
        st.builds(Gate, st.just("min_evidence"), st.integers(1, 4), st.sampled_from(["standard", "competency"])),
        st.builds(Gate, st.sampled_from(["min_source_types", "min_contexts"]), st.integers(1, 3)),
        st.builds(Gate, st.just("distinct_days"), st.integers(1, 4)),
        st.builds(Gate, st.sampled_from(["require_summative", "require_transfer"]), st.just(True)),
        st.builds(Gate, st.just("min_depth"), st.sampled_from(DEPTHS)),
        st.builds(Gate, st.just("min_level"), st.sampled_from([Decimal(1), Decimal(2), Decimal(3)])),
        st.builds(Gate, st.just("min_average"), st.sampled_from([Decimal(1), Decimal("2.5"), Decimal(3)])),
        st.builds(Gate, st.just("within_months"), st.integers(1, 6)),
    )


@st.composite
def policies(draw: st.DrawFn, methods: tuple[str, ...] = METHODS) -> Policy:
    """Any policy of these methods."""
    method = draw(st.sampled_from(methods))
    combine = draw(st.sampled_from(COMBINATIONS))
    chosen = draw(st.lists(gates(), max_size=3, unique_by=lambda gate: (gate.name, gate.per)))
    return Policy(
        method=method,
        n=draw(st.integers(1, 5)) if method in NEEDS_N else None,
        weight=draw(st.sampled_from([Decimal(w) for w in ("0", "0.01", "0.35", "0.65", "1")]))
        if method in NEEDS_WEIGHT
        else None,
        counts=draw(st.sampled_from(["summative", "all"])),
        combine=combine,
        k=draw(st.integers(1, 3)) if combine == "at_least_k" else None,
        gates=tuple(chosen),
        round_before_compare=draw(st.sampled_from([None, None, None, 0, 2])),
    )


@st.composite
def pieces(draw: st.DrawFn, scale: Scale, method: str, most: int = 10) -> tuple[Piece, ...]:
    """Up to so many pieces on three standards within a few months, some marks among them, recorded in any order."""
    lowest = max(int(scale.min), 1) if method == "power_law" else int(scale.min)
    levels = st.integers(lowest, int(scale.top)).map(Decimal)
    count = draw(st.integers(0, most))
    return tuple(draw(_piece(i, levels)) for i in range(count))


@st.composite
def _piece(draw: st.DrawFn, i: int, levels: st.SearchStrategy[Decimal]) -> Piece:
    mark = draw(st.sampled_from(["", "", "", "", "", "", "", "missed", "excused", "exempt"]))
    on = FIRST_DAY + timedelta(days=draw(st.integers(0, 12)) * draw(st.sampled_from([1, 1, 12])))
    return Piece(
        id=f"e{i}",
        standard=draw(st.sampled_from(["S1", "S2", "S3"])),
        on=on,
        kind=draw(st.sampled_from(["summative", "summative", *KINDS])),
        level=None if mark else draw(levels),
        mark=mark,
        at=draw(st.sampled_from([None, None, datetime(on.year, on.month, on.day, 10, tzinfo=UTC)])),
        seq=i,
        recorded=FIRST_MOMENT + timedelta(days=draw(st.integers(0, 150))),
        role=draw(st.sampled_from(["teacher", "teacher", "teacher", "outside", "self"])),
        type=draw(st.sampled_from(["", "test", "project", "observation"])),
        context=draw(st.sampled_from(["", "classroom", "home"])),
        transfer=draw(st.booleans()),
        depth=draw(st.sampled_from(["", *DEPTHS])),
        support=draw(st.sampled_from(["independent", "independent", "accommodated", "modified"])),
    )


def days_judged() -> list[date]:
    """Days within, soon after and long after the work."""
    return [FIRST_DAY + timedelta(days=days) for days in (0, 3, 12, 40, 144, 300)]


@st.composite
def histories(draw: st.DrawFn, methods: tuple[str, ...] = METHODS, most: int = 10) -> History:
    """Any history under any policy of these methods."""
    scale = draw(st.sampled_from(SCALES))
    policy = draw(policies(methods))
    standards = tuple(
        StandardRequirement(id_, required=draw(st.sampled_from([True, True, False])), weight=Decimal(weight))
        for id_, weight in zip(draw(st.permutations(["S1", "S2", "S3"])), (1, 2, 3), strict=True)
    )[: draw(st.integers(1, 3))]
    evidence = draw(pieces(scale, policy.method, most))
    as_of = draw(st.sampled_from([*days_judged(), *(piece.on for piece in evidence)]))
    return History(evidence, standards, policy, scale, as_of)
