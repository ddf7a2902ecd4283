"""What the twin reads and writes: the rows of a ledger as columns, what is expected, and the verdicts as columns.

Levels and scores are thousandths of a level, days are counted from 1970-01-01, moments are microseconds since then.
Texts are codes: the place of a word in its table below, where 0 is "nothing given".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# "None" among whole numbers: no level, no instant; and among days.
NONE = int(np.iinfo(np.int64).min)
NO_DAY = int(np.iinfo(np.int32).min)
FAR_DAY = int(np.iinfo(np.int32).max)

ACTIONS = ("rating", "correction", "void")
MARKS = ("", "missed", "insufficient", "excused", "exempt")
KINDS = ("", "diagnostic", "formative", "summative")
ROLES = ("", "teacher", "self", "peer", "outside", "system")
SOURCE_TYPES = (
    "", "performance_task", "project", "observation", "test", "conversation", "portfolio", "out_of_school", "other",
)  # fmt: skip
CONTEXTS = ("", "classroom", "other_subject", "school_life", "home", "community", "workplace")
DEPTHS = ("", "recall", "skill", "strategic", "extended")
SUPPORTS = ("", "independent", "accommodated", "modified")

# In the order of a judgement's greatness; "uncertain" rows carry a status too, which must not be used.
STATUSES = ("no_evidence", "needs_evidence", "not_yet", "to_confirm", "mastered", "exempt")
# What decided: an unmet gate by its name (both kinds of ``min_evidence`` apart), standards that want evidence, a
# score that is not there or too low. Statuses that need no reason give themselves.
REASONS = (
    "mastered", "exempt", "no_evidence", "unrated", "no_score", "below_proficient",
    "min_evidence.standard", "min_evidence.competency", "min_source_types", "min_contexts", "require_summative",
    "require_transfer", "min_depth", "distinct_days", "min_level", "min_average", "within_months",
)  # fmt: skip


class Requirement(NamedTuple):
    """A standard aligned to a competency. A plain tuple of the three says the same."""

    standard: int
    required: bool = True
    weight: Decimal = Decimal(1)


Requirements = Mapping[int, Sequence[tuple[int, bool, Decimal]]]


@dataclass(frozen=True, slots=True)
class _Table:
    """Equally long columns."""

    def __len__(self) -> int:
        return len(self.column(fields(self)[0].name))

    def column(self, name: str) -> npt.NDArray[np.generic]:
        """Return a column by its name."""
        found: npt.NDArray[np.generic] = getattr(self, name)
        return found

    def take(self, rows: Ints | Flags | slice) -> Self:
        """Return some rows, in this order."""
        return type(self)(**{one.name: self.column(one.name)[rows] for one in fields(self)})

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the rows of several tables as one."""
        return cls(**{one.name: np.concatenate([part.column(one.name) for part in parts]) for one in fields(cls)})


@dataclass(frozen=True, slots=True)
class Columns(_Table):
    """The ledger: one row for each row of evidence as it was written, in any order, each once on a competency.

    ``refers_to`` is the id of the row a correction or void follows (0: none). ``at`` and ``level`` may be ``NONE``.
    A mapping that lets work be read on another competency has been applied already, to whole chains.
    """

    id: Ints
    student: Ints
    competency: Ints
    standard: Ints
    action: Codes
    refers_to: Ints
    on: Days
    at: Ints
    recorded: Ints
    level: Ints
    mark: Codes
    kind: Codes
    role: Codes
    source_type: Codes
    context: Codes
    depth: Codes
    support: Codes
    transfer: Flags


@dataclass(frozen=True, slots=True)
class Adapted(_Table):
    """The periods in which a student's modified work counts; ``standard`` 0 is every standard of the competency.

    ``last`` is ``FAR_DAY`` where the period has no end.
    """

    student: Ints
    competency: Ints
    standard: Ints
    first: Days
    last: Days


@dataclass(frozen=True, slots=True)
class Verdicts(_Table):
    """A verdict for each student and competency with a row, by student, then competency.

    ``status`` and ``reason`` are places in ``STATUSES`` and ``REASONS``; ``level`` is in thousandths or ``NONE``,
    ``score`` in levels (3.5, not 3500) or nan, good to a part in 10^9; ``valid_until`` may be ``NO_DAY``. Of an
    ``uncertain`` row only student and competency may be used: the exact engine decides it.
    """

    student: Ints
    competency: Ints
    status: Codes
    level: Ints
    score: Floats
    mastered: Flags
    valid_until: Days
    uncertain: Flags
    reason: Codes
