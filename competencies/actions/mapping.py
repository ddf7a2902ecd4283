"""Saying in the draft where the evidence of a competency is read: carried to others, or resting as history.

Every action locks the continuum's row and checks the draft's mappings as a whole: what would go round in a circle,
reach a target about two standards, or could not be read on the target's scale raises ``DraftRefusedError`` naming it,
and nothing is written. Whether the caller may edit at all is checked by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from competencies.actions.drafting import restore, revise, still_open, withdraw
from competencies.actions.rows import DraftRefusedError, locked_draft, save_checked, was_published
from competencies.models import Competency, CompetencyText, Continuum, EvidenceMapping
from competencies.queries.mapping import DraftMappings, mapping_problems
from competencies.rules.mapping import Move
from people.models import User


@transaction.atomic
def carry(*, competency: Competency, by: User | None, moves: Iterable[Move]) -> list[EvidenceMapping]:
    """Let exactly these mappings hold for what was recorded on a competency; only what differs is written.

    Returns the draft's rows. About twelve queries, and two for each row that changes.
    """
    continuum = locked_draft(competency.district_id)
    wanted = {(move.standard, move.target): move for move in moves}
    for row in _open(competency):
        move = wanted.pop((row.source_standard_id, row.target_id), None)
        if move is None:
            withdraw(row, by=by)
        else:
            revise(row, by=by, target_standard_id=move.target_standard)
    for move in wanted.values():
        save_checked(_row(continuum, by, move))
    check_mappings(continuum)
    return list(_open(competency))


@transaction.atomic
def retire_competency(
    *, row: CompetencyText, by: User | None, moves: Iterable[Move], seen: datetime | None = None
) -> CompetencyText | None:
    """Retire a competency and say where its evidence goes; one that was never published is simply taken out.

    Returns its text, None where it is gone. Raises ``ChangedMeanwhileError`` where somebody changed it since ``seen``.
    """
    draft = locked_draft(row.district_id).draft
    current = still_open(row, seen)
    if not was_published(current, draft):
        withdraw(current, by=by)
        return None
    retired = current if current.retired else revise(current, by=by, retired=True)
    carry(competency=retired.competency, by=by, moves=moves)
    return retired


@transaction.atomic
def bring_back(*, row: CompetencyText, by: User | None) -> CompetencyText:
    """Bring a retired competency back into use; its evidence is its own again. Returns its text."""
    locked_draft(row.district_id)
    text = restore(row, by=by)
    for mapping in _open(text.competency):
        withdraw(mapping, by=by)
    return text


@transaction.atomic
def let_go(*, row: EvidenceMapping, by: User | None) -> None:
    """Take one mapping out of the draft. What was published by it stays true of the versions it held in."""
    continuum = locked_draft(row.district_id)
    withdraw(row, by=by)
    check_mappings(continuum)


def check_mappings(continuum: Continuum) -> None:
    """Raise ``DraftRefusedError`` with everything that cannot be so about the draft's mappings. Six queries."""
    if found := mapping_problems(DraftMappings(continuum)):
        raise DraftRefusedError([f"“{one.name}”: {one.problem}" for one in found])


def _row(continuum: Continuum, by: User | None, move: Move) -> EvidenceMapping:
    return EvidenceMapping(
        district_id=continuum.district_id,
        since=continuum.draft,
        edited_by=by,
        source_id=move.source,
        source_standard_id=move.standard,
        target_id=move.target,
        target_standard_id=move.target_standard,
    )


def _open(competency: Competency) -> Any:
    return EvidenceMapping.objects.filter(until=None, source=competency, district=competency.district_id).order_by("pk")
