"""The changes a preview found as lines of a list: who, on what, from where to where, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from competencies.queries.wording import listed
from competencies.rules.continuum import CompetencyView
from pathways.models import Preview, PreviewRow
from pathways.models.learner import Status
from pathways.queries.beside import had
from pathways.queries.marks import LevelMark, begun_mark, mark_of
from pathways.queries.pairing import MOVES
from pathways.queries.previews import Found, leading
from pathways.queries.sides import seen_on
from pathways.rules.moving import asks_more
from pathways.views.preview_words import asked_on_both, restructured_in_words, why

# Rows of a file that are put into words together.
TOGETHER = 500
NOTHING = frozenset({Status.NO_EVIDENCE, Status.EXEMPT})


@dataclass(frozen=True, slots=True)
class End:
    """Where somebody stands on one side: the mark of the level, and the status in words.

    ``called`` is the competency, where a line tells of several.
    """

    mark: LevelMark
    words: str
    called: str = ""

    @property
    def level(self) -> str:
        """The name of the level; empty where there is none."""
        return self.mark.name if self.mark.css != "l0" else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One student and competency that moves; ``number`` is the row's, for the page with both judgements.

    ``before`` and ``after`` are one end each, or several where a competency becomes others. ``way`` is "up", "down" or
    "neither".
    """

    number: int
    name: str
    external_id: str
    school: str
    competency: str
    before: tuple[End, ...]
    after: tuple[End, ...]
    way: str
    why: str


@dataclass(frozen=True, slots=True)
class Amount:
    """How many judgements have a status, on each side."""

    words: str
    before: int
    after: int


class Titles:
    """The competencies of both sides in the reader's language: a side that does not have one borrows the other's."""

    def __init__(self, preview: Preview) -> None:
        language = get_language() or ""
        self.preview = preview
        self.always = asked_on_both(preview)
        self.expected = [seen_on(side, language=language) for side in (preview.before, preview.after)]
        self.before, self.after = (one.continuum for one in self.expected)

    def view(self, competency_id: int, *, after: bool = True) -> CompetencyView | None:
        """Return the competency as one side has it, or as the other does."""
        both = (self.after, self.before) if after else (self.before, self.after)
        found = (one.competencies.get(competency_id) for one in both if one)
        return next((one for one in found if one), None)

    def title(self, competency_id: int) -> str:
        """Return what the competency is called."""
        one = self.view(competency_id)
        return one.title if one else _("A competency that is not there any more")

    def order(self, competency_id: int) -> tuple[int, int]:
        """Return its place in the continuum."""
        one = self.view(competency_id)
        return (one.order if one else 10**9, competency_id)


def lines(rows: Sequence[PreviewRow], titles: Titles) -> Iterator[Line]:
    """Yield the rows in words, each that is told with another as that one. Three queries at most for rows that came
    with student and school."""
    told = leading(rows)
    there = had(told, titles.preview, titles.expected)
    for row in told:
        yield _line(row, titles, there)


def line_of(row: PreviewRow, titles: Titles) -> Line:
    """Return one row in words, whatever it is told with. Two queries at most."""
    return _line(row, titles, had([row], titles.preview, titles.expected))


def _line(row: PreviewRow, titles: Titles, there: Mapping[int, str]) -> Line:
    detail = {**row.detail, "have": there[row.pk]} if row.pk in there else row.detail
    was, now = (row.before_status, row.before_level), (row.after_status, row.after_level)
    leaning = -1 if asks_more(was, now) else 1
    line = Line(
        number=row.pk,
        name=row.student.full_name,
        external_id=row.student.external_id,
        school=row.school.name if row.school else "",
        competency=titles.title(row.competency_id),
        before=(end(titles.view(row.competency_id, after=False), *was),),
        after=(end(titles.view(row.competency_id), *now),),
        way="up" if row.direction > 0 else "down" if row.direction < 0 else "neither",
        why=why(row.reason, leaning, detail, row.student.called, always=titles.always),
    )
    return _whole(line, row.detail[MOVES], titles) if MOVES in row.detail else line


def _whole(line: Line, moves: Sequence[Sequence[Sequence[Any]]], titles: Titles) -> Line:
    """The line of a retired competency: from where it stood to where those stand on which its work is read."""
    gone, kept = ([titles.title(one) for one, _status, _level in side] for side in moves)
    if not kept:
        return line
    said = {"source": listed([one for one in gone if one not in kept]) or line.competency, "target": listed(kept)}
    return replace(
        line,
        competency=f"{', '.join(gone) or line.competency} → {', '.join(kept)}",
        before=_ends(moves[0], titles, after=False) or line.before,
        after=_ends(moves[1], titles, after=True),
        why=_("The work on %(source)s is read on %(target)s now.") % said,
    )


def _ends(side: Sequence[Sequence[Any]], titles: Titles, *, after: bool) -> tuple[End, ...]:
    found = []
    for one, status, level in side:
        stands = end(titles.view(one, after=after), status, None if level is None else Decimal(level))
        found.append(replace(stands, called=titles.title(one)))
    return tuple(found)


def lines_by_portion(rows: Iterable[PreviewRow], titles: Titles) -> Iterator[Line]:
    """Yield many rows in words, some hundreds at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, TOGETHER)):
        yield from lines(some, titles)


def end(competency: CompetencyView | None, status: str, level: Decimal | None) -> End:
    """Return where somebody stands, as it is drawn and as it is said."""
    words = str(Status(status).label)
    if level is None or competency is None:
        mark = LevelMark(value="–", name=words, css="l0") if status in NOTHING else begun_mark(1)
        return End(mark, words)
    return End(mark_of(competency.scale, level), words)


def amounts(found: Found) -> list[Amount]:
    """Return how many judgements have each status on both sides, from nothing to mastered."""
    return [
        Amount(str(Status(one).label), found.before.get(one, 0), found.after.get(one, 0))
        for one in Status.values
        if found.before.get(one, 0) or found.after.get(one, 0)
    ]


def structure_lines(preview: Preview) -> list[tuple[str, str, int]]:
    """Return what a version of the continuum does to each competency it changes: its title, words, and its number."""
    return [(_title(one), restructured_in_words(one), one["competency"]) for one in preview.structure]


def _title(one: dict[str, Any]) -> str:
    return str(one["title"])
