"""The two engines never differ: the set-based twin says what the exact one says, or that it cannot be sure."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competencies.rules.policy import QUALITY_GATES, QUANTITY_GATES
from pathways.rules.threshold import threshold_of
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


def expected(judgement: Judgement, *, proficient: bool) -> Said:
    """What the engine says."""
    return (
        judgement.status,
        None if judgement.level is None else float(judgement.level),
        judgement.mastered,
        judgement.valid_until,
        reason(judgement, proficient=proficient),
    )


def reason(judgement: Judgement, *, proficient: bool) -> str:
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
        if not verdicts.uncertain[place]:
            judgement = made.judged(*pair)
            assert judgement is not None, made.story(*pair)
            proficient = threshold_of(made.policy, made.scales[pair[1]]).reached_by(judgement.score)
            assert told(verdicts, place) == expected(judgement, proficient=proficient), made.story(*pair)
            assert close(float(verdicts.score[place]), judgement.score), made.story(*pair)
    return len(verdicts), int(verdicts.uncertain.sum())


def close(score: float, exact: Decimal | None) -> bool:
    """Whether a score is the exact one to a part in 10^9."""
    if exact is None or np.isnan(score):
        return exact is None and bool(np.isnan(score))
    return abs(score - float(exact)) <= 1e-9 * max(1, abs(score))


def compare_many(batches: int, students: int, competencies: int) -> tuple[int, int]:
    """Compare the engines on so many batches, each under a policy of its own."""
    judged = left = 0

    @settings(max_examples=batches, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**48))
    def hold(seed: int) -> None:
        nonlocal judged, left
        chance = random.Random(seed)
        some, unsure = compare(batch(chance, policy_of(chance), students, competencies), chance)
        judged, left = judged + some, left + unsure

    hold()
    sys.stdout.write(f"\n{judged:,} histories; {left:,} left to the exact engine, {left / judged:.2%}\n")
    return judged, left


def test_the_two_engines_agree_on_two_thousand_histories() -> None:
    judged, _ = compare_many(80, 5, 5)
    assert judged >= 2000


@pytest.mark.long
def test_the_two_engines_agree_on_a_hundred_thousand_histories() -> None:
    judged, left = compare_many(1000, 10, 10)
    assert judged >= 100_000
    assert left / judged < 0.01


@pytest.mark.parametrize("seed", range(6))
def test_neither_the_order_of_rows_nor_the_division_of_students_matters(seed: int) -> None:
    chance = random.Random(seed)
    made = batch(chance, policy_of(chance), 8, 6)
    whole = decided(made, chance)
    columns = columns_of(made, chance)
    first = columns.student <= 28
    parts = [
        decide(
            columns.take(rows), made.requirements, made.policy, made.scales, made.as_of, made.known_at,
            adapted=adapted_of(made),
        )
        for rows in (first, ~first)
    ]  # fmt: skip
    together = Verdicts.joined(parts)
    for name in ("student", "competency", "uncertain"):
        assert np.array_equal(together.column(name), whole.column(name))
    sure = ~whole.uncertain
    assert told_all(together, sure) == told_all(whole, sure)


def told_all(verdicts: Verdicts, which: np.typing.NDArray[np.bool_]) -> list[Said]:
    """What the twin says of some pairs, with the score."""
    return [(*told(verdicts, place), f"{verdicts.score[place]:.9f}") for place in np.flatnonzero(which).tolist()]
