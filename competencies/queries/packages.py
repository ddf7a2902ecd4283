"""What the draft has of a CASE package: read before an import, to be compared with what comes in."""

from __future__ import annotations

from competencies.models import Association, CaseDocument, CaseDocumentText, Continuum, Standard, StandardText
from competencies.rules.case.meeting import Held, HeldItem, HeldLink
from competencies.rules.case.values import CHILD_OF, Package, shorten


def held_of(continuum: Continuum, package: Package) -> Held:
    """Return what the draft has of ``package``'s document, and where else its items stand. Six queries."""
    document = CaseDocument.objects.filter(district=continuum.district_id, guid=package.guid).first()
    elsewhere = _elsewhere(continuum, package, document)
    outside = _outside(continuum, document)
    text = CaseDocumentText.objects.filter(document=document, until=None).first() if document else None
    if document is None or text is None:
        return Held(elsewhere=elsewhere, outside=outside)
    return Held(
        document=text.payload,
        rest=text.rest,
        order=text.order,
        last_change=text.last_change,
        items={row.standard.guid: _item(row) for row in open_items(document)},
        links={row.guid: _link(row) for row in open_links(document)},
        elsewhere=elsewhere,
        outside=outside,
    )


def open_items(document: CaseDocument) -> list[StandardText]:
    """Return the draft's texts of a document's standards, each with its standard. One query."""
    rows = StandardText.objects.filter(until=None, standard__document=document).select_related("standard")
    return list(rows.order_by("position", "standard_id"))


def open_links(document: CaseDocument) -> list[Association]:
    """Return the draft's associations of a document. One query."""
    return list(Association.objects.filter(until=None, document=document).order_by("position", "pk"))


def _elsewhere(continuum: Continuum, package: Package, document: CaseDocument | None) -> dict[str, str]:
    """Which of the package's items stand in another framework, and what that is called."""
    wanted = {item.guid for item in package.items}
    others = Standard.objects.filter(district=continuum.district_id).exclude(document=document)
    if document is None:
        others = Standard.objects.filter(district=continuum.district_id)
    rows = [(guid, owner) for guid, owner in others.values_list("guid", "document_id") if guid in wanted]
    if not rows:
        return {}
    texts = CaseDocumentText.objects.filter(until=None, district=continuum.district_id)
    titles = dict(texts.values_list("document_id", "title"))
    return {guid: titles.get(owner, continuum.title) for guid, owner in rows}


def _outside(continuum: Continuum, document: CaseDocument | None) -> tuple[tuple[str, str], ...]:
    rows = Association.objects.filter(until=None, district=continuum.district_id, association_type=CHILD_OF)
    if document is not None:
        rows = rows.exclude(document=document)
    return tuple(rows.values_list("origin_guid", "destination_guid"))


def _item(row: StandardText) -> HeldItem:
    return HeldItem(
        name=row.code or shorten(row.statement) or row.standard.guid,
        statement=row.statement,
        payload=row.payload,
        last_change=row.last_change,
        retired=row.retired,
    )


def _link(row: Association) -> HeldLink:
    return HeldLink(
        kind=row.association_type,
        origin=row.origin_guid,
        destination=row.destination_guid,
        payload=row.payload,
        last_change=row.last_change,
    )
