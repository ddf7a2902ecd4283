"""What a head of school calls the parts of a continuum: the kinds, their fields, and what two of them have together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from competencies.models import (
    Alignment,
    CaseDocumentText,
    CompetencyText,
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
from competencies.rules.marks import figure

KIND_WORDS: Mapping[Any, Any] = {
    DomainText: lazy("Domain"),
    StrandText: lazy("Strand"),
    StageText: lazy("Stage"),
    CompetencyText: lazy("Competency"),
    StandardText: lazy("Standard"),
    Alignment: lazy("Standard of a competency"),
    Prerequisite: lazy("What comes before"),
    EvidenceMapping: lazy("Where evidence is read"),
    LevelDescriptor: lazy("What work looks like"),
    ScaleText: lazy("Scale"),
    PerformanceLevel: lazy("Level"),
    GraduateOutcomeText: lazy("Graduate outcome"),
    OutcomeCompetency: lazy("Adds up to an outcome"),
    CaseDocumentText: lazy("Imported framework"),
}
FIELD_WORDS: Mapping[str, Any] = {
    "title": lazy("name"),
    "name": lazy("name"),
    "description": lazy("description"),
    "statement": lazy("“I can” statement"),
    "meaning": lazy("meaning"),
    "code": lazy("code"),
    "item_type": lazy("kind of standard"),
    "grades": lazy("grades"),
    "typical_grade": lazy("typical grade"),
    "scale_id": lazy("judged on the scale"),
    "strand_id": lazy("strand"),
    "stage_id": lazy("stage"),
    "required": lazy("asked of students"),
    "weight": lazy("weight among the standards"),
    "kind": lazy("comes before, or related"),
    "proficient": lazy("proficient from level"),
    "position": lazy("order"),
    "source_standard_id": lazy("work about"),
    "target_standard_id": lazy("read as work about"),
    "translations": lazy("words in other languages"),
}


def field_word(field: str, language: str = "") -> str:
    """Return what a field is called, in which language if it is not the district's own."""
    word = str(FIELD_WORDS.get(field, field))
    return _("%(word)s in %(language)s") % {"word": word, "language": _language(language)} if language else word


def joined(row: Any, one: str, other: str) -> str:
    """Return what a row that joins two things is called, by the names of its first and its second."""
    said = {"one": one, "other": other}
    if isinstance(row, EvidenceMapping):
        return (_("work on %(one)s, read on %(other)s") if other else _("work on %(one)s, kept as history")) % said
    if isinstance(row, Prerequisite):
        related = row.kind == Prerequisite.Kind.RELATED
        return (_("%(one)s, related to %(other)s") if related else _("%(one)s before %(other)s")) % said
    return (_("%(other)s in %(one)s") if isinstance(row, Alignment) else _("%(other)s for %(one)s")) % said


def level_of(row: LevelDescriptor, competency: str) -> str:
    """Return what the descriptor of a level is called."""
    return _("Level %(value)s of %(name)s") % {"value": figure(row.value), "name": competency}


def value_of(row: Any, field: str) -> Any:
    """Return the value of a row's field; of a choice the word that people read."""
    display = getattr(row, f"get_{field}_display", None)
    return display() if display else getattr(row, field, None)


def value_in_words(value: Any) -> str:
    """Return a field's value as people read it; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("required") if value else _("optional")
    if isinstance(value, Decimal):
        return figure(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
