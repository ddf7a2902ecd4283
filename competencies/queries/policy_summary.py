"""The whole rule in one sentence, as a teacher would say it to a family."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext as n_

from competencies.queries.wording import CODES, said
from competencies.rules.policy import Policy

# Small numbers are read as words.
NUMBERS = {
    2: lazy("two"),
    3: lazy("three"),
    4: lazy("four"),
    5: lazy("five"),
    6: lazy("six"),
    7: lazy("seven"),
    8: lazy("eight"),
    9: lazy("nine"),
    10: lazy("ten"),
}


def policy_summary(policy: Policy) -> str:
    """Return the rule in one sentence: where one has to be proficient, and with what evidence."""
    parts = [_head(policy)] if policy.preset else [_head(policy), *_with(policy)]
    return f"{', '.join(parts)}."


def _head(policy: Policy) -> str:
    if policy.preset:
        count = policy.evidence_required or 0
        text = n_(
            "Proficient on the best entries, one on every required standard",
            "Proficient on the best entries, %(n)s on every required standard",
            count,
        )
        return text % {"n": _number(count)}
    if policy.combine == "at_least_k":
        count = policy.k or 0
        text = n_("Proficient on at least one standard", "Proficient on at least %(n)s standards", count)
        return text % {"n": _number(count)}
    return {
        "all": _("Proficient on every required standard"),
        "mean": _("Proficient on the average of the standards"),
        "weighted_mean": _("Proficient on the weighted average of the standards"),
    }[policy.combine]


def _with(policy: Policy) -> Iterator[str]:
    asked: dict[str, Any] = {f"{gate.name}{'.' if gate.per else ''}{gate.per}": gate.need for gate in policy.gates}
    yield from _amount(policy, asked)
    yield from _variety(asked)
    yield from _quality(asked)


def _amount(policy: Policy, asked: dict[str, Any]) -> Iterator[str]:
    each, whole = asked.get("min_evidence.standard"), asked.get("min_evidence.competency")
    if each and policy.counts == "summative":
        text = n_(
            "with at least one piece of summative evidence on each",
            "with at least %(n)s pieces of summative evidence on each",
            each,
        )
        yield text % {"n": _number(each)}
    elif each:
        text = n_("with at least one piece of evidence on each", "with at least %(n)s pieces of evidence on each", each)
        yield text % {"n": _number(each)}
    if whole and each:
        yield n_("at least one piece in all", "at least %(n)s pieces in all", whole) % {"n": _number(whole)}
    elif whole and policy.counts == "summative":
        text = n_(
            "with at least one piece of summative evidence", "with at least %(n)s pieces of summative evidence", whole
        )
        yield text % {"n": _number(whole)}
    elif whole:
        text = n_("with at least one piece of evidence", "with at least %(n)s pieces of evidence", whole)
        yield text % {"n": _number(whole)}


def _variety(asked: dict[str, Any]) -> Iterator[str]:
    if kinds := asked.get("min_source_types"):
        yield n_("of one kind of work", "from %(n)s kinds of work", kinds) % {"n": _number(kinds)}
    if places := asked.get("min_contexts"):
        yield n_("from one place", "from %(n)s different places", places) % {"n": _number(places)}
    if days := asked.get("distinct_days"):
        yield n_("on one day", "on %(n)s different days", days) % {"n": _number(days)}
    if asked.get("require_summative"):
        yield _("one piece summative")
    if asked.get("require_transfer"):
        yield _("one piece in a new situation")
    if depth := asked.get("min_depth"):
        yield _("one piece at least as deep as “%(depth)s”") % {"depth": str(CODES[depth]).lower()}


def _quality(asked: dict[str, Any]) -> Iterator[str]:
    if level := asked.get("min_level"):
        yield _("no counted piece below %(level)s") % {"level": said(Decimal(level))}
    if average := asked.get("min_average"):
        yield _("the counted pieces averaging at least %(level)s") % {"level": said(Decimal(average))}
    if months := asked.get("within_months"):
        text = n_(
            "confirmed by proficient work from the last month",
            "confirmed by proficient work from the last %(n)s months",
            months,
        )
        yield text % {"n": _number(months)}


def _number(count: int) -> str:
    return str(NUMBERS.get(count, count))
