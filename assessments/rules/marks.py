"""How a level or a mark is shown: the figure in it, its word, its colour and the key that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from competencies.rules.continuum import ScaleView


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer for a student: ``value`` is what a form sends, ``key`` what is typed (may be two digits)."""

    value: str
    figure: str
    name: str
    css: str
    key: str
    proficient: bool = True

    @property
    def words(self) -> str:
        """What a screen reader says: 3 Proficient."""
        return f"{self.figure} {self.name}".strip()


def choices_of(scale: ScaleView) -> tuple[Choice, ...]:
    """Return the levels of a scale as choices, lowest first; keys are the values where those are whole numbers."""
    whole = all(level.value == level.value.to_integral_value() for level in scale.levels)
    return tuple(
        Choice(
            value=figure_of(level.value),
            figure=figure_of(level.value),
            name=level.name,
            css=css_of(scale, level.rank),
            key=figure_of(level.value) if whole else str(level.rank),
            proficient=level.proficient,
        )
        for level in scale.levels
    )


def css_of(scale: ScaleView, rank: int) -> str:
    """Return l1 to l4 for the level of this rank: l3 is the first proficient level, l4 whatever lies above it.

    The levels below share l1 and l2 half and half, so that a scale of 2 or of 12 steps keeps the meaning of the marks.
    """
    below = sum(1 for level in scale.levels if not level.proficient)
    if rank > below:
        return "l3" if rank == below + 1 else "l4"
    return "l1" if rank * 2 <= below or below == 1 else "l2"


def figure_of(value: Decimal) -> str:
    """Return a level's value without trailing zeros: 3, not 3.000."""
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"


def value_of(level: Decimal | None, mark: str) -> str:
    """Return what a form sends for this result."""
    return figure_of(level) if level is not None else mark
