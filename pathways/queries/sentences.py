"""The sentences behind the message codes of the rules, in the reader's language.

Rules say codes and values (``pathways.rules.wording``, ``competencies.rules.policy_words``); here each code has its
one sentence. A code without a sentence is an error that a test finds, never a blank on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext_lazy as plural

from competencies.rules.messages import Message
from pathways.queries.marks import figure

HUNDREDTH = Decimal("0.01")

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
    "standard.unrated": lazy("No rated work yet."),
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
    "gate.within_months": lazy("Proficient work not older than %(need)s months"),
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
}
WAY_OUT: dict[str, Any] = {
    "why_not.change_rule": lazy("No further work can change this under the rule in force. The district can change it."),
    "why_not.change_scale": lazy("The scale has no proficient level. The district can change it."),
    "why_not.align_standard": lazy("No standard belongs to this yet. The district can add one."),
    "why_not.too_far": lazy(
        "Even a long row of good work would not change this under the rule in force. A teacher can correct or void a "
        "piece, or judge it as a person."
    ),
    "why_not.counted_below": lazy(
        "A counted piece below the level asked for stands in the way. A teacher can correct or void it, or judge it as "
        "a person."
    ),
}
POLICY: dict[str, Any] = {
    "policy.method.latest": lazy("The newest piece on each standard counts."),
    "policy.method.highest": lazy("The highest piece on each standard counts."),
    "policy.method.mean": lazy("All pieces on a standard are averaged."),
    "policy.method.median": lazy("The middle one of all pieces on a standard counts."),
    "policy.method.mode": lazy(
        "The most common of the last %(n)s pieces on each standard counts. If two tie, the newer one does."
    ),
    "policy.method.decaying_average": lazy("Pieces on a standard are averaged, newer ones weigh more."),
    "policy.method.weighted_average": lazy(
        "The newest piece and the average of the earlier ones are weighed together."
    ),
    "policy.method.power_law": lazy("A line of growth is drawn through all pieces on a standard; its end counts."),
    "policy.method.n_times": lazy("Each standard has to be shown %(n)s times at the proficient level."),
    "policy.method.best_n": lazy("The best %(n)s pieces on each standard are averaged."),
    "policy.combine.all": lazy("Every required standard has to be proficient; the lowest decides."),
    "policy.combine.at_least_k": lazy("At least %(k)s standards have to be proficient."),
    "policy.combine.mean": lazy("The standards are averaged."),
    "policy.combine.weighted_mean": lazy("The standards are averaged by their weights."),
    "policy.counts.summative": lazy("Only summative pieces count; practice never lowers a level."),
    "policy.counts.all": lazy("Practice counts too where it helps, and never lowers a level."),
    "policy.gate.min_evidence.standard": plural(
        "At least one piece on each standard.", "At least %(need)s pieces on each standard.", "need"
    ),
    "policy.gate.min_evidence.competency": plural(
        "At least one piece in all.", "At least %(need)s pieces in all.", "need"
    ),
    "policy.gate.min_source_types": lazy("At least %(need)s different kinds of work."),
    "policy.gate.min_contexts": lazy("Work from at least %(need)s different places."),
    "policy.gate.require_summative": lazy("At least one summative piece."),
    "policy.gate.require_transfer": lazy("At least one piece in a new situation."),
    "policy.gate.min_depth": lazy("At least one piece as deep as: %(need)s."),
    "policy.gate.distinct_days": plural(
        "Work from at least one day.", "Work from at least %(need)s different days.", "need"
    ),
    "policy.gate.min_level": lazy("No counted piece below %(need)s."),
    "policy.gate.min_average": lazy("Counted pieces average at least %(need)s."),
    "policy.gate.within_months": lazy("Proficient work from the last %(need)s months keeps it confirmed."),
    "policy.roles": lazy("Ratings count that were made by: %(roles)s."),
    "policy.round_before_compare": lazy("Scores are rounded to %(places)s places before they are compared."),
}
SENTENCES: Mapping[str, Any] = {**STATUS, **ARITHMETIC, **GATES, **ASIDE, **WAY_OUT, **POLICY}


def sentence(message: Message) -> str:
    """Return the sentence of a message. Raises KeyError for a code nobody has worded."""
    values = {name: said(value) for name, value in message.values.items()}
    numbers = {name: value for name, value in message.values.items() if isinstance(value, int)}
    if isinstance(listed := message.values.get("values"), tuple):
        numbers["n"] = len(listed)
    return str(SENTENCES[message.code.removesuffix(".met").removesuffix(".unmet")] % {**values, **numbers})


def sentences(messages: Iterable[Message]) -> list[str]:
    """Return the sentences of messages."""
    return [sentence(one) for one in messages]


def said(value: Any) -> str:
    """Say a value: a score to two places, a day in words, several values as a list."""
    if isinstance(value, Decimal):
        return figure(value.quantize(HUNDREDTH)) if value % HUNDREDTH else figure(value)
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, tuple):
        return listed([said(one) for one in value])
    return "" if value is None else str(value)


def listed(words: list[str]) -> str:
    """Join words as people do: 2, 3 and 2."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
