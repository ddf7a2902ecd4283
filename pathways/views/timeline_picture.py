"""The evidence of one competency over time, drawn on the server as a small SVG; the list below it says the same."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from competencies.rules.marks import figure
from pathways.queries.days import short_day
from pathways.queries.story import Story
from pathways.queries.story_pieces import PieceView
from pathways.views.markup import built

LEFT, RIGHT, TOP, STEP = 40, 390, 22, 32
APART = 52
# A day of more letters is wide; so near to an end of the line it is written inwards.
SHORT, EDGE = 8, 80


def timeline_of(story: Story) -> SafeString | None:
    """Return the picture; None where there are fewer than two rated pieces that stand."""
    pieces = [one for one in reversed(story.pieces) if one.level is not None and one.why not in {"voided", "corrected"}]
    if len(pieces) < 2:
        return None
    levels = story.competency.scale.levels
    floor = TOP + STEP * (len(levels) - 1)
    first, last = pieces[0].on, pieces[-1].on
    span = max((last - first).days, 1)

    def x(day: date) -> int:
        return LEFT + round((RIGHT - LEFT) * (day - first).days / span)

    rank = {level.value: floor - STEP * at for at, level in enumerate(levels)}
    lines = "".join(
        f'<path class="base" d="M30 {y}H420"/><text x="4" y="{y + 4}">{escape(figure(value))}</text>'
        for value, y in rank.items()
    )
    summative = [(x(one.on), rank[one.level.value]) for one in pieces if one.level and one.kind == "summative"]
    way = f'<path class="thin" d="M{"L".join(f"{a} {b}" for a, b in summative)}"/>' if len(summative) > 1 else ""
    dots = "".join(_dot(one, x(one.on), rank[one.level.value]) for one in pieces if one.level)
    return built(
        f'<svg class="line line--ev gap-s" viewBox="0 0 424 {floor + 38}" role="img" '
        f'aria-label="{escape(_label(pieces))}">'
        f"{lines}{way}{dots}{_days(pieces, x(first), floor + 30, span)}</svg>"
    )


def _dot(one: PieceView, x: int, y: int) -> str:
    if one.kind == "summative":
        return f'<circle cx="{x}" cy="{y}" r="6"/>'
    return f'<circle class="form" cx="{x}" cy="{y}" r="5"/>'


def _label(pieces: list[PieceView]) -> str:
    told = ", ".join(
        f"{figure(one.level.value)} ({date_format(one.on, 'MONTH_DAY_FORMAT')})" for one in pieces if one.level
    )
    return _("Levels over time: %(told)s") % {"told": told}


def _days(pieces: list[PieceView], start: int, y: int, span: int) -> str:
    """Days under the line, as many as stand apart."""
    words, end = [], -RIGHT
    for one in pieces:
        x = start + round((RIGHT - LEFT) * (one.on - pieces[0].on).days / span)
        day = short_day(one.on, one.on)
        # A month in full takes more room, and would leave the picture at either end.
        wide = len(day) > SHORT
        if x - end >= (APART * 2.4 if wide else APART):
            anchor = ("start" if x < EDGE else "end" if x > LEFT + RIGHT - EDGE else "middle") if wide else "middle"
            words.append(f'<text text-anchor="{anchor}" x="{x}" y="{y}">{escape(day)}</text>')
            end = x
    return "".join(words)
