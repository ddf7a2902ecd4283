"""How the made-up students learn: where each works, how fast each grows, and what level a piece of work shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from cbe.demo.content import CompetencyWords
from cbe.demo.people import Child

# How far a competency feels from its own end while it is being learned, and a noise no teacher can take away.
PROGRESS = {"start": -1.0, "practice": -0.5, "later practice": -0.15, "first": 0.05, "second": 0.25, "third": 0.4}
AGAIN = 0.6
NOISE = 0.5
MIDDLE = 2.55
LONG = 5
# Some students are far from most of their grade, in both directions.
FAR = {
    "Wei Zhang": -1.7,
    "Jamal Brooks": -1.1,
    "Tuan Le": -1.0,
    "Rafael Costa": -1.3,
    "Ben Whitaker": 1.3,
    "Grace Kim": 0.8,
    "Maya Torres": 0.2,
    "Keisha Johnson": 1.9,
    "Nima": -1.9,
    "Renée Dubois": 1.4,
    "Kenji Mori": 2.2,
    "Thandiwe": 1.1,
}

# What Maya's report says of her: she makes room for others, and is still learning to plan.
OWN = {
    "Maya Torres": {"planning-work": -0.3, "reflecting": 0.55, "teamwork": 1.3, "neighbours": 0.6, "speaking": 0.4,
                    "being-understood": 0.7, "listening": 1.1, "reading": 0.35, "writing": 0.0},
}  # fmt: skip


@dataclass(slots=True)
class Learner:
    """A made-up student's hidden place: in grades, overall, by strand, and how much of it grows in a year."""

    child: Child
    offset: float
    pace: float
    habits: float
    careful: float
    absence: float
    strands: Mapping[str, float]
    shown: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def gap(self, competency: CompetencyWords, years: float) -> float:
        """How far the student is beyond (or before) a competency, in grades, ``years`` from now (negative: ago)."""
        if competency.domain in ("planning", "together", "communication"):
            return self.habits + self.strands.get(competency.strand, 0.0) + 0.35 * years - 0.15 * (competency.grade - 5)
        place = self.child.group.grade + 0.35 + self.offset + self.strands.get(competency.strand, 0.0)
        return place + self.pace * years - (competency.grade + 0.35)

    def level(self, competency: CompetencyWords, years: float, moment: str, random: Random) -> int:
        """The level a piece of work shows at a moment of learning."""
        gap = max(-2.2, min(1.8, self.gap(competency, years)))
        mean = MIDDLE + 0.8 * gap + PROGRESS[moment] + random.gauss(0, NOISE)
        return max(1, min(4, round(mean)))

    def remember(self, competency: str, standard: int, level: int) -> None:
        """Keep a summative level, so that the next piece of work knows whether there is something left to show."""
        self.shown.setdefault((competency, standard), []).append(level)

    def has_shown(self, competency: CompetencyWords) -> bool:
        """Tell whether the student has shown every required standard, near enough as the rule has it."""
        for place in competency.required_standards:
            levels = self.shown.get((competency.key, place), [])[-3:]
            if len(levels) < 2 or sum(level >= 3 for level in levels) * 2 <= len(levels) - (levels[-1] >= 3):
                return False
        return True

    def has_tried_long(self, competency: CompetencyWords) -> bool:
        """Tell whether so much work on it is known that something else is due for a while."""
        first = competency.required_standards[0]
        return len(self.shown.get((competency.key, first), [])) >= LONG

    def has_begun(self, competency: CompetencyWords) -> bool:
        """Tell whether any summative work on it is known."""
        return any((competency.key, place) in self.shown for place in competency.required_standards)


def make_learner(child: Child, strands: tuple[str, ...]) -> Learner:
    """Return the hidden learner behind a child: the same every time."""
    random = Random(f"learner/{child.name}/{child.place}")  # noqa: S311 - a made-up school, not a secret
    offset = FAR.get(child.name, max(-2.0, min(2.0, random.gauss(0.05, 0.75))))
    return Learner(
        child=child,
        offset=offset,
        pace=max(0.7, random.gauss(1.0, 0.1)),
        habits=0.0 if child.name in OWN else random.gauss(0.15, 0.6),
        careful=random.random(),
        absence=0.02 + 0.1 * random.random() ** 3,
        strands={strand: random.gauss(0, 0.35) for strand in strands} | OWN.get(child.name, {}),
    )


def years_from(today: date, day: date) -> float:
    """How many years a day is from today; negative for the past."""
    return (day - today).days / 365.25
