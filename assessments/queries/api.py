"""Evidence as the API gives it: plain rows, a page at a time, each page as quick as the first."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from assessments import access
from assessments.models import Evidence
from people.access import Viewer

FIELDS = (
    "id", "action", "refers_to_id", "student_id", "section_id", "competency_id", "standard_id",
    "continuum_version_id", "level", "mark", "kind", "source_type", "context", "transfer", "depth", "support", "on",
    "at", "attempt", "assessor_role", "recorded_at", "batch",
)  # fmt: skip


def page_of(
    viewer: Viewer, rows: QuerySet[Evidence], *, after: int = 0, size: int = 100
) -> tuple[list[dict[str, Any]], int | None]:
    """Return up to ``size`` rows after an id, oldest first, with the notes the viewer may read, and the id to go on
    from where there are more. Two queries.
    """
    # First only the ids, which an index holds in order; the whole rows are then read for one page.
    page = rows.filter(pk__gt=after).order_by("pk").values("pk")[: size + 1]
    found = list(Evidence.objects.filter(pk__in=page).order_by("pk").values(*FIELDS))
    shown = found[:size]
    notes: dict[int, dict[str, str]] = defaultdict(dict)
    readable = access.notes(viewer, among=[row["id"] for row in shown])
    for evidence_id, purpose, text in readable.values_list("evidence_id", "purpose", "text"):
        notes[evidence_id][purpose] = text
    results = [
        {**{name.removesuffix("_id"): value for name, value in row.items()}, "notes": notes[row["id"]]} for row in shown
    ]
    return results, shown[-1]["id"] if len(found) > size else None
