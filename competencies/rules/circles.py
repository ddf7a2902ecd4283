"""Ways round in a circle: found without recursion, so that depth does not matter, and each one named once."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)
Onward = Mapping[Node, Iterable[Node]]

MOST_CIRCLES = 100
MOST_STEPS = 20_000


def find_circles(edges: Iterable[tuple[Node, Node]]) -> tuple[tuple[Node, ...], ...]:
    """Return every way round: each circle once, as its nodes in order, without the first one again at the end.

    A tangle of very many circles names the first hundred. The same edges give the same answer.
    """
    onward: dict[Node, dict[Node, None]] = defaultdict(dict)
    for source, target in edges:
        onward[source][target] = None
    found: list[tuple[Node, ...]] = []
    waiting = _knots(list(onward), onward)
    while waiting and len(found) < MOST_CIRCLES:
        first, *rest = knot = waiting.pop(0)
        within = _inside(knot, onward)
        found.extend(_through(first, within))
        waiting = _knots(rest, _inside(rest, within)) + waiting
    return tuple(found[:MOST_CIRCLES])


def _inside(nodes: Collection[Node], onward: Onward[Node]) -> dict[Node, list[Node]]:
    """Return the ways between ``nodes`` only."""
    chosen = set(nodes)
    return {node: [one for one in onward.get(node, ()) if one in chosen] for node in nodes}


def _through(start: Node, onward: Onward[Node]) -> Iterator[tuple[Node, ...]]:
    """Yield the circles through ``start``: the shortest one always, the others as far as the steps reach."""
    shortest = _shortest(start, onward)
    yield shortest
    path, taken, ways = [start], {start}, [iter(onward[start])]
    for _step in range(MOST_STEPS):
        if not ways:
            return
        node = next(ways[-1], None)
        if node is None:
            ways.pop()
            taken.discard(path.pop())
        elif node == start:
            if tuple(path) != shortest:
                yield tuple(path)
        elif node not in taken:
            path.append(node)
            taken.add(node)
            ways.append(iter(onward[node]))


def _shortest(start: Node, onward: Onward[Node]) -> tuple[Node, ...]:
    """Return the shortest way from ``start`` back to it; inside a knot there always is one."""
    came_from: dict[Node, Node] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for node in onward[here]:
            if node == start:
                return _way_back(start, here, came_from)
            if node not in came_from:
                came_from[node] = here
                waiting.append(node)
    raise AssertionError("a knot always leads back")


def _way_back(start: Node, last: Node, came_from: Mapping[Node, Node]) -> tuple[Node, ...]:
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def _knots(nodes: Iterable[Node], onward: Onward[Node]) -> list[list[Node]]:
    """Return the parts of a graph in which every node leads back to itself, each in the order of ``nodes``."""
    search = _Search(onward)
    place = {node: order for order, node in enumerate(nodes)}
    for node in place:
        if node not in search.number:
            search.visit(node)
    knots = [sorted(knot, key=place.__getitem__) for knot in search.knots]
    return sorted(knots, key=lambda knot: place[knot[0]])


class _Search(Generic[Node]):
    """Tarjan's search for strongly connected parts, with a stack of its own instead of recursion."""

    def __init__(self, onward: Onward[Node]) -> None:
        self.onward = onward
        self.number: dict[Node, int] = {}
        self.knots: list[list[Node]] = []
        self._low: dict[Node, int] = {}
        self._open: dict[Node, None] = {}
        self._ways: list[tuple[Node, Iterator[Node]]] = []

    def visit(self, root: Node) -> None:
        """Search everything that ``root`` leads to."""
        self._enter(root)
        while self._ways:
            here, ways = self._ways[-1]
            node = next(ways, None)
            if node is None:
                self._leave(here)
            elif node not in self.number:
                self._enter(node)
            elif node in self._open:
                self._low[here] = min(self._low[here], self.number[node])

    def _enter(self, node: Node) -> None:
        self.number[node] = self._low[node] = len(self.number)
        self._open[node] = None
        self._ways.append((node, iter(self.onward.get(node, ()))))

    def _leave(self, node: Node) -> None:
        self._ways.pop()
        if self._ways:
            above = self._ways[-1][0]
            self._low[above] = min(self._low[above], self._low[node])
        if self._low[node] == self.number[node]:
            self._close(node)

    def _close(self, root: Node) -> None:
        knot: list[Node] = []
        while not knot or knot[-1] != root:
            node, _none = self._open.popitem()
            knot.append(node)
        if len(knot) > 1 or root in self.onward.get(root, ()):
            self.knots.append(knot)
