"""The pictures of a path: a trail map for each domain and the line of growth, drawn on the server as SVG.

Each picture has its words: the list of the same data stands below the map, and the line carries its figures. Titles
are escaped where they enter; all else is numbers and fixed classes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from math import sin
from textwrap import wrap

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pathways.queries.path import DomainPath, Item, PathPage, Trail
from pathways.views.markup import built
from pathways.views.path_words import CSS, Place, place_words, state_words

LEFT, STEP, TOP, ROW = 90, 196, 76, 156
WIDTH = 1200
# The growth line reaches back at most this far.
LOOKING_BACK = timedelta(days=420)
LINE_LEFT, LINE_RIGHT, LINE_FLOOR, LINE_TOP = 20, 336, 118, 30


def map_of(domain: DomainPath, place: Place) -> SafeString:
    """Return the trail map of a domain: a trail for each strand, a waymark for each competency around one's place."""
    before, after = place.address
    at = {
        item.competency.id: _place(row, column)
        for row, trail in enumerate(domain.trails)
        for column, item in enumerate(trail.shown)
    }
    joins: dict[int, list[int]] = {}
    for source, target in domain.joins:
        joins.setdefault(target, []).append(source)
    rows = []
    for row, trail in enumerate(domain.trails):
        marks = "".join(
            _waymark(item, at, joins, f"{before}{item.competency.id}{after}", state_words(item, place.seen))
            for item in trail.shown
        )
        rows.append(f"<g>{_way(trail, row)}{_strand(trail, row)}{marks}</g>")
    label = _("Map of the path in %(domain)s. The list says the same.") % {"domain": domain.title}
    height = TOP + ROW * len(domain.trails) - 52
    return built(
        f'<svg class="map gap-s" viewBox="0 0 {WIDTH} {height}" role="group" aria-label="{escape(label)}">'
        f"{''.join(rows)}</svg>"
    )


def _place(row: int, column: int) -> tuple[int, int]:
    """Where a waymark stands: trails run from left to right and sway a little, as trails do."""
    return LEFT + STEP * column, TOP + ROW * row + round(11 * sin(1.9 * column + 2.3 * row))


def _way(trail: Trail, row: int) -> str:
    """The trail itself: solid as far as one has come, dotted ahead."""
    points = [(34, _place(row, 0)[1] + 3)] + [_place(row, column) for column in range(len(trail.shown))]
    reached = max(
        (at for at, item in enumerate(trail.shown, start=1) if item.state in {"mastered", "exempt", "working"}),
        default=0,
    )
    done = f'<path class="way" d="{_curve(points[: reached + 1])}"/>' if reached else ""
    ahead = points[reached:]
    return done + (f'<path class="way way--later" d="{_curve(ahead)}"/>' if len(ahead) > 1 else "")


def _curve(points: list[tuple[int, int]]) -> str:
    path = [f"M{points[0][0]} {points[0][1]}"]
    for (x0, y0), (x1, y1) in pairwise(points):
        half = (x1 - x0) // 2
        path.append(f"C{x0 + half} {y0} {x1 - half} {y1} {x1} {y1}")
    return "".join(path)


def _strand(trail: Trail, row: int) -> str:
    y = TOP + ROW * row - 40
    earlier, further = trail.first, len(trail.items) - trail.last
    notes = [
        place_words(trail),
        _("%(n)s earlier") % {"n": earlier} if earlier else "",
        _("%(n)s further along") % {"n": further} if further else "",
    ]
    words = " · ".join(filter(None, notes))
    return (
        f'<text class="t0" x="24" y="{y}">{escape(trail.strand.title)}'
        f'<tspan class="t2" dx="10">{escape(words)}</tspan></text>'
    )


def _waymark(item: Item, at: dict[int, tuple[int, int]], joins: dict[int, list[int]], href: str, words: str) -> str:
    x, y = at[item.competency.id]
    kind = CSS[item.state]
    parts = "".join(_join(at[source], (x, y)) for source in joins.get(item.competency.id, []))
    if kind == "now":
        parts += f'<circle class="wp-ring" cx="{x}" cy="{y}" r="18"/>'
    parts += f'<circle class="wp-dot" cx="{x}" cy="{y}" r="11"/>'
    if kind == "done":
        parts += f'<path class="wp-tick" d="m{x - 4.5} {y + 0.5} 3.2 3.4 6-7"/>'
    if item.is_next:
        parts += f'<path class="flag" d="M{x} {y - 16}v-24l18 5.5-18 5.5"/>'
    lines = wrap(item.competency.title, 18)[:3]
    title = "".join(
        f'<tspan x="{x}" dy="{16 if at_line else 0}">{escape(line)}</tspan>' for at_line, line in enumerate(lines)
    )
    short = escape(words.split(" · ", maxsplit=1)[0])
    return (
        f'<a class="wp wp--{kind}" href="{href}" aria-label="{escape(item.competency.title)}. {escape(words)}">{parts}'
        f'<text text-anchor="middle" y="{y + 35}">{title}</text>'
        f'<text class="t2" text-anchor="middle" x="{x}" y="{y + 35 + 16 * len(lines)}">{short}</text></a>'
    )


def _join(source: tuple[int, int], target: tuple[int, int]) -> str:
    """A thin join from a prerequisite in another strand."""
    (x0, y0), (x1, y1) = source, target
    down = 5 if y1 > y0 else -5
    bend = max(60, abs(x1 - x0) // 2)
    return (
        f'<path class="join" d="M{x0 + 18} {y0 + down}C{x0 + 18 + bend} {y0 + down * 6} '
        f'{x1 - 12 - bend} {y1 - down * 6} {x1 - 12} {y1 - down}"/>'
    )


def growth_line(page: PathPage) -> SafeString | None:
    """Return the growth line: waymarks reached over time as steps; None before the first two."""
    days = [on for on, _one in page.reached]
    if len(days) < 2:
        return None
    last = page.state.as_of.date()
    first = max(days[0].replace(day=1), last - LOOKING_BACK)
    span = max((last - first).days, 1)
    total = len(days)

    def x(day: date) -> int:
        return LINE_LEFT + round((LINE_RIGHT - LINE_LEFT) * max((day - first).days, 0) / span)

    def y(count: int) -> int:
        return LINE_FLOOR - round((LINE_FLOOR - LINE_TOP) * count / total)

    count = sum(1 for day in days if day <= first)
    path = f"M{LINE_LEFT} {y(count)}"
    for day in days:
        if day > first:
            count += 1
            path += f"H{x(day)}V{y(count)}"
    path += f"H{LINE_RIGHT}"
    area = f"{path}V{LINE_FLOOR}H{LINE_LEFT}Z"
    now = (_("%(n)s then") if page.sight.past else _("%(n)s now")) % {"n": total}
    label = _("Waymarks reached: %(now)s, from %(first)s to %(last)s.") % {
        "now": total,
        "first": date_format(first, "YEAR_MONTH_FORMAT"),
        "last": date_format(last, "YEAR_MONTH_FORMAT"),
    }
    return built(
        f'<svg class="line" viewBox="0 0 352 146" role="img" aria-label="{escape(label)}">'
        f'<path class="base" d="M{LINE_LEFT} {LINE_FLOOR}H340"/><path class="area" d="{area}"/><path d="{path}"/>'
        f'<circle cx="{LINE_RIGHT}" cy="{y(total)}" r="5"/>'
        f'<text class="hi" text-anchor="end" x="{LINE_RIGHT}" y="{y(total) - 11}">{escape(now)}</text>'
        f"{_months(first, last, x)}</svg>"
    )


def _months(first: date, last: date, x: Callable[[date], int]) -> str:
    """The names of a few months under the line, so far apart that they never touch."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = max(1, -(-months // 5))
    marks = []
    for at in range(0, months, every):
        year, month = divmod(first.year * 12 + first.month - 1 + at, 12)
        day = max(date(year, month + 1, 1), first)
        marks.append(f'<text x="{x(day)}" y="138">{escape(date_format(day, "M"))}</text>')
    return "".join(marks)
