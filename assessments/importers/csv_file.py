"""A CSV file as people really save it: which delimiter, which header, and a plain sentence where it cannot be read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

COLUMNS = (
    "student", "standard", "level", "mark", "on", "kind", "source_type", "context", "transfer", "note", "key",
)  # fmt: skip
NEEDED = ("student", "standard", "on", "kind")
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
ROWS_AT_MOST = 1_000_000
CELL_AT_MOST = 100_000


class Unreadable(ValueError):
    """The file as a whole cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: the line it begins on, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Table:
    """An opened file: what was noticed about it (``told``), and its rows as they are read."""

    stream: TextIO
    delimiter: str
    told: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """Yield the rows one by one. Raises ``Unreadable``, naming the line, where the file breaks off or is broken."""
        rows = csv.reader(_clean(self.stream), delimiter=self.delimiter, strict=True)
        begins = 1
        try:
            header = self._header(next(rows, []))
            for count, cells in enumerate(rows):
                begins, first = rows.line_num + 1, begins if count else 2
                if not any(cell.strip() for cell in cells):
                    continue
                if count >= ROWS_AT_MOST:
                    raise Unreadable(f"The file has more than {ROWS_AT_MOST:,} rows. Split it.")
                if len(cells) != len(header):
                    raise Unreadable(f"Line {first} has {len(cells)} cells where the header has {len(header)}.")
                yield Line(first, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
        except csv.Error as error:
            raise Unreadable(f"The row that begins on line {begins} cannot be read: {error}.") from error
        except UnicodeDecodeError as error:
            raise Unreadable("The file is not UTF-8 text. Save it as “CSV UTF-8” and try again.") from error

    def _header(self, cells: Sequence[str]) -> list[str]:
        names = [cell.strip().lower() for cell in cells]
        if not any(names):
            raise Unreadable("The file is empty.")
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise Unreadable(f"The header names {', '.join(twice)} twice.")
        missing = [name for name in NEEDED if name not in names]
        if not {"level", "mark"} & set(names):
            missing.append("level or mark")
        if missing:
            raise Unreadable(f"The header lacks {', '.join(missing)}. It must be: {','.join(COLUMNS)}")
        extra = [name for name in names if name not in COLUMNS]
        if extra:
            self.told.append(f"Columns left out: {', '.join(name[:40] or '(no name)' for name in extra)}.")
        return names


def open_table(path: Path) -> Table:
    """Open a file and find its delimiter. The caller closes the stream. Raises ``Unreadable``."""
    try:
        with path.open("rb") as raw:
            beginning = raw.read(4096)
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror}.") from error
    if beginning.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and try again.")
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("The file is UTF-16. Save it as “CSV UTF-8” and try again.")
    csv.field_size_limit(CELL_AT_MOST)
    header = beginning.split(b"\n", 1)[0].split(b"\r", 1)[0].decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=header.count)
    table = Table(path.open(encoding="utf-8-sig", newline=""), delimiter)
    if delimiter != ",":
        table.told.append(f"The file is separated by {DELIMITERS[delimiter]}.")
    return table


def _clean(stream: TextIO) -> Iterator[str]:
    """Yield lines, refusing the one character that no text holds."""
    for number, line in enumerate(stream, start=1):
        if "\0" in line:
            raise Unreadable(f"Line {number} holds a NUL character. Save the file again as “CSV UTF-8”.")
        yield line
