"""The words of the rules and those of the tables are the same words."""

from __future__ import annotations

import pytest

from assessments.models import AssessorRole, Context, Depth, Kind, Mark, SourceType, Support
from assessments.rules import entry


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        (Mark, entry.MARKS), (Kind, entry.KINDS), (SourceType, entry.SOURCE_TYPES), (Context, entry.CONTEXTS),
        (Depth, entry.DEPTHS), (Support, entry.SUPPORTS), (AssessorRole, entry.ASSESSOR_ROLES),
    ],
)  # fmt: skip
def test_a_choice_of_the_table_is_a_choice_of_the_rule(column, rule):
    assert tuple(column.values) == rule
