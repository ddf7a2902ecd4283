"""Prerequisites between standards, lifted to the competencies they belong to, with no way round in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lifted:
    """Edges between competencies (source first, then what builds on it); ``related`` would have closed a circle."""

    edges: tuple[Edge, ...]
    related: tuple[Edge, ...]


def lift_edges(prerequisites: Iterable[Edge], owners: Mapping[int, Sequence[int]]) -> Lifted:
    """Lift edges between standards to the competencies that own them.

    ``owners`` maps a standard to its competencies. Loops onto the same competency are dropped; edges are taken in
    the order given, and one that would close a circle becomes related. The same input gives the same answer.
    """
    onward: dict[int, set[int]] = defaultdict(set)
    edges: dict[Edge, None] = {}
    related: dict[Edge, None] = {}
    for source, target in prerequisites:
        for edge in ((a, b) for a in owners.get(source, ()) for b in owners.get(target, ()) if a != b):
            if edge in edges or edge in related:
                continue
            if leads_to(edge[1], edge[0], onward):
                related[edge] = None
            else:
                edges[edge] = None
                onward[edge[0]].add(edge[1])
    return Lifted(edges=tuple(edges), related=tuple(related))


def leads_to(start: Node, goal: Node, onward: Mapping[Node, Iterable[Node]]) -> bool:
    """Tell whether a way leads from ``start`` to ``goal``. Visits each node once; depth does not matter."""
    seen = {start}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        fresh = [node for node in onward.get(here, ()) if node not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return False
