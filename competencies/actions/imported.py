"""Keeps the package of an imported standard in step with the district's own edits, so that exports carry them."""

from __future__ import annotations

from django.utils import timezone

from competencies.actions.rows import successor
from competencies.models import CaseDocument, CaseDocumentText, StandardText
from competencies.rules.case.editing import edited_document, edited_item
from people.models import User


def carry_into_package(text: StandardText, *, draft: int, by: User | None, retired: bool | None = None) -> None:
    """Write an imported standard's code, words, type and grades into its CFItem; touch its document.

    ``retired`` says whether the edit retires the item or brings it back (None: neither).
    ``last_change`` keeps the publisher's moment, so that the publisher's next release still arrives. At most four
    queries; none for the district's own standards.
    """
    document = text.standard.document
    if not text.payload or document is None:
        return
    text.payload = edited_item(
        text.payload,
        code=text.code,
        statement=text.statement,
        item_type=text.item_type,
        grades=text.grades,
        moment=timezone.now(),
        retired=retired,
    )
    _touch(document, draft=draft, by=by)


def _touch(document: CaseDocument, *, draft: int, by: User | None) -> None:
    """Say in the document that something in it changed: those who mirror it look there."""
    text = CaseDocumentText.objects.filter(document=document, until=None).first()
    if text is None:
        return
    fresh = text if text.since == draft else successor(text, draft)
    fresh.payload = edited_document(fresh.payload, moment=timezone.now())
    fresh.edited_by = by
    fresh.save()
