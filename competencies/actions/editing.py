"""Saving the page of one competency: its words, its place, its levels and its outcomes, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from competencies.actions.creating import add_competency, add_standard, align, contribute, describe
from competencies.actions.drafting import discard, revise, withdraw
from competencies.actions.moving import place_competency
from competencies.actions.rows import ChangedMeanwhileError, DraftRefusedError, locked_draft
from competencies.models import (
    Alignment,
    Competency,
    CompetencyText,
    Continuum,
    EvidenceMapping,
    GraduateOutcome,
    LevelDescriptor,
    OutcomeCompetency,
    Stage,
    Strand,
)
from competencies.queries.editing import competency_edit
from people.models import User

SPANISH = "es"


@dataclass(frozen=True, slots=True)
class CompetencyWords:
    """What the page says: English and Spanish, by level, the place, and the outcomes it adds up to."""

    title: str
    statement: str
    strand_id: int
    stage_id: int | None
    required: bool
    title_es: str = ""
    statement_es: str = ""
    levels: Mapping[Decimal, tuple[str, str]] = field(default_factory=dict)
    outcomes: Collection[int] = ()


@transaction.atomic
def save_competency(
    *, continuum: Continuum, competency_id: int, words: CompetencyWords, by: User | None, stamp: str
) -> CompetencyText:
    """Bring one competency of the draft in line with its page and return its text; only what differs is written.

    Raises ``ChangedMeanwhileError`` where somebody saved any part of it since ``stamp`` was read,
    ``DraftRefusedError`` with the fields that cannot be, ``CompetencyText.DoesNotExist``.
    """
    locked_draft(continuum.district_id)
    known = competency_edit(continuum, competency_id)
    if known is None:
        raise CompetencyText.DoesNotExist
    if known.stamp != stamp:
        raise ChangedMeanwhileError(_("Someone else changed this while you were editing. Look again before you save."))
    row = _placed(known.row, words, by)
    row = revise(
        row,
        by=by,
        title=words.title,
        statement=words.statement,
        required=words.required,
        translations=_translated(row.translations, title=words.title_es, statement=words.statement_es),
    )
    _describe(row.competency, words.levels, by)
    _contribute(continuum, row.competency, words.outcomes, by)
    return row


@transaction.atomic
def new_competency(*, continuum: Continuum, words: CompetencyWords, by: User | None) -> CompetencyText:
    """Add a competency with its levels, its outcomes, and one required standard that says the same. Returns its text.

    Raises ``DraftRefusedError`` with the fields that cannot be.
    """
    strand, stage = _place(continuum.district_id, words)
    translations = _translated({}, title=words.title_es, statement=words.statement_es)
    row = add_competency(
        strand=strand,
        by=by,
        title=words.title,
        statement=words.statement,
        stage=stage,
        required=words.required,
        translations=translations,
    )
    spanish = _translated({}, statement=words.statement_es)
    standard = add_standard(continuum=continuum, by=by, statement=words.statement, translations=spanish)
    align(competency=row.competency, standard=standard.standard, by=by)
    _describe(row.competency, words.levels, by)
    _contribute(continuum, row.competency, words.outcomes, by)
    return row


@transaction.atomic
def discard_competency(row: CompetencyText, *, by: User | None) -> None:
    """Forget whatever the draft changed about a competency: words, standards, levels, outcomes, where its work goes.

    A competency the draft made is taken out whole. Raises ``ChangedMeanwhileError``, ``DraftRefusedError``.
    """
    draft = locked_draft(row.district_id).draft
    for model in (Alignment, LevelDescriptor, OutcomeCompetency):
        parts = model._default_manager.filter(competency=row.competency_id, district=row.district_id)
        for part in parts.filter(until=None, since=draft):
            discard(part, by=by)
        parts.filter(until=draft).update(until=None, ended_by=None)
    ways = EvidenceMapping.objects.filter(source=row.competency_id, district=row.district_id)
    ways.filter(until=None, since=draft).delete()
    ways.filter(until=draft).update(until=None, ended_by=None)
    discard(row, by=by)


def _placed(row: CompetencyText, words: CompetencyWords, by: User | None) -> CompetencyText:
    if (row.strand_id, row.stage_id) == (words.strand_id, words.stage_id):
        return row
    strand, stage = _place(row.district_id, words)
    return place_competency(row, by=by, strand=strand, stage=stage)


def _place(district_id: int, words: CompetencyWords) -> tuple[Strand, Stage | None]:
    strand = Strand.objects.filter(district=district_id, pk=words.strand_id).first()
    stage = Stage.objects.filter(district=district_id, pk=words.stage_id).first() if words.stage_id else None
    if strand is None or (words.stage_id and stage is None):
        raise DraftRefusedError({"strand": _("Choose a place in the continuum.")})
    return strand, stage


def _translated(known: Mapping[str, Mapping[str, str]], **spanish: str) -> dict[str, dict[str, str]]:
    """The translations with the Spanish words given; empty ones fall back to the district's own."""
    said = {name: text for name, text in {**known.get(SPANISH, {}), **spanish}.items() if text}
    others = {code: dict(texts) for code, texts in known.items() if code != SPANISH}
    return {**others, SPANISH: said} if said else others


def _describe(competency: Competency, levels: Mapping[Decimal, tuple[str, str]], by: User | None) -> None:
    known = {row.value: row for row in LevelDescriptor.objects.filter(until=None, competency=competency)}
    for value, (text, spanish) in levels.items():
        row = known.get(value)
        if row is None and text:
            said = _translated({}, statement=spanish)
            describe(competency=competency, value=value, by=by, statement=text, translations=said)
        elif row is not None and text:
            revise(row, by=by, statement=text, translations=_translated(row.translations, statement=spanish))
        elif row is not None:
            withdraw(row, by=by)


def _contribute(continuum: Continuum, competency: Competency, outcomes: Collection[int], by: User | None) -> None:
    known = {row.outcome_id: row for row in OutcomeCompetency.objects.filter(until=None, competency=competency)}
    for outcome_id, row in known.items():
        if outcome_id not in outcomes:
            withdraw(row, by=by)
    fresh = GraduateOutcome.objects.filter(district=continuum.district_id, pk__in=set(outcomes) - set(known))
    for outcome in fresh.order_by("pk"):
        contribute(outcome=outcome, competency=competency, by=by)
