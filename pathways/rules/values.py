"""The plain values of a judgement: what goes in (pieces, standards) and what comes out (the judgement, its trace)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

PieceId = int | str
StandardId = int | str
# The first day and the last; None is "until taken back".
Period = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: a level or a mark, for one standard, on one day.

    ``on`` is the day of the work and ``at`` its instant where one is known; ``recorded`` is when it was written
    down and ``seq`` in which order. ``aside`` is the reason the ledger itself takes the piece out ("voided",
    "corrected", "not_known"; see ``pathways.rules.ledger``).
    """

    id: PieceId
    standard: StandardId
    on: date
    kind: str
    level: Decimal | None = None
    mark: str = ""
    at: datetime | None = None
    seq: int | None = None
    recorded: datetime | None = None
    role: str = "teacher"
    type: str = ""
    context: str = ""
    transfer: bool = False
    depth: str = ""
    support: str = "independent"
    aside: str = ""


@dataclass(frozen=True, slots=True)
class StandardRequirement:
    """A standard aligned to the competency.

    ``adapted`` holds the periods (first day, last day or None) in which an adapted expectation is in force for this
    student: modified work counts where its own day lies in one of them.
    """

    id: StandardId
    required: bool = True
    weight: Decimal = Decimal(1)
    adapted: tuple[Period, ...] = ()


class SetAside(NamedTuple):
    """A piece that entered no arithmetic, and the code of the reason (docs/mastery.md lists them)."""

    id: PieceId
    why: str


class GateResult(NamedTuple):
    """A gate with what is had, what is needed and whether it is met; ``short`` names standards it misses."""

    gate: str
    have: Decimal | int | str | bool | date | None
    need: Decimal | int | str | bool | date
    met: bool
    per: str = ""
    short: tuple[StandardId, ...] = ()


class StandardResult(NamedTuple):
    """One standard's part: its state, its score, and the values that made it, oldest first.

    ``state`` is "scored", "unrated", "unmet" (``n_times`` only), "optional" (under ``all``, where it takes no part)
    or "exempt"; ``values`` are the levels that entered the arithmetic and ``pieces`` their ids, in the same order;
    ``eligible`` counts the pieces it had to choose from.
    """

    id: StandardId
    required: bool
    state: str
    score: Decimal | None = None
    level: Decimal | None = None
    proficient: bool = False
    values: tuple[Decimal, ...] = ()
    pieces: tuple[PieceId, ...] = ()
    eligible: int = 0


@dataclass(frozen=True, slots=True)
class NeededPiece:
    """A further summative piece by a teacher that would, with the others named, give mastery."""

    standard: StandardId
    level: Decimal
    on: date
    seq: int
    type: str = ""
    context: str = ""
    transfer: bool = False
    depth: str = ""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why no further work can help: the gate (or "score", "scale", "standards") and a code for the way out."""

    gate: str
    code: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would change the judgement; worked out only when asked for (``judge(..., explain=True)``).

    ``needed`` is empty when nothing is needed, and None when no further work can help; then ``why_not`` says why.
    ``ready`` says whether a summative makes sense now, else ``still_below`` names the standards in the way.
    """

    needed: tuple[NeededPiece, ...] | None
    why_not: WhyNot | None
    ready: bool
    still_below: tuple[StandardId, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one student and one competency as of a day, with its trace.

    ``status`` is exempt, no_evidence, needs_evidence, not_yet, to_confirm or mastered. ``view`` is the reading that
    decided: "summative" or "all" (see docs/mastery.md on formative work). ``valid_until`` is the last day on which
    the same ledger gives the same status, level and score; None when only new facts can change it.
    """

    score: Decimal | None
    level: Decimal | None
    level_name: str
    status: str
    mastered: bool
    counted: tuple[PieceId, ...]
    set_aside: tuple[SetAside, ...]
    gates: tuple[GateResult, ...]
    standards: tuple[StandardResult, ...]
    view: str
    method: str
    combine: str
    eligible: int
    latest_on: date | None
    exempted: tuple[StandardId, ...]
    baseline: Decimal | None
    growth: Decimal | None
    confidence: str
    valid_until: date | None
    as_of: date
    policy_version: str
    explanation: Explanation | None = None
