"""How a judgement is made: selection, order, combination, gates and status."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from competencies.rules.policy import DEFAULT_POLICY, Policy
from competencies.rules.refusals import RefusedError
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.values import Judgement, Piece, SetAside, StandardRequirement
from pathways.tests.rules.school import BOTH, COMPUTE, EXPLAIN, FIRST, FOUR_POINTS, policy, series, work

ONE = (StandardRequirement(COMPUTE),)
LAST = FIRST + timedelta(days=30)


def judged(
    evidence: tuple[Piece, ...],
    rule: Policy,
    standards: tuple[StandardRequirement, ...] = ONE,
    as_of: date = LAST,
    **more: Any,
) -> Judgement:
    """Judge on the four-point scale."""
    return judge(evidence, standards, rule, FOUR_POINTS, as_of, **more)


def why(judgement: Judgement) -> dict[object, str]:
    """Why each piece was set aside."""
    return {one.id: one.why for one in judgement.set_aside}


def test_no_evidence_is_not_not_yet() -> None:
    judgement = judged((), DEFAULT_POLICY)
    assert (judgement.status, judgement.score, judgement.mastered) == ("no_evidence", None, False)
    assert judgement.confidence == ""


def test_maya_masters_unit_rates_with_two_days_of_proficient_work() -> None:
    judgement = judged(series(3, 3), DEFAULT_POLICY)
    assert (judgement.status, judgement.score, judgement.level) == ("mastered", 3, 3)
    assert judgement.mastered
    assert judgement.explanation is not None
    assert judgement.explanation.needed == ()


def test_one_piece_needs_more_evidence_on_another_day() -> None:
    judgement = judged((work(4, day=30),), DEFAULT_POLICY)
    assert judgement.status == "needs_evidence"
    assert [(gate.gate, gate.per, gate.met) for gate in judgement.gates] == [
        ("min_evidence", "standard", True),
        ("min_evidence", "competency", False),
        ("distinct_days", "", False),
    ]
    needed = judgement.explanation and judgement.explanation.needed
    # Another piece on the same day would not be a second day, so the plan asks for one piece tomorrow, not for two.
    assert needed is not None
    assert [(piece.level, piece.on) for piece in needed] == [(3, LAST + timedelta(days=1))]


def test_below_proficient_is_not_yet_and_says_what_would_change_it() -> None:
    judgement = judged(series(2, 2, 3), DEFAULT_POLICY)
    assert (judgement.status, judgement.score) == ("not_yet", 2)
    needed = judgement.explanation and judgement.explanation.needed
    assert needed is not None
    assert [(piece.standard, piece.level, piece.on) for piece in needed] == [(COMPUTE, 3, LAST)]


def test_all_asks_for_every_required_standard_and_the_score_is_the_lowest() -> None:
    evidence = series(4, 4) + series(2, 3, 3, standard=EXPLAIN)
    judgement = judged(evidence, policy("latest"), BOTH)
    assert (judgement.status, judgement.score) == ("mastered", 3)
    assert [(one.id, one.score, one.pieces) for one in judgement.standards] == [
        (COMPUTE, 4, ("Compute 1",)),
        (EXPLAIN, 3, ("Explain 2",)),
    ]


def test_a_required_standard_without_work_needs_evidence() -> None:
    judgement = judged(series(4, 4), policy("latest"), BOTH)
    assert (judgement.status, judgement.score) == ("needs_evidence", None)
    assert [one.state for one in judgement.standards] == ["scored", "unrated"]


def test_work_on_an_optional_standard_is_set_aside_under_all() -> None:
    standards = (StandardRequirement(COMPUTE), StandardRequirement(EXPLAIN, required=False))
    judgement = judged(series(3) + series(1, standard=EXPLAIN), policy("latest"), standards)
    assert judgement.status == "mastered"
    assert why(judgement) == {"Explain 0": "optional_standard"}


def test_at_least_k_takes_the_kth_best_of_all_standards() -> None:
    standards = tuple(StandardRequirement(id_, required=id_ == "a") for id_ in "abc")
    evidence = series(2, standard="a") + series(4, standard="b") + series(3, standard="c")
    rule = policy("latest", combine="at_least_k", k=2)
    assert judged(evidence, rule, standards).score == 3
    assert judged(evidence, replace(rule, k=3), standards).score == 2
    few = judged(evidence[:1], rule, standards)
    assert (few.status, few.score) == ("needs_evidence", None)


@pytest.mark.parametrize(("combine", "score"), [("mean", "2.5"), ("weighted_mean", "2.25")])
def test_a_mean_takes_required_standards_and_the_optional_ones_that_are_scored(combine: str, score: str) -> None:
    standards = (
        StandardRequirement("a", weight=Decimal(3)),
        StandardRequirement("b", required=False),
        StandardRequirement("c", required=False, weight=Decimal(5)),
    )
    evidence = series(2, standard="a") + series(3, standard="b")
    judgement = judged(evidence, policy("latest", combine=combine), standards)
    assert judgement.score == Decimal(score)
    assert judged(series(3, standard="b"), policy("latest", combine=combine), standards).status == "needs_evidence"


def test_weights_that_add_up_to_nothing_are_refused_by_name() -> None:
    standards = (StandardRequirement(COMPUTE, weight=Decimal(0)),)
    with pytest.raises(RefusedError, match=r"standards\.weight"):
        judged(series(3), policy("latest", combine="weighted_mean"), standards)


def test_every_piece_is_counted_or_set_aside_with_its_reason() -> None:
    evidence = (
        work(2, day=0),
        work(3, day=1),
        work(3, day=2, kind="formative", id="practice"),
        work(4, day=3, role="self", id="own view"),
        work("missed", day=4, id="missed"),
        work("insufficient", day=5, id="too little"),
        work("excused", day=6, id="ill"),
        work(4, day=7, support="modified", id="modified"),
        work(4, day=8, support="accommodated", id="accommodated"),
        work(4, day=9, standard="Something else", id="elsewhere"),
        work(4, day=31, id="tomorrow"),
        replace(work(4, day=10, id="voided"), aside="voided"),
    )
    judgement = judged(evidence, policy("latest"))
    assert judgement.counted == ("accommodated",)
    assert why(judgement) == {
        "Compute 0": "earlier",
        "Compute 1": "earlier",
        "practice": "kind",
        "own view": "role",
        "missed": "missed",
        "too little": "insufficient",
        "ill": "excused",
        "modified": "modified",
        "elsewhere": "other_standard",
        "tomorrow": "after_as_of",
        "voided": "voided",
    }
    assert len(judgement.counted) + len(judgement.set_aside) == len(evidence)


def test_modified_work_counts_where_an_adapted_expectation_is_in_force() -> None:
    standards = (StandardRequirement(COMPUTE, adapted=((FIRST, None),)),)
    assert judged((work(3, day=0, support="modified"),), policy(), standards).counted == ("Compute 0",)


def test_modified_work_of_a_day_outside_the_adapted_expectation_does_not_count() -> None:
    standards = (StandardRequirement(COMPUTE, adapted=((FIRST, FIRST),)),)
    pieces = (work(3, day=0, support="modified"), work(3, day=1, support="modified"))
    assert judged(pieces, policy(), standards).counted == ("Compute 0",)


def test_self_and_peer_count_only_where_the_policy_says_so() -> None:
    evidence = (work(4, day=0, role="peer"),)
    assert judged(evidence, policy()).status == "no_evidence"
    assert judged(evidence, policy(roles=frozenset({"peer"}))).status == "mastered"


def test_work_is_ordered_by_day_instant_order_recorded_and_id() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    evidence = (
        work(4, day=0, id="10", at=noon),
        work(3, day=0, id="9", at=noon),
        work(2, day=0, id="bare day", seq=7),
        work(1, day=0, id="bare day first", seq=6),
    )
    judgement = judged(evidence, policy("mean"), as_of=FIRST)
    assert judgement.counted == ("bare day first", "bare day", "9", "10")


def test_the_same_piece_twice_counts_once_and_one_id_with_two_contents_is_refused() -> None:
    piece = work(3, day=0)
    assert judged((piece, replace(piece)), policy("mean")).counted == ("Compute 0",)
    with pytest.raises(RefusedError, match=r"evidence\.id"):
        judged((piece, replace(piece, level=Decimal(4))), policy())


def test_a_past_page_sees_only_what_was_done_and_known_then() -> None:
    monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 9, tzinfo=UTC)
    evidence = (work(3, day=0, recorded=monday), work(1, day=1, recorded=friday))
    assert judged(evidence, policy(), known_at=monday).score == 3
    assert judged(evidence, policy(), known_at=friday).score == 1
    assert why(judged(evidence, policy(), known_at=monday)) == {"Compute 1": "not_known"}


def test_an_exempt_standard_leaves_the_requirement_from_its_day() -> None:
    exempt = work("exempt", day=5, standard=EXPLAIN, id="exempt")
    evidence = (*series(3), work(1, day=0, standard=EXPLAIN), exempt)
    before = judged(evidence, policy(), BOTH, as_of=FIRST + timedelta(days=4))
    after = judged(evidence, policy(), BOTH)
    assert (before.status, after.status) == ("not_yet", "mastered")
    assert after.exempted == (EXPLAIN,)
    assert why(after) == {"Explain 0": "exempt_standard", "exempt": "exempt"}
    assert judged((replace(exempt, aside="voided"), *evidence[:2]), policy(), BOTH).status == "not_yet"


def test_exempt_from_everything_is_exempt_and_not_mastered() -> None:
    judgement = judged((work("exempt", day=0), work(4, day=1)), policy())
    assert (judgement.status, judgement.mastered) == ("exempt", False)
    assert judgement.explanation is not None
    assert judgement.explanation.needed == ()


def test_a_students_own_exemption_exempts_from_nothing() -> None:
    assert judged((work("exempt", day=0, role="self"), work(4, day=1)), policy()).status == "mastered"


def test_nothing_is_rounded_before_it_is_compared() -> None:
    evidence = series(*[8] * 11, *[9] * 9)
    scale = Scale(Decimal("8.5"), Decimal(12))
    exact = judge(evidence, ONE, policy("mean"), scale, LAST)
    rounding = judge(evidence, ONE, policy("mean", round_before_compare=1), scale, LAST)
    assert (exact.score, exact.mastered) == (Decimal("8.45"), False)
    assert (rounding.score, rounding.mastered) == (Decimal("8.5"), True)


def test_thirds_that_add_up_to_the_mark_reach_it() -> None:
    evidence = series("3.1", "2.9", "3.0", "3.0", "3.0", "3.0", "3.0")
    assert judged(evidence, policy("mean")).status == "mastered"
    assert judged(series(3, 3, 3), policy("power_law")).status == "mastered"


def test_the_level_is_the_highest_not_above_the_score() -> None:
    assert judged(series(3, 4), policy("mean")).level == 3
    assert judged((work("0.5", day=0),), policy("mean")).level is None
    named = Scale(Decimal(1), Decimal(1), Decimal(0), (Decimal(0), Decimal(1)), ("Not yet", "Met"))
    assert judge(series(0), ONE, policy(), named, LAST).level_name == "Not yet"


def test_work_dated_ahead_bounds_how_long_the_judgement_holds() -> None:
    judgement = judged((work(3, day=0), work(1, day=40)), policy())
    assert (judgement.score, judgement.valid_until) == (3, FIRST + timedelta(days=39))


def test_formative_work_never_lowers_what_summative_work_supports() -> None:
    rule = policy("latest", counts="all")
    helped = judged((work(2, day=0), work(3, day=1, kind="formative")), rule)
    assert (helped.score, helped.view) == (3, "all")
    not_harmed = judged((work(3, day=0), work(1, day=1, kind="formative")), rule)
    assert (not_harmed.score, not_harmed.view) == (3, "summative")
    assert why(not_harmed) == {"Compute 1": "would_lower"}


def test_n_times_without_enough_proficient_pieces_is_unmet_without_a_score() -> None:
    rule = policy("n_times", n=2)
    assert (judged(series(3), rule).status, judged(series(3, 2), rule).status) == ("needs_evidence", "not_yet")
    done = judged(series(3, 2, 4), rule)
    assert (done.score, done.status) == (Decimal("3.5"), "mastered")
    assert done.set_aside == (SetAside("Compute 1", "below_proficient"),)


def test_power_law_refuses_a_zero_by_name() -> None:
    with pytest.raises(RefusedError, match=r"evidence\.level.*power_law"):
        judged(series(0, 4), policy("power_law"))
    assert judged(series(2), policy("power_law")).score == 2
