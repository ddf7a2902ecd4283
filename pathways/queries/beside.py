"""One student's competency under both sides of a preview: the exact engine's whole judgement, twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments import access as assessments
from assessments.models import Evidence
from competencies.rules.continuum import CompetencyView, LevelView
from competencies.rules.policy import Policy
from pathways.access import Viewer
from pathways.models import PreviewRow
from pathways.queries.decisions import NO_DECISIONS, read_decisions
from pathways.queries.expecting import Expected
from pathways.queries.judging import cases, work_of
from pathways.queries.ledgers import EMPTY, read_ledgers
from pathways.queries.sides import rule_of, seen_on
from pathways.rules.values import Judgement, PieceId


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece of evidence as both sides name it."""

    id: int
    on: date
    kind: str
    title: str
    level: LevelView | None
    mark: str
    standard: str


@dataclass(frozen=True, slots=True)
class OneSide:
    """What one side says: its rule, the competency as it has it (None where it does not), and the judgement."""

    rule: Policy
    competency: CompetencyView | None
    judgement: Judgement | None
    pieces: Mapping[PieceId, PieceLine]


def both_sides(row: PreviewRow, *, viewer: Viewer, language: str, now: datetime) -> tuple[OneSide, OneSide]:
    """Return both judgements with what would change each, as of the preview's day and what was known when it began.

    Six queries, a dozen more where a side is a draft of the continuum. The row comes with its preview.
    """
    preview = row.preview
    expected = [seen_on(side, language=language) for side in (preview.before, preview.after)]
    judged = _judged(row, expected)
    shown = {one for each in judged if each for one in (*each.counted, *(aside.id for aside in each.set_aside))}
    mine = assessments.evidence(viewer, now=now).filter(student=row.student_id, pk__in=shown)
    rows = list(mine.select_related("demonstration"))
    sides = []
    for side, supposed, judgement in zip((preview.before, preview.after), expected, judged, strict=True):
        one = supposed.competency(row.competency_id)
        pieces: dict[PieceId, PieceLine] = {each.pk: _piece(each, one) for each in rows} if one else {}
        sides.append(OneSide(rule_of(side), one, judgement, pieces))
    return sides[0], sides[1]


def _judged(row: PreviewRow, expected: Sequence[Expected]) -> list[Judgement | None]:
    """The judgements, from one reading of the ledger and of the decisions about the student."""
    ids, moment = [row.student_id], row.preview.begun_at
    ledger = read_ledgers(ids).get(row.student_id, EMPTY)
    decisions = read_decisions(ids).get(row.student_id, NO_DECISIONS)
    found: list[Judgement | None] = []
    for one in expected:
        work = work_of(ledger.under(one.routes), decisions, known_at=moment)
        mine = {row.competency_id: work[row.competency_id]} if row.competency_id in work else {}
        case = next(iter(cases(mine, one, decisions, known_at=moment)), None)
        found.append(case.judged(row.preview.as_of, moment, explain=True) if case else None)
    return found


def _piece(row: Evidence, competency: CompetencyView) -> PieceLine:
    return PieceLine(
        id=row.pk,
        on=row.on,
        kind=row.kind,
        title=row.demonstration.title if row.demonstration else "",
        level=competency.scale.level(row.level),
        mark=row.get_mark_display() if row.mark else "",
        standard=next((one.code or one.statement for one in competency.standards if one.id == row.standard_id), ""),
    )
