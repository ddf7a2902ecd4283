"""The mastery grid of a section: its students by the competencies it works on, as packed values.

Six queries at any size (the caller's access query comes with them): the version in force, the section's domains, its
focus, its students with their states, and their masteries. Cells are tuples, never model instances.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from assessments.models import Focus
from competencies.models import SectionDomain
from competencies.queries import published_map
from competencies.rules.continuum import CompetencyView, ContinuumMap
from pathways.queries.keeping_up import KeepingUp, StateRow, keeping_up
from people.models import Section
from people.queries import enrolled, today

SHOWS = ("all", "not_yet", "no_evidence", "ready")
OLD_AFTER_MONTHS = 6
MILLI = 1000


class Cell(NamedTuple):
    """A stored judgement, packed into what the database gives without conversion; levels are in thousandths.

    Where somebody's judgement is in force (``override``) level and status are theirs and ``own_level`` is what the
    evidence alone says. Two equal cells look the same, so a cell is also the key of its own drawing.
    """

    level: int | None
    status: str
    mastered: int
    ready: int
    pieces: int
    old: int
    override: int = 0
    own_level: int | None = None
    exemptions: int = 0

    @property
    def begun(self) -> bool:
        """Tell whether there is anything to show: work that counts, or somebody's judgement."""
        return bool(self.pieces or self.override)


@dataclass(frozen=True, slots=True)
class Row:
    """A student of the grid, and whether their results are being updated."""

    id: int
    name: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A competency of the grid; ``begun`` once the section's focus on it has started."""

    competency: CompetencyView
    strand: str
    begun: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid as finished values; ``counts`` says for each choice of what to show how many students it is about."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[int, int], Cell]
    counts: Mapping[str, int]
    show: str
    enrolled: int
    keeping_up: KeepingUp


def grid_of(section: Section, *, show: str, language: str, now: datetime) -> Grid:
    """Return a section's grid on the district's today. ``show`` is one of SHOWS. Five queries.

    Raises ``NoContinuum`` before the district has published one. The caller has checked access to the section.
    """
    day = today(section.district)
    continuum = published_map(section.district, language=language)
    begun = _focus(section, continuum, on=day)
    possible = _possible(section, continuum, begun)
    states = _students(section, on=day)
    cells = _cells(
        section.district_id,
        [student for student, _name, _state in states],
        [one.id for one in possible],
        old_before=_months_before(day, OLD_AFTER_MONTHS),
    )
    taken = {competency for (_student, competency), cell in cells.items() if cell.begun}
    columns = tuple(
        Column(one, continuum.strands[one.strand_id].title, begun.get(one.id, False))
        for one in possible
        if one.id in begun or one.id in taken
    )
    state = keeping_up(section.district, (row for _id, _name, row in states), now=now)
    rows = tuple(Row(id_, name, row.student_id in state.behind) for id_, name, row in states)
    whole = Grid(rows, columns, cells, {}, "all", len(rows), state)
    return _narrowed(whole, show if show in SHOWS else "all")


def matches(cell: Cell | None, *, begun: bool) -> tuple[str, ...]:
    """Return what a cell belongs to beside "all": not yet, no evidence, ready for summative."""
    if cell is None:
        return ("no_evidence",) if begun else ()
    if cell.mastered or cell.status == "exempt":
        return ()
    if not cell.begun:
        return (("no_evidence",) if begun else ()) + (("ready",) if cell.ready else ())
    return ("not_yet", "ready") if cell.ready else ("not_yet",)


def _focus(section: Section, continuum: ContinuumMap, *, on: date) -> dict[int, bool]:
    """The competencies a section has worked on, works on or plans to, as they are today; True once it has started."""
    begun: dict[int, bool] = {}
    for competency, starts in Focus.objects.filter(section=section).values_list("competency_id", "starts"):
        for one in continuum.standing_for(competency):
            begun[one.id] = begun.get(one.id, False) or starts <= on
    return begun


def _possible(section: Section, continuum: ContinuumMap, begun: Mapping[int, bool]) -> list[CompetencyView]:
    """What could be a column: the section's domains (where evidence makes it one) and its focus, in order."""
    domains = set(SectionDomain.objects.filter(section=section).values_list("domain_id", flat=True))
    return [one for one in continuum.in_order if one.domain_id in domains or one.id in begun]


def _students(section: Section, *, on: date) -> list[tuple[int, str, StateRow]]:
    """Everyone enrolled on a day, by name, with the state their conclusions are in."""
    named = enrolled(section, on=on).values_list(
        "pk", "preferred_name", "given_name", "family_name", *StateRow.fields("learner_state__")
    )
    return [(row[0], f"{row[1] or row[2]} {row[3]}".strip(), StateRow(row[0], *row[4:])) for row in named]


# Numbers and words only, by hand: the ORM converts value by value, which costs more than the query itself.
_PACKED = """
SELECT student_id, competency_id, CAST(level * 1000 AS INTEGER), status,
    CASE WHEN mastered THEN 1 ELSE 0 END, CASE WHEN ready THEN 1 ELSE 0 END, pieces,
    CASE WHEN latest_on < %s THEN 1 ELSE 0 END, CASE WHEN override_id IS NULL THEN 0 ELSE 1 END,
    CAST(own_level * 1000 AS INTEGER), CASE WHEN exemptions THEN 1 ELSE 0 END
FROM pathways_mastery
WHERE district_id = %s AND student_id IN ({students}) AND competency_id IN ({competencies})
"""


def _cells(
    district_id: int, students: Sequence[int], competencies: Sequence[int], *, old_before: date
) -> dict[tuple[int, int], Cell]:
    """The stored judgements, packed. One query."""
    if not students or not competencies:
        return {}
    sql = _PACKED.format(students=_places(students), competencies=_places(competencies))
    day = connection.ops.adapt_datefield_value(old_before)
    with connection.cursor() as cursor:
        cursor.execute(sql, [day, district_id, *students, *competencies])
        return {(row[0], row[1]): Cell._make(row[2:]) for row in cursor.fetchall()}


def _places(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))


def _narrowed(grid: Grid, show: str) -> Grid:
    """Keep the students and competencies that have a cell of what is asked for, and count them for every choice."""
    students: dict[str, set[int]] = {one: set() for one in SHOWS[1:]}
    competencies: dict[str, set[int]] = {one: set() for one in SHOWS[1:]}
    for column in grid.columns:
        competency = column.competency.id
        for row in grid.rows:
            for one in matches(grid.cells.get((row.id, competency)), begun=column.begun):
                students[one].add(row.id)
                competencies[one].add(competency)
    counts = {one: len(found) for one, found in students.items()}
    if show == "all":
        return replace(grid, counts=counts)
    return replace(
        grid,
        show=show,
        counts=counts,
        rows=tuple(row for row in grid.rows if row.id in students[show]),
        columns=tuple(column for column in grid.columns if column.competency.id in competencies[show]),
    )


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, 28))


def strands_of(columns: Iterable[Column]) -> list[tuple[str, int]]:
    """Return the strands above the columns, in order, each with how many columns it spans."""
    grouped = groupby(columns, key=lambda column: (column.competency.strand_id, column.strand))
    return [(title, sum(1 for _ in group)) for (_id, title), group in grouped]
