"""The facts a progress report is made from, for one student on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Goal:
    """One competency as a family sees it.

    ``state`` is "shown" (mastered), "confirm" (shown, to be seen again), "working" (evidence, not yet there) or
    "started" (taught, no evidence). ``rank`` is the level's place on its scale from 1, 0 where there is no level, and
    ``steps`` how many levels the scale has; ``value`` and ``css`` are how its mark is drawn. ``missing`` counts the
    pieces that would show it, where known. ``decided_by`` is the teacher whose own judgement the level is,
    ``exemptions`` says that it was shown with exemptions.
    """

    competency_id: int
    title: str
    statement: str
    state: str
    rank: int = 0
    steps: int = 4
    value: str = "–"
    css: str = "l0"
    level_name: str = ""
    level_text: str = ""
    next_text: str = ""
    next_name: str = ""
    reached_on: date | None = None
    latest_on: date | None = None
    missing: int | None = None
    decided_by: str = ""
    exemptions: bool = False

    @property
    def shown(self) -> bool:
        """Whether the goal has been shown."""
        return self.state in ("shown", "confirm")


@dataclass(frozen=True, slots=True)
class Area:
    """A subject or a lifelong-learning area, with the goals taught so far in the order of the continuum."""

    domain_id: int
    title: str
    kind: str
    goals: tuple[Goal, ...]

    @property
    def shown(self) -> int:
        """How many of its goals have been shown."""
        return sum(goal.shown for goal in self.goals)


@dataclass(frozen=True, slots=True)
class Working:
    """Where the student works in a strand, and the grade most students work there (empty where none is typical)."""

    strand: str
    stage: str
    typical_grade: str


@dataclass(frozen=True, slots=True)
class Words:
    """A teacher's own words for a report, as typed, and in which language; ``translated`` where somebody did."""

    section: str
    teacher: str
    language: str
    doing_well: str = ""
    working_on: str = ""
    next_step: str = ""
    at_home: str = ""
    comment: str = ""
    translated: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a report knows about one student on one day; nothing in it is about anybody else."""

    called: str
    full_name: str
    grade: str
    school: str
    term: str
    term_starts: date
    day: date
    areas: tuple[Area, ...]
    working: tuple[Working, ...]
    words: tuple[Words, ...]
    teachers: tuple[str, ...]

    @property
    def academic(self) -> tuple[Area, ...]:
        """Subjects, apart from lifelong learning."""
        return tuple(area for area in self.areas if area.kind == "academic")

    @property
    def lifelong(self) -> tuple[Area, ...]:
        """Lifelong-learning skills, apart from subjects."""
        return tuple(area for area in self.areas if area.kind == "lifelong")
