"""The door to the draft: admins reach the rows of their own district's continuum and no others.

Whether somebody is an admin is asked before (``competencies.views.gates``); what is foreign and what does not exist
are the same nothing here.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from competencies.models import Competency, CompetencyText, Continuum, DomainText, StageText, StrandText
from people.access import Viewer, works_here
from people.models import District, User

Row = TypeVar("Row", bound=Model)

# The texts of the outline by the word their addresses and buttons call them; each names its thing in a field so called.
TEXTS: dict[str, Any] = {"domain": DomainText, "strand": StrandText, "stage": StageText, "competency": CompetencyText}


def continuum_of(user: User) -> Continuum | None:
    """Return the continuum of the user's district, or None before it has begun. One query."""
    return Continuum.objects.select_related("district").filter(district=user.district).first()


def rows_of(model: type[Row], continuum: Continuum) -> QuerySet[Row]:
    """Return the rows of one kind that belong to the continuum's district, texts of the past among them."""
    return model._default_manager.filter(district=continuum.district_id)


def draft_rows(model: type[Row], continuum: Continuum) -> QuerySet[Row]:
    """Return the texts of one kind as the draft has them."""
    return rows_of(model, continuum).filter(until=None)


def draft_text(continuum: Continuum, kind: str, pk: int) -> Any:
    """Return the text of the outline that the draft has under this number, or None. One query."""
    model = TEXTS.get(kind)
    return draft_rows(model, continuum).filter(pk=pk).first() if model else None


def text_now(kind: str, row: Any) -> Any:
    """Return what the draft says now of the thing that an older text is about, or None. One query."""
    now: QuerySet[Any] = TEXTS[kind].objects.filter(district=row.district_id, until=None)
    return now.filter(**{kind: getattr(row, f"{kind}_id")}).first()


def competency_of(continuum: Continuum, guid: UUID) -> int | None:
    """Return the id of the district's competency with this GUID, or None. One query."""
    return rows_of(Competency, continuum).filter(guid=guid).values_list("pk", flat=True).first()


def reads_history(user: Viewer, district: District | None) -> bool:
    """Tell whether the user may read what was published before: the staff of the district. Two queries at most."""
    return district is not None and isinstance(user, User) and user.district_id == district.pk and works_here(user)
