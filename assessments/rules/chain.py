"""What stands of a rating after corrections and voids: a chain in which each row is followed at most once.

A correction takes the place of what stood before it. A void takes back what stands: of a rating nothing is left, of a
correction what it corrected stands again, and can be taken back in its turn; where nothing is left, a void of the void
brings back what it had taken. Whatever comes next refers to the last row of the chain, so that two people who change
the same rating at once cannot both succeed.
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
    follower = {link.refers_to: link.id for link in known.values() if link.refers_to is not None}
    while (before := known[row].refers_to) is not None:
        row = before
    said, taken = [row], 0
    while (following := follower.get(row)) is not None:
        row = following
        if known[row].action == "correction":
            said.append(row)
        elif said:
            taken = said.pop()
        else:
            said.append(taken)
    return said[-1] if said else None
