"""Copy-on-write edits of the draft: nothing published is ever rewritten.

Every action here locks the continuum's row for the rest of its transaction, so edits of one district follow one
another. A row that holds from the draft's own number is changed in place; a published row ends at the draft's number
and a new one begins there. Whether the caller may edit at all is checked by the caller.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from competencies.actions.imported import carry_into_package
from competencies.actions.rows import (
    ABOUT,
    ChangedMeanwhileError,
    DraftRefusedError,
    Row,
    locked_draft,
    same_identity,
    save_checked,
    successor,
    was_published,
)
from competencies.models import (
    Alignment,
    CompetencyText,
    EvidenceMapping,
    GraduateOutcomeText,
    LevelDescriptor,
    OutcomeCompetency,
    PerformanceLevel,
    Prerequisite,
    ScaleText,
    StandardText,
    Versioned,
)
from competencies.queries.uses import why_in_use
from people.models import User

# What no edit may touch, beside which identity a row speaks of (a level of another value is another level).
KEPT = frozenset(
    {"id", "district", "district_id", "since", "until", "edited_by", "edited_at", "ended_by", "ended_by_id", "payload"}
)
# The texts of identities, with the rows that have no meaning without them.
OWNED: dict[type[Versioned], tuple[tuple[type[Versioned], str], ...]] = {
    CompetencyText: (
        (Alignment, "competency"),
        (LevelDescriptor, "competency"),
        (OutcomeCompetency, "competency"),
        (EvidenceMapping, "source"),
        (EvidenceMapping, "target"),
    ),
    GraduateOutcomeText: ((OutcomeCompetency, "outcome"),),
    ScaleText: ((PerformanceLevel, "scale"),),
    StandardText: ((Prerequisite, "source"), (Prerequisite, "target")),
}


@transaction.atomic
def revise(row: Row, *, by: User | None, seen: datetime | None = None, **changes: Any) -> Row:
    """Return the draft's row that says ``changes`` where ``row`` said something else.

    ``row`` is any open row (published or of the draft). Give ``seen``, the ``edited_at`` of the row a form showed, to
    refuse an edit over somebody else's. Without a difference nothing is written. An imported standard's package is
    kept in step. About five queries, and one for each foreign key.
    Raises ``ChangedMeanwhileError``, or ``DraftRefusedError`` with the fields that cannot be.
    """
    _only_wording(row, changes)
    draft = locked_draft(row.district_id).draft
    current = still_open(row, seen)
    if all(getattr(current, name) == value for name, value in changes.items()):
        return current
    fresh = current if current.since == draft else successor(current, draft)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.edited_by = by
    if isinstance(fresh, StandardText):
        carry_into_package(fresh, draft=draft, by=by, retired=changes.get("retired"))
    return save_checked(fresh)


@transaction.atomic
def withdraw(row: Versioned, *, by: User | None, seen: datetime | None = None) -> None:
    """Take something out of the draft; what was published stays readable for ever.

    A text that was published before is retired (or, for links, levels and descriptors, ends); one that the draft
    made is deleted with what belongs to it. Taking out a retired text again does nothing.
    Raises ``DraftRefusedError`` when something in the draft still stands on it, ``ChangedMeanwhileError``.
    """
    draft = locked_draft(row.district_id).draft
    current = still_open(row, seen)
    if reason := why_in_use(current):
        raise DraftRefusedError(reason)
    if not was_published(current, draft):
        _delete(current)
    elif hasattr(current, "retired"):
        if not current.retired:
            revise(current, by=by, retired=True)
    elif current.since == draft:
        current.delete()
    else:
        current.until, current.ended_by = draft, by
        current.save(update_fields=["until", "ended_by"])


@transaction.atomic
def restore(row: Row, *, by: User | None) -> Row:
    """Bring a retired text back into use. Returns the draft's row. Raises as ``revise`` does."""
    return revise(row, by=by, retired=False)


@transaction.atomic
def discard(row: Versioned, *, by: User | None) -> None:
    """Forget the draft's change of one text: what is published holds again; a text the draft made is withdrawn.

    Raises ``ChangedMeanwhileError`` if the row no longer belongs to the draft.
    """
    draft = locked_draft(row.district_id).draft
    current = still_open(row, None)
    if current.since < draft:
        return
    if not was_published(current, draft):
        withdraw(current, by=by)
        return
    earlier = type(current)._default_manager.filter(**same_identity(current), district=row.district_id, until=draft)
    current.delete()
    earlier.update(until=None, ended_by=None)


def still_open(row: Row, seen: datetime | None) -> Row:
    """Read the row again under the lock. Raises ``ChangedMeanwhileError`` if it ended or is not the one seen."""
    current: Row | None = type(row)._default_manager.filter(pk=row.pk).first()  # type: ignore[assignment]  # same table
    if current is None or current.until is not None or (seen is not None and current.edited_at != seen):
        raise ChangedMeanwhileError(_("Someone else changed this while you were editing. Look again before you save."))
    return current


def _only_wording(row: Versioned, changes: dict[str, Any]) -> None:
    fields = {name for field in row._meta.concrete_fields for name in (field.name, field.attname)}
    fields -= KEPT.union(ABOUT[type(row)], (f"{name}_id" for name in ABOUT[type(row)]))
    if unknown := sorted(set(changes) - fields):
        raise TypeError(f"{type(row).__name__} cannot be revised in {', '.join(unknown)}")


def _delete(row: Versioned) -> None:
    """Delete a row that only the draft ever had, what belongs to it, and the identity that is left without words."""
    for model, field in OWNED.get(type(row), ()):
        model._default_manager.filter(**{field: same_identity(row)[_owner(row)]}).delete()
    row.delete()
    owner = getattr(row, _owner(row)) if hasattr(row, "retired") or isinstance(row, ScaleText) else None
    if owner is None:
        return
    try:
        with transaction.atomic():
            owner.delete()
    except ProtectedError:
        # Something recorded refers to it: an identity without words shows nowhere, so it may stay.
        return


def _owner(row: Versioned) -> str:
    return next(iter(same_identity(row)))
