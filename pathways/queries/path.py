"""A student's path: what is mastered, in work, ready and later, the one next step, growth, and what it adds up to.

Costs six queries beside access, whatever the number of competencies; one more in the thirty seconds in which a
teacher may still take something back (see ``pathways.queries.settled``), and two at most in the weeks after a rule or
a map was published (see ``pathways.queries.path_moved``). As of a past day it costs six too (see
``pathways.queries.past``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from assessments.models import Focus
from competencies.rules.continuum import CompetencyView, ContinuumMap, LevelView, OutcomeView, StrandView
from pathways.queries.advancements import PathAdvancement, advancements_on_path
from pathways.queries.keeping_up import KeepingUp
from pathways.queries.needed import still_needed
from pathways.queries.past import Sight, sight_of, standings_in
from pathways.queries.path_moved import Reopened, reopened_on
from pathways.queries.settled import Standing
from pathways.rules.laying_out import Verdict, lay_out
from pathways.rules.progression import Path, State, Step
from people.models import Enrollment, Student

# A trail on the map shows so many waymarks at most, around the place where the student works.
WINDOW = 6


@dataclass(frozen=True, slots=True)
class Item:
    """A competency on the path in the reader's words; ``needs`` are the titles it still waits for.

    ``start`` is the level it grew from, where it grew; ``confirm`` says that mastery asks for a fresh piece.
    ``decided_by`` is whose override is in force, ``exemptions`` says that mastery rests on some.
    """

    competency: CompetencyView
    state: State
    level: LevelView | None
    start: LevelView | None
    confirm: bool
    reached_on: date | None
    needs: tuple[str, ...]
    is_next: bool
    decided_by: str = ""
    exemptions: bool = False


@dataclass(frozen=True, slots=True)
class Trail:
    """A strand of the path; ``first`` and ``last`` bound the part the map shows. ``stage`` is where one works."""

    strand: StrandView
    items: tuple[Item, ...]
    first: int
    last: int
    stage: str
    grade: str
    gaps: tuple[CompetencyView, ...]

    @property
    def shown(self) -> tuple[Item, ...]:
        """The waymarks around the place where the student works."""
        return self.items[self.first : self.last]


@dataclass(frozen=True, slots=True)
class DomainPath:
    """A domain's part of the path; ``joins`` are the prerequisites between strands, as ids (first, builds on it)."""

    id: int
    title: str
    kind: str
    trails: tuple[Trail, ...]
    joins: tuple[tuple[int, int], ...]
    mastered: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one highlighted step: the competency, the level to aim at with its text, and how many pieces it takes.

    ``pieces`` is the length of the smallest further evidence that gives mastery; None where that is not known.
    """

    competency: CompetencyView
    started: bool
    aim: LevelView | None
    i_can: str
    pieces: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome of the graduate profile, and which contributing competencies are mastered so far (newest last)."""

    outcome: OutcomeView
    reached: tuple[CompetencyView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PathPage:
    """Everything My path shows. ``reached`` are the mastered competencies with their day, in that order.

    ``to_confirm`` are those whose mastery asks for a fresh piece of work, ``reopened`` those that a new rule or map
    opened again.
    """

    sight: Sight
    student: Student
    continuum: ContinuumMap
    state: KeepingUp
    domains: tuple[DomainPath, ...]
    next_step: NextStep | None
    reached: tuple[tuple[date, CompetencyView], ...]
    to_confirm: tuple[CompetencyView, ...]
    reopened: tuple[Reopened, ...]
    outcomes: tuple[Outcome, ...]
    advancements: tuple[PathAdvancement, ...]
    class_focus: tuple[CompetencyView, ...]
    begun: bool


def path_page(student: Student, *, language: str, now: datetime, on: date | None = None) -> PathPage:
    """Return a student's path in the reader's language, now or as of a past day.

    The student comes from ``readable_students``: the caller has checked access. Raises ``NoContinuum`` before the
    first publication.
    """
    sight = sight_of(student, language=language, now=now, on=on)
    continuum = sight.continuum
    rows = {row.competency_id: row for row in standings_in(sight) if row.competency_id in continuum.competencies}
    path = lay_out(
        continuum, (Verdict(row.competency_id, row.status, row.mastered, row.score) for row in rows.values())
    )
    focus = _class_focus(sight)
    next_id = _next_of(path, focus)
    reached = _reached(rows.values(), continuum)
    return PathPage(
        sight=sight,
        student=student,
        continuum=continuum,
        state=sight.state,
        domains=_domains(continuum, path, rows, next_id),
        next_step=_next_step(sight, rows, next_id),
        reached=reached,
        to_confirm=tuple(one for one in continuum.in_order if one.id in rows and rows[one.id].status == "to_confirm"),
        reopened=reopened_on(sight, rows),
        outcomes=_outcomes(continuum, reached),
        advancements=advancements_on_path(student, continuum, by=sight.day if sight.past else None),
        class_focus=tuple(continuum.competencies[one] for one in focus),
        begun=any(row.pieces for row in rows.values()),
    )


def _class_focus(sight: Sight) -> tuple[int, ...]:
    """What the student's sections work on that day, in the order of the continuum."""
    seats = Enrollment.objects.on(sight.day).filter(student=sight.student.pk).values("section")
    ids = Focus.objects.on(sight.day).filter(section__in=seats).values_list("competency_id", flat=True)
    return tuple(one.id for one in sorted(sight.continuum.in_use_for(ids), key=lambda one: one.order))


def _next_of(path: Path, focus: Sequence[int]) -> int | None:
    """The engine's next step; where nothing is begun, what the class works on and the student may start."""
    states: Mapping[int, Step] = {step.id: step for step in path.steps}
    if path.next_step is not None and states[path.next_step].state == "working":
        return path.next_step
    return next((one for one in focus if one in states and states[one].state == "ready"), path.next_step)


def _reached(rows: Iterable[Standing], continuum: ContinuumMap) -> tuple[tuple[date, CompetencyView], ...]:
    found = [
        (row.reached_on, continuum.competencies[row.competency_id]) for row in rows if row.mastered and row.reached_on
    ]
    return tuple(sorted(found, key=lambda one: (one[0], one[1].order)))


def _domains(
    continuum: ContinuumMap, path: Path, rows: Mapping[int, Standing], next_id: int | None
) -> tuple[DomainPath, ...]:
    steps = {step.id: step for step in path.steps}
    places = {place.strand: place for place in path.places}
    domains = []
    for domain in continuum.domains:
        trails = []
        for strand in domain.strands:
            items = tuple(_item(continuum, steps[one], rows.get(one), next_id) for one in strand.competency_ids)
            if not items:
                continue
            place = places[strand.id]
            stage = continuum.stages.get(place.stage) if place.stage else None
            first, last = _window(items)
            gaps = tuple(continuum.competencies[one] for one in place.gaps)
            words = (stage.title, stage.typical_grade) if stage else ("", "")
            trails.append(Trail(strand, items, first, last, *words, gaps))
        if trails:
            domains.append(_domain(continuum, domain.id, domain.title, domain.kind, tuple(trails)))
    # The domain of the next step comes first; the others keep the order of the continuum.
    leading = continuum.competencies[next_id].domain_id if next_id is not None else None
    return tuple(sorted(domains, key=lambda one: one.id != leading))


def _domain(continuum: ContinuumMap, id_: int, title: str, kind: str, trails: tuple[Trail, ...]) -> DomainPath:
    strand_of = {item.competency.id: trail.strand.id for trail in trails for item in trail.shown}
    joins = tuple(
        (source, target)
        for source, target in continuum.prerequisites
        if source in strand_of and target in strand_of and strand_of[source] != strand_of[target]
    )
    mastered = sum(item.state == "mastered" for trail in trails for item in trail.items)
    return DomainPath(id_, title, kind, trails, joins, mastered)


def _item(continuum: ContinuumMap, step: Step, row: Standing | None, next_id: int | None) -> Item:
    one = continuum.competencies[step.id]
    return Item(
        competency=one,
        state=step.state,
        level=one.scale.level(row.level) if row else None,
        start=_start(one, row) if row else None,
        confirm=row is not None and row.status == "to_confirm",
        reached_on=row.reached_on if row and row.mastered else None,
        needs=tuple(continuum.competencies[need].title for need in step.needs) if step.state == "later" else (),
        is_next=step.id == next_id,
        decided_by=row.decided_by if row else "",
        exemptions=row is not None and row.mastered and row.exemptions,
    )


def _start(one: CompetencyView, row: Standing) -> LevelView | None:
    """The level the student grew from: of the mean start, where the level now is another and higher one."""
    if row.growth is None or row.score is None or row.level is None or row.growth <= 0:
        return None
    start = one.scale.level(one.scale.rule.level_of(row.score - row.growth))
    return start if start is not None and start.value < row.level else None


def _window(items: Sequence[Item]) -> tuple[int, int]:
    """The part of a long trail that shows where the student works: a little behind, most of it ahead."""
    here = next((at for at, item in enumerate(items) if item.is_next), None)
    if here is None:
        here = next((at for at, item in enumerate(items) if item.state == "working"), None)
    if here is None:
        passed = [at for at, item in enumerate(items) if item.state in {"mastered", "exempt"}]
        here = passed[-1] + 1 if passed else 0
    first = max(0, min(here - 2, len(items) - WINDOW))
    return first, min(len(items), first + WINDOW)


def _next_step(sight: Sight, rows: Mapping[int, Standing], next_id: int | None) -> NextStep | None:
    if next_id is None:
        return None
    one, row = sight.continuum.competencies[next_id], rows.get(next_id)
    aim = aim_of(one, row.level if row else None)
    started = bool(row and row.pieces)
    return NextStep(
        competency=one,
        started=started,
        aim=aim,
        i_can=text_for(one, aim),
        pieces=still_needed(sight, next_id) if started else None,
    )


def aim_of(competency: CompetencyView, level: Decimal | None) -> LevelView | None:
    """Return the level to aim at: the first proficient one, or the next step of it on the way where it is far."""
    above = [one for one in competency.scale.levels if level is None or one.value > level]
    if level is None:
        return next((one for one in above if one.proficient), None)
    proficient = next((one for one in competency.scale.levels if one.proficient), None)
    if proficient is not None and level >= proficient.value:
        return competency.scale.level(level)
    return above[0] if above else None


def text_for(competency: CompetencyView, level: LevelView | None) -> str:
    """Return the "I can" text of a level, else the competency's own statement."""
    return (competency.descriptors.get(level.value, "") if level else "") or competency.statement


def _outcomes(continuum: ContinuumMap, reached: Collection[tuple[date, CompetencyView]]) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(
            outcome=outcome,
            reached=tuple(one for _day, one in reached if one.id in set(outcome.competency_ids)),
            total=len(outcome.competency_ids),
        )
        for outcome in continuum.outcomes
    )
