"""A table of figures beside their budgets, as every benchmark prints it."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, field


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


@dataclass
class Table:
    """Rows of what was measured; a ratio above 1 is better than the budget asks."""

    title: str
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def at_most(self, what: str, measured: float, budget: float | None, unit: str) -> None:
        """A figure that should be small."""
        self._add(what, measured, budget, unit, "<=", None if not budget else budget / max(measured, 1e-9))

    def at_least(self, what: str, measured: float, budget: float | None, unit: str) -> None:
        """A figure that should be large."""
        self._add(what, measured, budget, unit, ">=", None if not budget else measured / budget)

    def fact(self, what: str, measured: object) -> None:
        """A figure without a budget."""
        self.rows.append((what, str(measured), "", ""))

    def times(
        self, what: str, seconds: Sequence[float], p50: float | None, p95: float | None, p99: float | None
    ) -> None:
        """The quantiles of some durations, in milliseconds."""
        for name, share, budget in (("p50", 0.5, p50), ("p95", 0.95, p95), ("p99", 0.99, p99)):
            self.at_most(f"{what} {name}", quantile(seconds, share) * 1000, budget, "ms")

    def _add(self, what: str, measured: float, budget: float | None, unit: str, sign: str, ratio: float | None) -> None:
        limit = "" if budget is None else f"{sign} {budget:g} {unit}"
        self.rows.append((what, f"{measured:,.1f} {unit}", limit, "" if ratio is None else f"{ratio:.1f}"))

    def show(self) -> None:
        """Print it."""
        heads = ("figure", "measured", "budget", "ratio")
        widths = [max(len(row[column]) for row in [heads, *self.rows]) for column in range(4)]
        print(f"\n{self.title} (Python {platform.python_version()}, {platform.machine()})")
        for row in (heads, tuple("-" * width for width in widths), *self.rows):
            first, *rest = (
                text.ljust(width) if i == 0 else text.rjust(width)
                for i, (text, width) in enumerate(zip(row, widths, strict=True))
            )
            print("  ".join([first, *rest]))
