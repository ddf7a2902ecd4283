"""What if: the same case judged with further work that has not happened yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from competencies.rules.policy import DEPTHS, Policy
from competencies.rules.scale import Scale
from pathways.rules.selection import Selection, in_order, select
from pathways.rules.values import NeededPiece, Piece, StandardId, StandardRequirement
from pathways.rules.verdict import Verdict, decide

SOURCE_TYPES = (
    "performance_task",
    "project",
    "observation",
    "test",
    "conversation",
    "portfolio",
    "out_of_school",
    "other",
)
CONTEXTS = ("classroom", "other_subject", "school_life", "home", "community", "workplace")

Step = tuple[StandardId, Decimal]


@dataclass(frozen=True, slots=True)
class Case:
    """One student and one competency as of a day: all that a judgement is made from, with what was selected."""

    evidence: tuple[Piece, ...]
    standards: Sequence[StandardRequirement]
    policy: Policy
    scale: Scale
    as_of: date
    known_at: datetime | None
    selection: Selection


@dataclass(frozen=True, slots=True)
class Traits:
    """What the gates still ask of further work: names of types and contexts not seen, a transfer, a depth."""

    types: tuple[str, ...]
    contexts: tuple[str, ...]
    transfer: bool
    depth: str


def traits_of(case: Case) -> Traits:
    """What the gates still ask of work that counts in every view, under names that no view has seen, or will see.

    Summative work counts in every view, so it lacks the most; a name that only practice has is new to it, but not to
    everything together, where fewer pieces may be enough. So it is with work dated ahead; and what an exemption dated
    ahead will take away does not count as had.
    """
    usable = case.selection.usable
    ahead = [piece for piece in case.evidence if case.selection.aside.get(piece.id) == "after_as_of"]
    leaving = {piece.standard for piece in ahead if piece.mark == "exempt"}
    summative = [piece for piece in usable if piece.kind == "summative"]
    eligible = [piece for piece in summative if piece.standard not in leaving]
    counting = [*(usable if case.policy.counts == "all" else summative), *ahead]
    needs = {gate.name: gate.need for gate in case.policy.gates}
    deepest = max((DEPTHS.index(piece.depth) for piece in eligible if piece.depth), default=-1)
    depth = str(needs.get("min_depth", ""))
    types, contexts = int(needs.get("min_source_types", 0)), int(needs.get("min_contexts", 0))
    return Traits(
        types=_unseen([p.type for p in eligible], [p.type for p in counting], types, SOURCE_TYPES),
        contexts=_unseen([p.context for p in eligible], [p.context for p in counting], contexts, CONTEXTS),
        transfer="require_transfer" in needs and not any(piece.transfer for piece in eligible),
        depth=depth if depth and deepest < DEPTHS.index(depth) else "",
    )


def _unseen(had: Sequence[str], seen: Sequence[str], need: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """As many names not seen as are lacking to what is had."""
    missing = need - len(set(had) - {""})
    further = (*names, *(f"another_{i}" for i in range(1, need + len(seen) + 1)))
    return tuple([name for name in further if name not in seen][: max(0, missing)])


def dated(case: Case, steps: Sequence[Step], traits: Traits) -> tuple[NeededPiece, ...]:
    """The steps as pieces, one a day from the day judged on, the first ones bringing what the gates ask for."""
    first_seq = max((piece.seq for piece in case.evidence if piece.seq is not None), default=0) + 1
    return tuple(
        NeededPiece(
            standard=standard,
            level=level,
            on=case.as_of + timedelta(days=i),
            seq=first_seq + i,
            type=traits.types[i] if i < len(traits.types) else "",
            context=traits.contexts[i] if i < len(traits.contexts) else "",
            transfer=traits.transfer and i == 0,
            depth=traits.depth if i == 0 else "",
        )
        for i, (standard, level) in enumerate(steps)
    )


def suppose(case: Case, further: Sequence[NeededPiece]) -> Verdict:
    """The verdict on the day of the last further piece, were they all to happen."""
    as_of = further[-1].on if further else case.as_of
    pieces = [as_piece(piece) for piece in further]
    before = case.selection
    if before.upcoming is not None and before.upcoming <= as_of:
        selection = select([*case.evidence, *pieces], case.standards, case.policy, as_of, case.known_at)
    else:
        selection = before._replace(usable=in_order([*before.usable, *pieces]))
    return decide(selection, case.policy, case.scale, as_of)


def as_piece(needed: NeededPiece) -> Piece:
    """The further piece as evidence: summative, by a teacher, on its day."""
    return Piece(
        id=f"needed-{needed.seq}",
        standard=needed.standard,
        on=needed.on,
        kind="summative",
        level=needed.level,
        seq=needed.seq,
        type=needed.type,
        context=needed.context,
        transfer=needed.transfer,
        depth=needed.depth,
    )
