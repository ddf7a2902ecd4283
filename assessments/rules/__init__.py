"""Evidence as plain values: what an entry is, when it can be recorded, and what stands of it; no Django, no clock."""

from assessments.rules.chain import Link, head_of, standing_of
from assessments.rules.entry import Entry, digest_of
from assessments.rules.problems import Problem, RowProblem
from assessments.rules.validation import Facts, Seat, problems_of

__all__ = [
    "Entry",
    "Facts",
    "Link",
    "Problem",
    "RowProblem",
    "Seat",
    "digest_of",
    "head_of",
    "problems_of",
    "standing_of",
]
