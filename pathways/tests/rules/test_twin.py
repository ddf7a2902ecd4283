"""The two engines never differ: the set-based twin says what the exact one says, or that it cannot be sure."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from competencies.rules.policy import QUALITY_GATES, QUANTITY_GATES
from pathways.rules.exact import at_least
from pathways.rules.twin import columns as codes
from pathways.rules.twin.columns import NO_DAY, NONE, Verdicts
from pathways.rules.twin.deciding import decide
from pathways.rules.values import Judgement
from pathways.tests.rules.twin_histories import Batch, adapted_of, batch, columns_of, policy_of

Said = tuple[object, ...]


def decided(made: Batch, chance: random.Random) -> Verdicts:
    """What the twin says of a batch, its rows in any order."""
    return decide(
        columns_of(made, chance), made.requirements, made.policy, made.scales, made.as_of, made.known_at,
        adapted=adapted_of(made),
    )  # fmt: skip


def told(verdicts: Verdicts, place: int) -> Said:
    """What the twin says of one pair, in the engine's words."""
    level, day = int(verdicts.level[place]), int(verdicts.valid_until[place])
    return (
        codes.STATUSES[verdicts.status[place]],
        None if level == NONE else level / 1000,
        bool(verdicts.mastered[place]),
        None if day == NO_DAY else date(1970, 1, 1) + timedelta(days=day),
        codes.REASONS[verdicts.reason[place]],
    )


def expected(judgement: Judgement, proficient: bool) -> Said:
    """What the engine says."""
    return (
        judgement.status,
        None if judgement.level is None else float(judgement.level),
        judgement.mastered,
        judgement.valid_until,
        reason(judgement, proficient),
    )


def reason(judgement: Judgement, proficient: bool) -> str:
    """What decided the engine's judgement."""
    unmet = [gate for gate in judgement.gates if not gate.met]
    names = {"needs_evidence": QUANTITY_GATES, "not_yet": QUALITY_GATES, "to_confirm": ("within_months",)}
    if judgement.status == "not_yet" and judgement.score is None:
        return "no_score"
    if judgement.status == "not_yet" and not proficient:
        return "below_proficient"
    for gate in unmet:
        if gate.gate in names.get(judgement.status, ()):
            return f"{gate.gate}.{gate.per}" if gate.per else gate.gate
    return "unrated" if judgement.status == "needs_evidence" else judgement.status


def compare(made: Batch, chance: random.Random) -> tuple[int, int]:
    """Compare the engines on a batch; return how many pairs there are and how many were left to the exact one."""
    verdicts = decided(made, chance)
    assert list(zip(verdicts.student.tolist(), verdicts.competency.tolist(), strict=True)) == sorted(made.rows)
    for place, pair in enumerate(sorted(made.rows)):
        if verdicts.uncertain[place]:
            continue
        judgement = made.judged(*pair)
        assert judgement is not None, made.story(*pair)
        proficient = judgement.score is not None and at_least(judgement.score, made.scales[pair[1]].proficient)
        assert told(verdicts, place) == expected(judgement, proficient), made.story(*pair)
        score = verdicts.score[place]
        assert np.isnan(score) == (judgement.score is None)
        if judgement.score is not None:
            assert abs(score - float(judgement.score)) <= 1e-9 * max(1, abs(score))
    return len(verdicts), int(verdicts.uncertain.sum())
