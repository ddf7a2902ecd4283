"""What publishing the draft would change, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext_lazy as plural

from competencies.models import (
    Alignment,
    CaseDocumentText,
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

# Each kind of text: the fields that say which thing it is about, and the fields worth telling.
KINDS: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (DomainText, ("domain_id",), ("title", "description", "scale_id", "position")),
    (StrandText, ("strand_id",), ("title", "position")),
    (StageText, ("stage_id",), ("title", "typical_grade", "position")),
    (CompetencyText, ("competency_id",), ("title", "statement", "strand_id", "stage_id", "required", "position")),
    (StandardText, ("standard_id",), ("code", "statement", "item_type", "grades")),
    (Alignment, ("competency_id", "standard_id"), ("required", "weight", "position")),
    (Prerequisite, ("source_id", "target_id"), ("kind",)),
    (EvidenceMapping, ("source_id", "source_standard_id", "target_id"), ("target_standard_id",)),
    (LevelDescriptor, ("competency_id", "value"), ("statement",)),
    (ScaleText, ("scale_id",), ("name", "proficient")),
    (PerformanceLevel, ("scale_id", "value"), ("name", "meaning")),
    (GraduateOutcomeText, ("outcome_id",), ("title", "description", "position")),
    (OutcomeCompetency, ("outcome_id", "competency_id"), ()),
    (CaseDocumentText, ("document_id",), ("title",)),
)
ADDED, CHANGED, RETIRED, REMOVED, RESTORED = "added", "changed", "retired", "removed", "restored"
WHAT = {
    ADDED: gettext_lazy("added"),
    CHANGED: gettext_lazy("changed"),
    RETIRED: gettext_lazy("retired"),
    REMOVED: gettext_lazy("removed"),
    RESTORED: gettext_lazy("in use again"),
}
# This changes by a number that means nothing to a reader, so only its word is told.
BY_WORD_ONLY = frozenset({"position"})
# These change by the number of a thing that has a name.
NAMED: dict[str, Any] = {
    "scale_id": ScaleText,
    "strand_id": StrandText,
    "stage_id": StageText,
    "target_standard_id": StandardText,
}
# How many of each kind, as a heading.
MANY: Mapping[Any, Any] = {
    DomainText: plural("%(n)s domain", "%(n)s domains", "n"),
    StrandText: plural("%(n)s strand", "%(n)s strands", "n"),
    StageText: plural("%(n)s stage", "%(n)s stages", "n"),
    CompetencyText: plural("%(n)s competency", "%(n)s competencies", "n"),
    StandardText: plural("%(n)s standard", "%(n)s standards", "n"),
    Alignment: plural("%(n)s standard of a competency", "%(n)s standards of competencies", "n"),
    Prerequisite: plural("%(n)s step of what comes before", "%(n)s steps of what comes before", "n"),
    EvidenceMapping: plural("%(n)s place where evidence is read", "%(n)s places where evidence is read", "n"),
    LevelDescriptor: plural("%(n)s description of a level", "%(n)s descriptions of levels", "n"),
    ScaleText: plural("%(n)s scale", "%(n)s scales", "n"),
    PerformanceLevel: plural("%(n)s level", "%(n)s levels", "n"),
    GraduateOutcomeText: plural("%(n)s graduate outcome", "%(n)s graduate outcomes", "n"),
    OutcomeCompetency: plural("%(n)s part of a graduate outcome", "%(n)s parts of graduate outcomes", "n"),
    CaseDocumentText: plural("%(n)s imported framework", "%(n)s imported frameworks", "n"),
}
# Long enough to see what was changed at the end of a descriptor.
WORTH_READING = 400


@dataclass(frozen=True, slots=True)
class Wording:
    """One field that says something else: its word, and what it said before and says now.

    Both are shortened; empty where only the word means something to a reader (the order).
    """

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that publishing changes. ``what`` is added, changed, retired, removed or restored."""

    kind: str
    name: str
    what: str
    fields: tuple[Wording, ...] = ()

    @property
    def word(self) -> str:
        """What happened to it, in the reader's language."""
        return str(WHAT[self.what])

    def __str__(self) -> str:
        said = ", ".join(field.word for field in self.fields)
        return f"{self.kind} “{self.name}”: {WHAT[self.what]}" + (f" ({said})" if said else "")


@dataclass(frozen=True, slots=True)
class Group:
    """Everything of one kind that publishing changes: how many, the first of them, and how many are not shown."""

    kind: str
    count: int
    shown: tuple[Difference, ...]

    @property
    def heading(self) -> str:
        """How many of what, as one says it."""
        said = next((MANY[model] for model, word in KIND_WORDS.items() if str(word) == self.kind), None)
        return str(said % {"n": self.count}) if said else self.kind

    @property
    def more(self) -> int:
        """How many are counted without being shown."""
        return self.count - len(self.shown)


def draft_difference(continuum: Continuum) -> tuple[Difference, ...]:
    """Return what the draft says otherwise than what is published, kind by kind.

    A change that was taken back counts for nothing. About thirty queries, however large the continuum.
    """
    names = _Names(continuum)
    return tuple(
        one
        for model, about, fields in KINDS
        for one in _differences(continuum, model, str(KIND_WORDS[model]), about, fields, names)
    )


def grouped(differences: Iterable[Difference], *, most: int) -> tuple[Group, ...]:
    """Return the differences kind by kind as they stand, with at most ``most`` of each kind shown."""
    kinds: dict[str, list[Difference]] = {}
    for one in differences:
        kinds.setdefault(one.kind, []).append(one)
    return tuple(Group(kind, len(found), tuple(found[:most])) for kind, found in kinds.items())


def counted(differences: Iterable[Difference]) -> dict[str, int]:
    """Return how many things are added, changed, retired, removed or restored."""
    counts: dict[str, int] = {}
    for one in differences:
        counts[one.what] = counts.get(one.what, 0) + 1
    return counts


def _differences(
    continuum: Continuum, model: Any, word: str, about: tuple[str, ...], fields: tuple[str, ...], names: _Names
) -> Iterator[Difference]:
    rows = model.objects.filter(district=continuum.district_id)
    deferred = [name for name in ("payload", "rest", "order") if hasattr(model, name)]
    before = {_key(row, about): row for row in rows.filter(until=continuum.draft).defer(*deferred)}
    after = {_key(row, about): row for row in rows.filter(since=continuum.draft).defer(*deferred)}
    for key, row in after.items():
        old = before.get(key)
        if old is None:
            yield Difference(word, names.of(row), ADDED)
        elif found := _change(old, row, fields, names):
            what, said = found
            yield Difference(word, names.of(row), what, said)
    for key, row in before.items():
        if key not in after:
            yield Difference(word, names.of(row), REMOVED)


def _change(old: Any, row: Any, fields: tuple[str, ...], names: _Names) -> tuple[str, tuple[Wording, ...]] | None:
    said = (
        *(
            Wording(field_word(name), names.value(old, name), names.value(row, name))
            for name in fields
            if getattr(old, name) != getattr(row, name)
        ),
        *_translations(old, row, fields),
    )
    if hasattr(row, "retired") and old.retired != row.retired:
        return (RETIRED if row.retired else RESTORED), said
    return (CHANGED, said) if said else None


def _translations(old: Any, row: Any, fields: tuple[str, ...]) -> Iterator[Wording]:
    """What is said otherwise in other languages, language by language."""
    was, now = (getattr(one, "translations", {}) for one in (old, row))
    for language in sorted(was.keys() | now.keys()):
        before, after = was.get(language, {}), now.get(language, {})
        for name in fields:
            if before.get(name, "") != after.get(name, ""):
                said = (shorten(str(one.get(name, "")), WORTH_READING) for one in (before, after))
                yield Wording(field_word(name, language), *said)


def _key(row: Any, about: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in about)


class _Names:
    """Finds what people call the things that a row is about."""

    def __init__(self, continuum: Continuum) -> None:
        self._continuum = continuum
        self._found: dict[Any, dict[int, str]] = {}

    def of(self, row: Any) -> str:
        """Return the row's own name, or the names of what it joins."""
        if isinstance(row, StandardText):
            return row.code or shorten(row.statement)
        return self._joined(row) or str(getattr(row, "title", None) or getattr(row, "name", ""))

    def value(self, row: Any, field: str) -> str:
        """Return what a field of a row says, as people read it; empty where it says nothing to a reader."""
        if field in BY_WORD_ONLY:
            return ""
        if field in NAMED:
            number = getattr(row, field)
            return self._say(NAMED[field], field.removeprefix("target_"), number) if number else ""
        return shorten(value_in_words(value_of(row, field)), WORTH_READING)

    def _joined(self, row: Any) -> str:
        """The names of the things that a row joins; empty where it has a name of its own."""
        if isinstance(row, Alignment):
            return joined(row, self._competency(row.competency_id), self._standard(row.standard_id))
        if isinstance(row, Prerequisite):
            return joined(row, self._standard(row.source_id), self._standard(row.target_id))
        if isinstance(row, EvidenceMapping):
            return self._mapping(row)
        if isinstance(row, LevelDescriptor):
            return level_of(row, self._competency(row.competency_id))
        if isinstance(row, OutcomeCompetency):
            outcome = self._say(GraduateOutcomeText, "outcome_id", row.outcome_id)
            return joined(row, outcome, self._competency(row.competency_id))
        return ""

    def _mapping(self, row: EvidenceMapping) -> str:
        source = self._competency(row.source_id)
        if row.source_standard_id:
            source = f"{source}, {self._standard(row.source_standard_id)}"
        return joined(row, source, self._competency(row.target_id) if row.target_id else "")

    def _competency(self, pk: int) -> str:
        return self._say(CompetencyText, "competency_id", pk)

    def _standard(self, pk: int) -> str:
        return self._say(StandardText, "standard_id", pk)

    def _say(self, model: Any, field: str, pk: int) -> str:
        if model not in self._found:
            rows = model.objects.filter(district=self._continuum.district_id).order_by("since")
            columns = {StandardText: ("code", "statement"), ScaleText: ("name", "name")}.get(model, ("title", "title"))
            self._found[model] = {key: one or shorten(other) for key, one, other in rows.values_list(field, *columns)}
        return self._found[model].get(pk, "")
