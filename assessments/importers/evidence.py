"""Rows of a file as entries: students by external id, standards by CASE GUID or code, ISO days."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.importers.csv_file import Line
from assessments.rules import Entry, Problem
from competencies.rules.continuum import ContinuumMap

LEVEL = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,3})?\Z", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
YES_NO = {"": False, "false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}
Place = tuple[int, int]


class Wrong(ValueError):
    """One cell cannot be used."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(field, message)


@dataclass(frozen=True, slots=True)
class Standards:
    """Where standards stand on the continuum, by CASE GUID (lower case) and by code."""

    by_guid: Mapping[str, tuple[Place, ...]]
    by_code: Mapping[str, tuple[Place, ...]]

    def find(self, name: str) -> tuple[Place, ...]:
        """Return every competency (with the standard) that a GUID or code names. Raises ``Wrong``."""
        if not name:
            raise Wrong("standard", "is missing; give a CASE GUID or a code.")
        if found := self.by_guid.get(name.lower()):
            return found
        found = self.by_code.get(name, ())
        if not found:
            raise Wrong("standard", "is not on the published continuum; check the GUID or code.")
        if len({standard for _competency, standard in found}) > 1:
            raise Wrong("standard", "is a code that several standards share; give the CASE GUID.")
        return found


def standards_of(chart: ContinuumMap) -> Standards:
    """Return the standards of the competencies in use."""
    by_guid: dict[str, list[Place]] = defaultdict(list)
    by_code: dict[str, list[Place]] = defaultdict(list)
    for competency in chart.in_order:
        for standard in competency.standards:
            by_guid[standard.guid.lower()].append((competency.id, standard.id))
            if standard.code:
                by_code[standard.code].append((competency.id, standard.id))
    return Standards(
        {name: tuple(places) for name, places in by_guid.items()},
        {name: tuple(places) for name, places in by_code.items()},
    )


def entries_of(line: Line, *, students: Mapping[str, int], standards: Standards) -> list[Entry]:
    """Return the entries of a row: one for each competency its standard belongs to. Raises ``Wrong``."""
    cells = line.cells
    name = cells["student"]
    if name not in students:
        raise Wrong("student", "is not an external id of a student in this district; check it." if name else MISSING_ID)
    key = cells.get("key", "") or derived_key(cells)
    mark, note = cells.get("mark", ""), cells.get("note", "")
    return [
        Entry(
            student_id=students[name],
            competency_id=competency_id,
            standard_id=standard_id,
            on=day_in(cells["on"]),
            kind=cells["kind"].lower(),
            level=level_in(cells.get("level", "")),
            mark=mark.lower(),
            source_type=cells.get("source_type", "").lower(),
            context=cells.get("context", "").lower(),
            transfer=transfer_in(cells.get("transfer", "")),
            feedback="" if mark == "exempt" else note,
            reason=note if mark == "exempt" else "",
            key=key if number == 0 else f"{key}@{competency_id}",
        )
        for number, (competency_id, standard_id) in enumerate(standards.find(cells["standard"]))
    ]


MISSING_ID = "is missing; give the external id."


def derived_key(cells: Mapping[str, str]) -> str:
    """Return a key for a row without one: what the row says, so that the same file again is the same rows."""
    said = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    return f"row:{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}"


def day_in(text: str) -> date:
    """Return a day written like 2026-10-14; every other way is refused, since 03/04 is two days."""
    try:
        return date.fromisoformat(text if DAY.match(text) else "")
    except ValueError as error:
        raise Wrong("on", "must be a day that exists, written like 2026-10-14.") from error


def level_in(text: str) -> Decimal | None:
    """Return a level, or none where the cell is empty."""
    if not text:
        return None
    if not LEVEL.match(text):
        raise Wrong("level", "must be a number of the scale in plain digits, with a point and not a comma.")
    return Decimal(text)


def transfer_in(text: str) -> bool:
    """Return whether the work was done in a new setting."""
    if text.lower() not in YES_NO:
        raise Wrong("transfer", "must be true, false or empty.")
    return YES_NO[text.lower()]


def names_in(lines: Iterable[Line]) -> set[str]:
    """Return the external ids that these rows name."""
    return {line.cells["student"] for line in lines}
