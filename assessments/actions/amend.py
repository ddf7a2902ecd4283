"""Saving a form again after going back to it: what is new is recorded, what was changed is corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from django.db import transaction

from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.record import record_evidence
from assessments.actions.writing import AlreadyFollowed, Clash, KeyConflict, Recorded, RecordedRow
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
    record = partial(record_evidence, by=by, district=district, section=section, demonstration=demonstration)
    with transaction.atomic():
        try:
            return record(entries=entries)
        except KeyConflict as conflict:
            changed = {clash.entry.key for clash in conflict.clashes}
            done, wanted = _corrections(conflict.clashes)
        made: list[RecordedRow] = list(done)
        if wanted:
            made += correct_evidence(by=by, corrections=wanted, reason=reason).rows
        rest = [entry for entry in entries if entry.key not in changed]
        if rest:
            made += record(entries=rest).rows
    return Recorded(batch=made[0].batch, rows=tuple(made))


def _corrections(clashes: Sequence[Clash]) -> tuple[list[RecordedRow], list[Correction]]:
    """Correct what stands today of each row; what was corrected to just this before is done already.

    What was taken back altogether has nothing to correct: ``AlreadyFollowed``.
    """
    rows = Evidence.objects.in_bulk([clash.stored.id for clash in clashes])
    chains = chains_of(rows.values())
    standing = {clash.stored.id: chains.standing(clash.stored.id) for clash in clashes}
    today = Evidence.objects.in_bulk([one for one in standing.values() if one is not None])
    done, wanted = [], []
    for clash in clashes:
        current = today.get(standing[clash.stored.id] or 0)
        if current is None:
            raise AlreadyFollowed([clash.stored.id])
        key = f"{clash.entry.key}:{digest_of(clash.entry)[:16]}"
        if current.key == key:
            done.append(_as_it_is(clash, current))
        else:
            wanted.append(Correction(current.pk, replace(clash.entry, key=key)))
    return done, wanted


def _as_it_is(clash: Clash, row: Evidence) -> RecordedRow:
    return RecordedRow(
        id=row.pk,
        row=clash.row,
        student_id=row.student_id,
        competency_id=row.competency_id,
        standard_id=row.standard_id,
        key=row.key,
        batch=row.batch,
        already=True,
    )
