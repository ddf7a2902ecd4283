"""Rows of a list of prerequisites matched to the standards they name, and what attaching them would do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competencies.rules.circles import find_circles

PREREQUISITE, RELATED = "prerequisite", "related"
# What lists call an edge that one must have mastered first.
NEEDED_FIRST = frozenset({"dependency", "prerequisite", "precedes"})
IGNORED = re.compile(r"[.\-\s]")
Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: ``line`` is its number in the file, ``source`` comes before ``target``."""

    line: int
    source: str
    target: str
    relationship: str


@dataclass(frozen=True, slots=True)
class Known:
    """A standard of the draft that a row may name, by code or GUID."""

    id: int
    guid: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a line cannot be attached."""

    line: int
    problem: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.problem}" if self.line else self.problem


@dataclass(frozen=True, slots=True)
class Matched:
    """The edges a list asks for, in its order, each once; what could not be matched, and what is told."""

    kinds: Mapping[Edge, str]
    problems: tuple[RowProblem, ...]
    told: tuple[str, ...]


def normal_code(code: str) -> str:
    """Return a code without full stops, hyphens and spaces, whatever its case: 7.RP.A.1 and 7-rp.a1 are one."""
    return IGNORED.sub("", code).casefold()


def match_rows(rows: Iterable[Row], standards: Iterable[Known], *, all_needed: bool) -> Matched:
    """Return the edges that ``rows`` ask for between ``standards``; ``all_needed`` makes each a prerequisite."""
    directory = _Directory(standards)
    kinds: dict[Edge, str] = {}
    problems: list[RowProblem] = []
    told: list[str] = []
    for row in rows:
        ends = [directory.find(name) for name in (row.source, row.target)]
        if wrong := [end for end in ends if isinstance(end, str)]:
            problems.extend(RowProblem(row.line, text) for text in wrong)
            continue
        edge = (int(ends[0]), int(ends[1]))
        if edge[0] == edge[1]:
            problems.append(RowProblem(row.line, f"“{row.source}” would build on itself."))
            continue
        kind = PREREQUISITE if all_needed or row.relationship.strip().casefold() in NEEDED_FIRST else RELATED
        if edge in kinds:
            told.append(f"Line {row.line}: {row.source} → {row.target} is listed more than once.")
        if kinds.get(edge) != PREREQUISITE:
            kinds[edge] = kind
    return Matched(kinds, tuple(problems), tuple(told))


def circle_texts(edges: Iterable[Edge], names: Mapping[int, str]) -> tuple[str, ...]:
    """Return each circle of prerequisites in words, the first name again at its end."""
    return tuple(" → ".join(names[one] for one in (*circle, circle[0])) for circle in find_circles(edges))


class _Directory:
    """Finds a standard by its GUID or by its code; a code that several standards share names none of them."""

    def __init__(self, standards: Iterable[Known]) -> None:
        self._by_guid: dict[str, int] = {}
        self._by_code: dict[str, list[Known]] = defaultdict(list)
        for one in standards:
            self._by_guid[one.guid] = one.id
            if code := normal_code(one.code):
                self._by_code[code].append(one)

    def find(self, name: str) -> int | str:
        """Return the id of the standard, or in words why there is none."""
        if (by_guid := self._by_guid.get(name.strip().lower())) is not None:
            return by_guid
        found = self._by_code.get(normal_code(name), [])
        exact = [one for one in found if one.code == name.strip()]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0].id
        if found:
            return f"“{name}” is the code of {len(found)} standards. Write the GUID instead."
        return f"there is no standard “{name}” in the draft." if name.strip() else "a code is missing."


@dataclass(frozen=True, slots=True)
class AttachReport:
    """What attaching a list of prerequisites did (or would do).

    ``lifted_to_related`` names the edges that would close a circle between competencies: there they count as related.
    """

    dry_run: bool
    rows: int
    prerequisites: int
    related: int
    added: int
    changed: int
    unchanged: int
    skipped: tuple[RowProblem, ...]
    told: tuple[str, ...]
    lifted_to_related: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "dry_run": self.dry_run,
            "rows": self.rows,
            "prerequisites": self.prerequisites,
            "related": self.related,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "skipped": [{"line": one.line, "problem": one.problem} for one in self.skipped],
            "told": list(self.told),
            "lifted_to_related": list(self.lifted_to_related),
        }

    def lines(self) -> Iterator[str]:
        """Yield one line for each kind of thing."""
        yield f"{self.rows} rows" + (" (dry run)" if self.dry_run else "")
        yield f"  prerequisites: {self.prerequisites}"
        yield f"  related: {self.related}"
        yield f"  added: {self.added}, changed: {self.changed}, unchanged: {self.unchanged}"
        yield from (f"  skipped: {one}" for one in self.skipped)
        yield from (f"  told: {one}" for one in self.told)
        yield from (f"  related between competencies, to avoid a circle: {one}" for one in self.lifted_to_related)


class PrerequisitesRefusedError(ValueError):
    """A list of prerequisites cannot be attached, and nothing of it was; ``problems`` names each line or circle."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
