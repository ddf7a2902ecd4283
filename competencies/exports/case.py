"""A framework as a CASE package again: as it was received, plus the district's own edits, in the version named."""

from __future__ import annotations

from typing import Any

from competencies.models import Association, CaseDocument, CaseDocumentText, Continuum, StandardText
from people.models import District


class UnknownDocumentError(LookupError):
    """The district has no such document, or not in the version asked for."""


def export_case(*, district: District, identifier: str, version: int | None = None) -> dict[str, Any]:
    """Return the CASE package of a document as plain JSON values. Five queries.

    ``version`` is a version of the continuum (its draft too); without it the newest published one that has the
    document, else the draft. The package is flat, as CASE 1.0 and 1.1 define it, and lists its parts in the order
    they were received. Raises ``UnknownDocumentError``.
    """
    document = CaseDocument.objects.filter(district=district, guid=identifier.strip().lower()).first()
    continuum = Continuum.objects.filter(district=district).first()
    if document is None or continuum is None:
        raise UnknownDocumentError(f"{district.name} has no document {identifier}.")
    numbers = [continuum.published, continuum.draft] if version is None else [version]
    for number in (one for one in numbers if 0 < one <= continuum.draft):
        text = CaseDocumentText.objects.at(number).filter(document=document).first()
        if text is not None:
            return _package(document, text, number)
    raise UnknownDocumentError(f"Version {version} does not have the document {identifier}.")


def _package(document: CaseDocument, text: CaseDocumentText, number: int) -> dict[str, Any]:
    items = _payloads(
        StandardText.objects.at(number).filter(standard__document=document), "standard__guid", text.order.get("items")
    )
    links = _payloads(Association.objects.at(number).filter(document=document), "guid", text.order.get("links"))
    package: dict[str, Any] = {"CFDocument": text.payload, "CFItems": items}
    if links:
        package["CFAssociations"] = links
    rest: dict[str, Any] = text.rest
    return package | rest


def _payloads(rows: Any, guid: str, order: list[str] | None) -> list[Any]:
    """The payloads of rows in the order their package listed them; what it no longer lists is left out."""
    payloads = dict(rows.values_list(guid, "payload"))
    return [payloads[one] for one in order or () if one in payloads]
