"""What a rule does while it is being typed: in words, with warnings, and on the same few little histories."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cbe.testing.continuum import TestContinuum
from competencies.models import PolicyVersion
from competencies.queries.continuum_map import published_map
from competencies.rules.policy import DEFAULT_POLICY, METHODS, Gate, Policy
from competencies.rules.policy_typed import typed_of
from competencies.rules.presets import PRESETS
from competencies.rules.scale import Scale
from pathways.queries.example_words import example_words
from pathways.queries.sentences import sentence
from pathways.rules.examples import HISTORIES, shown
from pathways.rules.wording import standard_in_words
from people.models import District, User

TODAY = date(2026, 11, 23)
FOUR_POINTS = Scale(Decimal(3), Decimal(4), levels=(Decimal(1), Decimal(2), Decimal(3), Decimal(4)))
EXAMPLES = "/policy/examples/"


def statuses(policy: Policy, scale: Scale = FOUR_POINTS) -> dict[str, str]:
    return {one.key: one.judgement.status for one in shown(policy, scale, TODAY) if one.judgement}


def form(policy: Policy, **said: Any) -> dict[str, Any]:
    return {**{name: one for name, one in typed_of(policy).items() if one}, **said}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_under_the_default_rule_the_little_histories_come_out_as_a_teacher_would_say() -> None:
    assert statuses(DEFAULT_POLICY) == {
        "slow_start": "mastered",
        "slip": "mastered",
        "brilliant": "needs_evidence",
        "practice": "no_evidence",
        "two_kinds": "mastered",
        "old": "mastered",
        "classmate": "no_evidence",
    }


@pytest.mark.parametrize(
    ("policy", "changed"),
    [
        (Policy("mean"), {"slow_start": "not_yet", "slip": "not_yet", "brilliant": "mastered"}),
        (Policy("latest"), {"slip": "not_yet"}),
        (Policy("highest", counts="all"), {"practice": "mastered"}),
        (Policy("highest", gates=(Gate("within_months", 12),)), {"old": "to_confirm", "slip": "mastered"}),
        (Policy("highest", gates=(Gate("min_source_types", 2),)), {"slip": "needs_evidence", "two_kinds": "mastered"}),
        (Policy("highest", gates=(Gate("require_transfer", True),)), {"old": "needs_evidence"}),
        (Policy("highest", roles=frozenset({"teacher", "peer"})), {"classmate": "mastered"}),
        (Policy("highest", combine="at_least_k", k=3), {"slow_start": "mastered"}),
    ],
)
def test_a_change_of_the_rule_changes_what_becomes_of_them(policy: Policy, changed: dict[str, str]) -> None:
    found = statuses(policy)
    assert {key: found[key] for key in changed} == changed


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("top", [1, 2, 12])
def test_every_method_says_something_on_every_scale(method: str, top: int) -> None:
    scale = Scale(Decimal(max(1, top - 1)), Decimal(top), levels=tuple(Decimal(n) for n in range(1, top + 1)))
    policy = Policy(method, n=2, weight=Decimal("0.65"))
    assert len(statuses(policy, scale)) == len(HISTORIES)


@pytest.mark.django_db
@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_every_named_rule_says_why_in_one_sentence(preset: Any, continuum: TestContinuum, district: District) -> None:
    scale = published_map(district).domains[0].scale
    for one in shown(preset.policy, scale.rule, TODAY):
        words = example_words(one, scale)
        assert words.name
        assert words.verdict
        assert words.why.endswith((".", "practice"))
        assert "%(" not in words.why


def test_work_that_is_there_and_not_enough_is_not_called_missing() -> None:
    one = shown(Policy("n_times", n=5), FOUR_POINTS, TODAY)[0].judgement
    assert one is not None
    assert sentence(standard_in_words(one.standards[0], one.method)) == "4 rated pieces so far; the rule asks for more."
    brilliant = shown(Policy("n_times", n=5), FOUR_POINTS, TODAY)[2].judgement
    assert brilliant is not None
    assert sentence(standard_in_words(brilliant.standards[0], "n_times")).startswith("One rated piece so far")


@pytest.mark.django_db
def test_what_is_typed_is_said_and_judged_at_once_and_nothing_is_saved(
    client: Client, admin: User, continuum: TestContinuum
) -> None:
    client.force_login(admin)
    policy = Policy("latest", gates=(Gate("min_source_types", 2), Gate("min_evidence", 3, per="competency")))
    answer = client.post(EXAMPLES, form(policy), headers={"HX-Request": "true"})
    said = text(answer)
    assert "with at least three pieces of summative evidence, from two kinds of work." in said
    assert "Good work, then a slip" in said
    assert "<html" not in said
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
def test_what_is_wrong_is_said_and_the_examples_still_show_what_it_would_do(
    client: Client, admin: User, continuum: TestContinuum
) -> None:
    client.force_login(admin)
    live = client.post(
        EXAMPLES, form(Policy("latest", gates=(Gate("min_level", Decimal(9)),))), headers={"HX-Request": "true"}
    )
    assert live.status_code == 200
    assert "The levels of the scale “Four levels” go from 1 to 4." in text(live)
    plain = client.post(EXAMPLES, form(Policy("mode"), n="none"))
    assert plain.status_code == 422
    assert "a whole number from 1 to 1000" in text(plain)


@pytest.mark.django_db
def test_without_scripts_the_page_carries_what_was_typed_back_to_the_form(
    client: Client, admin: User, continuum: TestContinuum
) -> None:
    client.force_login(admin)
    page = text(
        client.post(EXAMPLES, form(Policy("highest"), note="Kept <b>as typed</b>", csrfmiddlewaretoken="of the form"))
    )
    assert '<input type="hidden" name="note" value="Kept &lt;b&gt;as typed&lt;/b&gt;">' in page
    assert 'name="do" value="again"' in page
    assert 'value="of the form"' not in page


@pytest.mark.django_db
def test_opened_by_itself_it_shows_the_rule_in_force(client: Client, admin: User, continuum: TestContinuum) -> None:
    client.force_login(admin)
    assert "with at least one piece of summative evidence on each" in text(client.get(EXAMPLES))


@pytest.mark.django_db
def test_a_rule_that_some_competency_can_never_meet_is_warned_about_by_name(
    client: Client, admin: User, continuum: TestContinuum
) -> None:
    client.force_login(admin)
    said = text(client.post(EXAMPLES, form(Policy("latest", combine="at_least_k", k=2))))
    assert "have fewer than 2 standards and can never be mastered under this rule" in said
    assert "Equivalent ratios" in said
    assert "each piece was rated on all of them" in said


@pytest.mark.django_db
def test_somebody_elses_scale_is_not_shown(client: Client, admin: User, continuum: TestContinuum) -> None:
    client.force_login(admin)
    for asked in ("0", "x", "9" * 40, "\0"):
        assert client.post(EXAMPLES, form(DEFAULT_POLICY, scale=asked)).status_code == 200


def test_beside_the_form_the_rule_in_words_is_renewed_too(
    client: Client, district: District, admin: User, continuum: TestContinuum
) -> None:
    client.force_login(admin)
    answer = text(client.post(EXAMPLES, form(Policy("mean", combine="mean")), headers={"HX-Request": "true"}))
    assert '<span id="rule-said" hx-swap-oob="innerHTML"> Proficient on the average of the standards' in answer
    assert "<html" not in answer
    wrong = text(client.post(EXAMPLES, form(Policy("mean"), per_competency="x"), headers={"HX-Request": "true"}))
    assert "Something in it must be mended before the rule can be said." in wrong
