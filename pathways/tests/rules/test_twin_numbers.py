"""What the twin's certainty rests on: bounds that hold, ties that are ties, and nothing said that is not known."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest

from competencies.rules.policy import Policy
from pathways.rules import methods as exact
from pathways.rules.exact import EXACT, compared
from pathways.rules.twin.methods import METHODS
from pathways.rules.twin.numbers import EPS, Scores, exactly, grain_of, ratios, reached, rounded
from pathways.rules.twin.selecting import Work, work_of
from pathways.rules.twin.trends import decaying_average, power_law, weighted_average

Levels = list[list[int]]


def work(parts: Levels) -> Work:
    """Levels in thousandths as work, each part a pair of its own."""
    level = np.array([level for part in parts for level in part])
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    every = np.arange(len(parts))
    return work_of(np.arange(len(level)), level, owner, every, every)


def some_levels(chance: random.Random) -> Levels:
    """Levels as schools have them, and as they do not: long, fine, huge, all alike, and alike in the end."""
    found = []
    for _ in range(60):
        top = chance.choice([4, 4, 12, 100, 99_999])
        unit = chance.choice([1000, 1000, 500, 1])
        count = chance.choice([1, 2, 3, 5, 9, 30, 120])
        part = [max(1, chance.randint(1, top) * 1000 // unit * unit) for _ in range(count)]
        tail = chance.choice([0, 0, count // 2, count])
        found.append(part[: count - tail] + [part[-1]] * tail)
    return found


FLOATING: dict[str, Callable[[Work, Policy], Scores]] = {
    "decaying_average": decaying_average,
    "weighted_average": weighted_average,
    "power_law": lambda some, _: power_law(some)[0],
}


@pytest.mark.parametrize("weight", ["0", "0.01", "0.333", "0.5", "0.65", "0.9999", "1"])
@pytest.mark.parametrize("method", FLOATING)
def test_no_error_is_larger_than_its_bound(method: str, weight: str) -> None:
    parts = some_levels(random.Random(f"{method} {weight}"))
    policy = Policy(method, weight=Decimal(weight))
    scores = FLOATING[method](work(parts), policy)
    with localcontext(EXACT):
        for place, part in enumerate(parts):
            true = exact.METHODS[method](tuple(Decimal(one) / 1000 for one in part), policy, Decimal(3)).score
            assert true is not None
            said = Decimal(float(scores.base[place])) + Decimal(float(scores.off[place]))
            error = abs(true * 1000 - said)
            assert error <= Decimal(float(scores.err[place])) / 2 + Decimal("1e-40"), (part, error, scores.err[place])


@pytest.mark.parametrize(
    ("method", "weight", "levels"),
    [
        ("decaying_average", "0.65", [3] * 200),
        ("decaying_average", "0.65", [1, 2] + [3] * 60),
        ("decaying_average", "0.5", [2, 4]),
        ("decaying_average", "0.5", [1, 3, 4]),
        ("decaying_average", "0.5", [4, 2]),
        ("weighted_average", "0.65", [3] * 200),
        ("weighted_average", "0.65", [2, 4, 3]),
        ("weighted_average", "0.5", [1, 3, 4]),
        ("weighted_average", "0.25", [4, 4, 3, 1]),
        ("power_law", "0", [3] * 150),
        ("power_law", "0", [4, 3]),
        ("power_law", "0", [1, 2, 3]),
        ("power_law", "0", [12, 6, 4, 3]),
    ],
)
def test_work_that_lands_near_the_mark_is_seen_where_it_lands(method: str, weight: str, levels: list[int]) -> None:
    """Steady work is common: it must not go to the exact engine, and a hair below the mark stays below it."""
    policy = Policy(method, weight=Decimal(weight))
    some = work([[one * 1000 for one in levels]])
    count, unsure = reached(FLOATING[method](some, policy), np.array([3000.0]), grain=1000)
    with localcontext(EXACT):
        true = exact.METHODS[method](tuple(map(Decimal, levels)), policy, Decimal(3)).score
    assert true is not None
    assert not unsure[0]
    assert bool(count[0]) == (true - 3 > Decimal("-1e-40"))


@pytest.mark.parametrize("n", [1, 2, 3, 8, 9, 14, 100])
def test_the_mode_of_few_and_of_many_is_the_engines(n: int) -> None:
    chance = random.Random(n)
    parts = [[chance.randint(1, 4) * 1000 for _ in range(chance.randint(1, 40))] for _ in range(200)]
    policy = Policy("mode", n=n)
    found = METHODS["mode"](work(parts), policy, np.zeros(len(parts), np.int64))
    true = [exact.mode(tuple(map(Decimal, part)), policy, Decimal(3)).score for part in parts]
    assert found.scores.value.tolist() == list(map(float, true))


def test_a_hair_below_the_mark_that_the_engine_takes_for_the_mark_is_left_to_it() -> None:
    """After two hundred pieces at 3 a first 1 weighs less than 10^-90: the engine's sixty digits call that equal."""
    levels = work([[1000] + [3000] * 200])
    _, unsure = reached(decaying_average(levels, Policy("", weight=Decimal("0.65"))), np.array([3000.0]), grain=1000)
    assert unsure[0]


def test_a_trend_through_a_level_of_zero_is_left_to_the_exact_engine() -> None:
    _, undefined = power_law(work([[0, 3000], [3000, 2000], [0]]))
    assert undefined.tolist() == [True, False, True]


def test_what_cannot_be_known_is_not_said() -> None:
    """A score within its bound of the mark, on no lattice, is neither above nor below."""
    count = 3
    near = Scores(
        base=np.full(count, 3000.0),
        off=np.array([1e-13, -1e-13, 1e-9]),
        err=np.full(count, 1e-12),
        lattice=np.array([np.inf, 1e20, np.inf]),
        sharp=np.ones(count, np.bool_),
    )
    reach, unsure = reached(near, np.array([3000.0]), grain=1000)
    assert unsure.tolist() == [True, True, False]
    assert reach[2] == 1


def test_a_score_on_a_lattice_is_on_the_mark_it_cannot_miss() -> None:
    reach, unsure = reached(ratios(np.array([7000, 8999, 9000]), np.array([3, 3, 3])), np.array([3000.0]), grain=1)
    assert reach.tolist() == [0, 0, 1]
    assert not unsure.any()


@pytest.mark.parametrize("places", [0, 1, 2, 3, 4, 9])
def test_rounding_goes_half_away_from_zero_as_the_engine_does(places: int) -> None:
    chance = random.Random(places)
    above = np.array([chance.choice([-1, 1]) * chance.randint(0, 9000) for _ in range(3000)])
    below = np.array([chance.choice([1, 2, 3, 4, 6, 7, 8]) for _ in range(3000)])
    some, unsure = rounded(ratios(above, below), places, grain=1)
    with localcontext(EXACT):
        true = [
            float(compared(Decimal(one) / 1000 / other, places))
            for one, other in zip(above.tolist(), below.tolist(), strict=True)
        ]
    assert unsure.mean() < 0.01
    sure = ~unsure
    assert np.abs(some.value[sure] / 1000 - np.array(true)[sure]).max() < 1e-12


def test_rounding_finer_than_a_float_can_say_is_left_to_the_exact_engine() -> None:
    _, unsure = rounded(ratios(np.array([99_999_999_000]), np.array([7])), 12, grain=1)
    assert unsure.all()


def test_the_grain_divides_all_levels_and_marks() -> None:
    assert grain_of(np.array([1000, 4000]), [3000]) == 1000
    assert grain_of(np.array([1000, 2500]), [3000]) == 500
    assert grain_of(np.array([1001]), [3000]) == 1
    assert exactly(np.array([3000])).err.max() == 0
    assert np.finfo(np.float64).eps == EPS
