"""A scale as a plain value: which levels there are, and from which one work is proficient."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from competencies.rules.refusals import RefusedError

# A difference from a threshold smaller than this is equality (the arithmetic carries 60 digits).
EQUAL = Decimal("1E-40")
# Enough for marks out of a hundred or a thousand; beyond that a figure is no level.
MOST_LEVELS = 1000


@dataclass(frozen=True, slots=True)
class Scale:
    """Ordered levels with a proficient mark.

    Without ``levels`` the levels are the whole numbers from ``min`` to ``top``. ``names`` gives ``levels`` their
    words, in the same order, and may stay empty.
    """

    proficient: Decimal
    top: Decimal
    min: Decimal = Decimal(1)
    levels: tuple[Decimal, ...] = ()
    names: tuple[str, ...] = ()

    def level_of(self, score: Decimal) -> Decimal | None:
        """The highest level not above the score; none where the score is below the lowest level."""
        reached = score + EQUAL
        if self.levels:
            return next((level for level in reversed(self.levels) if level <= reached), None)
        whole = min(reached, self.top).to_integral_value(ROUND_FLOOR)
        return whole if whole >= self.min else None

    def name_of(self, level: Decimal | None) -> str:
        """The level's word, or nothing where the scale names none."""
        if level is None or not self.names or level not in self.levels:
            return ""
        return self.names[self.levels.index(level)]

    def step_of(self, value: Decimal) -> int:
        """How many levels the value has reached; two neighbouring levels differ by one."""
        if self.levels:
            return sum(1 for level in self.levels if level <= value + EQUAL)
        level = self.level_of(value)
        return 0 if level is None else int(level - self.min) + 1

    def proficient_and_up(self) -> tuple[Decimal, ...]:
        """The levels at which a further piece of work would be proficient, lowest first."""
        if self.levels:
            return tuple(level for level in self.levels if level >= self.proficient)
        first = int(max(self.min, self.proficient).to_integral_value(ROUND_CEILING))
        return tuple(Decimal(level) for level in range(first, int(self.top.to_integral_value(ROUND_FLOOR)) + 1))


def check_scale(scale: Scale) -> None:
    """Refuse, naming the field, a scale whose numbers contradict each other."""
    if scale.min > scale.top:
        raise RefusedError("scale.min", "must not be above top")
    if scale.top - scale.min > MOST_LEVELS or len(scale.levels) > MOST_LEVELS:
        raise RefusedError("scale.top", f"a scale has at most {MOST_LEVELS} levels")
    if scale.levels and list(scale.levels) != sorted(set(scale.levels)):
        raise RefusedError("scale.levels", "must rise from level to level")
    if scale.levels and scale.levels[-1] != scale.top:
        raise RefusedError("scale.levels", "must end with top")
    if scale.names and len(scale.names) != len(scale.levels):
        raise RefusedError("scale.names", "must name every level")
    if scale.proficient > scale.top:
        raise RefusedError("scale.proficient", "must not be above top")
