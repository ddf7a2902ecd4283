"""Which rows may count: exemptions, adapted expectations, roles and kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competencies.rules.policy import Policy
from pathways.rules.twin.columns import FAR_DAY, KINDS, MARKS, ROLES, Adapted, Columns, Flags, Ints
from pathways.rules.twin.packing import counts_of, starts_of

_EXEMPT = MARKS.index("exempt")
_OWN = (ROLES.index("self"), ROLES.index("peer"))
SUMMATIVE = KINDS.index("summative")


@dataclass(frozen=True, slots=True)
class Work:
    """Rows that count, in order, by part: where each part begins, how long it is, its pair and its slot.

    ``level`` is by row, and so is ``owner``, the part a row belongs to.
    """

    rows: Ints
    level: Ints
    owner: Ints
    start: Ints
    count: Ints
    pair: Ints
    slot: Ints

    def of_parts(self, parts: Flags) -> Work:
        """Return the work of some parts."""
        if parts.all():
            return self
        rows = parts[self.owner]
        return work_of(self.rows[rows], self.level[rows], self.owner[rows], self.pair, self.slot)


def work_of(rows: Ints, level: Ints, owner: Ints, pair: Ints, slot: Ints) -> Work:
    """Return the work of these rows; the parts that own none of them are left out."""
    start = starts_of(owner)
    count = counts_of(start, len(rows))
    kept = owner[start]
    return Work(rows, level, np.repeat(np.arange(len(start)), count), start, count, pair[kept], slot[kept])


def counted_roles(columns: Columns, rows: Ints, policy: Policy) -> Flags:
    """Tell of which rows the policy counts the rater's role."""
    counted = np.zeros(len(ROLES), np.bool_)
    counted[[ROLES.index(role) for role in policy.roles]] = True
    found: Flags = counted[columns.role[rows]]
    return found


def exempt_parts(columns: Columns, seen: Flags, rows: Ints, part: Ints, parts: int) -> Flags:
    """Tell of which parts the student is exempt; only a person with the right to do so can say so."""
    exempt = np.zeros(parts, np.bool_)
    said = seen & (columns.mark == _EXEMPT) & ~np.isin(columns.role, _OWN)
    if said.any():
        exempt[part[said[rows]]] = True
    return exempt


def adapted_rows(columns: Columns, rows: Ints, adapted: Adapted | None) -> Flags:
    """Tell on the day of which of these rows an adapted expectation was in force for their standard."""
    found = np.zeros(len(rows), np.bool_)
    if adapted is None or not len(adapted) or not len(rows):
        return found
    owners = np.stack(
        [
            np.concatenate((adapted.student, columns.student[rows])),
            np.concatenate((adapted.competency, columns.competency[rows])),
        ],
        axis=1,
    )
    owner = np.unique(owners, axis=0, return_inverse=True)[1].reshape(-1)
    order = np.argsort(owner[: len(adapted)], kind="stable")
    known, sought = owner[: len(adapted)][order], owner[len(adapted) :]
    left, right = np.searchsorted(known, sought), np.searchsorted(known, sought, side="right")
    for step in range(int((right - left).max())):
        there = np.flatnonzero(left + step < right)
        one, row = order[left[there] + step], rows[there]
        day = columns.on[row]
        standard = adapted.standard[one]
        last = adapted.last[one]
        found[there] |= (
            ((standard == 0) | (standard == columns.standard[row]))
            & (adapted.first[one] <= day)
            & ((last == FAR_DAY) | (day <= last))
        )
    return found
