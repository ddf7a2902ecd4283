"""What the rows of a history say: their names, their fields in words, and the difference to the row before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from competencies.models import (
    Alignment,
    CompetencyText,
    Continuum,
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
from competencies.queries.definition_words import KIND_WORDS, field_word, joined, level_of, value_in_words, value_of
from competencies.rules.case.values import shorten
from competencies.rules.marks import figure
from competencies.rules.word_difference import SAME, Part, word_difference

ADDED, CHANGED, RETIRED, RESTORED, REMOVED = "added", "changed", "retired", "restored", "removed"
# The fields of each kind of row that are worth telling.
TOLD: Mapping[Any, tuple[str, ...]] = {
    DomainText: ("title", "description", "scale_id", "position"),
    StrandText: ("title", "position"),
    StageText: ("title", "typical_grade", "position"),
    CompetencyText: ("title", "statement", "strand_id", "stage_id", "required", "position"),
    StandardText: ("code", "statement", "item_type", "grades"),
    LevelDescriptor: ("statement",),
    Alignment: ("required", "weight", "position"),
    OutcomeCompetency: (),
    Prerequisite: ("kind",),
    EvidenceMapping: ("source_standard_id", "target_standard_id"),
    ScaleText: ("name", "proficient"),
    PerformanceLevel: ("name", "meaning"),
    GraduateOutcomeText: ("title", "description", "position"),
}
# Which texts name the thing that a field of a row points to.
NAMED_BY: Mapping[str, tuple[Any, str]] = {
    "competency_id": (CompetencyText, "competency_id"),
    "standard_id": (StandardText, "standard_id"),
    "source_id": (StandardText, "standard_id"),
    "target_id": (StandardText, "standard_id"),
    "source_standard_id": (StandardText, "standard_id"),
    "target_standard_id": (StandardText, "standard_id"),
    "read_from": (CompetencyText, "competency_id"),
    "read_on": (CompetencyText, "competency_id"),
    "outcome_id": (GraduateOutcomeText, "outcome_id"),
    "scale_id": (ScaleText, "scale_id"),
    "strand_id": (StrandText, "strand_id"),
    "stage_id": (StageText, "stage_id"),
}
# Rows that join two things, by the fields that name both.
JOINS: Mapping[Any, tuple[str, str]] = {
    Alignment: ("competency_id", "standard_id"),
    OutcomeCompetency: ("outcome_id", "competency_id"),
    Prerequisite: ("source_id", "target_id"),
    EvidenceMapping: ("read_from", "read_on"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A field by its word, and its text in parts: what stayed, what went, what came."""

    word: str
    parts: tuple[Part, ...] = ()


class Names:
    """Finds what people call the things that rows are about, as published last. One query for each kind needed."""

    def __init__(self, continuum: Continuum, rows: Iterable[Model]) -> None:
        wanted: dict[Any, set[int]] = {}
        for row in rows:
            for field, (model, _owner) in NAMED_BY.items():
                if (pk := getattr(row, field, None)) is not None:
                    wanted.setdefault(model, set()).add(pk)
        self._names = {model: self._read(continuum, model, ids) for model, ids in wanted.items()}

    def of(self, row: Any, *, drafts: bool = True) -> str:
        """Return the row's own name, or the names of what it joins."""
        model = type(row)
        if model in JOINS:
            first, second = JOINS[model]
            return joined(row, self.at(first, getattr(row, first)), self.at(second, getattr(row, second)))
        if model is LevelDescriptor:
            return level_of(row, self.at("competency_id", row.competency_id))
        if model is PerformanceLevel:
            return f"{figure(row.value)} {row.name}"
        if model is StandardText:
            return row.code or shorten(row.statement)
        mine = next((field for field in NAMED_BY if NAMED_BY[field] == (model, field)), "")
        if not drafts and mine:
            return self.at(mine, getattr(row, mine))
        return str(getattr(row, "title", None) or getattr(row, "name", ""))

    def word(self, row: Any) -> str:
        """Return the word for this kind of row."""
        return str(KIND_WORDS[type(row)])

    def at(self, field: str, pk: int | None) -> str:
        """Return the name of the thing that a field points to."""
        return "" if pk is None else self._names.get(NAMED_BY[field][0], {}).get(pk, "")

    def _read(self, continuum: Continuum, model: Any, ids: set[int]) -> dict[int, str]:
        owner = next(name for one, name in NAMED_BY.values() if one is model)
        columns = {StandardText: ("code", "statement"), ScaleText: ("name", "name")}.get(model, ("title", "title"))
        rows = model.objects.filter(**{f"{owner}__in": ids}, district=continuum.district_id).order_by("since")
        named: dict[int, str] = {}
        for pk, since, one, other in rows.values_list(owner, "since", *columns):
            if since <= continuum.published or pk not in named:
                named[pk] = one or shorten(other)
        return named


def wordings(before: Any, row: Any, names: Names) -> tuple[Wording, ...]:
    """Return what a row says otherwise than the one before it; of a new row all that its name does not say already."""
    found: list[Wording] = []
    translated = _translated(before, row)
    for name in TOLD[type(row)]:
        old, new = (value_of(one, name) for one in (before, row))
        if name == "position":
            found += (
                [Wording(_("place in its list"), (Part(SAME, _("moved")),))]
                if before is not None and old != new
                else []
            )
        elif old != new and not (before is None and _said_already(row, name, new)):
            found += [one for one in [_worded(field_word(name), names, name, old, new)] if one.parts]
        found += translated.pop(name, [])
    return (*found, *(one for rest in translated.values() for one in rest))


def _said_already(row: Any, name: str, new: Any) -> bool:
    """Tell whether a new row's name says this already, or nobody said it otherwise than it always is."""
    if name == "weight":
        return bool(new == 1)
    return name in ("title", "name", "code") or isinstance(row, Prerequisite)


def _worded(word: str, names: Names, name: str, old: Any, new: Any) -> Wording:
    before, after = (names.at(name, one) if name in NAMED_BY else value_in_words(one) for one in (old, new))
    return Wording(word, word_difference(before, after))


def _translated(before: Any, row: Any) -> dict[str, list[Wording]]:
    """What changed in other languages, field by field."""
    old, new = (_flat(getattr(one, "translations", None)) for one in (before, row))
    found: dict[str, list[Wording]] = {}
    for key in sorted({*old, *new}):
        language, name = key
        if old.get(key, "") != new.get(key, ""):
            said = Wording(field_word(name, language), word_difference(old.get(key, ""), new.get(key, "")))
            found.setdefault(name, []).append(said)
    return found


def _flat(translations: Mapping[str, Mapping[str, str]] | None) -> dict[tuple[str, str], str]:
    said = translations or {}
    return {(language, name): text for language, texts in said.items() for name, text in texts.items() if text}
