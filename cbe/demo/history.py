"""Three years of made-up evidence: what each group worked on, who stood where, and what every piece of work showed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

from cbe.demo import content, saying
from cbe.demo.calendar import school_days
from cbe.demo.content import CompetencyWords
from cbe.demo.continuum import guid
from cbe.demo.focus import Window, windows
from cbe.demo.learning import AGAIN, Learner, make_learner, years_from
from cbe.demo.pieces import Piece
from cbe.demo.roster import Group, Roster

# When in a window something is looked at, what it is for, and how far along the students are by then.
OCCASIONS = (
    (0.0, "diagnostic", "start"),
    (0.22, "formative", "practice"),
    (0.45, "formative", "later practice"),
    (0.62, "summative", "first"),
    (0.84, "summative", "second"),
    (1.0, "summative", "third"),
)
SOURCES = {
    "mathematics": ("test", "performance_task", "conversation", "test"),
    "english": ("portfolio", "performance_task", "conversation", "portfolio"),
    "science": ("performance_task", "project", "observation", "test"),
}
DEPTHS = ("skill", "skill", "strategic", "strategic", "extended")
# Who is left out of a window, and of whom there is a story of their own (see ``cbe.demo.stories``).
WITHOUT = {
    ("Daniel Osei", "unit-rates"),
    ("Hassan Ali", "unit-rates"),
    ("Sofia Petrova", "unit-rates"),
    ("Maya Torres", "models"),
}
TOLD = {("Maya Torres", "mathematics")}


class History:
    """Lives through the groups of the school, oldest first, and keeps every piece of evidence on the way."""

    def __init__(self, roster: Roster, today: date) -> None:
        self.today = today
        self.pieces: list[Piece] = []
        strands = tuple(strand.key for domain in content.domains() for strand in domain.strands)
        self.learners = {child.place: make_learner(child, strands) for child in roster.children}
        self.later = _what_comes_after()
        self.attempts: dict[tuple[int, str, int], int] = {}

    def live(self, groups: Iterable[Group]) -> list[Piece]:
        """Go through what every group worked on until yesterday; return the evidence it left."""
        for group in groups:
            for window in windows(group):
                if window.starts < self.today:
                    self._window(group, window)
        return self.pieces

    def _window(self, group: Group, window: Window) -> None:
        random = Random(f"window/{group.section.external_id}/{window.competency.key}")  # noqa: S311 - see make_learner
        years = years_from(self.today, window.starts)
        working: dict[str, list[Learner]] = {}
        for child in group.members:
            learner = self.learners[child.place]
            if (child.name, window.competency.domain) in TOLD:
                continue
            target = self._target(learner, window.competency, years, random)
            if target is not None and (child.name, target.key) not in WITHOUT:
                working.setdefault(target.key, []).append(learner)
        known = content.competencies()
        for key, learners in working.items():
            self._spell(group, window, known[key], learners, random)

    def _target(
        self, learner: Learner, competency: CompetencyWords, years: float, random: Random
    ) -> CompetencyWords | None:
        """What the student works on while the group works on ``competency``: it, something before, or after."""
        if competency.domain not in SOURCES:
            return competency if random.random() < 0.75 else None
        if learner.has_shown(competency):
            after = self.later.get(competency.key)
            ready = after is not None and learner.gap(after, years) > -0.7 and not learner.has_shown(after)
            return after if ready else None
        if learner.has_tried_long(competency) and random.random() < 0.7:
            return None
        if learner.gap(competency, years) >= -1.1:
            return competency
        earlier = [
            one
            for one in content.competencies().values()
            if one.strand == competency.strand
            and one.grade < competency.grade
            and not learner.has_shown(one)
            and not learner.has_tried_long(one)
        ]
        return earlier[-1] if earlier and random.random() < 0.75 else competency

    def _spell(
        self, group: Group, window: Window, competency: CompetencyWords, learners: Sequence[Learner], random: Random
    ) -> None:
        """Everything a few students show of one competency during a window."""
        days = [day for day in school_days(group.plan) if window.starts <= day <= window.ends] or [window.starts]
        habits = competency.domain not in SOURCES
        for share, kind, moment in OCCASIONS:
            if random.random() < (0.7 if kind == "diagnostic" else 0.5 if kind == "formative" else 0.05):
                continue
            day = days[min(len(days) - 1, int(share * len(days)) + random.randrange(4))]
            if day >= self.today or (habits and moment in ("start", "later practice", "third")):
                continue
            self._occasion(group, window, competency, learners, day, kind, moment, random)

    def _occasion(
        self,
        group: Group,
        window: Window,
        competency: CompetencyWords,
        learners: Sequence[Learner],
        day: date,
        kind: str,
        moment: str,
        random: Random,
    ) -> None:
        """One piece of work of several students, and what it showed."""
        standards = self._standards(competency, kind, random)
        title = saying.title(competency, kind, moment)
        save = guid("save", f"{group.section.external_id}/{window.competency.key}/{competency.key}/{day}/{moment}")
        habits = competency.domain not in SOURCES
        source = "observation" if habits else random.choice(SOURCES[competency.domain])
        if kind == "formative":
            source = random.choice(("observation", "conversation", source))
        depth = random.choice(DEPTHS) if kind == "summative" and not habits else ""
        context, transfer = _where(competency, kind, random)
        role = "outside" if context == "community" and random.random() < 0.4 else "teacher"
        if context == "community" and random.random() < 0.6:
            source = "out_of_school"
        for learner in learners:
            if moment == "third" and (learner.has_shown(competency) or random.random() < 0.3):
                continue
            for standard in standards:
                piece = Piece(
                    learner.child.place, group, competency.key, standard, day, kind, title, save,
                    source_type=source, context=context, transfer=transfer, depth=depth, role=role,
                )  # fmt: skip
                self._judge(piece, learner, competency, moment, random)

    def _judge(self, piece: Piece, learner: Learner, competency: CompetencyWords, moment: str, random: Random) -> None:
        seen = random.random()
        if seen < learner.absence:
            piece.mark = "missed" if piece.kind == "summative" or seen < learner.absence / 2 else "excused"
        elif seen > 0.988:
            piece.mark = "insufficient"
        else:
            again = AGAIN if learner.has_begun(competency) and moment == "first" else 0.0
            piece.level = learner.level(competency, years_from(self.today, piece.on) + again / 2, moment, random)
            if seen > 0.965:
                piece.support = "accommodated"
        key = (piece.child, piece.competency, piece.standard)
        if piece.kind == "summative" and piece.level is not None:
            learner.remember(competency.key, piece.standard, piece.level)
        if piece.kind == "summative":
            self.attempts[key] = piece.attempt = self.attempts.get(key, 0) + 1
        saying.comment(piece, competency, (self.today - piece.on).days, random)
        self.pieces.append(piece)

    def _standards(self, competency: CompetencyWords, kind: str, random: Random) -> tuple[int, ...]:
        if kind != "summative":
            return (random.randrange(len(competency.standards)),)
        optional = tuple(place for place, one in enumerate(competency.standards) if not one.required)
        return (*competency.required_standards, *(optional if random.random() < 0.3 else ()))


def _where(competency: CompetencyWords, kind: str, random: Random) -> tuple[str, bool]:
    """Where the work was done, and whether it was a new setting for what had been learned."""
    if kind != "summative" or random.random() < 0.8:
        return "classroom", False
    elsewhere = (
        ("school_life", "community") if competency.domain not in SOURCES else ("other_subject", "community", "home")
    )
    return random.choice(elsewhere), random.random() < 0.7


def _what_comes_after() -> dict[str, CompetencyWords]:
    """Return for each competency the first one of the next stage of its strand."""
    after: dict[str, CompetencyWords] = {}
    for domain in content.domains():
        for strand in domain.strands:
            for here, there in zip(strand.stages, strand.stages[1:], strict=False):
                for one in here.competencies:
                    after[one.key] = there.competencies[0]
    return after
