"""The history of one definition: what it said in each version, what changed word by word, who did it, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as lazy

from competencies.models import (
    Alignment,
    CompetencyText,
    Continuum,
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
    Standard,
    StandardText,
    StrandText,
)
from competencies.queries.history_words import ADDED, CHANGED, REMOVED, RESTORED, RETIRED, Names, Wording, wordings
from people.models import User

MOST_LINES = 60
# The kinds that have a history of their own: their word, the texts of which a row is named, and whose it is.
KINDS: Mapping[str, tuple[Any, Any, str]] = {
    "domain": (lazy("Domain"), DomainText, "domain_id"),
    "strand": (lazy("Strand"), StrandText, "strand_id"),
    "stage": (lazy("Stage"), StageText, "stage_id"),
    "competency": (lazy("Competency"), CompetencyText, "competency_id"),
    "standard": (lazy("Standard"), Standard, "pk"),
    "scale": (lazy("Scale"), PerformanceLevel, "scale_id"),
    "outcome": (lazy("Graduate outcome"), GraduateOutcomeText, "outcome_id"),
}
# What each kind of row is about, so that its rows of several versions are known to be one thing.
ABOUT: Mapping[Any, tuple[str, ...]] = {
    Alignment: ("competency_id", "standard_id"),
    EvidenceMapping: ("source_id", "source_standard_id", "target_id"),
    LevelDescriptor: ("competency_id", "value"),
    OutcomeCompetency: ("outcome_id", "competency_id"),
    PerformanceLevel: ("scale_id", "value"),
    Prerequisite: ("source_id", "target_id"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a version changed: what it is, what happened to it, by whom and when, and in which words."""

    kind: str
    name: str
    what: str
    by: User | None
    at: datetime | None
    fields: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryVersion:
    """Everything one version changed about a definition; ``published_at`` is None for the draft."""

    number: int
    published_at: datetime | None
    published_by: User | None
    note: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DefinitionHistory:
    """A definition with every version that touched it, newest first."""

    kind: str
    word: str
    pk: int
    name: str
    versions: tuple[HistoryVersion, ...]


def definition_history(continuum: Continuum, kind: str, pk: int, *, drafts: bool = True) -> DefinitionHistory | None:
    """Return the history of the thing of this kind and id, or None where the district has no such thing.

    ``drafts`` tells of the draft too. At most fifteen queries, however long the history.
    """
    found = [(model, rows) for model, rows in _rows(continuum, kind, pk) if rows]
    if not found:
        return None
    names = Names(continuum, [row for _model, rows in found for row in rows])
    lines: dict[int, list[Line]] = defaultdict(list)
    for model, rows in found:
        for number, line in _lines(model, rows, names):
            lines[number].append(line)
    last = continuum.draft if drafts else continuum.published
    told = {number: some for number, some in lines.items() if number <= last}
    if not told:
        return None
    name = names.of(found[0][1][-1], drafts=drafts)
    return DefinitionHistory(kind, str(KINDS[kind][0]), pk, name, _versions(continuum, told))


def thing_of(continuum: Continuum, kind: str, row: int) -> int | None:
    """Return the id of the thing that a row of its texts (for a standard: itself) is about. One query."""
    if kind not in KINDS:
        return None
    _word, model, owner = KINDS[kind]
    found: int | None = (
        model.objects.filter(district=continuum.district_id, pk=row).values_list(owner, flat=True).first()
    )
    return found


def _rows(continuum: Continuum, kind: str, pk: int) -> Iterator[tuple[Any, list[Any]]]:
    for model, about in _sources(continuum, kind, pk):
        rows = model.objects.filter(about, district=continuum.district_id).select_related("edited_by", "ended_by")
        if model is StandardText:
            rows = rows.defer("payload")
        if model is EvidenceMapping:
            # Its source and target are competencies; those of a prerequisite, so called too, are standards.
            rows = rows.annotate(read_from=F("source_id"), read_on=F("target_id"))
        yield model, list(rows.order_by("since", "pk"))


def _sources(continuum: Continuum, kind: str, pk: int) -> list[tuple[Any, Q]]:
    """The kinds of rows that say something about it, its own texts first."""
    mine = Q(**{kind: pk})
    if kind == "competency":
        aligned = Alignment.objects.filter(district=continuum.district_id, competency=pk).values("standard")
        edges = Q(source__in=aligned) | Q(target__in=aligned)
        read = Q(source=pk) | Q(target=pk)
        links = [(Alignment, mine), (OutcomeCompetency, mine), (Prerequisite, edges), (EvidenceMapping, read)]
        return [(CompetencyText, mine), (LevelDescriptor, mine), *links]
    if kind == "standard":
        return [(StandardText, mine), (Alignment, mine), (Prerequisite, Q(source=pk) | Q(target=pk))]
    if kind == "scale":
        return [(ScaleText, mine), (PerformanceLevel, mine)]
    if kind == "outcome":
        return [(GraduateOutcomeText, mine), (OutcomeCompetency, mine)]
    return [(KINDS[kind][1], mine)]


def _lines(model: Any, rows: Iterable[Any], names: Names) -> Iterator[tuple[int, Line]]:
    """What happened to each thing these rows are about, with the version it happened in."""
    things: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        things[tuple(getattr(row, name) for name in ABOUT.get(model, ()))].append(row)
    for mine in things.values():
        for before, row in zip([None, *mine], mine, strict=False):
            line = _said(before if before is not None and before.until == row.since else None, row, names)
            if line is not None:
                yield row.since, line
        yield from _endings(mine, names)


def _endings(mine: list[Any], names: Names) -> Iterator[tuple[int, Line]]:
    begun = {row.since for row in mine}
    for row in mine:
        if row.until is not None and row.until not in begun:
            yield row.until, Line(names.word(row), names.of(row), REMOVED, row.ended_by, None)


def _said(before: Any, row: Any, names: Names) -> Line | None:
    fields = wordings(before, row, names)
    what = ADDED if before is None else CHANGED
    if before is not None and getattr(before, "retired", False) != getattr(row, "retired", False):
        what = RETIRED if row.retired else RESTORED
    if what == CHANGED and not fields:
        return None
    return Line(names.word(row), names.of(row), what, row.edited_by, row.edited_at, fields)


def _versions(continuum: Continuum, lines: Mapping[int, list[Line]]) -> tuple[HistoryVersion, ...]:
    known = ContinuumVersion.objects.filter(continuum=continuum, number__in=lines).select_related("published_by")
    rows = {row.number: row for row in known}
    return tuple(_version(number, rows.get(number), lines[number]) for number in sorted(lines, reverse=True))


def _version(number: int, row: ContinuumVersion | None, lines: list[Line]) -> HistoryVersion:
    return HistoryVersion(
        number=number,
        published_at=row.published_at if row else None,
        published_by=row.published_by if row else None,
        note=row.note if row else "",
        lines=tuple(lines[:MOST_LINES]),
        more=max(0, len(lines) - MOST_LINES),
    )
