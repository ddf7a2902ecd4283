"""New things in the draft: domains, strands, stages, competencies, and what a competency is made of.

Everything made here holds from the draft's number on, last among its siblings; nothing is published by it. Each
action locks the continuum's row, costs about six queries and raises ``DraftRefusedError`` with the fields that cannot
be. Whether the caller may edit at all is checked by the caller.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar
from uuid import uuid4

from django.db import transaction

from competencies.actions.moving import check_place, next_position, siblings_in
from competencies.actions.rows import Row, locked_draft, save_checked
from competencies.models import (
    Alignment,
    Competency,
    CompetencyText,
    Continuum,
    Domain,
    DomainText,
    GraduateOutcome,
    GraduateOutcomeText,
    LevelDescriptor,
    OutcomeCompetency,
    Scale,
    Stage,
    StageText,
    Standard,
    StandardText,
    Strand,
    StrandText,
)
from people.models import User

Thing = TypeVar("Thing", Domain, Strand, Stage, Competency, GraduateOutcome)


@transaction.atomic
def add_domain(
    *, continuum: Continuum, by: User | None, title: str, scale: Scale, kind: str = Domain.Kind.ACADEMIC, **more: Any
) -> DomainText:
    """Add a domain judged on ``scale``; ``more`` may say description and translations. Returns its text."""
    return _add(DomainText, "domain", Domain, continuum, by, {"kind": kind}, {"title": title, "scale": scale} | more)


@transaction.atomic
def add_strand(*, domain: Domain, by: User | None, title: str, **more: Any) -> StrandText:
    """Add a strand at the end of a domain. Returns its text."""
    return _add(StrandText, "strand", Strand, domain.continuum, by, {"domain": domain}, {"title": title} | more)


@transaction.atomic
def add_stage(*, strand: Strand, by: User | None, title: str, typical_grade: str = "", **more: Any) -> StageText:
    """Add a stage at the end of a strand; ``typical_grade`` is KG, 01 ... 12 or empty. Returns its text."""
    words = {"title": title, "typical_grade": typical_grade} | more
    return _add(StageText, "stage", Stage, strand.continuum, by, {"strand": strand}, words)


@transaction.atomic
def add_competency(
    *, strand: Strand, by: User | None, title: str, statement: str, stage: Stage | None = None, **more: Any
) -> CompetencyText:
    """Add a competency at the end of a stage (or of the strand); ``more`` may say required. Returns its text.

    Raises ``DraftRefusedError`` if the stage is not one of the strand's.
    """
    continuum = locked_draft(strand.district_id)
    check_place(strand, stage)
    competency = Competency.objects.create(district_id=strand.district_id, continuum=continuum)
    place = {"strand": strand, "stage": stage, "position": next_position(siblings_in(strand, stage))}
    words = {"competency": competency, "title": title, "statement": statement} | place | more
    return _row(CompetencyText, continuum, by, words)


@transaction.atomic
def add_standard(
    *, continuum: Continuum, by: User | None, statement: str, code: str = "", grades: tuple[str, ...] = (), **more: Any
) -> StandardText:
    """Add one of the district's own standards ("I can ..."). Returns its text; align it next."""
    continuum = locked_draft(continuum.district_id)
    standard = Standard.objects.create(district_id=continuum.district_id, continuum=continuum, guid=str(uuid4()))
    own = StandardText.objects.filter(until=None, district=continuum.district_id, standard__document=None)
    words = {"statement": statement, "code": code, "grades": list(grades), "position": next_position(own)} | more
    return _row(StandardText, continuum, by, {"standard": standard} | words)


@transaction.atomic
def align(
    *, competency: Competency, standard: Standard, by: User | None, required: bool = True, weight: Decimal = Decimal(1)
) -> Alignment:
    """Make a standard part of a competency, last in order. Returns the alignment.

    Aligning twice is refused: revise the alignment there is.
    """
    continuum = locked_draft(competency.district_id)
    others = Alignment.objects.filter(until=None, competency=competency)
    words = {"competency": competency, "standard": standard, "required": required, "weight": weight}
    return _row(Alignment, continuum, by, words | {"position": next_position(others)})


@transaction.atomic
def describe(
    *, competency: Competency, value: Decimal, by: User | None, statement: str, **more: Any
) -> LevelDescriptor:
    """Say what work on a competency looks like at a level that has no descriptor yet. Returns the descriptor."""
    continuum = locked_draft(competency.district_id)
    words = {"competency": competency, "value": value, "statement": statement}
    return _row(LevelDescriptor, continuum, by, words | more)


@transaction.atomic
def add_outcome(*, continuum: Continuum, by: User | None, title: str, **more: Any) -> GraduateOutcomeText:
    """Add an outcome to the graduate profile; ``more`` may say description and translations. Returns its text."""
    return _add(GraduateOutcomeText, "outcome", GraduateOutcome, continuum, by, {}, {"title": title} | more)


@transaction.atomic
def contribute(*, outcome: GraduateOutcome, competency: Competency, by: User | None) -> OutcomeCompetency:
    """Let a competency add up to an outcome of the graduate profile. Returns the link; twice is refused."""
    continuum = locked_draft(outcome.district_id)
    return _row(OutcomeCompetency, continuum, by, {"outcome": outcome, "competency": competency})


def _add(
    text: type[Row],
    name: str,
    thing: type[Thing],
    continuum: Continuum,
    by: User | None,
    identity: dict[str, Any],
    words: dict[str, Any],
) -> Row:
    """Make an identity and its first text, last among the texts whose identity has the same parent."""
    continuum = locked_draft(continuum.district_id)
    siblings = text._default_manager.filter(
        until=None,
        district=continuum.district_id,
        **{f"{name}__{field}": value for field, value in identity.items() if field != "kind"},
    )
    made = thing._default_manager.create(district_id=continuum.district_id, continuum=continuum, **identity)
    return _row(text, continuum, by, {name: made, "position": next_position(siblings)} | words)


def _row(model: type[Row], continuum: Continuum, by: User | None, words: dict[str, Any]) -> Row:
    return save_checked(model(district_id=continuum.district_id, since=continuum.draft, edited_by=by, **words))
