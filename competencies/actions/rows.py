"""What every edit of the draft is made of: the lock, the copy that begins at the draft, the checked save."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from competencies.models import (
    Alignment,
    Association,
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
    Versioned,
)

Row = TypeVar("Row", bound=Versioned)

# The fields that say which identity a row speaks of.
ABOUT: dict[type[Versioned], tuple[str, ...]] = {
    Alignment: ("competency", "standard"),
    Association: ("document", "guid"),
    CaseDocumentText: ("document",),
    CompetencyText: ("competency",),
    DomainText: ("domain",),
    EvidenceMapping: ("source", "source_standard", "target"),
    GraduateOutcomeText: ("outcome",),
    LevelDescriptor: ("competency", "value"),
    OutcomeCompetency: ("outcome", "competency"),
    PerformanceLevel: ("scale", "value"),
    Prerequisite: ("source", "target"),
    ScaleText: ("scale",),
    StageText: ("stage",),
    StandardText: ("standard",),
    StrandText: ("strand",),
}


class DraftRefusedError(ValidationError):
    """The draft would contradict itself; ``message_dict`` (or ``messages``) says why, field by field."""


class ChangedMeanwhileError(DraftRefusedError):
    """Someone else changed the same text after it was read; nothing was written."""


def locked_draft(district_id: int) -> Continuum:
    """Return the district's continuum with its row locked until the transaction ends. One query."""
    return Continuum.objects.select_for_update().get(district_id=district_id)


def successor(row: Row, draft: int) -> Row:
    """End a published row at the draft's number; return it as the unsaved row that begins there. One query."""
    row.until = draft
    row.save(update_fields=["until"])
    row.pk = None
    row._state.adding = True
    row.since, row.until = draft, None
    return row


def save_checked(row: Row) -> Row:
    """Validate and save a row of the draft. Raises ``DraftRefusedError`` naming the fields."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise DraftRefusedError(error.error_dict) from error
    row.save()
    return row


def same_identity(row: Versioned) -> dict[str, Any]:
    """Return the filter that finds every row about the same thing."""
    return {name: getattr(row, name) for name in ABOUT[type(row)]}


def was_published(row: Versioned, draft: int) -> bool:
    """Tell whether any published version says something about what ``row`` speaks of. At most one query."""
    if row.since < draft:
        return True
    return type(row)._default_manager.filter(**same_identity(row), district=row.district_id, since__lt=draft).exists()
