"""One student's competency under both sides of a preview: the exact engine's whole judgement, twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments import access as assessments
from assessments.models import Evidence
from competencies.rules.continuum import CompetencyView, LevelView
from competencies.rules.policy import Policy
from pathways.access import Viewer
from pathways.models import Preview, PreviewRow
from pathways.queries.decisions import NO_DECISIONS, OwnDecisions, read_decisions
from pathways.queries.expecting import Expected
from pathways.queries.judging import cases
from pathways.queries.ledgers import EMPTY, OwnLedger, read_ledgers
from pathways.queries.sides import rule_of, seen_on
from pathways.rules.moving import asks_more
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


def had(rows: Iterable[PreviewRow], preview: Preview, expected: Sequence[Expected]) -> dict[int, str]:
    """Return, by row, what is there of what the gate in the way asks for, where the row itself does not say.

    Two queries for any number of rows, none where all of them say. ``expected`` are both sides.
    """
    wanted = [row for row in rows if "need" in row.detail and "have" not in row.detail]
    if not wanted:
        return {}
    ids = {row.student_id for row in wanted}
    among = frozenset().union(*(one.recorded_on(row.competency_id) for row in wanted for one in expected))
    ledgers, decisions = read_ledgers(ids, among=among), read_decisions(ids)
    read = [{one: ledgers.get(one, EMPTY).under(side.routes) for one in ids} for side in expected]
    found = {}
    for row in wanted:
        lower = 1 if asks_more((row.before_status, row.before_level), (row.after_status, row.after_level)) else 0
        own = (read[lower][row.student_id], decisions.get(row.student_id, NO_DECISIONS))
        judgement = _judgement(row, preview, expected[lower], *own)
        gates = judgement.gates if judgement else ()
        asked = (row.reason, row.detail.get("per", ""))
        found[row.pk] = next((str(one.have) for one in gates if (one.gate, one.per) == asked), "")
    return found


def _judged(row: PreviewRow, expected: Sequence[Expected]) -> list[Judgement | None]:
    """The judgements, from one reading of the ledger and of the decisions about the student."""
    ids = [row.student_id]
    ledger = read_ledgers(ids).get(row.student_id, EMPTY)
    decisions = read_decisions(ids).get(row.student_id, NO_DECISIONS)
    return [_judgement(row, row.preview, one, ledger.under(one.routes), decisions, explain=True) for one in expected]


def _judgement(
    row: PreviewRow,
    preview: Preview,
    expected: Expected,
    ledger: OwnLedger,
    decisions: OwnDecisions,
    *,
    explain: bool = False,
) -> Judgement | None:
    """The exact engine's word as of the preview's day, from what was known when it began.

    The ledger is read as the side's continuum reads it.
    """
    one, moment = row.competency_id, preview.begun_at
    work = ledger.work(moment, only=[one])
    mine = work or ({one: ()} if one in decisions.about else {})
    case = next(iter(cases(mine, expected, decisions, known_at=moment)), None)
    return case.judged(preview.as_of, moment, explain=explain) if case else None


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
