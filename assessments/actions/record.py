"""Recording evidence: one save, one transaction, whoever asks (the browser, the API, an import)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from assessments import access
from assessments.actions.writing import (
    Clash,
    KeyConflict,
    Recorded,
    RecordedRow,
    Refused,
    Stored,
    append,
    once,
    row_of,
    stored_under,
    texts_of,
)
from assessments.models import Demonstration, Evidence
from assessments.rules import Entry, Facts, RowProblem, digest_of, problems_of
from assessments.rules.text import TITLE_LENGTH, text_problem, tidy
from competencies.queries import published_map
from competencies.rules.continuum import ContinuumMap
from people.models import District, Section, User


def record_evidence(
    *,
    by: User,
    district: District,
    entries: Iterable[Entry],
    section: Section | None = None,
    demonstration: str | None = None,
    unattributed: bool = False,
    bulk: bool = False,
    recorded_at: datetime | None = None,
    chart: ContinuumMap | None = None,
) -> Recorded:
    """Record entries, all of them or none, once per author and key, and return what is now in the ledger.

    ``by`` must teach every student (in ``section``, where one is named) or be an admin of the district; a leader may
    exempt. ``demonstration`` is what the work is called. ``unattributed`` leaves the assessor open (an import of what
    others judged), ``bulk`` marks work that may wait, ``recorded_at`` is for bringing in a history only, ``chart`` is
    the published continuum where the caller has just read it.

    Raises ``Refused`` (problems by row), ``KeyConflict``, ``NoContinuum``. Six queries and what listeners add,
    however many entries.
    """
    if by.district_id != district.pk:
        raise Refused([RowProblem(0, "student", "is not one of the students you can rate here.")])
    given = [_tidied(entry) for entry in entries]
    chart = chart or published_map(district)
    now = timezone.now()
    _refuse_problems(given, by=by, section=section, chart=chart, now=now, title=demonstration or "")
    digests = [digest_of(entry, section_id=section.pk if section else None) for entry in given]
    _refuse_twins(given, digests)
    common = {
        "district_id": district.pk,
        "section_id": section.pk if section else None,
        "continuum_version_id": chart.version_id,
        "assessor_id": None if unattributed else by.pk,
        "recorded_at": recorded_at or now,
    } | {"author_id": by.pk, "batch": uuid4()}
    request = _Request(by, given, digests, common, (demonstration or "").strip(), bulk)
    return once(lambda: _write(request))


@dataclass(frozen=True, slots=True)
class _Request:
    """What is to be written, checked and ready."""

    by: User
    entries: Sequence[Entry]
    digests: Sequence[str]
    common: Mapping[str, object]
    title: str
    bulk: bool


def _write(request: _Request) -> Recorded:
    """Write what is not there yet; the caller holds the transaction."""
    keys = {entry.key for entry in request.entries}
    stored = stored_under(district_id=request.by.district_id or 0, author_id=request.by.pk, keys=keys)
    _refuse_clashes(request.entries, request.digests, stored)
    fresh = {
        entry.key: row_of(entry, common=request.common, digest=digest)
        for entry, digest in zip(request.entries, request.digests, strict=True)
        if entry.key not in stored
    }
    _name_the_work(list(fresh.values()), request.title)
    append(list(fresh.values()), {entry.key: texts_of(entry) for entry in request.entries}, bulk=request.bulk)
    return _recorded(request.entries, stored, fresh)


def _tidied(entry: Entry) -> Entry:
    return replace(entry, feedback=tidy(entry.feedback), next_step=tidy(entry.next_step), reason=tidy(entry.reason))


def _refuse_problems(
    entries: Sequence[Entry], *, by: User, section: Section | None, chart: ContinuumMap, now: datetime, title: str
) -> None:
    """Raise ``Refused`` with everything that is wrong with any of the entries."""
    if not entries:
        raise Refused([RowProblem(0, "entries", "is empty; rate at least one student.")])
    if by.district is None:
        raise Refused([RowProblem(0, "student", "is not one of the students you can rate here.")])
    facts = Facts(
        now=now,
        zone=ZoneInfo(by.district.time_zone),
        seats=access.seats(by, section=section, student_ids={entry.student_id for entry in entries}),
        competencies=chart.competencies,
    )
    problems = [
        RowProblem(row, problem.field, problem.message, problem.code)
        for row, entry in enumerate(entries)
        for problem in problems_of(entry, facts)
    ]
    if wrong := text_problem("task", title, limit=TITLE_LENGTH, lines=False):
        problems.insert(0, RowProblem(0, wrong.field, wrong.message))
    if problems:
        raise Refused(problems)


def _refuse_twins(entries: Sequence[Entry], digests: Sequence[str]) -> None:
    """Two rows of one request may share a key only where they say the same."""
    first: dict[str, int] = {}
    problems = []
    for row, entry in enumerate(entries):
        before = first.setdefault(entry.key, row)
        if digests[before] != digests[row]:
            problems.append(RowProblem(row, "key", f"is the key of row {before + 1} too, which says something else."))
    if problems:
        raise Refused(problems)


def _refuse_clashes(entries: Sequence[Entry], digests: Sequence[str], stored: dict[str, Stored]) -> None:
    clashes = [
        Clash(row, entry, stored[entry.key])
        for row, (entry, digest) in enumerate(zip(entries, digests, strict=True))
        if entry.key in stored and stored[entry.key].digest != digest
    ]
    if clashes:
        raise KeyConflict(clashes)


def _name_the_work(rows: Sequence[Evidence], title: str) -> None:
    """Give new rows the occasion they come from, where it has a name."""
    if not rows or not title:
        return
    first = rows[0]
    work = Demonstration.objects.create(
        district_id=first.district_id, section_id=first.section_id, title=title, made_by_id=first.author_id
    )
    for row in rows:
        row.demonstration = work


def _recorded(entries: Sequence[Entry], stored: dict[str, Stored], fresh: dict[str, Evidence]) -> Recorded:
    rows = []
    for number, entry in enumerate(entries):
        known = stored.get(entry.key)
        row_id, batch = (known.id, known.batch) if known else (fresh[entry.key].pk, fresh[entry.key].batch)
        rows.append(
            RecordedRow(
                id=row_id,
                row=number,
                student_id=entry.student_id,
                competency_id=entry.competency_id,
                standard_id=entry.standard_id,
                key=entry.key,
                batch=batch,
                already=known is not None,
            )
        )
    return Recorded(batch=_batch_of(rows), rows=tuple(rows))


def _batch_of(rows: Sequence[RecordedRow]) -> UUID:
    """The batch of what is new; where nothing is, the batch it came with the first time."""
    return next((row.batch for row in rows if not row.already), rows[0].batch)
