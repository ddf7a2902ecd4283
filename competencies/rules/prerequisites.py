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


def find_cycles(edges: Iterable[tuple[Node, Node]]) -> tuple[tuple[Node, ...], ...]:
    """Name a way round for each knot of edges that leads back to where it starts; empty where there is none.

    Each is given from its first node, in the order of the edges, once round (the first node is not repeated). Every
    edge is walked a fixed number of times, whatever the depth: nothing recurses.
    """
    onward: dict[Node, list[Node]] = {}
    for source, target in dict.fromkeys(edges):
        onward.setdefault(source, []).append(target)
        onward.setdefault(target, [])
    knots = _knots(onward)
    return tuple(_way_round(knot, onward) for knot in knots)


def _knots(onward: Mapping[Node, Sequence[Node]]) -> list[list[Node]]:
    """The strongly connected parts that hold a cycle (Kosaraju's two passes, each with a stack of its own)."""
    order = _by_finish(onward)
    backward: dict[Node, list[Node]] = {node: [] for node in onward}
    for source, targets in onward.items():
        for target in targets:
            backward[target].append(source)
    position = {node: i for i, node in enumerate(onward)}
    seen: set[Node] = set()
    knots = []
    for start in reversed(order):
        if start in seen:
            continue
        part, waiting = [], [start]
        seen.add(start)
        while waiting:
            node = waiting.pop()
            part.append(node)
            fresh = [before for before in backward[node] if before not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        if len(part) > 1 or start in onward[start]:
            knots.append(sorted(part, key=position.__getitem__))
    return sorted(knots, key=lambda knot: position[knot[0]])


def _by_finish(onward: Mapping[Node, Sequence[Node]]) -> list[Node]:
    """The nodes in the order in which a walk is done with them."""
    order: list[Node] = []
    seen: set[Node] = set()
    for start in onward:
        if start in seen:
            continue
        seen.add(start)
        walk = [(start, iter(onward[start]))]
        while walk:
            node, targets = walk[-1]
            fresh = next((target for target in targets if target not in seen), None)
            if fresh is None:
                order.append(node)
                walk.pop()
            else:
                seen.add(fresh)
                walk.append((fresh, iter(onward[fresh])))
    return order


def _way_round(knot: Sequence[Node], onward: Mapping[Node, Sequence[Node]]) -> tuple[Node, ...]:
    """A shortest way from the knot's first node back to itself, inside the knot."""
    first, inside = knot[0], set(knot)
    came_from: dict[Node, Node] = {}
    waiting = [first]
    for node in waiting:
        for target in onward[node]:
            if target == first:
                way = [node]
                while way[-1] != first:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if target in inside and target not in came_from:
                came_from[target] = node
                waiting.append(target)
    return ()
