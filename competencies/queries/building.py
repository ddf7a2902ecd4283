"""Builds the map of one version from its rows: about a dozen queries, however large the continuum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from competencies.models import (
    Alignment,
    CompetencyText,
    ContinuumVersion,
    DomainText,
    EvidenceMapping,
    GraduateOutcomeText,
    LevelDescriptor,
    OutcomeCompetency,
    PerformanceLevel,
    Prerequisite,
    ScaleText,
    StageText,
    StandardText,
    StrandText,
)
from competencies.queries.frames import Frame, moves_in
from competencies.rules.continuum import (
    CompetencyView,
    ContinuumMap,
    DomainView,
    LevelView,
    OutcomeView,
    ScaleView,
    StageView,
    StandardView,
    StrandView,
)
from competencies.rules.mapping import composed
from competencies.rules.prerequisites import Lifted, lift_edges
from competencies.rules.scale import Scale


def build_map(version: ContinuumVersion, *, language: str) -> ContinuumMap:
    """Return the continuum of ``version`` in ``language``: about a dozen queries (``published_map`` caches it)."""
    frame = Frame(version, language)
    scales = _scales(frame)
    domain_texts = list(frame.rows(DomainText).select_related("domain").order_by("position", "domain_id"))
    strand_texts = list(frame.rows(StrandText).select_related("strand").order_by("position", "strand_id"))
    stage_texts = list(frame.rows(StageText).select_related("stage").order_by("position", "stage_id"))
    scale_of = {text.domain_id: scales[text.scale_id] for text in domain_texts}
    domain_of = {text.strand_id: text.strand.domain_id for text in strand_texts}
    competency_texts = _ordered(frame, domain_texts, strand_texts, stage_texts)
    standards = _standards(frame)
    competencies = _competencies(frame, competency_texts, standards, scale_of, domain_of)
    stages = _stages(frame, stage_texts, competencies)
    strands = _strands(frame, strand_texts, stages, competencies)
    in_use = frozenset(one.id for one in competencies.values() if not one.retired)
    lifted = _lifted(frame, standards, in_use)
    return ContinuumMap(
        continuum_id=version.continuum_id,
        version_id=version.pk,
        number=version.number,
        language=language,
        title=version.continuum.title,
        domains=_domains(frame, domain_texts, strands, scale_of),
        competencies=competencies,
        scales=scales,
        prerequisites=lifted.edges,
        related=lifted.related,
        outcomes=_outcomes(frame, in_use),
        strands=strands,
        stages=stages,
        stage_names=_stage_names(frame, stage_texts, strand_texts),
        carried=composed(moves_in(frame.rows(EvidenceMapping))),
        published_at=version.published_at,
    )


def _scales(frame: Frame) -> dict[int, ScaleView]:
    levels: dict[int, list[PerformanceLevel]] = defaultdict(list)
    for level in frame.rows(PerformanceLevel).order_by("value"):
        levels[level.scale_id].append(level)
    return {text.scale_id: _scale(frame, text, levels[text.scale_id]) for text in frame.rows(ScaleText)}


def _scale(frame: Frame, text: ScaleText, levels: list[PerformanceLevel]) -> ScaleView:
    views = tuple(
        LevelView(
            value=level.value,
            rank=rank,
            name=frame.say(level, "name"),
            meaning=frame.say(level, "meaning"),
            proficient=level.value >= text.proficient,
        )
        for rank, level in enumerate(levels, start=1)
    )
    values = tuple(view.value for view in views)
    rule = Scale(
        proficient=text.proficient,
        top=values[-1] if values else text.proficient,
        min=values[0] if values else Decimal(1),
        levels=values,
        names=tuple(view.name for view in views),
    )
    return ScaleView(id=text.scale_id, name=text.name, levels=views, rule=rule)


def _ordered(
    frame: Frame, domains: list[DomainText], strands: list[StrandText], stages: list[StageText]
) -> list[CompetencyText]:
    """Competency texts in the order of the continuum: domain, strand, stage, then their own place."""
    domain_place = {text.domain_id: place for place, text in enumerate(domains)}
    strand_place = {
        text.strand_id: (domain_place.get(text.strand.domain_id, len(domains)), place)
        for place, text in enumerate(strands)
    }
    stage_place = {text.stage_id: place for place, text in enumerate(stages)}
    last = (len(domains), len(strands))

    def place(text: CompetencyText) -> tuple[tuple[int, int], int, int, int]:
        stage = stage_place.get(text.stage_id, len(stages)) if text.stage_id else len(stages)
        return (strand_place.get(text.strand_id, last), stage, text.position, text.competency_id)

    return sorted(frame.rows(CompetencyText).select_related("competency"), key=place)


def _standards(frame: Frame) -> dict[int, list[StandardView]]:
    """The standards of each competency, in order."""
    aligned = list(frame.rows(Alignment).select_related("standard").order_by("position", "standard_id"))
    wanted = frame.rows(StandardText).filter(standard__in=frame.rows(Alignment).values("standard"))
    texts = {text.standard_id: text for text in wanted.defer("payload")}
    views: dict[int, list[StandardView]] = defaultdict(list)
    for row in aligned:
        if (text := texts.get(row.standard_id)) and not text.retired:
            views[row.competency_id].append(
                StandardView(
                    id=row.standard_id,
                    guid=row.standard.guid,
                    code=text.code,
                    statement=frame.say(text, "statement"),
                    required=row.required,
                    weight=row.weight,
                )
            )
    return views


def _competencies(
    frame: Frame,
    texts: Iterable[CompetencyText],
    standards: Mapping[int, list[StandardView]],
    scale_of: Mapping[int, ScaleView],
    domain_of: Mapping[int, int],
) -> dict[int, CompetencyView]:
    descriptors: dict[int, dict[Decimal, str]] = defaultdict(dict)
    for row in frame.rows(LevelDescriptor).order_by("value"):
        descriptors[row.competency_id][row.value] = frame.say(row, "statement")
    return {
        text.competency_id: CompetencyView(
            id=text.competency_id,
            guid=text.competency.guid,
            title=frame.say(text, "title"),
            statement=frame.say(text, "statement"),
            domain_id=domain_of[text.strand_id],
            strand_id=text.strand_id,
            stage_id=text.stage_id,
            required=text.required,
            retired=text.retired,
            order=order,
            scale=scale_of[domain_of[text.strand_id]],
            standards=tuple(standards.get(text.competency_id, ())),
            descriptors=descriptors[text.competency_id],
        )
        for order, text in enumerate(texts)
    }


def _stages(
    frame: Frame, texts: Iterable[StageText], competencies: Mapping[int, CompetencyView]
) -> dict[int, StageView]:
    members: dict[int, list[int]] = defaultdict(list)
    for one in competencies.values():
        if one.stage_id and not one.retired:
            members[one.stage_id].append(one.id)
    return {
        text.stage_id: StageView(
            id=text.stage_id,
            guid=text.stage.guid,
            title=frame.say(text, "title"),
            typical_grade=text.typical_grade,
            strand_id=text.stage.strand_id,
            order=order,
            competency_ids=tuple(members[text.stage_id]),
        )
        for order, text in enumerate(texts)
        if not text.retired
    }


def _stage_names(
    frame: Frame, stages: Iterable[StageText], strands: Iterable[StrandText]
) -> dict[int, tuple[str, str]]:
    """The words of every stage and of the strand it is or was in."""
    titles = {text.strand_id: frame.say(text, "title") for text in strands}
    return {text.stage_id: (frame.say(text, "title"), titles.get(text.stage.strand_id, "")) for text in stages}


def _strands(
    frame: Frame,
    texts: Iterable[StrandText],
    stages: Mapping[int, StageView],
    competencies: Mapping[int, CompetencyView],
) -> dict[int, StrandView]:
    members: dict[int, list[int]] = defaultdict(list)
    steps: dict[int, list[StageView]] = defaultdict(list)
    for one in competencies.values():
        if not one.retired:
            members[one.strand_id].append(one.id)
    for stage in stages.values():
        steps[stage.strand_id].append(stage)
    return {
        text.strand_id: StrandView(
            id=text.strand_id,
            guid=text.strand.guid,
            title=frame.say(text, "title"),
            domain_id=text.strand.domain_id,
            order=order,
            stages=tuple(steps[text.strand_id]),
            competency_ids=tuple(members[text.strand_id]),
        )
        for order, text in enumerate(texts)
        if not text.retired
    }


def _domains(
    frame: Frame, texts: Iterable[DomainText], strands: Mapping[int, StrandView], scale_of: Mapping[int, ScaleView]
) -> tuple[DomainView, ...]:
    return tuple(
        DomainView(
            id=text.domain_id,
            guid=text.domain.guid,
            title=frame.say(text, "title"),
            description=frame.say(text, "description"),
            kind=text.domain.kind,
            order=order,
            scale=scale_of[text.domain_id],
            strands=tuple(strand for strand in strands.values() if strand.domain_id == text.domain_id),
        )
        for order, text in enumerate(texts)
        if not text.retired
    )


def _lifted(frame: Frame, standards: Mapping[int, list[StandardView]], in_use: frozenset[int]) -> Lifted:
    """The prerequisites between competencies in use: a retired one opens and holds up nothing any more."""
    owners: dict[int, list[int]] = defaultdict(list)
    for competency_id, views in standards.items():
        for view in views if competency_id in in_use else ():
            owners[view.id].append(competency_id)
    edges = (
        frame.rows(Prerequisite)
        .filter(kind=Prerequisite.Kind.PREREQUISITE)
        .order_by("position", "pk")
        .values_list("source_id", "target_id")
    )
    return lift_edges(edges, owners)


def _outcomes(frame: Frame, in_use: frozenset[int]) -> tuple[OutcomeView, ...]:
    """The graduate profile; a retired competency adds up to nothing any more, since nobody can show it."""
    members: dict[int, list[int]] = defaultdict(list)
    for row in frame.rows(OutcomeCompetency).order_by("competency_id"):
        if row.competency_id in in_use:
            members[row.outcome_id].append(row.competency_id)
    return tuple(
        OutcomeView(
            id=text.outcome_id,
            title=frame.say(text, "title"),
            description=frame.say(text, "description"),
            competency_ids=tuple(members[text.outcome_id]),
        )
        for text in frame.rows(GraduateOutcomeText).order_by("position", "outcome_id")
        if not text.retired
    )
