"""Bringing in a file of evidence: whole or not at all, through the same action as every other save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from assessments.actions.record import record_evidence
from assessments.actions.writing import KeyConflict, Refused
from assessments.rules import Entry
from competencies.rules.continuum import ContinuumMap
from people.models import District, User

PROBLEMS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong on a line of the file."""

    line: int
    field: str
    message: str


@dataclass(slots=True)
class ImportedFile:
    """What a file led to."""

    recorded: int = 0
    already: int = 0
    problems: list[LineProblem] = field(default_factory=list)


class FileRefused(ValueError):
    """Nothing of the file was recorded."""

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


class _DryRun(Exception):
    pass


Numbered = tuple[int, Entry]
Batch = tuple[Sequence[Numbered], Sequence[LineProblem]]


def import_evidence(
    *,
    by: User,
    district: District,
    chart: ContinuumMap,
    batches: Iterable[Batch],
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> ImportedFile:
    """Record batches of entries (each with the line it stands on), all of the file or nothing of it.

    A batch also brings the problems found while reading it. A trial records and takes it back. Raises
    ``FileRefused`` with what is wrong, by line. Nobody is named as assessor: the file does not say who judged.
    """
    result = ImportedFile()
    first_line: dict[str, int] = {}
    try:
        with transaction.atomic():
            for entries, problems in batches:
                result.problems += problems
                _record(entries, result, first_line, by=by, district=district, chart=chart)
                progress(len(entries))
                if len(result.problems) >= PROBLEMS_AT_MOST:
                    break
            if result.problems:
                raise FileRefused(sorted(result.problems, key=lambda problem: problem.line))
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return result


def _record(
    numbered: Sequence[Numbered],
    result: ImportedFile,
    first_line: dict[str, int],
    *,
    by: User,
    district: District,
    chart: ContinuumMap,
) -> None:
    """Record one batch, or note what is wrong with it; after a problem the rest of the file is only checked."""
    if not numbered:
        return
    for line, entry in numbered:
        first_line.setdefault(entry.key, line)
    entries = [entry for _line, entry in numbered]
    try:
        recorded = record_evidence(by=by, district=district, entries=entries, chart=chart, unattributed=True, bulk=True)
    except Refused as refused:
        result.problems += [
            LineProblem(numbered[one.row][0], one.field, _told(one.message, numbered)) for one in refused.problems
        ]
    except KeyConflict as conflict:
        result.problems += [
            LineProblem(numbered[clash.row][0], "key", _used_before(numbered[clash.row], first_line))
            for clash in conflict.clashes
        ]
    else:
        result.recorded += recorded.created
        result.already += len({row.id for row in recorded.rows if row.already})


def _told(message: str, numbered: Sequence[Numbered]) -> str:
    """Say lines where the message counts rows of the batch."""
    words = message.split("is the key of row ")
    if len(words) == 1:
        return message
    row, rest = words[1].split(" ", 1)
    return f"is the key of line {numbered[int(row) - 1][0]} {rest}"


def _used_before(numbered: Numbered, first_line: dict[str, int]) -> str:
    line, entry = numbered
    first = first_line[entry.key]
    if first < line:
        return f"is the key of line {first} too, which says something else."
    return "was recorded before with something else; correct that rating instead, or give a new key."
