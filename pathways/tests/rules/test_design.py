"""The design of the engine, sentence by sentence, each with the test that proves it: none is without one."""

from __future__ import annotations

from importlib import import_module

import pytest

HERE = "pathways.tests.rules"
PROOFS: dict[str, str] = {
    # A pure function of ledger, policy version and day
    "any order of arrival, any duplication gives the same answer": "test_laws.arrival_never_matters",
    "an incremental update equals a rebuild": "test_laws.one_row_at_a_time_ends_where_a_rebuild_begins",
    "a void undoes exactly its own effect": "test_laws.a_void_undoes_exactly_its_own_effect",
    "a past page is as_of and known_at set to that day": "test_laws.the_past_stays_as_it_was_judged",
    "the last day the same ledger judges the same": "test_laws.it_holds_until_the_day_it_says",
    # Numbers
    "read as decimals, sixty digits": "test_parity.test_the_figures_of_outcomes_are_reproduced",
    "a difference below 1e-40 is equality": "test_methods.test_a_difference_below_1e_40_is_equality",
    "thirds add up to the mark": "test_judge.test_thirds_that_add_up_to_the_mark_reach_it",
    "never rounded before comparing": "test_judge.test_nothing_is_rounded_before_it_is_compared",
    "the level is the highest not above the score": "test_judge.test_the_level_is_the_highest_not_above_the_score",
    # 1. Select
    "eligible, or set aside with a reason": "test_judge.test_every_piece_is_counted_or_set_aside_with_its_reason",
    "corrections": "test_ledger.test_a_correction_replaces_what_it_corrects_and_takes_its_place",
    "exempt from its day": "test_judge.test_an_exempt_standard_leaves_the_requirement_from_its_day",
    "roles the policy counts": "test_judge.test_self_and_peer_count_only_where_the_policy_says_so",
    "day, instant, order recorded, id": "test_judge.test_work_is_ordered_by_day_instant_order_recorded_and_id",
    "same id once": "test_judge.test_the_same_piece_twice_counts_once_and_one_id_with_two_contents_is_refused",
    "counted and set aside partition the input": "test_laws.counted_and_set_aside_are_everything",
    # 2. Reduce
    "every method by its formula": "test_methods.test_the_published_table",
    "highest: ties the more recent": "test_methods.test_highest_prefers_the_more_recent_of_equals",
    "median of an even count": "test_methods.test_median_of_an_even_count_is_between_the_two_middle_ones",
    "mode: ties seen more recently": "test_methods.test_mode_breaks_ties_towards_what_was_seen_more_recently",
    "best_n": "test_methods.test_best_n_lets_early_failures_drop_off_and_prefers_the_more_recent",
    "power_law refuses a zero by name": "test_judge.test_power_law_refuses_a_zero_by_name",
    "one piece: every method gives it": "test_methods.test_one_piece_is_what_every_method_gives",
    "unmet without a score": "test_judge.test_n_times_without_enough_proficient_pieces_is_unmet_without_a_score",
    # 3. Combine
    "all: the lowest": "test_judge.test_all_asks_for_every_required_standard_and_the_score_is_the_lowest",
    "at_least_k: the k-th best": "test_judge.test_at_least_k_takes_the_kth_best_of_all_standards",
    "means": "test_judge.test_a_mean_takes_required_standards_and_the_optional_ones_that_are_scored",
    "optional work set aside under all": "test_judge.test_work_on_an_optional_standard_is_set_aside_under_all",
    # 4. Gates
    "quantity gates count eligible pieces": "test_gates.test_a_quantity_gate_asks_for_more_evidence",
    "quality gates look at counted pieces": "test_gates.test_quality_gates_look_at_counted_pieces_only",
    "freshness, day clamped": "test_gates.test_a_day_is_clamped_to_the_end_of_a_shorter_month",
    "an unknown gate or field is an error": "test_judge_lines.test_a_bad_line_is_refused_by_the_name_of_its_field",
    # 5. Status
    "exempt": "test_judge.test_exempt_from_everything_is_exempt_and_not_mastered",
    "no evidence": "test_judge.test_no_evidence_is_not_not_yet",
    "needs evidence": "test_judge.test_a_required_standard_without_work_needs_evidence",
    "to confirm keeps mastery": "test_gates.test_freshness_keeps_mastery_and_asks_to_confirm_it",
    # 6. Formative never lowers
    "formative never lowers, any method": "test_laws.test_formative_work_never_lowers_under_any_method",
    "the trace says which reading": "test_judge.test_formative_work_never_lowers_what_summative_work_supports",
    # 7. Explain
    "fewest, lowest, standard order": "test_needed.test_needed_is_what_trying_every_plan_finds",
    "the flip laws": "test_needed.test_the_flip_laws_hold_for_every_method_and_gate",
    "why_not and the way out": "test_explaining.test_why_not_names_the_gate_and_the_way_out",
    # 8. More
    "baseline": "test_explaining.test_growth_is_the_distance_from_the_earliest_diagnostic",
    "growth": "test_explaining.test_no_growth_without_a_score_or_with_too_few_standards",
    "ready": "test_explaining.test_ready_for_a_summative_when_practice_shows_it",
    "confidence": "test_explaining.test_confidence_weighs_amount_variety_agreement_and_age",
    # manage.py judge
    "output": "test_judge_lines.test_a_line_is_answered_with_the_judgement_and_its_trace",
    "an instant's day is its date in tz": "test_judge_lines.test_an_instants_day_is_its_date_in_the_time_zone",
    "never a stack trace": "test_judge_never_stumbles.test_every_spoiled_line_is_answered",
    "--check": "test_judge_command.test_check_ends_with_the_count_and_fails_on_a_difference",
    "both families": "test_judge_lines.test_other_systems_figures_are_reproduced",
    "portfolio-level": "test_parity.test_the_figures_of_portfolios_are_reproduced",
    "portfolio-level in our ledger": "test_portfolio_level.test_the_figures_are_those_of_the_old_systems_export",
    # One decision, two speeds; the page for teachers
    "docs/mastery.md runs": "test_mastery_page.test_an_example_on_the_page_is_true",
}


@pytest.mark.parametrize("sentence", PROOFS)
def test_a_sentence_of_the_design_has_its_proof(sentence: str) -> None:
    module, name = PROOFS[sentence].split(".")
    assert callable(getattr(import_module(f"{HERE}.{module}"), name))
