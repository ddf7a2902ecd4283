"""What the rows of a history say: their names, their fields in words, and the difference to the row before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

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
from competencies.rules.case.values import shorten
from competencies.rules.marks import figure
from competencies.rules.word_difference import Part, word_difference

ADDED, CHANGED, RETIRED, RESTORED, REMOVED = "added", "changed", "retired", "restored", "removed"
# Each kind of row: its word, and the fields worth telling with their words.
TOLD: Mapping[Any, tuple[Any, Mapping[str, Any]]] = {
    DomainText: (
        lazy("Domain"),
        {"title": lazy("title"), "description": lazy("description"), "scale_id": lazy("scale"), "position": ""},
    ),
    StrandText: (lazy("Strand"), {"title": lazy("title"), "position": ""}),
    StageText: (
        lazy("Stage"),
        {"title": lazy("title"), "typical_grade": lazy("typical grade"), "position": ""},
    ),
    CompetencyText: (
        lazy("Competency"),
        {
            "title": lazy("title"),
            "statement": lazy("statement"),
            "strand_id": lazy("strand"),
            "stage_id": lazy("stage"),
            "required": lazy("required or not"),
            "position": "",
        },
    ),
    StandardText: (
        lazy("Standard"),
        {
            "code": lazy("code"),
            "statement": lazy("statement"),
            "item_type": lazy("type"),
            "grades": lazy("grades"),
        },
    ),
    LevelDescriptor: (lazy("Level descriptor"), {"statement": lazy("statement")}),
    Alignment: (lazy("Alignment"), {"required": lazy("required or not"), "weight": lazy("weight"), "position": ""}),
    OutcomeCompetency: (lazy("Contribution to an outcome"), {}),
    Prerequisite: (lazy("Prerequisite"), {"kind": lazy("kind")}),
    EvidenceMapping: (
        lazy("Where evidence is read"),
        {"source_standard_id": lazy("work about"), "target_standard_id": lazy("read as work about")},
    ),
    ScaleText: (lazy("Scale"), {"name": lazy("name"), "proficient": lazy("proficient from")}),
    PerformanceLevel: (lazy("Level"), {"name": lazy("name"), "meaning": lazy("meaning")}),
    GraduateOutcomeText: (
        lazy("Graduate outcome"),
        {"title": lazy("title"), "description": lazy("description"), "position": ""},
    ),
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
JOINS: Mapping[Any, tuple[str, str, str]] = {
    Alignment: ("competency_id", "standard_id", "%(one)s ← %(other)s"),
    OutcomeCompetency: ("outcome_id", "competency_id", "%(one)s ← %(other)s"),
    Prerequisite: ("source_id", "target_id", "%(one)s → %(other)s"),
    EvidenceMapping: ("read_from", "read_on", "%(one)s → %(other)s"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A field by its word, and its text in parts: what stayed, what went, what came. Without parts only its word."""

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
            first, second, text = JOINS[model]
            other = self.at(second, getattr(row, second)) or _("stays as history")
            return text % {"one": self.at(first, getattr(row, first)), "other": other}
        if model is LevelDescriptor:
            return _("Level %(value)s") % {"value": figure(row.value)}
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
        return str(TOLD[type(row)][0])

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
    """Return what a row says otherwise than the one before it; of a new row everything it says."""
    found: list[Wording] = []
    for name, word in TOLD[type(row)][1].items():
        old, new = (_value(one, name) for one in (before, row))
        if name == "position":
            found += [Wording(_("moved"))] if before is not None and old != new else []
        elif before is None and name == "weight" and new == 1:
            continue  # every standard weighs one where nobody said otherwise
        elif old != new and (worded := _worded(str(word), names, name, old, new)).parts:
            found.append(worded)
    return (*found, *_translated(before, row))


def _value(row: Any, name: str) -> Any:
    """A field's value; of a choice the word that people read."""
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else getattr(row, name, None)


def _worded(word: str, names: Names, name: str, old: Any, new: Any) -> Wording:
    before, after = (names.at(name, one) if name in NAMED_BY else _text(one) for one in (old, new))
    return Wording(word, word_difference(before, after))


def _translated(before: Any, row: Any) -> list[Wording]:
    """What changed in other languages, each field by its word and the language's code."""
    old, new = (_flat(getattr(one, "translations", None)) for one in (before, row))
    words = TOLD[type(row)][1]
    return [
        Wording(f"{words.get(name, name)} ({language})", word_difference(old.get(key, ""), new.get(key, "")))
        for key in sorted({*old, *new})
        for language, name in [key]
        if old.get(key, "") != new.get(key, "")
    ]


def _flat(translations: Mapping[str, Mapping[str, str]] | None) -> dict[tuple[str, str], str]:
    said = translations or {}
    return {(language, name): text for language, texts in said.items() for name, text in texts.items() if text}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("required") if value else _("optional")
    if isinstance(value, Decimal):
        return figure(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
