"""The sentences behind the message codes of the rules, in the reader's language.

Rules say codes and values (``pathways.rules.wording``, ``competencies.rules.policy_words``); here each code has its
one sentence. A code without a sentence is an error that a test finds, never a blank on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy as plural

from competencies.queries.wording import POLICY, worded
from competencies.rules.messages import Message

STATUS: dict[str, Any] = {
    "status.exempt": lazy("Exempt: nothing is asked for here."),
    "status.no_evidence": lazy("No evidence yet."),
    "status.needs_evidence": lazy("There is evidence, and not enough of it yet to say."),
    "status.not_yet": lazy("Not yet mastered."),
    "status.to_confirm": lazy("Mastered, to be confirmed with newer work."),
    "status.to_confirm.with_exemptions": lazy("Mastered with exemptions, to be confirmed with newer work."),
    "status.mastered": lazy("Mastered."),
    "status.mastered.with_exemptions": lazy("Mastered, with exemptions."),
}
ARITHMETIC: dict[str, Any] = {
    "standard.exempt": lazy("Exempt."),
    "standard.optional": lazy("Optional; it takes no part in this rule."),
    "standard.unrated": lazy("No rated work yet."),
    "standard.too_few": plural(
        "One rated piece so far; the rule asks for more.",
        "%(eligible)s rated pieces so far; the rule asks for more.",
        "eligible",
    ),
    "standard.unmet": lazy("%(values)s: not yet often enough at the level asked for."),
    "standard.scored.latest": lazy("The newest piece is %(score)s."),
    "standard.scored.highest": lazy("The highest piece is %(score)s."),
    "standard.scored.mean": lazy("The average of %(values)s is %(score)s."),
    "standard.scored.median": lazy("In the middle of %(values)s stands %(score)s."),
    "standard.scored.mode": plural(
        "One piece so far: %(values)s.",
        "The last %(n)s pieces are %(values)s. The most common is %(score)s.",
        "n",
    ),
    "standard.scored.mode.tie": lazy("The last %(n)s pieces are %(values)s: a tie, and the newer one counts."),
    "standard.scored.decaying_average": lazy("%(values)s, where newer work weighs more, gives %(score)s."),
    "standard.scored.weighted_average": lazy("The newest piece and the average before it, weighed, give %(score)s."),
    "standard.scored.power_law": lazy("The trend through %(values)s ends at %(score)s."),
    "standard.scored.n_times": lazy("Shown often enough: %(values)s."),
    "standard.scored.best_n": lazy("The average of the best, %(values)s, is %(score)s."),
}
GATES: dict[str, Any] = {
    "gate.min_evidence.standard": lazy("Pieces on each standard: %(have)s, at least %(need)s needed"),
    "gate.min_evidence.competency": lazy("Pieces of work: %(have)s, at least %(need)s needed"),
    "gate.min_source_types": lazy("Different kinds of work: %(have)s, at least %(need)s needed"),
    "gate.min_contexts": lazy("Different places of work: %(have)s, at least %(need)s needed"),
    "gate.require_summative": lazy("At least one summative piece"),
    "gate.require_transfer": lazy("At least one piece in a new situation"),
    "gate.min_depth": lazy("At least one piece as deep as: %(need)s"),
    "gate.distinct_days": lazy("Different days: %(have)s, at least %(need)s needed"),
    "gate.min_level": lazy("No counted piece below %(need)s"),
    "gate.min_average": lazy("Average of the counted pieces: %(have)s, asked for %(need)s"),
    "gate.within_months": lazy("Newest proficient work: %(have)s, asked for since %(need)s"),
}
ASIDE: dict[str, Any] = {
    "aside.kind": lazy("practice, never lowers a level"),
    "aside.would_lower": lazy("practice, would have lowered the level"),
    "aside.earlier": lazy("earlier than those that count"),
    "aside.lower": lazy("lower than those that count"),
    "aside.below_proficient": lazy("not yet at the level asked for"),
    "aside.optional_standard": lazy("on an optional standard"),
    "aside.other_standard": lazy("on a standard that is no longer part of this"),
    "aside.exempt_standard": lazy("on a standard that is exempt"),
    "aside.role": lazy("rated by somebody whose ratings do not count here"),
    "aside.modified": lazy("modified work"),
    "aside.voided": lazy("withdrawn"),
    "aside.corrected": lazy("corrected later"),
    "aside.not_known": lazy("recorded later"),
    "aside.after_as_of": lazy("dated later"),
    "aside.missed": lazy("missed, changes nothing"),
    "aside.insufficient": lazy("too little to judge, changes nothing"),
    "aside.excused": lazy("excused, changes nothing"),
    "aside.exempt": lazy("an exemption"),
    "aside.carried": lazy("read on another competency now"),
}
WAY_OUT: dict[str, Any] = {
    "why_not.change_rule": lazy("No further work can change this under the rule in force. The district can change it."),
    "why_not.change_scale": lazy("The scale has no proficient level. The district can change it."),
    "why_not.align_standard": lazy("No standard belongs to this yet. The district can add one."),
    "why_not.too_far": lazy(
        "Even a long row of good work would not change this under the rule in force. A teacher can correct or void a "
        "piece, or the district can change the rule."
    ),
    "why_not.counted_below": lazy(
        "A counted piece below the level asked for stands in the way. A teacher can correct or void it, or the "
        "district can change the rule."
    ),
}
SENTENCES: Mapping[str, Any] = {**STATUS, **ARITHMETIC, **GATES, **ASIDE, **WAY_OUT, **POLICY}


def sentence(message: Message) -> str:
    """Return the sentence of a message. Raises KeyError for a code nobody has worded."""
    return worded(message, SENTENCES)


def sentences(messages: Iterable[Message]) -> list[str]:
    """Return the sentences of messages."""
    return [sentence(one) for one in messages]
