"""A mastery policy in the reader's words, and how the values in such sentences are said.

Rules say codes and values (``competencies.rules.policy_words``); here each code has its one sentence. A code without
a sentence is an error that a test finds, never a blank on a page.
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

from competencies.rules.marks import figure
from competencies.rules.messages import Message

HUNDREDTH = Decimal("0.01")

POLICY: dict[str, Any] = {
    "policy.method.latest": lazy("The newest piece on each standard counts."),
    "policy.method.highest": lazy("The highest piece on each standard counts."),
    "policy.method.mean": lazy("All pieces on a standard are averaged."),
    "policy.method.median": lazy("The middle one of all pieces on a standard counts."),
    "policy.method.mode": lazy(
        "The most common of the last %(n)s pieces on each standard counts. If two tie, the newer one does."
    ),
    "policy.method.decaying_average": lazy(
        "Every new piece on a standard moves its score %(percent)s %% of the way to that piece."
    ),
    "policy.method.weighted_average": lazy(
        "The newest piece on a standard weighs %(percent)s %%, the average of all earlier ones the rest."
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
    "policy.preset.portfolio-level": plural(
        "Each required standard asks for one entry; the best entries count and their average is rounded to one place.",
        "Each required standard asks for %(n)s entries; the best entries count and their average is rounded to one "
        "place.",
        "n",
    ),
}
WARNINGS: dict[str, Any] = {
    "policy.warning.good_work_can_cost_mastery": lazy(
        "Under this rule a further good piece of work can cost mastery itself; the guide to mastery shows the case."
    ),
    "policy.warning.good_work_can_lower": lazy(
        "Under this rule a good piece of work can lower a score that was higher before, but never below proficient."
    ),
    "policy.warning.rounds_before_comparing": lazy(
        "Scores are rounded to %(places)s places before they are compared, so some just below the mark pass."
    ),
    "policy.warning.no_teacher": lazy(
        "No teacher’s rating counts under this rule, so no work a teacher rates can lead to mastery."
    ),
    "policy.warning.too_few_standards": plural(
        "One competency has fewer than %(k)s standards and can never be mastered under this rule: %(short)s.",
        "%(n)s competencies have fewer than %(k)s standards and can never be mastered under this rule, among them: "
        "%(short)s.",
        "n",
    ),
    "policy.warning.portfolio-level": lazy(
        "This rule is for comparing with an earlier system: it rounds the average to one place before it compares, so "
        "work just below the mark passes."
    ),
}
WRONG: dict[str, Any] = {
    "policy.wrong.choice": lazy("Choose one of the answers offered."),
    "policy.wrong.whole": lazy("This is a whole number from %(least)s to %(most)s."),
    "policy.wrong.percent": lazy("This is a percentage from 0 to 100, such as 65."),
    "policy.wrong.number": lazy("This is the number of a level, such as 3."),
    "policy.wrong.roles": lazy("Choose at least one: somebody’s ratings have to count."),
    "policy.wrong.refused": lazy("This rule cannot be read: %(why)s."),
    "policy.wrong.top": lazy(
        "On the scale “%(scale)s” proficient is the top level: one early slip would keep a student from it for ever. "
        "Choose another way, such as the most common of the last pieces."
    ),
    "policy.wrong.zero": lazy(
        "The scale “%(scale)s” has a level of zero, through which no line of growth can be drawn. Choose another way."
    ),
    "policy.wrong.outside": lazy("The levels of the scale “%(scale)s” go from %(lowest)s to %(top)s."),
}
# What is stored as a code and read as a word.
CODES: dict[str, Any] = {
    "teacher": lazy("a teacher"),
    "self": lazy("the student"),
    "peer": lazy("a classmate"),
    "outside": lazy("an expert from outside"),
    "system": lazy("a learning program"),
    "recall": lazy("Recall"),
    "skill": lazy("Skill"),
    "strategic": lazy("Strategic thinking"),
    "extended": lazy("Extended thinking"),
}
CODED = frozenset({"roles", "need", "have"})


def policy_sentences(messages: Iterable[Message]) -> list[str]:
    """Return the sentences of a policy, of the warnings about it, and of what is wrong with it."""
    return [worded(one, {**POLICY, **WARNINGS, **WRONG}) for one in messages]


def worded(message: Message, sentences: Mapping[str, Any]) -> str:
    """Return the sentence of a message, filled. Raises KeyError for a code nobody has worded."""
    values = {name: said(_read(value) if name in CODED else value) for name, value in message.values.items()}
    numbers = {name: value for name, value in message.values.items() if isinstance(value, int)}
    if isinstance(listed_values := message.values.get("values"), tuple):
        numbers["n"] = len(listed_values)
    return str(sentences[_code(message)] % {**values, **numbers})


def _code(message: Message) -> str:
    """A gate says the same whether it is met or not; a page shows which by other means."""
    if not message.code.startswith("gate."):
        return message.code
    return message.code.removesuffix(".met").removesuffix(".unmet")


def _read(value: Any) -> Any:
    """Put a word in the place of a code; figures and days stay as they are."""
    if isinstance(value, tuple):
        return tuple(_read(one) for one in value)
    return str(CODES.get(value, value)) if isinstance(value, str) else value


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
