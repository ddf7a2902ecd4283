"""The evidence of a story as its reader may see it, and the highest point before a fall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments import access as assessments
from assessments.models import Evidence, EvidenceNote, Mark
from competencies.rules.continuum import CompetencyView, LevelView
from pathways.access import Viewer
from pathways.queries.judging import Case
from pathways.queries.past import Sight
from pathways.rules.values import Judgement

# How many days of work are looked back on to find the highest point before a fall.
LOOK_BACK = 24


@dataclass(frozen=True, slots=True)
class PieceView:
    """A row of the ledger as the reader may see it; ``why`` is the code of the reason it was set aside, if it was.

    ``source`` is the kind of work, ``recorded_as`` the competency it was recorded on where that is another one, with
    the version of the continuum it was recorded under. Work that is read elsewhere today is set aside as "carried".
    """

    id: int
    on: date
    level: LevelView | None
    mark: str
    exempts: bool
    kind: str
    source: str
    recorded_as: str
    version: int
    title: str
    assessor: str
    section: str
    standard: str
    counted: bool
    why: str
    feedback: str
    next_step: str
    reason: str
    own: bool


@dataclass(frozen=True, slots=True)
class Fall:
    """The highest point before the present level: what was shown when, and the day it changed."""

    level: LevelView
    shown_on: date
    shown_with: str
    changed_on: date
    mastered: bool


def pieces_of(
    sight: Sight, competency: CompetencyView, case: Case | None, judgement: Judgement | None, *, viewer: Viewer
) -> tuple[PieceView, ...]:
    """The rows the reader may see, newest work first. Two queries."""
    among = sight.expected.recorded_on(competency.id)
    known = {piece.id for piece in case.pieces} if case else set()
    gone = _read_elsewhere(sight, competency)
    found = assessments.evidence(viewer, now=sight.now).filter(student=sight.student.pk, competency__in=among)
    if sight.past:
        found = found.filter(recorded_at__lte=sight.moment, on__lte=sight.day)
    rows = [
        row
        for row in found.exclude(action="void")
        .select_related("demonstration", "assessor", "section", "continuum_version")
        .order_by("-on", "-pk")
        if row.pk in known or gone(row)
    ]
    said: dict[int, dict[str, str]] = defaultdict(dict)
    readable = assessments.notes(viewer, among=[row.pk for row in rows], now=sight.now)
    if sight.past:
        readable = readable.filter(made_at__lte=sight.moment)
    for evidence_id, purpose, text in readable.values_list("evidence_id", "purpose", "text"):
        said[evidence_id][purpose] = text
    reader = _Reader(sight, competency, judgement, viewer.pk, gone)
    return tuple(_piece(row, reader, said[row.pk]) for row in rows)


def _read_elsewhere(sight: Sight, competency: CompetencyView) -> Callable[[Evidence], bool]:
    """Tell of a row that was recorded on this competency whether its work is read on others now."""
    ends = sight.expected.routes.ends

    def gone(row: Evidence) -> bool:
        here = row.competency_id == competency.id
        return here and all(one != competency.id for one, _about in ends(competency.id, row.standard_id))

    return gone


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a row is put into words with: the competency as it was judged, and who reads."""

    sight: Sight
    competency: CompetencyView
    judgement: Judgement | None
    viewer_id: int | None
    gone: Callable[[Evidence], bool]

    def why(self, row: Evidence) -> str:
        if self.gone(row):
            return "carried"
        aside = self.judgement.set_aside if self.judgement else ()
        return next((one.why for one in aside if one.id == row.pk), "")

    def recorded_as(self, row: Evidence) -> str:
        """The competency it was recorded on, where the continuum carries it to this one."""
        if row.competency_id == self.competency.id:
            return ""
        other = self.sight.continuum.competencies.get(row.competency_id)
        return other.title if other else ""


def _piece(row: Evidence, reader: _Reader, notes: Mapping[str, str]) -> PieceView:
    competency, purpose = reader.competency, EvidenceNote.Purpose
    standard = next((one for one in competency.standards if one.id == row.standard_id), None)
    counted = reader.judgement is not None and row.pk in reader.judgement.counted
    return PieceView(
        id=row.pk,
        on=row.on,
        level=competency.scale.level(row.level),
        mark=row.get_mark_display() if row.mark else "",
        exempts=row.mark == Mark.EXEMPT,
        kind=row.kind,
        source=row.get_source_type_display() if row.source_type else "",
        recorded_as=reader.recorded_as(row),
        version=row.continuum_version.number,
        title=row.demonstration.title if row.demonstration else "",
        assessor=row.assessor.get_short_name() if row.assessor else "",
        section=row.section.name if row.section else "",
        standard=(standard.code or standard.statement) if standard else "",
        counted=counted,
        why=reader.why(row),
        feedback=notes.get(purpose.FEEDBACK, ""),
        next_step=notes.get(purpose.NEXT_STEP, ""),
        reason=notes.get(purpose.REASON, ""),
        own=row.author_id == reader.viewer_id,
    )


def fall_of(
    sight: Sight,
    case: Case | None,
    judgement: Judgement | None,
    pieces: Sequence[PieceView],
    competency: CompetencyView,
) -> Fall | None:
    """The newest day of work as of which more was concluded than today, if there is one."""
    if case is None or judgement is None:
        return None
    days = sorted({piece.on for piece in pieces if piece.level is not None}, reverse=True)[:LOOK_BACK]
    changed_on = None
    for day in days:
        then = case.judged(day, sight.moment)
        if _more(then, judgement) and changed_on is not None:
            level = competency.scale.level(then.level)
            return Fall(level, day, _title_on(pieces, day), changed_on, then.mastered) if level else None
        changed_on = day
    return None


def _more(then: Judgement, now: Judgement) -> bool:
    low = Decimal("-Infinity")
    return (then.mastered and not now.mastered) or (then.level is not None and then.level > (now.level or low))


def _title_on(pieces: Sequence[PieceView], day: date) -> str:
    """What was shown on a day: the best piece of that day that counted for something."""
    of_day = [piece for piece in pieces if piece.on == day and piece.level is not None and piece.kind == "summative"]
    best = max(of_day, key=lambda piece: piece.level.value if piece.level else Decimal(0), default=None)
    return best.title if best else ""
