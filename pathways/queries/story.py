"""The whole story of one student and one competency: evidence, judgement, what changed it and what would.

Judged from the ledger at the moment of asking, so it never is stale; it says whether the stored value is. Six
queries beside access (one more within the undo window): the version in force, the ledger's part, its rows as the
reader may see them (two), their notes, and the stored judgements of it and its neighbours on the trail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from assessments import access as assessments
from assessments.models import Evidence, EvidenceNote
from competencies.queries import PolicyInForce, published_map
from competencies.rules.continuum import CompetencyView, ContinuumMap, LevelView
from pathways.access import Viewer
from pathways.queries.expecting import expected_of
from pathways.queries.judging import Case, cases
from pathways.queries.keeping_up import KeepingUp
from pathways.queries.ledgers import EMPTY, read_ledgers
from pathways.queries.settled import Standing, known_at, settled_state, standings
from pathways.rules.values import Judgement
from people.models import Student
from people.queries import today

# How many days of work are looked back on to find the highest point before a fall.
LOOK_BACK = 24


class UnknownCompetencyError(LookupError):
    """The continuum in force has no such competency."""


@dataclass(frozen=True, slots=True)
class PieceView:
    """A row of the ledger as the reader may see it; ``why`` is the code of the reason it was set aside, if it was."""

    id: int
    on: date
    level: LevelView | None
    mark: str
    kind: str
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


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A competency before or after this one on the trail."""

    competency: CompetencyView
    state: str
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the competency page and the why panel show."""

    student: Student
    competency: CompetencyView
    strand: str
    judgement: Judgement | None
    level: LevelView | None
    stored: Standing | None
    in_force: PolicyInForce | None
    continuum: ContinuumMap
    state: KeepingUp
    pieces: tuple[PieceView, ...]
    fall: Fall | None
    reached_on: date | None
    builds_on: tuple[Neighbour, ...]
    opens: tuple[Neighbour, ...]

    @property
    def blocked(self) -> bool:
        """Tell whether something it builds on is still missing and nothing has been shown."""
        return self.judgement is None and any(one.state != "mastered" for one in self.builds_on)


def story_of(student: Student, competency_id: int, *, viewer: Viewer, language: str, now: datetime) -> Story:
    """Return the story, as the reader may know it. The student comes from ``readable_students``.

    Raises ``UnknownCompetencyError``, or ``NoContinuum`` before the first publication.
    """
    continuum = published_map(student.district, language=language)
    competency = continuum.competencies.get(competency_id)
    if competency is None:
        raise UnknownCompetencyError(competency_id)
    case, day, moment = _case(student, competency_id, now=now), today(student.district), known_at(student, now=now)
    judgement = case.judged(day, moment, explain=True) if case else None
    pieces = _pieces(student, competency, judgement, viewer=viewer, now=now)
    rows = _around(student, continuum, competency_id, now=now)
    strand = continuum.strands.get(competency.strand_id)
    return Story(
        student=student,
        competency=competency,
        strand=strand.title if strand else "",
        judgement=judgement,
        level=competency.scale.level(judgement.level) if judgement else None,
        stored=rows.get(competency_id),
        in_force=expected_of(student.district).in_force,
        continuum=continuum,
        state=settled_state(student, now=now),
        pieces=pieces,
        fall=_fall(case, judgement, pieces, moment, competency) if case and judgement else None,
        reached_on=case.reached_on(day) if case and judgement and judgement.mastered else None,
        builds_on=_neighbours(continuum, rows, [a for a, b in continuum.prerequisites if b == competency_id]),
        opens=_neighbours(continuum, rows, [b for a, b in continuum.prerequisites if a == competency_id]),
    )


def _case(student: Student, competency_id: int, *, now: datetime) -> Case | None:
    """The judge's input, as the reader may know the ledger; None where nothing is known."""
    moment = known_at(student, now=now)
    expected = expected_of(student.district)
    ledger = read_ledgers([student.pk], among=expected.recorded_on(competency_id)).get(student.pk, EMPTY)
    work = ledger.under(expected.routes).work(moment, only=[competency_id]).get(competency_id, [])
    known = [piece for piece in work if piece.aside != "not_known"]
    return next(iter(cases({competency_id: known}, expected)), None) if known else None


def _around(student: Student, continuum: ContinuumMap, competency_id: int, *, now: datetime) -> dict[int, Standing]:
    near = {one for edge in continuum.prerequisites if competency_id in edge for one in edge} | {competency_id}
    near |= {source for source, target in continuum.prerequisites if target in near}
    return {row.competency_id: row for row in standings(student, now=now, competency_ids=near)}


def _neighbours(continuum: ContinuumMap, rows: Mapping[int, Standing], ids: Sequence[int]) -> tuple[Neighbour, ...]:
    found = []
    for one in sorted(ids, key=lambda id_: continuum.competencies[id_].order):
        row = rows.get(one)
        first = [a for a, b in continuum.prerequisites if b == one]
        found.append(Neighbour(continuum.competencies[one], _state(row, first, rows), row.reached_on if row else None))
    return tuple(found)


def _state(row: Standing | None, builds_on: Sequence[int], known: Mapping[int, Standing]) -> str:
    if row is not None and (row.mastered or row.status == "exempt"):
        return "mastered"
    if row is not None and row.pieces:
        return "working"
    passed = [one in known and (known[one].mastered or known[one].status == "exempt") for one in builds_on]
    return "ready" if all(passed) else "later"


def _pieces(
    student: Student, competency: CompetencyView, judgement: Judgement | None, *, viewer: Viewer, now: datetime
) -> tuple[PieceView, ...]:
    """The rows the reader may see, newest work first. Two queries."""
    rows = list(
        assessments.evidence(viewer, now=now)
        .filter(student=student.pk, competency=competency.id)
        .exclude(action="void")
        .select_related("demonstration", "assessor", "section")
        .order_by("-on", "-pk")
    )
    notes: dict[int, dict[str, str]] = defaultdict(dict)
    readable = assessments.notes(viewer, among=[row.pk for row in rows], now=now)
    for evidence_id, purpose, text in readable.values_list("evidence_id", "purpose", "text"):
        notes[evidence_id][purpose] = text
    why = {one.id: one.why for one in judgement.set_aside} if judgement else {}
    counted = set(judgement.counted) if judgement else set()
    own = viewer.pk
    return tuple(_piece(row, competency, why.get(row.pk, ""), row.pk in counted, notes[row.pk], own) for row in rows)


def _piece(
    row: Evidence, competency: CompetencyView, why: str, counted: bool, notes: Mapping[str, str], viewer_id: int | None
) -> PieceView:
    standard = next((one for one in competency.standards if one.id == row.standard_id), None)
    purpose = EvidenceNote.Purpose
    return PieceView(
        id=row.pk,
        on=row.on,
        level=competency.scale.level(row.level),
        mark=row.get_mark_display() if row.mark else "",
        kind=row.kind,
        title=row.demonstration.title if row.demonstration else "",
        assessor=row.assessor.get_short_name() if row.assessor else "",
        section=row.section.name if row.section else "",
        standard=(standard.code or standard.statement) if standard else "",
        counted=counted,
        why=why,
        feedback=notes.get(purpose.FEEDBACK, ""),
        next_step=notes.get(purpose.NEXT_STEP, ""),
        reason=notes.get(purpose.REASON, ""),
        own=row.author_id == viewer_id,
    )


def _fall(
    case: Case, judgement: Judgement, pieces: Sequence[PieceView], moment: datetime | None, competency: CompetencyView
) -> Fall | None:
    """The newest day of work as of which more was concluded than today, if there is one."""
    days = sorted({piece.on for piece in pieces if piece.level is not None}, reverse=True)[:LOOK_BACK]
    changed_on = None
    for day in days:
        then = case.judged(day, moment)
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
