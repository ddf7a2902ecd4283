"""Each method on the series that other systems publish figures for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

import pytest

from competencies.rules.policy import METHODS as NAMES
from competencies.rules.policy import Policy
from competencies.rules.refusals import RefusedError
from pathways.rules import methods
from pathways.rules.exact import EXACT, at_least, compared
from pathways.rules.methods import METHODS, Reduced

PROFICIENT = Decimal(3)
WEIGHT = Decimal("0.65")


def reduced(method: str, levels: Sequence[object], **more: object) -> Reduced:
    """Reduce the levels with exact numbers."""
    with localcontext(EXACT):
        policy = Policy(method=method, **more)  # type: ignore[arg-type]  # n or weight
        return METHODS[method](tuple(Decimal(str(level)) for level in levels), policy, PROFICIENT)


def score(method: str, levels: Sequence[object], **more: object) -> float | None:
    """The score, to two places as the published tables give it."""
    value = reduced(method, levels, **more).score
    return None if value is None else float(compared(value, 2))


@pytest.mark.parametrize(
    ("levels", "weighted", "decaying", "twice", "five_times", "mean", "power_law"),
    [
        ((1, 2, 3, 4), 3.30, 3.48, 3.5, None, 2.5, 4.00),
        ((4, 3, 2, 1), 1.70, 1.52, 3.5, None, 2.5, 1.28),
        ((3, 3, 1, 3), 2.77, 2.55, 3.0, None, 2.5, 1.90),
        ((3, 3, 1, 3, 4, 4), 3.58, 3.82, 3.4, 3.4, 3.0, 3.07),
        ((2, 2, 3, 3, 4), 3.48, 3.61, 3.33, None, 2.8, 3.56),
        ((4,), 4, 4, None, None, 4, 4),
        ((3, 2), 2.35, 2.35, None, None, 2.5, 2),
        ((1, 4, 1, 4), 3.30, 3.19, 4.0, None, 2.5, None),
        ((3, 3, 3, 3, 3), 3, 3, 3, 3, 3, 3),
    ],
)
def test_the_published_table(
    levels: tuple[int, ...],
    weighted: float,
    decaying: float,
    twice: float | None,
    five_times: float | None,
    mean: float,
    power_law: float | None,
) -> None:
    assert score("weighted_average", levels, weight=WEIGHT) == weighted
    assert score("decaying_average", levels, weight=WEIGHT) == decaying
    assert score("n_times", levels, n=2) == twice
    assert score("n_times", levels, n=5) == five_times
    assert score("mean", levels) == mean
    assert score("latest", levels) == levels[-1]
    assert score("highest", levels) == max(levels)
    if power_law is not None:
        assert score("power_law", levels) == power_law


def test_median_of_an_even_count_is_between_the_two_middle_ones() -> None:
    assert score("median", (4, 1, 2)) == 2
    assert score("median", (4, 1, 2, 3)) == 2.5


def test_mode_breaks_ties_towards_what_was_seen_more_recently() -> None:
    assert reduced("mode", (1, 2, 2, 3, 3), n=4) == Reduced(Decimal(3), (1, 2, 3, 4))
    assert score("mode", (3, 2, 1), n=3) == 1
    assert score("mode", (3, 3), n=3) == 3


def test_best_n_lets_early_failures_drop_off_and_prefers_the_more_recent() -> None:
    assert reduced("best_n", (3, 1, 3, 4), n=2) == Reduced(Decimal("3.5"), (2, 3))
    assert score("best_n", (1,), n=3) == 1


def test_highest_prefers_the_more_recent_of_equals() -> None:
    assert reduced("highest", (4, 2, 4)).kept == (2,)


@pytest.mark.parametrize("method", [name for name in NAMES if name != "n_times"])
def test_one_piece_is_what_every_method_gives(method: str) -> None:
    assert score(method, (2,), n=3, weight=WEIGHT) == 2


@pytest.mark.parametrize("method", ["mode", "n_times", "best_n", "decaying_average", "weighted_average"])
def test_a_missing_number_is_refused_by_name(method: str) -> None:
    with pytest.raises(RefusedError, match=r"policy\.(n|weight)"):
        reduced(method, (2, 3))


def test_a_difference_below_1e_40_is_equality() -> None:
    with localcontext(EXACT):
        assert at_least(PROFICIENT - Decimal("1E-41"), PROFICIENT)
        assert not at_least(PROFICIENT - Decimal("1E-39"), PROFICIENT)


def test_what_a_trend_keeps_for_later_has_every_digit() -> None:
    """A sum done elsewhere with fewer digits leaves no trace in a judgement that comes after it."""
    levels = tuple(map(Decimal, ("1.17", "2.39", "3.51")))
    METHODS["power_law"](levels, Policy("power_law"), PROFICIENT)
    roughly = METHODS["power_law"](levels * 2, Policy("power_law"), PROFICIENT).score
    exactly = reduced("power_law", levels * 2).score
    assert roughly != exactly
    methods._ln.cache_clear()
    assert reduced("power_law", levels * 2).score == exactly
