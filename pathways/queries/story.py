"""The whole story of one student and one competency: evidence, judgement, what changed it and what would.

Judged from the ledger at the moment of asking, so it never is stale; it says whether the stored value is. Seven
queries beside access (one more within the undo window): the version in force, the ledger's part, what people decided,
its rows as the reader may see them (two), their notes, and the stored judgements of it and its neighbours on the
trail. As of a past day seven too (see ``pathways.queries.past``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from competencies.queries import PolicyInForce, published_map
from competencies.rules.continuum import CompetencyView, ContinuumMap, LevelView
from competencies.rules.policy import FRESHNESS_GATE
from pathways.access import Viewer
from pathways.queries.judging import Case
from pathways.queries.keeping_up import KeepingUp
from pathways.queries.past import Sight, case_in, sight_of, standings_in
from pathways.queries.settled import Standing
from pathways.queries.story_moved import Moved, moved_of
from pathways.queries.story_pieces import Fall, PieceView, fall_of, pieces_of
from pathways.rules.calendar import ONE_DAY, last_day_within
from pathways.rules.confidence import Confidence, confidence, eligible_of
from pathways.rules.growing import starts_of
from pathways.rules.overriding import Decided, Stand
from pathways.rules.selection import Selection, select
from pathways.rules.values import Judgement
from people.models import Student


class UnknownCompetencyError(LookupError):
    """The continuum in force has no such competency."""


class NotThereThenError(UnknownCompetencyError):
    """The continuum of that past day did not have it yet, or no more; ``competency`` is what it is today."""

    def __init__(self, competency: CompetencyView, day: date) -> None:
        super().__init__(competency.id)
        self.competency, self.day = competency, day


@dataclass(frozen=True, slots=True)
class Growth:
    """Where the student started, and since when; ``risen`` says that the level now is higher."""

    start: LevelView
    since: date
    risen: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A competency before or after this one on the trail."""

    competency: CompetencyView
    state: str
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the competency page and the why panel show.

    ``judgement`` is the engine's own; ``level``, ``status`` and ``mastered`` are where the student stands: those of
    the ``override`` where one is in force. ``confirm_since`` is the day from which mastery asks for a fresh piece.
    ``modified`` says that modified work counted, which is nobody's business but the family's and those who work on it.
    """

    sight: Sight
    competency: CompetencyView
    strand: str
    judgement: Judgement | None
    stand: Stand | None
    override: Decided | None
    modified: bool
    level: LevelView | None
    stored: Standing | None
    pieces: tuple[PieceView, ...]
    fall: Fall | None
    moved: Moved | None
    growth: Growth | None
    confidence: Confidence
    confirm_since: date | None
    reached_on: date | None
    builds_on: tuple[Neighbour, ...]
    opens: tuple[Neighbour, ...]

    @property
    def student(self) -> Student:
        """The student it is about."""
        return self.sight.student

    @property
    def in_force(self) -> PolicyInForce | None:
        """The policy it was judged by."""
        return self.sight.expected.in_force

    @property
    def continuum(self) -> ContinuumMap:
        """The continuum it was judged by."""
        return self.sight.continuum

    @property
    def state(self) -> KeepingUp:
        """How far stored values have kept up."""
        return self.sight.state

    @property
    def status(self) -> str:
        """Where the student stands, "" where nothing is known."""
        return self.stand.status if self.stand else ""

    @property
    def mastered(self) -> bool:
        """Tell whether it is mastered, by the evidence or by a person's judgement."""
        return self.stand is not None and self.stand.mastered

    @property
    def became(self) -> tuple[CompetencyView, ...]:
        """Where the work of a retired competency is read; empty where it rests, or is in use."""
        return self.continuum.standing_for(self.competency.id) if self.competency.retired else ()

    @property
    def blocked(self) -> bool:
        """Tell whether something it builds on is still missing and nothing has been shown."""
        return self.judgement is None and any(one.state != "mastered" for one in self.builds_on)


def story_of(
    student: Student, competency_id: int, *, viewer: Viewer, language: str, now: datetime, on: date | None = None
) -> Story:
    """Return the story, as the reader may know it, now or as of a past day.

    The student comes from ``readable_students``. Raises ``UnknownCompetencyError`` (``NotThereThenError`` where only
    the continuum of that day lacks it), or ``NoContinuum`` before the first publication.
    """
    sight = sight_of(student, language=language, now=now, on=on)
    competency = sight.continuum.competencies.get(competency_id)
    if competency is None:
        raise _unknown(sight, competency_id, language)
    case = case_in(sight, competency_id)
    judgement = case.judged(sight.day, sight.moment, explain=True) if case else None
    stand = case.stand(judgement) if case and judgement else None
    pieces = pieces_of(sight, competency, case, judgement, viewer=viewer)
    rows = _around(sight, competency_id)
    strand = sight.continuum.strands.get(competency.strand_id)
    edges = sight.continuum.prerequisites
    return Story(
        sight=sight,
        competency=competency,
        strand=strand.title if strand else "",
        judgement=judgement,
        stand=stand,
        override=case.override_on(sight.day) if case else None,
        modified=_modified(case, judgement),
        level=competency.scale.level(stand.level) if stand else None,
        stored=rows.get(competency_id),
        pieces=pieces,
        fall=fall_of(sight, case, judgement, pieces, competency) if stand and stand.override is None else None,
        moved=moved_of(sight, case, judgement, competency) if stand and stand.override is None else None,
        growth=_growth(sight, case, judgement, competency),
        confidence=_confidence(sight, case, judgement),
        confirm_since=_confirm_since(case, judgement) if stand and stand.status == "to_confirm" else None,
        reached_on=case.reached_on(sight.day) if case and stand and stand.mastered else None,
        builds_on=_neighbours(sight.continuum, rows, [a for a, b in edges if b == competency_id]),
        opens=_neighbours(sight.continuum, rows, [b for a, b in edges if a == competency_id]),
    )


def _modified(case: Case | None, judgement: Judgement | None) -> bool:
    counted = set(judgement.counted) if judgement else set()
    return case is not None and any(one.support == "modified" and one.id in counted for one in case.pieces)


def _unknown(sight: Sight, competency_id: int, language: str) -> UnknownCompetencyError:
    if sight.past:
        known = published_map(sight.student.district, language=language).competencies.get(competency_id)
        if known is not None:
            return NotThereThenError(known, sight.day)
    return UnknownCompetencyError(competency_id)


def _growth(sight: Sight, case: Case | None, judgement: Judgement | None, competency: CompetencyView) -> Growth | None:
    """Where the student started on the required standards: the mean of it as a level, and its first day."""
    if case is None or judgement is None or judgement.baseline is None:
        return None
    start = competency.scale.level(case.scale.level_of(judgement.baseline))
    days = [piece.on for piece in starts_of(_selected(sight, case)).values()]
    if start is None or not days:
        return None
    level = case.stand(judgement).level
    return Growth(start, min(days), risen=level is not None and level > start.value)


def _selected(sight: Sight, case: Case) -> Selection:
    return select(case.pieces, case.standards, case.policy, sight.day, sight.moment)


def _confidence(sight: Sight, case: Case | None, judgement: Judgement | None) -> Confidence:
    if case is None or judgement is None:
        return Confidence("")
    return confidence(eligible_of(case.pieces, judgement), case.scale, sight.day)


def _confirm_since(case: Case | None, judgement: Judgement | None) -> date | None:
    """The day after the last one on which the newest proficient work was fresh enough."""
    if case is None or judgement is None:
        return None
    months = next((gate.need for gate in case.policy.gates if gate.name == FRESHNESS_GATE), None)
    newest = next((gate.have for gate in judgement.gates if gate.gate == FRESHNESS_GATE), None)
    if months is None or not isinstance(newest, date):
        return None
    return last_day_within(newest, int(months)) + ONE_DAY


def _around(sight: Sight, competency_id: int) -> dict[int, Standing]:
    edges = sight.continuum.prerequisites
    near = {one for edge in edges if competency_id in edge for one in edge} | {competency_id}
    near |= {source for source, target in edges if target in near}
    return {row.competency_id: row for row in standings_in(sight, near)}


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
