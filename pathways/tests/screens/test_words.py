"""Every code of the rules has its sentence, marks keep their meaning on any scale, and pictures need no database."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from competencies.queries.wording import listed
from competencies.rules.continuum import LevelView, ScaleView
from competencies.rules.marks import css_of, figure
from competencies.rules.messages import Message
from competencies.rules.policy import DEFAULT_POLICY, GATES, METHODS
from competencies.rules.policy_words import policy_in_words
from competencies.rules.scale import Scale
from pathways.queries.days import short_day
from pathways.queries.marks import amount_of, mark_of
from pathways.queries.sentences import SENTENCES, sentence, sentences
from pathways.rules.methods import LEFT_OUT
from pathways.rules.values import StandardResult
from pathways.rules.wording import standard_in_words

RULES = Path(__file__).parents[2] / "rules"


def scale_of(levels: int, proficient: int) -> ScaleView:
    """A scale of so many levels, proficient from one of them on."""
    views = tuple(
        LevelView(Decimal(value), value, f"Level {value}", "", value >= proficient) for value in range(1, levels + 1)
    )
    return ScaleView(1, "A scale", views, Scale(Decimal(proficient), Decimal(levels)))


@pytest.mark.parametrize(
    ("levels", "proficient", "css"),
    [
        (4, 3, ["l1", "l2", "l3", "l4"]),
        (2, 2, ["l1", "l3"]),
        (3, 2, ["l1", "l3", "l4"]),
        (5, 4, ["l1", "l2", "l2", "l3", "l4"]),
        (12, 9, ["l1"] * 4 + ["l2"] * 4 + ["l3"] + ["l4"] * 3),
    ],
)
def test_the_first_proficient_level_looks_the_same_on_every_scale(levels: int, proficient: int, css: list[str]) -> None:
    scale = scale_of(levels, proficient)
    assert [css_of(scale, rank) for rank in range(1, levels + 1)] == css


def test_work_without_a_level_is_never_the_lowest_colour() -> None:
    assert mark_of(scale_of(4, 3), None, pieces=1).css == "l0"
    assert mark_of(scale_of(4, 3), None).value == "–"


@pytest.mark.parametrize(("pieces", "dots"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (40, 3)])
def test_dots_tell_the_amount_of_evidence(pieces: int, dots: int) -> None:
    assert amount_of(pieces) == dots


@pytest.mark.parametrize(("value", "text"), [("3.000", "3"), ("2.5", "2.5"), ("10", "10"), ("0", "0")])
def test_figures_have_no_needless_zeros(value: str, text: str) -> None:
    assert figure(Decimal(value)) == text


def test_the_default_policy_has_words() -> None:
    assert sentences(policy_in_words(DEFAULT_POLICY))[0] == (
        "The most common of the last 3 pieces on each standard counts. If two tie, the newer one does."
    )


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_words_for_its_rule_and_its_arithmetic(method: str) -> None:
    values = {"n": 3, "percent": Decimal(65), "values": (Decimal(2), Decimal(3)), "score": Decimal("2.65")}
    assert "%(" not in sentence(Message(f"policy.method.{method}", values))
    assert "%" not in sentence(Message(f"standard.scored.{method}", values))


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_has_words_met_and_unmet(gate: str) -> None:
    for per in (".standard", ".competency") if gate == "min_evidence" else ("",):
        values = {"have": 1, "need": 2, "short": ()}
        assert "%" not in sentence(Message(f"gate.{gate}{per}.unmet", values))
        assert "%" not in sentence(Message(f"policy.gate.{gate}{per}", {"need": 2}))


def test_every_reason_the_engine_gives_has_words() -> None:
    text = "".join((RULES / name).read_text(encoding="utf-8") for name in ("ledger.py", "selection.py", "verdict.py"))
    named = set(
        re.findall(
            r'"(not_known|voided|corrected|after_as_of|other_standard|exempt_standard|role|modified|kind|would_lower|optional_standard)"',
            text,
        )
    )
    for code in named | set(LEFT_OUT.values()) | {"missed", "insufficient", "excused", "exempt"}:
        assert sentence(Message(f"aside.{code}"))


def test_every_way_out_has_words() -> None:
    text = (RULES / "explaining.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'WhyNot\([^,]+, "([a-z_]+)"', text)) | {"too_far"}
    assert all(f"why_not.{code}" in SENTENCES for code in codes)


@pytest.mark.parametrize(("words", "said"), [([], ""), (["2"], "2"), (["2", "3", "2"], "2, 3 and 2")])
def test_lists_are_said_as_people_do(words: list[str], said: str) -> None:
    assert listed(words) == said


def test_a_tie_of_levels_is_called_one() -> None:
    def said(*levels: int) -> str:
        values = tuple(Decimal(one) for one in levels)
        scored = StandardResult(id="S", required=True, state="scored", score=values[-1], values=values)
        return sentence(standard_in_words(scored, "mode"))

    assert said(2, 3) == "The last 2 pieces are 2 and 3: a tie, and the newer one counts."
    assert said(2, 3, 3) == "The last 3 pieces are 2, 3 and 3. The most common is 3."
    assert said(3) == "One piece so far: 3."


def test_spanish_days_are_written_in_full() -> None:
    day = date(2026, 10, 16)
    with override("es"):
        assert short_day(day, day) == "16 de octubre"
        assert short_day(day, date(2028, 1, 1)) == "16 de octubre de 2026"
    with override("en"):
        assert short_day(day, day) == "Oct 16"


@pytest.mark.parametrize("state", ["unrated", "unmet", "optional", "exempt"])
def test_every_state_of_a_standard_has_its_sentence(state: str) -> None:
    """``StandardResult`` names its states; a page shows each of them."""
    assert f'"{state}"' in str(StandardResult.__doc__)
    assert sentence(Message(f"standard.{state}", {"values": (), "score": None, "n": 1}))
