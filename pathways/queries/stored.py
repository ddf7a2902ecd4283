"""Stored conclusions as columns, to be laid beside what the twin says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pathways.models import Mastery
from pathways.queries.at_once import Standings, thousandths
from pathways.rules.twin.columns import STATUSES, Codes, Flags, Floats, Ints

# What people see first, and all that the twin knows.
VISIBLE = ("status", "level", "mastered")
EVERYTHING = (*VISIBLE, "own_status", "own_level", "score")
# The twin's score is good to a part in 10^9; the stored one has twelve places.
_NEAR = 2e-9
# A status nobody knows: somebody wrote into the database by hand.
_UNKNOWN = 255
_COLUMNS = ("student_id", "competency_id", "status", "level", "mastered", "own_status", "own_level", "score")


@dataclass(frozen=True, slots=True)
class Stored:
    """Stored rows as columns, in the order of standings."""

    student: Ints
    competency: Ints
    status: Codes
    level: Ints
    mastered: Flags
    own_status: Codes
    own_level: Ints
    score: Floats


def stored_of(ids: Collection[int]) -> Stored:
    """Return what is stored of some students. One query."""
    rows = Mastery.objects.filter(student_id__in=ids).order_by("student_id", "competency_id").values_list(*_COLUMNS)
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
    student, competency, status, level, mastered, own, own_level, score = columns
    # Where nobody decided otherwise the engine's own word is not stored twice.
    own = [name or told for name, told in zip(own, status, strict=True)]
    own_level = [one if name else told for one, name, told in zip(own_level, columns[5], level, strict=True)]
    return Stored(
        student=np.array(student, np.int64),
        competency=np.array(competency, np.int64),
        status=_codes(status),
        level=np.array([thousandths(one) for one in level], np.int64),
        mastered=np.array(mastered, np.bool_),
        own_status=_codes(own),
        own_level=np.array([thousandths(one) for one in own_level], np.int64),
        score=np.array([np.nan if one is None else float(one) for one in score], np.float64),
    )


def _codes(statuses: Sequence[str]) -> Codes:
    code = {name: place for place, name in enumerate(STATUSES)}
    return np.array([code.get(one, _UNKNOWN) for one in statuses], np.uint8)


def differing(now: Standings, was: Stored, columns: Sequence[str]) -> set[int]:
    """Return the students of rows that are on one side only, or say different things in these columns."""
    one = list(zip(now.student.tolist(), now.competency.tolist(), strict=True))
    other = list(zip(was.student.tolist(), was.competency.tolist(), strict=True))
    there = {pair: place for place, pair in enumerate(other)}
    lonely = {student for student, _competency in set(one) ^ there.keys()}
    both = [(place, there[pair]) for place, pair in enumerate(one) if pair in there]
    if not both:
        return lonely
    here, beside = np.array(both, np.int64).T
    return lonely | set(now.student[here[~_alike(now, was, columns, here, beside)]].tolist())


def _alike(now: Standings, was: Stored, columns: Sequence[str], here: Ints, beside: Ints) -> npt.NDArray[np.bool_]:
    alike = np.ones(len(here), np.bool_)
    for name in columns:
        one, other = getattr(now, name)[here], getattr(was, name)[beside]
        near = name == "score"
        alike &= np.isclose(one, other, rtol=_NEAR, atol=_NEAR, equal_nan=True) if near else one == other
    return alike
