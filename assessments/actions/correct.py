"""Correcting evidence: a new row that takes the place of an earlier one, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from assessments import access
from assessments.actions.writing import (
    AlreadyFollowed,
    Clash,
    KeyConflict,
    NotYours,
    Recorded,
    RecordedRow,
    Refused,
    append,
    once,
    row_of,
    stored_under,
    texts_of,
)
from assessments.models import Action, Evidence
from assessments.queries.chains import Chains, chains_of
from assessments.rules import Entry, Facts, RowProblem, Seat, digest_of, problems_of
from assessments.rules.text import says_something, tidy
from competencies.queries import map_at
from people.models import User


@dataclass(frozen=True, slots=True)
class Correction:
    """What a row should have said. The entry's student, competency and standard are those of the row."""

    evidence_id: int
    entry: Entry


def correct_evidence(*, by: User, corrections: Sequence[Correction], reason: str) -> Recorded:
    """Add a correction to each of these rows, all or none, and return what is now in the ledger.

    Only what stands can be corrected, by its author while they teach the student or by whoever leads them. The same
    key again is the same correction. Raises ``Refused``, ``NotYours``, ``AlreadyFollowed``, ``KeyConflict``.
    A constant number of queries.
    """
    rows = _changeable_rows(by, [correction.evidence_id for correction in corrections])
    entries = [_completed(correction.entry, rows[correction.evidence_id], reason) for correction in corrections]
    _refuse_problems(entries, rows=[rows[correction.evidence_id] for correction in corrections], by=by)
    ids = [correction.evidence_id for correction in corrections]

    def attempt() -> Recorded:
        return _append(by, ids, entries, rows)

    return once(attempt, rows=ids)


def _changeable_rows(by: User, ids: Sequence[int]) -> dict[int, Evidence]:
    rows = access.changeable(by).filter(pk__in=ids).exclude(action=Action.VOID).in_bulk()
    if set(ids) - set(rows):
        raise NotYours("These ratings are not yours to change.")
    return rows


def _completed(entry: Entry, row: Evidence, reason: str) -> Entry:
    """The entry as a correction of this row: whose work it was is never corrected, only what was seen in it."""
    return replace(
        entry,
        student_id=row.student_id,
        competency_id=row.competency_id,
        standard_id=row.standard_id,
        assessor_role=row.assessor_role,
        feedback=tidy(entry.feedback),
        next_step=tidy(entry.next_step),
        reason=tidy(reason),
    )


def _refuse_problems(entries: Sequence[Entry], *, rows: Sequence[Evidence], by: User) -> None:
    """Raise ``Refused`` with everything that is wrong; levels are those of the version the work was judged under."""
    if not entries or by.district is None:
        raise Refused([RowProblem(0, "evidence", "is missing; choose what to correct.")])
    may_exempt = access.seats(by, section=None, student_ids={row.student_id for row in rows})
    problems = []
    for number, (entry, row) in enumerate(zip(entries, rows, strict=True)):
        seat = may_exempt.get(row.student_id)
        facts = Facts(
            now=timezone.now(),
            zone=ZoneInfo(by.district.time_zone),
            seats={row.student_id: Seat(may_exempt=bool(seat and seat.may_exempt))},
            competencies=map_at(row.continuum_version_id).competencies,
        )
        problems += [
            RowProblem(number, problem.field, problem.message, problem.code) for problem in problems_of(entry, facts)
        ]
        if entry.mark != "exempt" and not says_something(entry.reason):
            problems.append(RowProblem(number, "reason", "is missing; say in a few words why."))
    if problems:
        raise Refused(problems)


def _append(by: User, ids: Sequence[int], entries: Sequence[Entry], rows: Mapping[int, Evidence]) -> Recorded:
    """Write what is not there yet; the caller holds the transaction."""
    district_id = rows[ids[0]].district_id
    chains = chains_of(rows.values())
    stored = stored_under(district_id=district_id, author_id=by.pk, keys={entry.key for entry in entries})
    digests = [digest_of(entry, refers_to=row_id) for row_id, entry in zip(ids, entries, strict=True)]
    clashes = [
        Clash(number, entry, stored[entry.key])
        for number, entry in enumerate(entries)
        if entry.key in stored and stored[entry.key].digest != digests[number]
    ]
    if clashes:
        raise KeyConflict(clashes)
    _refuse_followed(ids, entries, chains, known=set(stored))
    batch = uuid4()
    fresh = [
        row_of(entry, common=_common(by, rows[row_id], chains.head(row_id), batch), digest=digest)
        for row_id, entry, digest in zip(ids, entries, digests, strict=True)
        if entry.key not in stored
    ]
    append(fresh, {entry.key: texts_of(entry) for entry in entries}, bulk=False)
    made = {row.key: row for row in fresh}
    return Recorded(
        batch=batch,
        rows=tuple(
            RecordedRow(
                id=stored[entry.key].id if entry.key in stored else made[entry.key].pk,
                row=number,
                student_id=entry.student_id,
                competency_id=entry.competency_id,
                standard_id=entry.standard_id,
                key=entry.key,
                batch=stored[entry.key].batch if entry.key in stored else batch,
                already=entry.key in stored,
            )
            for number, entry in enumerate(entries)
        ),
    )


def _refuse_followed(ids: Sequence[int], entries: Sequence[Entry], chains: Chains, *, known: set[str]) -> None:
    behind = [
        row_id
        for row_id, entry in zip(ids, entries, strict=True)
        if entry.key not in known and chains.standing(row_id) != row_id
    ]
    if behind:
        raise AlreadyFollowed(behind)


def _common(by: User, row: Evidence, head: int, batch: UUID) -> dict[str, object]:
    return {
        "district_id": row.district_id,
        "action": Action.CORRECTION,
        "refers_to_id": head,
        "section_id": row.section_id,
        "demonstration_id": row.demonstration_id,
        "continuum_version_id": row.continuum_version_id,
        "author": by,
        "assessor_id": row.assessor_id if row.assessor_id != row.author_id else by.pk,
        "recorded_at": timezone.now(),
        "batch": batch,
    }
