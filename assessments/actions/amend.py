"""Saving a form again after going back to it: what is new is recorded, what was changed is corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.record import record_evidence
from assessments.actions.writing import AlreadyFollowed, Clash, KeyConflict, Recorded
from assessments.models import Evidence
from assessments.queries.chains import chains_of
from assessments.rules import Entry, digest_of
from people.models import District, Section, User


def amend_evidence(
    *,
    by: User,
    district: District,
    entries: Sequence[Entry],
    reason: str,
    section: Section | None = None,
    demonstration: str | None = None,
) -> Recorded:
    """Record entries as ``record_evidence`` does; those whose key said something else before become corrections.

    Raises what ``record_evidence`` and ``correct_evidence`` raise. A constant number of queries.
    """
    context = {"by": by, "district": district, "section": section, "demonstration": demonstration}
    with transaction.atomic():
        try:
            return record_evidence(entries=entries, **context)
        except KeyConflict as conflict:
            changed = {clash.entry.key for clash in conflict.clashes}
            rest = [entry for entry in entries if entry.key not in changed]
            corrected = correct_evidence(by=by, corrections=_corrections(conflict.clashes), reason=reason)
        if not rest:
            return corrected
        recorded = record_evidence(entries=rest, **context)
    return Recorded(batch=corrected.batch, rows=(*recorded.rows, *corrected.rows))


def _corrections(clashes: Sequence[Clash]) -> list[Correction]:
    """Correct what stands today of each row; what was taken back altogether has nothing to correct."""
    rows = Evidence.objects.in_bulk([clash.stored.id for clash in clashes])
    chains = chains_of(rows.values())
    corrections = []
    for clash in clashes:
        standing = chains.standing(clash.stored.id)
        if standing is None:
            raise AlreadyFollowed([clash.stored.id])
        key = f"{clash.entry.key}:{digest_of(clash.entry)[:16]}"
        corrections.append(Correction(standing, replace(clash.entry, key=key)))
    return corrections
