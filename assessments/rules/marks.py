"""How a level or a mark is shown: the figure in it, its word, its colour and the key that gives it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from competencies.rules.continuum import ScaleView
from competencies.rules.marks import css_of, figure


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
            value=figure(level.value),
            figure=figure(level.value),
            name=level.name,
            css=css_of(scale, level.rank),
            key=figure(level.value) if whole else str(level.rank),
            proficient=level.proficient,
        )
        for level in scale.levels
    )


def value_of(level: Decimal | None, mark: str) -> str:
    """Return what a form sends for this result."""
    return figure(level) if level is not None else mark
