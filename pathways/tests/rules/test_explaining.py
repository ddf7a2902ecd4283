"""What a judgement says beside the verdict: needed, why not, ready, growth, confidence, and since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from competencies.rules.policy import DEFAULT_POLICY, Gate, Policy
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.reached import reached_on
from pathways.rules.values import Explanation, Piece, StandardRequirement, WhyNot
from pathways.rules.wording import in_words
from pathways.tests.rules.school import BOTH, COMPUTE, EXPLAIN, FIRST, FOUR_POINTS, policy, series, work

LAST = FIRST + timedelta(days=30)
ONE = (StandardRequirement(COMPUTE),)


def explained(
    evidence: tuple[Piece, ...], rule: Policy, standards: tuple[StandardRequirement, ...] = ONE
) -> Explanation:
    """What would change it, on the last day."""
    explanation = judge(evidence, standards, rule, FOUR_POINTS, LAST).explanation
    assert explanation is not None
    return explanation


def steps(evidence: tuple[Piece, ...], rule: Policy, standards: tuple[StandardRequirement, ...] = ONE) -> list[object]:
    """The needed pieces as (standard, level)."""
    needed = explained(evidence, rule, standards).needed
    assert needed is not None
    return [(piece.standard, piece.level) for piece in needed]


def test_maya_who_has_shown_nothing_needs_one_piece_on_each_standard() -> None:
    assert steps((), DEFAULT_POLICY, BOTH) == [(COMPUTE, 3), (EXPLAIN, 3)]


def test_a_mode_that_an_old_level_holds_needs_two_more() -> None:
    assert steps(series(2, 2, 2), DEFAULT_POLICY) == [(COMPUTE, 3), (COMPUTE, 3)]


def test_levels_are_as_low_as_they_can_be() -> None:
    assert steps(series(2), policy("mean")) == [(COMPUTE, 4)]
    assert steps(series(2, 2), policy("mean")) == [(COMPUTE, 4), (COMPUTE, 4)]
    assert steps(series(2, 3), policy("mean")) == [(COMPUTE, 4)]


def test_lower_levels_come_first_and_standards_in_order() -> None:
    evidence = series(2) + series(3, 2, standard=EXPLAIN)
    assert steps(evidence, policy("decaying_average", weight=Decimal("0.5")), BOTH) == [(COMPUTE, 4), (EXPLAIN, 4)]


def test_needed_brings_what_the_gates_ask_for() -> None:
    rule = policy("latest", Gate("min_source_types", 2), Gate("require_transfer", True), Gate("min_depth", "strategic"))
    needed = explained(series(3), rule).needed
    assert needed is not None
    assert [(p.type, p.transfer, p.depth) for p in needed] == [("performance_task", True, "strategic")]


def test_why_not_names_the_gate_and_the_way_out() -> None:
    assert explained(series(1, 4), policy("mean", Gate("min_level", Decimal(2)))).why_not == WhyNot(
        "min_level", "counted_below"
    )
    assert explained((), policy("latest", Gate("min_evidence", 13, "competency"))).why_not == WhyNot(
        "min_evidence", "too_far"
    )
    assert explained((), policy(roles=frozenset({"self"}))).why_not == WhyNot("roles", "change_rule")
    assert explained((), policy(combine="at_least_k", k=2)).why_not == WhyNot("combine", "change_rule")
    optional = (StandardRequirement(COMPUTE, required=False),)
    assert explained((), policy(), optional).why_not == WhyNot("standards", "align_standard")


def test_a_mean_can_be_out_of_reach_where_proficient_is_the_top() -> None:
    scale = Scale(Decimal(1), Decimal(1), Decimal(0))
    explanation = judge(series(0), ONE, policy("mean"), scale, LAST).explanation
    assert explanation == Explanation(None, WhyNot("score", "too_far"), ready=False, still_below=(COMPUTE,))


def test_a_scale_without_a_level_from_proficient_up_says_so() -> None:
    scale = Scale(Decimal("4.5"), Decimal("4.5"))
    explanation = judge((), ONE, policy(), scale, LAST).explanation
    assert explanation is not None
    assert explanation.why_not == WhyNot("scale", "change_scale")


def test_ready_for_a_summative_when_practice_shows_it() -> None:
    practice = series(2, 3, 3, kind="formative")
    explanation = explained(practice, DEFAULT_POLICY)
    assert (explanation.ready, explanation.still_below) == (True, ())
    assert explained(practice, DEFAULT_POLICY, BOTH).still_below == (EXPLAIN,)


def test_growth_is_the_distance_from_the_earliest_diagnostic() -> None:
    evidence = (
        work(2, day=0),
        work(1, day=1, kind="diagnostic"),
        work(3, day=2),
        work(2, day=0, standard=EXPLAIN, kind="formative"),
        work(4, day=3, standard=EXPLAIN),
    )
    judgement = judge(evidence, BOTH, policy("latest"), FOUR_POINTS, LAST)
    assert (judgement.score, judgement.baseline, judgement.growth) == (3, Decimal("1.5"), Decimal("1.5"))


def test_no_growth_without_a_score_or_with_too_few_standards() -> None:
    assert judge(series(2), BOTH, policy("latest"), FOUR_POINTS, LAST).growth is None
    three = (*BOTH, StandardRequirement("Compare unit rates"))
    rule = policy("latest", combine="at_least_k", k=1)
    assert judge(series(2, 3), three, rule, FOUR_POINTS, LAST).growth is None
    assert judge(series(2, 3), BOTH, rule, FOUR_POINTS, LAST).growth == 1


def test_confidence_weighs_amount_variety_agreement_and_age() -> None:
    def confidence(*evidence: Piece, days: int = 30) -> str:
        return judge(evidence, ONE, policy(), FOUR_POINTS, FIRST + timedelta(days=days)).confidence

    two = (work(3, day=0), work(3, day=1, type="project"))
    four = (*two, work(4, day=2), work(3, day=3, type="project"))
    assert confidence(two[0]) == "low"
    assert confidence(*series(3, 3, 3, 3)) == "low"
    assert confidence(*two) == "medium"
    assert confidence(*four) == "high"
    assert confidence(*four[:3], work(1, day=3, type="project")) == "medium"
    assert confidence(*four, days=200) == "medium"
    assert confidence(*four, days=400) == "low"


def test_reached_on_is_the_day_since_which_it_holds_without_a_break() -> None:
    evidence = series(3, 3, 1, 3, 4)
    assert reached_on(evidence, ONE, policy(), FOUR_POINTS, LAST) == FIRST + timedelta(days=3)
    assert reached_on(evidence, ONE, policy(), FOUR_POINTS, FIRST + timedelta(days=1)) == FIRST
    assert reached_on(evidence, ONE, policy(), FOUR_POINTS, FIRST + timedelta(days=2)) is None
    assert reached_on((), ONE, policy(), FOUR_POINTS, LAST) is None


def test_reached_on_sees_an_exemption_from_its_own_day() -> None:
    evidence = (*series(3), work("exempt", day=4, standard=EXPLAIN))
    assert reached_on(evidence, BOTH, policy(), FOUR_POINTS, LAST) == FIRST + timedelta(days=4)


def test_a_judgement_speaks_in_codes() -> None:
    evidence = (*series(3, 2), replace(work(1, day=5), aside="voided"))
    codes = [message.code for message in in_words(judge(evidence, ONE, DEFAULT_POLICY, FOUR_POINTS, LAST))]
    assert codes == [
        "status.not_yet",
        "standard.scored.mode.tie",
        "gate.min_evidence.standard.met",
        "gate.min_evidence.competency.met",
        "gate.distinct_days.met",
        "aside.voided",
        "needed.piece",
    ]


@pytest.mark.parametrize("standards", [ONE, BOTH])
def test_without_explaining_the_verdict_is_the_same(standards: tuple[StandardRequirement, ...]) -> None:
    evidence = series(2, 3, 3)
    told = judge(evidence, standards, DEFAULT_POLICY, FOUR_POINTS, LAST)
    assert replace(told, explanation=None) == judge(
        evidence, standards, DEFAULT_POLICY, FOUR_POINTS, LAST, explain=False
    )
