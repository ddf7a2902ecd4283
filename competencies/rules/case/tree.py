"""The parent graph of a framework: what stands under what, in reading order; depth does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A standard as part of the graph. ``position`` is its place in the package, for want of a sequence."""

    id: int
    guid: str
    code: str
    statement: str
    item_type: str
    grades: tuple[str, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Branch:
    """One isChildOf link between two standards (``parent`` None: the document, or something outside)."""

    child: int
    parent: int | None
    sequence: int | None


class Tree:
    """Finds children, leaves and ancestors; a node with several parents is reached from each of them."""

    def __init__(self, nodes: Iterable[Node], branches: Iterable[Branch]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self._children: dict[int, list[int]] = defaultdict(list)
        self._parents: dict[int, list[int]] = defaultdict(list)
        self._sequence: dict[int, int] = {}
        for branch in branches:
            if branch.child not in self.nodes:
                continue
            if branch.sequence is not None:
                self._sequence.setdefault(branch.child, branch.sequence)
            if branch.parent in self.nodes:
                self._children[branch.parent].append(branch.child)
                self._parents[branch.child].append(branch.parent)
        for children in self._children.values():
            children.sort(key=self._place)

    def children(self, node_id: int) -> Sequence[int]:
        """Return what stands directly under a node, in order."""
        return self._children.get(node_id, ())

    def roots(self) -> list[int]:
        """Return the nodes that stand under none of the others, in order."""
        return sorted((one for one in self.nodes if not self._parents.get(one)), key=self._place)

    def in_order(self) -> Iterator[Node]:
        """Yield every node once, parents before children, as one reads the framework."""
        seen: set[int] = set()
        waiting = list(reversed(self.roots()))
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                yield self.nodes[here]
                waiting.extend(reversed(self.children(here)))

    def leaves(self, node_id: int) -> list[Node]:
        """Return the nodes below that have nothing below themselves; the node itself where it has no children."""
        seen = {node_id}
        waiting, found = [node_id], []
        while waiting:
            here = waiting.pop()
            below = self.children(here)
            if not below:
                found.append(self.nodes[here])
            fresh = [one for one in below if one not in seen]
            seen.update(fresh)
            waiting.extend(reversed(fresh))
        return found

    def ancestors(self, node_id: int) -> list[Node]:
        """Return what a node stands under, the nearest first; of several parents the first one listed."""
        found: list[Node] = []
        seen = {node_id}
        here = node_id
        while parents := [one for one in self._parents.get(here, ()) if one not in seen]:
            here = parents[0]
            seen.add(here)
            found.append(self.nodes[here])
        return found

    def _place(self, node_id: int) -> tuple[bool, int, int]:
        sequence = self._sequence.get(node_id)
        return (sequence is None, sequence or 0, self.nodes[node_id].position)
