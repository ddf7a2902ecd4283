"""The frameworks of standards in the draft, and the parent graph of one."""

from __future__ import annotations

from competencies.models import (
    Association,
    CaseDocument,
    CaseDocumentText,
    Continuum,
    StandardText,
    VersionedQuerySet,
)
from competencies.rules.case.tree import Branch, Node, Tree
from competencies.rules.case.values import CHILD_OF


def frameworks(continuum: Continuum) -> list[CaseDocumentText]:
    """Return the draft's texts of the imported documents, by title. One query."""
    rows = CaseDocumentText.objects.filter(until=None, district=continuum.district_id).select_related("document")
    return list(rows.defer("rest", "order").order_by("title", "document_id"))


def item_types(continuum: Continuum, document: CaseDocument) -> dict[str, int]:
    """Return the item types in use in a document, with how many standards each has. One query."""
    rows = _live(document).filter(district=continuum.district_id).order_by("position")
    counts: dict[str, int] = {}
    for name in rows.values_list("item_type", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return counts


def tree_of(document: CaseDocument) -> Tree:
    """Return the parent graph of a document's standards in the draft, without the retired ones. Two queries."""
    fields = ("standard_id", "standard__guid", "code", "statement", "item_type", "grades", "position")
    nodes = [
        Node(pk, guid, code, statement, item_type, tuple(grades), position)
        for pk, guid, code, statement, item_type, grades, position in _live(document).values_list(*fields)
    ]
    links = Association.objects.filter(until=None, document=document, association_type=CHILD_OF, origin__isnull=False)
    rows = links.order_by("position", "pk").values_list("origin_id", "destination_id", "sequence")
    return Tree(nodes, [Branch(child, parent, sequence) for child, parent, sequence in rows if child is not None])


def _live(document: CaseDocument) -> VersionedQuerySet[StandardText]:
    return StandardText.objects.filter(until=None, retired=False, standard__document=document)
