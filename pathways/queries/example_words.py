"""Little histories under a rule, in words: what was shown, what the rule makes of it, and the one sentence why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from competencies.queries.wording import said
from competencies.rules.continuum import ScaleView
from competencies.rules.messages import Message
from competencies.rules.policy import FRESHNESS_GATE, QUANTITY_GATES
from pathways.queries.marks import LevelMark, mark_of
from pathways.queries.sentences import sentence
from pathways.rules.examples import Shown, Work
from pathways.rules.values import GateResult, Judgement
from pathways.rules.wording import gate_in_words, standard_in_words, verdict_in_words

NAMES: dict[str, Any] = {
    "slow_start": lazy("A slow start, then good"),
    "slip": lazy("Good work, then a slip"),
    "brilliant": lazy("One brilliant piece"),
    "practice": lazy("Practice only"),
    "two_kinds": lazy("Two kinds of work"),
    "old": lazy("A success a year and a half ago"),
    "classmate": lazy("Rated by a classmate"),
}
ABOUT: dict[str, Any] = {
    "slow_start": lazy("Four tests in four weeks."),
    "slip": lazy("Four tests in four weeks, the last one below."),
    "brilliant": lazy("A single test."),
    "practice": lazy("Three pieces of practice, nothing summative."),
    "two_kinds": lazy("A test, then a project outside class in a new situation."),
    "old": lazy("Three good tests, and nothing since."),
    "classmate": lazy("Two good tests, rated by a classmate."),
}
QUALITY_FIRST = frozenset({"min_level", "min_average"})


@dataclass(frozen=True, slots=True)
class ExampleMark:
    """One piece of a little history as it is drawn; practice looks lighter."""

    mark: LevelMark
    practice: bool


@dataclass(frozen=True, slots=True)
class ExampleWords:
    """A little history under a rule, ready to be read."""

    name: str
    about: str
    works: tuple[ExampleMark, ...]
    mastered: bool
    verdict: str
    score: str
    why: str


def example_words(one: Shown, scale: ScaleView) -> ExampleWords:
    """Put a little history into words. No query."""
    judgement = one.judgement
    return ExampleWords(
        name=str(NAMES[one.key]),
        about=str(ABOUT[one.key]),
        works=tuple(_mark(level, work, scale) for level, work in one.works),
        mastered=judgement is not None and judgement.mastered,
        verdict=sentence(verdict_in_words(judgement)) if judgement else _("This rule cannot judge it."),
        score=said(judgement.score) if judgement and judgement.score is not None else "",
        why=_why(judgement) if judgement else one.refused,
    )


def _mark(level: Decimal, work: Work, scale: ScaleView) -> ExampleMark:
    return ExampleMark(mark_of(scale, level), work.kind != "summative")


def _why(judgement: Judgement) -> str:
    """The one thing that decided: what is set aside, a gate that is not met, else the arithmetic."""
    if judgement.status == "no_evidence":
        return _reason_aside(judgement)
    if gate := _deciding(judgement):
        return f"{sentence(gate_in_words(gate))}."
    return sentence(standard_in_words(judgement.standards[0], judgement.method))


def _reason_aside(judgement: Judgement) -> str:
    codes = sorted({one.why for one in judgement.set_aside})
    reasons = ", ".join(sentence(Message(f"aside.{code}")) for code in codes)
    return _("Nothing of it counts: %(why)s.") % {"why": reasons}


def _deciding(judgement: Judgement) -> GateResult | None:
    unmet = [gate for gate in judgement.gates if not gate.met]
    names = {
        "needs_evidence": frozenset(QUANTITY_GATES),
        "not_yet": QUALITY_FIRST,
        "to_confirm": frozenset({FRESHNESS_GATE}),
    }.get(judgement.status, frozenset())
    return next((gate for gate in unmet if gate.gate in names), None)
