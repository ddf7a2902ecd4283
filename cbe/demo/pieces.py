"""A piece of evidence of the made-up school before there is a row for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cbe.demo.roster import Group


@dataclass(slots=True)
class Piece:
    """One rating: who, what, when and how it was seen. ``save`` names the one save it came with."""

    child: int
    group: Group
    competency: str
    standard: int
    on: date
    kind: str
    title: str
    save: UUID
    level: int | None = None
    mark: str = ""
    source_type: str = ""
    context: str = "classroom"
    transfer: bool = False
    depth: str = ""
    support: str = "independent"
    attempt: int = 1
    role: str = "teacher"
    feedback: str = ""
    next_step: str = ""
    corrected_to: int | None = None
    withdrawn: bool = False
    reason: str = ""
