"""A decision in words, for the list of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.queries.deciding import Listed
from assessments.rules.marks import Choice, choices_of, value_of
from assessments.views.wording import in_words as day_in_words
from competencies.rules.continuum import CompetencyView


@dataclass(frozen=True, slots=True)
class Told:
    """One decision as the list shows it; ``back`` is where it is taken back, empty where this reader may not."""

    one: Listed
    kind: str
    state: str
    now: bool
    choice: Choice | None
    of: str
    days: str
    back: str


def in_words(found: Iterable[Listed], competency: CompetencyView, *, on: date) -> list[Told]:
    """Return decisions in words, as they stand on a day."""
    return [_told(one, competency, on) for one in found]


def _told(one: Listed, competency: CompetencyView, on: date) -> Told:
    choices = {choice.value: choice for choice in choices_of(competency.scale)}
    standard = next((known for known in competency.standards if known.id == one.standard_id), None)
    return Told(
        one=one,
        kind=_kind(one),
        state=_state(one, on),
        now=one.holds_on(on),
        choice=choices.get(value_of(one.level, "")),
        of=standard.statement if standard else "",
        days=_days(one),
        back=_back(one) if one.may_take_back else "",
    )


def _kind(one: Listed) -> str:
    return {
        "override": _("Override"),
        "exemption": _("Exemption"),
        "adapted": _("Modified expectation"),
    }[one.kind]


def _state(one: Listed, on: date) -> str:
    if one.taken_back:
        return _("Taken back")
    if one.starts > on:
        return _("Later")
    return _("In force") if one.holds_on(on) else _("Over")


def _days(one: Listed) -> str:
    known = {"first": day_in_words(one.starts), "last": day_in_words(one.ends) if one.ends else ""}
    if one.ends is None:
        return _("from %(first)s until taken back") % known
    if one.ends == one.starts:
        return _("on %(first)s") % known
    return _("from %(first)s to %(last)s") % known


def _back(one: Listed) -> str:
    name = {"override": "override_back", "adapted": "adapted_back", "exemption": "void"}[one.kind]
    return reverse(f"assessments:{name}", args=[one.id])
