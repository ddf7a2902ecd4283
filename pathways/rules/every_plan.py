"""Where there are few plans of so many pieces, all of them: lowest levels first, then the standards in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from pathways.rules.reach import Reach
from pathways.rules.supposing import Step

# So many plans of one size are all looked at, most of them at a glance.
MOST_PLANS = 4096


def are_few(reach: Reach, count: int) -> bool:
    """Whether all plans of so many pieces can be looked at."""
    kinds = len(reach.standards) * len(reach.levels)
    plans: int = kinds**count
    return plans <= MOST_PLANS


def every_plan(reach: Reach, count: int) -> Iterator[list[Step]]:
    """The plans of so many pieces whose sharing out could do, the smallest first."""
    ways = set(reach.ways(count))
    standards = range(len(reach.standards))
    orders = [
        [reach.standards[i].id for i in order]
        for order in product(standards, repeat=count)
        if _shared_out(order, standards) in ways
    ]
    for levels in product(reach.levels, repeat=count):
        for order in orders:
            yield list(zip(order, levels, strict=True))


def _shared_out(order: tuple[int, ...], standards: range) -> tuple[int, ...]:
    counts = Counter(order)
    return tuple([counts[i] for i in standards])
