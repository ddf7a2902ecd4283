"""Splitting and merging competencies of the draft; their evidence goes along by explicit mappings.

A new competency stands where the old one stood, starts with its descriptors, and adds up to the same outcomes. Both
actions lock the continuum's row, write all or nothing, and raise ``DraftRefusedError`` naming the field or what
cannot be (see ``competencies.actions.mapping``). Whether the caller may edit at all is checked by the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competencies.actions.creating import add_competency, add_standard, align, contribute, describe
from competencies.actions.drafting import revise, still_open
from competencies.actions.mapping import retire_competency
from competencies.actions.rows import DraftRefusedError, locked_draft
from competencies.models import (
    Alignment,
    Competency,
    CompetencyText,
    Continuum,
    LevelDescriptor,
    OutcomeCompetency,
    VersionedQuerySet,
)
from competencies.rules.mapping import Move
from people.models import User

FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A new competency: its words, the standards it takes over from the old one, and its words in Spanish."""

    title: str
    statement: str
    standards: Collection[int] = ()
    title_es: str = ""
    statement_es: str = ""

    def translations(self) -> dict[str, dict[str, str]]:
        """Return its words in Spanish as a text keeps them; what is not said is said in English."""
        said = {name: text for name, text in (("title", self.title_es), ("statement", self.statement_es)) if text}
        return {"es": said} if said else {}


@transaction.atomic
def split_competency(
    *, row: CompetencyText, by: User | None, parts: Sequence[Part], seen: datetime | None = None
) -> list[CompetencyText]:
    """Make two or more competencies of one and retire it; work about each standard goes where the standard goes.

    A part without a standard gets one of its own, which says the same. Work about a standard that no part takes rests
    as history. Returns the new texts. Raises ``ChangedMeanwhileError`` where somebody changed it since ``seen``.
    """
    continuum = locked_draft(row.district_id)
    source = still_open(row, seen)
    if source.retired:
        raise DraftRefusedError(_("“%(title)s” is retired already.") % {"title": source.title})
    if len(parts) < FEWEST_PARTS:
        raise DraftRefusedError({"parts": _("Name at least two parts.")})
    texts, moves = [], []
    for part in parts:
        text = _like(source, part, by)
        aligned = list(_aligned(source.competency_id).filter(standard__in=part.standards))
        _take_over(continuum, text, aligned, by)
        texts.append(text)
        moves += [Move(source.competency_id, one.standard_id, text.competency_id) for one in aligned]
    rest = {one.standard_id for one in _aligned(source.competency_id)} - {move.standard for move in moves}
    moves += [Move(source.competency_id, standard) for standard in sorted(rest)]
    retire_competency(row=source, by=by, moves=moves)
    return texts


@transaction.atomic
def merge_competencies(
    *, rows: Sequence[CompetencyText], by: User | None, into: CompetencyText | Part, seen: datetime | None = None
) -> CompetencyText:
    """Make one competency of several, new or one there is; it takes their standards, they retire, their work follows.

    Returns the text of what they became. ``seen`` is of the first row. Raises as ``split_competency``.
    """
    if not rows:
        raise DraftRefusedError({"sources": _("Choose at least one more competency.")})
    continuum = locked_draft(rows[0].district_id)
    sources = [still_open(row, seen if place == 0 else None) for place, row in enumerate(rows)]
    if gone := next((one for one in sources if one.retired), None):
        raise DraftRefusedError({"sources": _("“%(title)s” is retired already.") % {"title": gone.title}})
    if isinstance(into, Part):
        target = _like(sources[0], into, by)
    else:
        target = still_open(into, None)
        _check_target(target, sources)
    for source in sources:
        _take_over(continuum, target, list(_aligned(source.competency_id)), by)
        _add_up_alike(source.competency_id, target.competency, by)
    for source in sources:
        retire_competency(row=source, by=by, moves=[Move(source.competency_id, None, target.competency_id)])
    return target


def _check_target(target: CompetencyText, sources: Sequence[CompetencyText]) -> None:
    if target.retired:
        raise DraftRefusedError({"into": _("“%(title)s” is retired already.") % {"title": target.title}})
    if target.competency_id in {one.competency_id for one in sources}:
        raise DraftRefusedError({"into": _("A competency cannot be merged into itself.")})


def _like(source: CompetencyText, part: Part, by: User | None) -> CompetencyText:
    """A new competency where another one stands, with its descriptors and outcomes as a start."""
    text = add_competency(
        strand=source.strand,
        by=by,
        title=part.title,
        statement=part.statement,
        stage=source.stage,
        required=source.required,
        translations=part.translations(),
    )
    for row in LevelDescriptor.objects.filter(until=None, competency=source.competency_id).order_by("value"):
        describe(
            competency=text.competency, value=row.value, by=by, statement=row.statement, translations=row.translations
        )
    _add_up_alike(source.competency_id, text.competency, by)
    return text


def _take_over(continuum: Continuum, text: CompetencyText, aligned: Sequence[Alignment], by: User | None) -> None:
    """Align the standards that are not there yet; what some part required stays required.

    Where none of them was required all are: nobody could show a competency that requires nothing.
    """
    known = {one.standard_id: one for one in _aligned(text.competency_id)}
    some = any(one.required for one in (*known.values(), *aligned))
    for one in aligned:
        there = known.get(one.standard_id)
        if there is None:
            required = one.required or not some
            align(competency=text.competency, standard=one.standard, by=by, required=required, weight=one.weight)
        elif one.required and not there.required:
            revise(there, by=by, required=True)
    if not known and not aligned:
        said = {
            code: {"statement": words["statement"]} for code, words in text.translations.items() if "statement" in words
        }
        own = add_standard(continuum=continuum, by=by, statement=text.statement, translations=said)
        align(competency=text.competency, standard=own.standard, by=by)


def _add_up_alike(source_id: int, target: Competency, by: User | None) -> None:
    had = set(OutcomeCompetency.objects.filter(until=None, competency=target).values_list("outcome_id", flat=True))
    rows = OutcomeCompetency.objects.filter(until=None, competency=source_id).exclude(outcome__in=had)
    for row in rows.select_related("outcome").order_by("pk"):
        contribute(outcome=row.outcome, competency=target, by=by)


def _aligned(competency_id: int) -> VersionedQuerySet[Alignment]:
    rows = Alignment.objects.filter(until=None, competency=competency_id).select_related("standard")
    return rows.order_by("position", "pk")
