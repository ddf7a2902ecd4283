"""A slow and independent search for what is needed: every plan there could be, in the order of choosing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product

from competencies.rules.policy import DEPTHS
from pathways.rules.supposing import CONTEXTS, SOURCE_TYPES
from pathways.rules.values import NeededPiece, Piece
from pathways.tests.rules.histories import History

# A plan found by trying has at most so many pieces.
PIECES = 4


class Trying:
    """A case in which every plan is tried, in the order in which one would choose."""

    def __init__(self, history: History) -> None:
        self.history = history
        judgement = history.judged()
        exempt = set(judgement.exempted)
        self.standards = [one.id for one in history.standards if one.id not in exempt]
        self.levels = history.scale.proficient_and_up()
        aside = {one.id: one.why for one in judgement.set_aside}
        choosing = {"", "earlier", "lower", "below_proficient", "optional_standard", "would_lower"}
        eligible = [p for p in history.evidence if aside.get(p.id, "") in choosing]
        ahead = [p for p in history.evidence if aside.get(p.id, "") == "after_as_of"]
        self.leaving = {p.standard for p in ahead if p.mark == "exempt"}
        summative = [p for p in eligible if p.kind == "summative"]
        self.summative = [p for p in summative if p.standard not in self.leaving]
        self.seen = [*(eligible if history.policy.counts == "all" else summative), *ahead]

    def smallest(self) -> list[NeededPiece] | None:
        """The first plan that does, without what in it is not needed; None where none of these few pieces does.

        It is found with pieces that bring all any gate could ask for; those that bring only what is asked do as well.
        """
        for count in range(1, PIECES + 1):
            for levels in product(self.levels, repeat=count):
                for standards in product(self.standards, repeat=count):
                    plan = self.dated(list(zip(standards, levels, strict=True)))
                    if self.does([bringing_everything(piece) for piece in plan]):
                        if self.does(plan):
                            return self.without_what_is_not_needed(plan)
                        assert self.leaving  # what an exemption dated ahead takes with its standard is brought in vain
        return None

    def dated(self, steps: list[tuple[int | str, Decimal]]) -> list[NeededPiece]:
        """One piece a day, the first ones bringing the kinds of work, contexts, transfer and depth still asked for."""
        needs = {gate.name: gate.need for gate in self.history.policy.gates}
        types = self.missing("type", needs.get("min_source_types", 0), SOURCE_TYPES)
        contexts = self.missing("context", needs.get("min_contexts", 0), CONTEXTS)
        transfer = "require_transfer" in needs and not any(p.transfer for p in self.summative)
        wanted = str(needs.get("min_depth", ""))
        deep = wanted and not any(p.depth and DEPTHS.index(p.depth) >= DEPTHS.index(wanted) for p in self.summative)
        seq = max((p.seq for p in self.history.evidence if p.seq is not None), default=0) + 1
        return [
            NeededPiece(
                standard,
                level,
                self.history.as_of + timedelta(days=i),
                seq + i,
                type=next(types, ""),
                context=next(contexts, ""),
                transfer=transfer and i == 0,
                depth=wanted if deep and i == 0 else "",
            )
            for i, (standard, level) in enumerate(steps)
        ]

    def missing(self, what: str, need: object, names: tuple[str, ...]) -> Iterator[str]:
        """Names not seen in any work that may count, as many as summative work still lacks."""
        lacking = int(str(need)) - len({getattr(p, what) for p in self.summative} - {""})
        seen = {getattr(p, what) for p in self.seen}
        return iter([name for name in names if name not in seen][: max(0, lacking)])

    def does(self, plan: list[NeededPiece]) -> bool:
        """Whether the plan, were it all to happen, gives mastery on its last day."""
        evidence = (*self.history.evidence, *map(happened, plan))
        return self.history.but(evidence=evidence, as_of=plan[-1].on).judged().status == "mastered"

    def without_what_is_not_needed(self, plan: list[NeededPiece]) -> list[NeededPiece]:
        """The first piece that can go goes, until none can."""
        for i in range(len(plan)):
            rest = plan[:i] + plan[i + 1 :]
            if rest and self.does(rest):
                return self.without_what_is_not_needed(rest)
        return plan


def bringing_everything(piece: NeededPiece) -> NeededPiece:
    """The piece as a kind of work and in a context of its own, transferred, and as deep as work can be."""
    return replace(piece, type=f"kind {piece.seq}", context=f"place {piece.seq}", transfer=True, depth=DEPTHS[-1])


def happened(piece: NeededPiece) -> Piece:
    """A needed piece, once it has been done."""
    return Piece(
        id=f"done {piece.seq}",
        standard=piece.standard,
        on=piece.on,
        kind="summative",
        level=piece.level,
        seq=piece.seq,
        type=piece.type,
        context=piece.context,
        transfer=piece.transfer,
        depth=piece.depth,
    )
