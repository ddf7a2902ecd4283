"""Decides a whole table of evidence at once: what the engine says of each student and competency, without its why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from competencies.rules.policy import Policy
from competencies.rules.scale import Scale
from pathways.rules.twin.columns import Adapted, Columns, Requirements, Verdicts


def decide(
    columns: Columns,
    requirements: Requirements,
    policy: Policy,
    scales: Mapping[int, Scale],
    as_of: date,
    known_at: datetime | None = None,
    *,
    adapted: Adapted | None = None,
) -> Verdicts:
    """Return the verdicts as of a day, with what was known at a moment (None: everything).

    ``requirements`` and ``scales`` are by competency; rows of a competency without requirements are left out. The
    order of the rows never matters, nor how students are divided among several calls.
    """
    raise NotImplementedError
