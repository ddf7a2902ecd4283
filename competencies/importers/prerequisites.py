"""Reads a list of prerequisites (CSV: source, target, relationship) and attaches it to the draft's standards."""

from __future__ import annotations

import _csv
import csv
import io

from competencies.actions.prerequisites import attach_prerequisites
from competencies.rules.prerequisite_rows import AttachReport, PrerequisitesRefusedError, Row, RowProblem
from people.models import District, User

COLUMNS = ("source", "target", "relationship")
DELIMITERS = ",;\t"


def import_prerequisites(
    *,
    raw: bytes,
    district: District,
    by: User | None,
    all_as_prerequisites: bool = False,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> AttachReport:
    """Read the bytes of a list and attach it; see ``attach_prerequisites``. The file is read before anything is locked.

    Raises ``PrerequisitesRefusedError`` naming each line; then nothing was written.
    """
    return attach_prerequisites(
        district=district,
        rows=read_rows(raw),
        by=by,
        all_as_prerequisites=all_as_prerequisites,
        skip_unknown=skip_unknown,
        dry_run=dry_run,
    )


def read_rows(raw: bytes) -> list[Row]:
    """Return the rows of a CSV file with the header source,target,relationship, in any order of columns.

    Commas, semicolons and tabs are understood, and a byte-order mark. Raises ``PrerequisitesRefusedError``.
    """
    text = _decode(raw)
    header, _end, _rest = text.partition("\n")
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _rows(reader)
    except csv.Error as error:
        raise _refused(reader.line_num, f"cannot be read as CSV ({error}).") from error


def _decode(raw: bytes) -> str:
    if b"\x00" in raw:
        raise _refused(0, "The file is no text file (it holds NUL). Save it as CSV, UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refused(line, "is not UTF-8 text. Save the file as CSV, UTF-8.") from error
    if not text.strip():
        raise _refused(0, "The file is empty. It needs the header source,target,relationship and rows below it.")
    return text


def _rows(lines: _csv.Reader) -> list[Row]:
    header = [name.strip().casefold() for name in next(lines)]
    for name in COLUMNS:
        if header.count(name) != 1:
            wrong = "has no column" if name not in header else "has more than one column"
            raise _refused(1, f"the header {wrong} “{name}”. It must be source,target,relationship.")
    places = [header.index(name) for name in COLUMNS]
    rows = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise _refused(lines.line_num, f"has {len(cells)} cells where the header has {len(header)}.")
        source, target, relationship = (cells[place].strip() for place in places)
        rows.append(Row(lines.line_num, source, target, relationship))
    if not rows:
        raise _refused(0, "The file has a header and no rows.")
    return rows


def _refused(line: int, problem: str) -> PrerequisitesRefusedError:
    return PrerequisitesRefusedError([RowProblem(line, problem)])
