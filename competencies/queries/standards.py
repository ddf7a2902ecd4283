"""Browsing and searching the standards of the draft, page by page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q

from competencies.models import Alignment, CompetencyText, Continuum, StandardText, VersionedQuerySet
from competencies.rules.prerequisite_rows import normal_code

EACH = 50


@dataclass(frozen=True, slots=True)
class StandardEntry:
    """One standard in a list; ``competencies`` are the titles of what it is part of."""

    row: int
    id: int
    guid: str
    code: str
    statement: str
    item_type: str
    grades: tuple[str, ...]
    imported: bool
    retired: bool
    competencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandardPage:
    """One page of standards: which, of how many, and whether there are more on either side."""

    entries: tuple[StandardEntry, ...]
    number: int
    pages: int
    count: int
    has_previous: bool
    has_next: bool


def browse_standards(
    continuum: Continuum,
    *,
    text: str = "",
    item_type: str = "",
    document_id: int | None = None,
    unaligned: bool = False,
    page: int | str = 1,
) -> StandardPage:
    """Return a page of the draft's standards that match, in the order of their frameworks. Five queries.

    ``text`` is looked for in codes (with or without full stops and hyphens) and statements; ``unaligned`` keeps what
    is part of no competency. A page that is no number or lies beyond the last is the nearest there is.
    """
    rows = StandardText.objects.filter(until=None, district=continuum.district_id)
    if item_type:
        rows = rows.filter(item_type=item_type)
    if document_id is not None:
        rows = rows.filter(standard__document=document_id)
    if unaligned:
        aligned = Alignment.objects.filter(until=None, district=continuum.district_id).values("standard")
        rows = rows.exclude(standard__in=aligned)
    rows = _matching(rows, text)
    order = rows.order_by("standard__document_id", "position", "standard_id").select_related("standard")
    paginator = Paginator(order.defer("payload"), EACH)
    found = paginator.get_page(page)
    entries = _entries(list(found.object_list))
    return StandardPage(
        entries=entries,
        number=found.number,
        pages=paginator.num_pages,
        count=paginator.count,
        has_previous=found.has_previous(),
        has_next=found.has_next(),
    )


def _matching(rows: VersionedQuerySet[StandardText], text: str) -> VersionedQuerySet[StandardText]:
    wanted = text.replace("\x00", "").strip()
    if not wanted:
        return rows
    code = normal_code(wanted)
    by_code = [pk for pk, own in rows.exclude(code="").values_list("pk", "code") if code and code in normal_code(own)]
    return rows.filter(Q(statement__icontains=wanted) | Q(pk__in=by_code[:500]))


def _entries(rows: list[StandardText]) -> tuple[StandardEntry, ...]:
    ids = [row.standard_id for row in rows]
    titles: dict[int, list[str]] = defaultdict(list)
    aligned = Alignment.objects.filter(until=None, standard__in=ids).order_by("competency_id")
    pairs = list(aligned.values_list("standard_id", "competency_id"))
    texts = CompetencyText.objects.filter(until=None, competency__in={competency for _standard, competency in pairs})
    named = dict(texts.values_list("competency_id", "title"))
    for standard, competency in pairs:
        if competency in named:
            titles[standard].append(named[competency])
    return tuple(
        StandardEntry(
            row=row.pk,
            id=row.standard_id,
            guid=row.standard.guid,
            code=row.code,
            statement=row.statement,
            item_type=row.item_type,
            grades=tuple(row.grades),
            imported=row.standard.document_id is not None,
            retired=row.retired,
            competencies=tuple(titles[row.standard_id]),
        )
        for row in rows
    )
