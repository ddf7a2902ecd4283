"""What stands of each rating after its corrections and voids, for all of them at once.

A row is followed by at most one other, so a rating and what follows it form a chain. A correction puts itself on top
of what stood; a void takes the top away, or, where nothing is left, brings back what was taken last. The chains are
walked step by step, all together; there are as many steps as the longest has rows. A chain that is not as the ledger
promises (a row followed twice, one that follows nothing, or one written before it) is left to the exact engine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pathways.rules.twin.columns import Columns, Flags, Ints
from pathways.rules.twin.packing import counts_of, starts_of

_SIEVE = 1 << 20


@dataclass(frozen=True, slots=True)
class Resolved:
    """The rows that stand, the place in order each has (that of the rating at its root), and the odd ones."""

    standing: Flags
    place: Ints
    odd: Ints


@dataclass(frozen=True, slots=True)
class _Chains:
    """Rows that follow or are followed, each chain together from its root on, in the order written."""

    rows: Ints
    begin: Ints
    length: Ints


def resolve(columns: Columns, known: Flags | None) -> Resolved:
    """Return what stands of the rows that are known (None: all)."""
    standing = np.ones(len(columns), np.bool_) if known is None else known.copy()
    following = columns.action != 0
    strange = np.flatnonzero(following != (columns.refers_to != 0))
    members = _members(columns, np.flatnonzero(following & standing), standing)
    if not len(members):
        return Resolved(standing, columns.id, strange)
    chains, odd = _chains(columns, members)
    standing[chains.rows] = False
    top, roots = _tops(columns, chains)
    standing[top] = True
    place = columns.id.copy()
    place[top] = columns.id[roots]
    return Resolved(standing, place, np.concatenate((strange, odd)))


def _members(columns: Columns, followers: Ints, standing: Flags) -> Ints:
    """The rows that follow another, and those they follow; a sieve spares most rows the exact look."""
    if not len(followers):
        return followers
    wanted = np.unique(columns.refers_to[followers])
    sieve = np.zeros(_SIEVE, np.bool_)
    sieve[wanted & (_SIEVE - 1)] = True
    likely = np.flatnonzero(sieve[columns.id & (_SIEVE - 1)] & standing)
    return np.union1d(followers, likely[np.isin(columns.id[likely], wanted)])


def _chains(columns: Columns, members: Ints) -> tuple[_Chains, Ints]:
    student, competency, id_ = columns.student[members], columns.competency[members], columns.id[members]
    order = np.lexsort((id_, competency, student))
    members, id_ = members[order], id_[order]
    fresh = (np.diff(student[order], prepend=0) != 0) | (np.diff(competency[order], prepend=0) != 0)
    owner = np.cumsum(fresh)
    above, odd = _followed(owner, id_, columns.refers_to[members])
    root = np.where(above < 0, np.arange(len(members)), above)
    while not np.array_equal(root, root[root]):
        root = root[root]
    odd |= columns.action[members[root]] != 0
    order = np.argsort(root, kind="stable")
    begin = starts_of(root[order])
    return _Chains(members[order], begin, counts_of(begin, len(order))), members[odd]


def _followed(owner: Ints, id_: Ints, refers_to: Ints) -> tuple[Ints, Flags]:
    """The member each follows (-1: none) and which are odd; members are in order of owner and id."""
    ids = np.unique(id_)
    wide = len(ids) + 1
    own = owner * wide + np.searchsorted(ids, id_)
    sought = np.searchsorted(ids, refers_to)
    there = (sought < len(ids)) & (ids[np.minimum(sought, len(ids) - 1)] == refers_to)
    target = owner * wide + sought
    found = np.minimum(np.searchsorted(own, target), len(own) - 1)
    above = np.where(there & (own[found] == target) & (refers_to < id_), found, -1)
    odd = (refers_to != 0) & (above < 0)
    odd[1:] |= own[1:] == own[:-1]
    twice = np.bincount(above[above >= 0], minlength=len(id_)) > 1
    odd |= np.where(above >= 0, twice[above], False)
    return above, odd


def _tops(columns: Columns, chains: _Chains) -> tuple[Ints, Ints]:
    """The rows left standing, and the root of each: one step along all chains at a time."""
    action = columns.action[chains.rows]
    below = np.full(len(chains.rows), -1)
    top, taken = chains.begin.copy(), np.full(len(chains.begin), -1)
    for step in range(1, int(chains.length.max())):
        going = np.flatnonzero(chains.length > step)
        row = chains.begin[going] + step
        correcting = action[row] == 1
        below[row[correcting]] = top[going[correcting]]
        top[going[correcting]] = row[correcting]
        voiding, empty = going[~correcting], top[going[~correcting]] < 0
        back, gone = voiding[empty], voiding[~empty]
        top[back], taken[back] = taken[back], -1
        taken[gone] = top[gone]
        top[gone] = below[top[gone]]
    left = np.flatnonzero(top >= 0)
    return chains.rows[top[left]], chains.rows[chains.begin[left]]
