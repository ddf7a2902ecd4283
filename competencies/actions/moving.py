"""Moving things of the draft up and down among their siblings, and competencies from place to place."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from competencies.actions.drafting import revise, still_open
from competencies.actions.rows import ABOUT, DraftRefusedError, Row, locked_draft
from competencies.models import (
    Alignment,
    CompetencyText,
    DomainText,
    GraduateOutcomeText,
    Stage,
    StageText,
    Strand,
    StrandText,
    Versioned,
    VersionedQuerySet,
)
from people.models import User

# What texts have in common that share one order.
SIBLINGS: dict[type[Versioned], tuple[str, ...]] = {
    DomainText: (),
    StrandText: ("strand__domain",),
    StageText: ("stage__strand",),
    CompetencyText: ("strand", "stage"),
    Alignment: ("competency",),
    GraduateOutcomeText: (),
}


@transaction.atomic
def move(row: Row, *, by: User | None, steps: int) -> Row:
    """Move a text of the draft among its siblings: ``steps`` -1 is one up, 1 one down; it stops at either end.

    Returns the moved text's row. Only texts whose place changes are touched; texts that share one place are numbered
    first. Raises ``ChangedMeanwhileError``, or TypeError for something that has no order.
    """
    locked_draft(row.district_id)
    current: Any = still_open(row, None)
    siblings: list[Any] = list(siblings_of(current))
    here = next(place for place, one in enumerate(siblings) if one.pk == current.pk)
    there = max(0, min(len(siblings) - 1, here + steps))
    siblings.insert(there, siblings.pop(here))
    moved: Row = current
    for one, position in zip(siblings, _positions(siblings), strict=True):
        fresh = revise(one, by=by, position=position) if one.position != position else one
        if one.pk == current.pk:
            moved = fresh
    return moved


@transaction.atomic
def place_competency(row: CompetencyText, *, by: User | None, strand: Strand, stage: Stage | None) -> CompetencyText:
    """Put a competency at the end of another stage (or strand). Returns the draft's row.

    Raises ``DraftRefusedError`` if the stage is not one of the strand's, ``ChangedMeanwhileError``.
    """
    locked_draft(row.district_id)
    check_place(strand, stage)
    return revise(row, by=by, strand=strand, stage=stage, position=next_position(siblings_in(strand, stage)))


def check_place(strand: Strand, stage: Stage | None) -> None:
    """Refuse a stage of another strand. Raises ``DraftRefusedError``; costs no query."""
    if stage is not None and stage.strand_id != strand.pk:
        raise DraftRefusedError({"stage": _("This stage belongs to another strand.")})


def siblings_in(strand: Strand, stage: Stage | None) -> VersionedQuerySet[CompetencyText]:
    """Return the draft's competency texts at one place, in order."""
    return CompetencyText.objects.filter(until=None, strand=strand, stage=stage).order_by("position", "competency_id")


def siblings_of(row: Any) -> VersionedQuerySet[Any]:
    """Return the draft's texts that share one order with ``row``, in that order. Raises TypeError if it has none."""
    if type(row) not in SIBLINGS:
        raise TypeError(f"{type(row).__name__} has no order")
    shared = {path: attrgetter(path.replace("__", "."))(row) for path in SIBLINGS[type(row)]}
    rows: VersionedQuerySet[Any] = type(row).objects.filter(until=None, district=row.district_id, **shared)
    return rows.order_by("position", ABOUT[type(row)][-1])


def next_position(rows: VersionedQuerySet[Any]) -> int:
    """Return the place after the last of ``rows``. One query."""
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _positions(siblings: list[Any]) -> list[int]:
    """Return the places of ``siblings`` in their new order: the same numbers again, unless two shared one."""
    taken = sorted(one.position for one in siblings)
    return taken if len(set(taken)) == len(taken) else list(range(len(siblings)))
