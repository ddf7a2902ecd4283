"""The grid's table as strings, made from packed values: a template would loop over thousands of cells.

Everything a person typed is escaped once per row or column; what is marked safe is built here from those pieces,
numbers and fixed classes only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.rules.continuum import ScaleView
from competencies.rules.marks import css_of
from pathways.queries.grid import MILLI, Cell, Column, Grid, Row, matches, strands_of
from pathways.queries.marks import LevelMark, mark_of
from pathways.views.markup import built

DIST_WIDTH = 52


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of the table, ready to print."""

    head: SafeString
    body: SafeString
    foot: SafeString


def table_of(grid: Grid) -> Table:
    """Return the grid's table. No query."""
    columns = _columns(grid)
    return Table(head=_head(grid, columns), body=_body(grid, columns), foot=_foot(grid, columns))


def legend_of(grid: Grid) -> list[LevelMark]:
    """Return the marks the grid's scales use, each once, lowest first."""
    return [mark_of(scale, level.value) for scale in scales_of(grid) for level in scale.levels]


def scales_of(grid: Grid) -> list[ScaleView]:
    """Return the scales of the grid's columns, each once."""
    return list({column.competency.scale.id: column.competency.scale for column in grid.columns}.values())


@dataclass(frozen=True, slots=True)
class _Column:
    """What every cell of a column shares: its opening tag, the end of its address, and the marks drawn so far.

    Columns of one scale share their marks, so that each kind of cell is worded once per page.
    """

    column: Column
    id: int
    title: str
    new: bool
    opening: str
    suffix: str
    marks: dict[Cell | None, str]
    shades: Mapping[int | None, str]


def _columns(grid: Grid) -> list[_Column]:
    after = _address()[2]
    marks: dict[tuple[int, bool], dict[Cell | None, str]] = {}
    shades = {scale.id: _shades(scale) for scale in scales_of(grid)}
    columns = []
    strand = None
    for column in grid.columns:
        one, title = column.competency, escape(column.competency.title)
        new = one.strand_id != strand
        strand = one.strand_id
        opening = f'<td class="new" data-c="{title}">' if new else f'<td data-c="{title}">'
        shared = marks.setdefault((one.scale.id, column.begun), {})
        suffix = f'{one.id}{after}" class="mark '
        columns.append(_Column(column, one.id, title, new, opening, suffix, shared, shades[one.scale.id]))
    return columns


def _address() -> tuple[str, str, str]:
    """The address of a cell's page in three pieces, around the student's and the competency's id."""
    before, between, after = reverse("pathways:why", args=[0, 0]).rsplit("0", 2)
    return before, between, after


def _head(grid: Grid, columns: list[_Column]) -> SafeString:
    strands = "".join(
        f'<th colspan="{span}" scope="colgroup" class="new">{escape(title)}</th>'
        for title, span in strands_of(grid.columns)
    )
    titles = "".join(
        f'<th scope="col" class="{"new" if one.new else ""}" data-k="{one.id}">{one.title}</th>' for one in columns
    )
    return built(f'<tr><td></td>{strands}</tr><tr><th scope="col">{escape(_("Student"))}</th>{titles}</tr>')


def _body(grid: Grid, columns: list[_Column]) -> SafeString:
    before, between, _after = _address()
    to_path = reverse("pathways:path", args=[0]).rsplit("0", 1)
    updating = escape(_("being updated"))
    lines = []
    for row in grid.rows:
        start = f'<a href="{before}{row.id}{between}'
        name = _name(row, str(row.id).join(to_path), updating)
        lines.append(f'<tr data-s="{row.id}">{name}{_cells(grid, row.id, columns, start)}</tr>')
    return built("\n".join(lines))


def _name(row: Row, href: str, updating: str) -> str:
    stale = f' <span class="stale stale--row"><span class="vh">{updating}</span></span>' if row.stale else ""
    return f'<th scope="row"><span class="who"><a href="{href}">{escape(row.name)}</a>{stale}</span></th>'


def _cells(grid: Grid, student: int, columns: list[_Column], start: str) -> str:
    """A row's cells; the loop of the page, so it looks things up and joins them, no more."""
    cells, show, parts = grid.cells, grid.show, []
    for one in columns:
        cell = cells.get((student, one.id))
        if show != "all" and show not in matches(cell, begun=one.column.begun):
            parts.append(f"{one.opening}</td>")
            continue
        mark = one.marks.get(cell)
        if mark is None:
            mark = one.marks[cell] = _drawn(cell, one.column)
        parts.append(f"{one.opening}{start}{one.suffix}{mark}")
    return "".join(parts)


def _drawn(cell: Cell | None, column: Column) -> str:
    """The rest of a cell, from the mark's class to the end."""
    css, value, words = _mark(cell, column)
    return f'{css}">{escape(value)}<i> {escape(words)}</i></a></td>'


def _mark(cell: Cell | None, column: Column) -> tuple[str, str, str]:
    """The class of a cell's mark, what stands in it, and its words."""
    if cell is not None and cell.status == "exempt":
        return "lx", "×", _("Exempt")
    if cell is None or not cell.begun:
        return ("l0", "–", _("No evidence yet")) if column.begun else ("lx", "·", _("Not yet taught"))
    level = None if cell.level is None else Decimal(cell.level) / MILLI
    mark = mark_of(column.competency.scale, level, pieces=cell.pieces, old=bool(cell.old))
    words = [mark.name, *_decided(cell, column.competency.scale)]
    words += [ngettext("%(n)s piece", "%(n)s pieces", cell.pieces) % {"n": cell.pieces}]
    words += [_("old")] if cell.old else []
    words += [_("needs more evidence")] if cell.status == "needs_evidence" else []
    words += [_("to confirm")] if cell.status == "to_confirm" else []
    words += [_("ready for a summative")] if cell.ready and not cell.mastered else []
    return _css(mark, cell), mark.value, ", ".join(words)


def _decided(cell: Cell, scale: ScaleView) -> list[str]:
    """What people decided about this: an override with what the evidence alone says, and exemptions."""
    words = []
    if cell.override:
        own = None if cell.own_level is None else scale.level(Decimal(cell.own_level) / MILLI)
        alone = own.name if own else _("no level yet")
        words += [_("override"), _("the evidence alone says: %(level)s") % {"level": alone}]
    return words + ([_("with exemptions")] if cell.exemptions and cell.mastered else [])


def _css(mark: LevelMark, cell: Cell) -> str:
    amount = f"e{mark.amount}" if mark.amount else ""
    so_far = "so-far" if cell.status == "needs_evidence" else ""
    decided = "decided" if cell.override or (cell.exemptions and cell.mastered) else ""
    return " ".join(filter(None, [mark.css, amount, "old" if mark.old else "", so_far, decided]))


def _foot(grid: Grid, columns: list[_Column]) -> SafeString:
    label = escape(_("Mastered") if grid.show == "all" else _("Shown here"))
    cells = "".join(_summary(grid, one) for one in columns)
    return built(f'<tr><th scope="row">{label}</th>{cells}</tr>')


def _summary(grid: Grid, one: _Column) -> str:
    """How the levels of a column are spread over its students, as a bar and in words."""
    begun, cells = one.column.begun, [grid.cells.get((row.id, one.id)) for row in grid.rows]
    if grid.show != "all":
        return f"<td>{sum(grid.show in matches(cell, begun=begun) for cell in cells)}</td>"
    taught = cells if begun else [cell for cell in cells if cell and cell.begun]
    if not taught:
        return "<td></td>"
    mastered = sum(cell.mastered for cell in taught if cell)
    words = escape(_("%(n)s of %(all)s") % {"n": mastered, "all": len(taught)})
    return f"<td>{_bar(taught, one.shades)}{words}</td>"


def _bar(cells: Sequence[Cell | None], shades: Mapping[int | None, str]) -> str:
    counts = dict.fromkeys("01234", 0)
    for level, count in Counter(cell.level if cell else None for cell in cells).items():
        counts[shades.get(level, "0")] += count
    at, parts = 0.0, []
    for shade, count in counts.items():
        if count:
            width = DIST_WIDTH * count / len(cells)
            parts.append(f'<rect class="d{shade}" x="{at:.1f}" width="{width:.1f}" height="8"/>')
            at += width
    return (
        f'<svg class="dist" viewBox="0 0 {DIST_WIDTH} 8" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


def _shades(scale: ScaleView) -> dict[int | None, str]:
    """The shade of the ramp for each level of a scale, by the level as cells hold it."""
    return {int(level.value * MILLI): css_of(scale, level.rank)[1] for level in scale.levels}
