"""A student's path over the published continuum: from the map and the stored verdicts to ``path_of``'s values."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from competencies.rules.continuum import CompetencyView, ContinuumMap
from pathways.rules.progression import Path, Standing, Waymark, path_of

NOT_COUNTED = ("no_evidence",)


class Verdict(NamedTuple):
    """A stored verdict on one competency: the columns of Mastery that a path needs."""

    competency_id: int
    status: str
    mastered: bool
    score: Decimal | None


def lay_out(continuum: ContinuumMap, verdicts: Iterable[Verdict]) -> Path:
    """Return the student's path; strands without stages count as one stage."""
    return path_of(waymarks(continuum), standing(continuum, verdicts), continuum.prerequisites)


def waymarks(continuum: ContinuumMap) -> list[Waymark]:
    """Return a waymark for each competency that is not retired, in the order of the continuum."""
    return [_waymark(continuum, one) for one in continuum.in_order]


def standing(continuum: ContinuumMap, verdicts: Iterable[Verdict]) -> Standing:
    """Return what is concluded, with each competency in work as a share of its proficient mark."""
    rows = [row for row in verdicts if row.competency_id in continuum.competencies]
    return Standing(
        mastered={row.competency_id for row in rows if row.mastered},
        working={row.competency_id: _share(continuum, row) for row in rows if _in_work(row)},
        exempt={row.competency_id for row in rows if row.status == "exempt"},
    )


def _waymark(continuum: ContinuumMap, one: CompetencyView) -> Waymark:
    stage = continuum.stages.get(one.stage_id) if one.stage_id else None
    # A competency without a stage stands in a stage of its strand's own, told apart by the sign.
    return Waymark(
        id=one.id,
        strand=one.strand_id,
        stage=stage.id if stage else -one.strand_id,
        stage_order=stage.order if stage else -1,
        order=one.order,
        required=one.required,
    )


def _in_work(row: Verdict) -> bool:
    return not row.mastered and row.status != "exempt" and row.status not in NOT_COUNTED


def _share(continuum: ContinuumMap, row: Verdict) -> Decimal:
    mark = continuum.competencies[row.competency_id].scale.rule.proficient
    return (row.score / mark) if row.score is not None and mark else Decimal(0)
