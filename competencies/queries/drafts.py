"""The draft as its editors see it: the outline with what is new or changed, and one competency's neighbours.

Everything is a frozen value with the ids that forms need: ``row`` is the id of the open text (what ``drafting.revise``
and ``withdraw`` take), ``id`` that of the identity, ``seen`` the ``edited_at`` to send back with an edit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from competencies.models import (
    Alignment,
    CompetencyText,
    Continuum,
    DomainText,
    LevelDescriptor,
    OutcomeCompetency,
    Prerequisite,
    StageText,
    StandardText,
    StrandText,
)
from competencies.rules.case.values import shorten

SAME, NEW, CHANGED, RETIRED = "same", "new", "changed", "retired"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the outline. ``state`` compares it with what is published: same, new, changed or retired."""

    row: int
    id: int
    title: str
    state: str
    retired: bool
    seen: datetime


@dataclass(frozen=True, slots=True)
class CompetencyEntry(Entry):
    """A competency in the outline, with how many standards it requires and how many levels are described."""

    required: bool
    standards: int
    descriptors: int


@dataclass(frozen=True, slots=True)
class StageEntry(Entry):
    """A stage in the outline."""

    typical_grade: str
    competencies: tuple[CompetencyEntry, ...]


@dataclass(frozen=True, slots=True)
class StrandEntry(Entry):
    """A strand in the outline; ``competencies`` are those without a stage."""

    stages: tuple[StageEntry, ...]
    competencies: tuple[CompetencyEntry, ...]


@dataclass(frozen=True, slots=True)
class DomainEntry(Entry):
    """A domain in the outline; ``scale_id`` is what its work is judged on."""

    kind: str
    scale_id: int
    strands: tuple[StrandEntry, ...]


def outline(continuum: Continuum) -> tuple[DomainEntry, ...]:
    """Return the draft as a tree, in order, retired things too (marked). Thirteen queries, however large it is.

    A competency counts as changed when its words, levels, standards or outcomes say something else than published.
    """
    frame = _Frame(continuum)
    competencies = _competencies(frame)
    stages = _stages(frame, competencies)
    strands: dict[int, list[StrandEntry]] = defaultdict(list)
    for row in frame.rows(StrandText).select_related("strand").order_by("position", "strand_id"):
        strands[row.strand.domain_id].append(
            StrandEntry(
                **frame.entry(row, "strand"),
                stages=tuple(stages[row.strand_id]),
                competencies=tuple(competencies[row.strand_id, None]),
            )
        )
    return tuple(
        DomainEntry(
            **frame.entry(row, "domain"),
            kind=row.domain.kind,
            scale_id=row.scale_id,
            strands=tuple(strands[row.domain_id]),
        )
        for row in frame.rows(DomainText).select_related("domain").order_by("position", "domain_id")
    )


class _Frame:
    """Reads the open rows of one draft, and says how each compares with what is published."""

    def __init__(self, continuum: Continuum) -> None:
        self.continuum = continuum
        self._before: dict[Any, set[int]] = {}

    def rows(self, model: Any) -> Any:
        return model.objects.filter(until=None, district=self.continuum.district_id)

    def entry(self, row: Any, about: str) -> dict[str, Any]:
        return {
            "row": row.pk,
            "id": getattr(row, f"{about}_id"),
            "title": row.title,
            "state": self.state(row, about),
            "retired": row.retired,
            "seen": row.edited_at,
        }

    def state(self, row: Any, about: str) -> str:
        if row.since < self.continuum.draft:
            touched = isinstance(row, CompetencyText) and row.competency_id in self.touched
            return CHANGED if touched else SAME
        if row.retired:
            return RETIRED
        return CHANGED if getattr(row, f"{about}_id") in self._published(type(row), about) else NEW

    @cached_property
    def touched(self) -> frozenset[int]:
        """The competencies of which some part begins or ends with the draft. Three queries, once."""
        now = Q(since=self.continuum.draft) | Q(until=self.continuum.draft)
        found: set[int] = set()
        for model in (Alignment, LevelDescriptor, OutcomeCompetency):
            rows = model._default_manager.filter(now, district=self.continuum.district_id)
            found.update(rows.values_list("competency_id", flat=True))
        return frozenset(found)

    def _published(self, model: Any, about: str) -> set[int]:
        if model not in self._before:
            ended = model.objects.filter(until=self.continuum.draft, district=self.continuum.district_id)
            self._before[model] = set(ended.values_list(f"{about}_id", flat=True))
        return self._before[model]


def _competencies(frame: _Frame) -> Mapping[tuple[int, int | None], list[CompetencyEntry]]:
    standards: dict[int, int] = defaultdict(int)
    for competency in frame.rows(Alignment).filter(required=True).values_list("competency_id", flat=True):
        standards[competency] += 1
    descriptors: dict[int, int] = defaultdict(int)
    for competency in frame.rows(LevelDescriptor).values_list("competency_id", flat=True):
        descriptors[competency] += 1
    found: dict[tuple[int, int | None], list[CompetencyEntry]] = defaultdict(list)
    for row in frame.rows(CompetencyText).order_by("position", "competency_id"):
        found[row.strand_id, row.stage_id].append(
            CompetencyEntry(
                **frame.entry(row, "competency"),
                required=row.required,
                standards=standards[row.competency_id],
                descriptors=descriptors[row.competency_id],
            )
        )
    return found


def _stages(
    frame: _Frame, competencies: Mapping[tuple[int, int | None], list[CompetencyEntry]]
) -> Mapping[int, list[StageEntry]]:
    found: dict[int, list[StageEntry]] = defaultdict(list)
    for row in frame.rows(StageText).select_related("stage").order_by("position", "stage_id"):
        strand = row.stage.strand_id
        found[strand].append(
            StageEntry(
                **frame.entry(row, "stage"),
                typical_grade=row.typical_grade,
                competencies=tuple(competencies.get((strand, row.stage_id), ())),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One prerequisite (or relation) of a competency: which of its standards, which other, whose that is."""

    row: int
    kind: str
    own: str
    other_id: int
    other: str
    competencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a competency builds on, what it opens, and what it is only related to."""

    builds_on: tuple[Neighbour, ...]
    opens: tuple[Neighbour, ...]
    related: tuple[Neighbour, ...]


def neighbours(continuum: Continuum, competency_id: int) -> Neighbours:
    """Return the prerequisites of one competency's standards in the draft, in words. Six queries."""
    frame = _Frame(continuum)
    aligned = frame.rows(Alignment).filter(competency=competency_id).values_list("standard_id", flat=True)
    own = set(aligned)
    into = list(frame.rows(Prerequisite).filter(target__in=own).order_by("position", "pk"))
    away = list(frame.rows(Prerequisite).filter(source__in=own).order_by("position", "pk"))
    ends = own | {row.source_id for row in into} | {row.target_id for row in away}
    names = _standard_names(frame, ends)
    owners = _owners(frame, ends)

    def say(row: Prerequisite, one: int, other: int) -> Neighbour:
        return Neighbour(row.pk, row.kind, names.get(one, ""), other, names.get(other, ""), tuple(owners[other]))

    before = [say(row, row.target_id, row.source_id) for row in into]
    after = [say(row, row.source_id, row.target_id) for row in away]
    needed = Prerequisite.Kind.PREREQUISITE
    return Neighbours(
        builds_on=tuple(one for one in before if one.kind == needed),
        opens=tuple(one for one in after if one.kind == needed),
        related=tuple(one for one in (*before, *after) if one.kind != needed),
    )


def _standard_names(frame: _Frame, ids: set[int]) -> dict[int, str]:
    rows = frame.rows(StandardText).filter(standard__in=ids).values_list("standard_id", "code", "statement")
    return {pk: f"{code} {shorten(statement)}".strip() for pk, code, statement in rows}


def _owners(frame: _Frame, ids: set[int]) -> Mapping[int, list[str]]:
    titles = dict(frame.rows(CompetencyText).filter(retired=False).values_list("competency_id", "title"))
    owners: dict[int, list[str]] = defaultdict(list)
    aligned = frame.rows(Alignment).filter(standard__in=ids).order_by("competency_id")
    for standard, competency in aligned.values_list("standard_id", "competency_id"):
        if competency in titles:
            owners[standard].append(titles[competency])
    return owners
