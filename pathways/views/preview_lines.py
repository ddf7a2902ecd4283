"""The changes a preview found as lines of a list: who, on what, from where to where, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from competencies.rules.continuum import CompetencyView
from pathways.models import Preview, PreviewRow
from pathways.models.learner import Status
from pathways.queries.beside import had
from pathways.queries.marks import LevelMark, begun_mark, mark_of
from pathways.queries.previews import Found
from pathways.queries.sides import seen_on
from pathways.views.preview_words import asked_on_both, restructured_in_words, why

# Rows of a file that are put into words together.
TOGETHER = 500
NOTHING = frozenset({Status.NO_EVIDENCE, Status.EXEMPT})


@dataclass(frozen=True, slots=True)
class End:
    """Where somebody stands on one side: the mark of the level, and the status in words."""

    mark: LevelMark
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One student and competency that moves; ``number`` is the row's, for the page with both judgements."""

    number: int
    name: str
    external_id: str
    school: str
    competency: str
    before: End
    after: End
    up: bool
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
    """Yield the rows in words. Two queries at most for rows that came with student and school."""
    there = had(rows, titles.preview, titles.expected)
    for row in rows:
        detail = {**row.detail, "have": there[row.pk]} if row.pk in there else row.detail
        yield Line(
            number=row.pk,
            name=row.student.full_name,
            external_id=row.student.external_id,
            school=row.school.name if row.school else "",
            competency=titles.title(row.competency_id),
            before=end(titles.view(row.competency_id, after=False), row.before_status, row.before_level),
            after=end(titles.view(row.competency_id), row.after_status, row.after_level),
            up=row.direction > 0,
            why=why(row.reason, row.direction, detail, row.student.called, always=titles.always),
        )


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
