"""What stands of a rating after corrections and voids: a chain in which each row is followed at most once.

A correction takes the place of what stood before it. A void undoes the row it refers to: of a rating nothing is
left, of a correction what it corrected stands again, of a void what that had undone. Whatever comes next refers to
the last row of the chain, so that two people who change the same rating at once cannot both succeed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a chain: what it does, and to which row."""

    id: int
    action: str
    refers_to: int | None = None


def head_of(links: Iterable[Link], row: int) -> int:
    """Return the last row of the chain that ``row`` is part of."""
    follower = {link.refers_to: link.id for link in links if link.refers_to is not None}
    while row in follower:
        row = follower[row]
    return row


def standing_of(links: Iterable[Link], row: int) -> int | None:
    """Return which row of the chain of ``row`` gives its result now, or None where all of it is withdrawn."""
    known = {link.id: link for link in links}
    current: int | None = head_of(known.values(), row)
    while current is not None and known[current].action == "void":
        undone = known[current].refers_to
        current = known[undone].refers_to if undone is not None else None
    return current
