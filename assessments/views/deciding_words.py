"""A decision in words, for the list of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.queries.deciding import Listed, map_begins
from assessments.rules import RowProblem
from assessments.rules.marks import Choice, choices_of, value_of
from assessments.views.wording import in_words as day_in_words
from competencies.queries.wording import listed
from competencies.rules.continuum import CompetencyView
from people.models import District, Student
from people.queries import today


@dataclass(frozen=True, slots=True)
class Told:
    """One decision as the list shows it; ``back`` is where it is taken back, empty where this reader may not.

    ``when`` is when it was made, ``back_when`` when it was taken back, both in the district's time.
    """

    one: Listed
    kind: str
    when: str
    back_when: str
    state: str
    now: bool
    note: str
    choice: Choice | None
    of: str
    days: str
    back: str


def in_words(found: Iterable[Listed], competency: CompetencyView, district: District) -> list[Told]:
    """Return decisions (the one made last first) in words, as they stand on the district's today."""
    rows, on = list(found), today(district)
    holding = [one.id for one in rows if one.kind == "override" and one.holds_on(on)]
    zone = ZoneInfo(district.time_zone)
    return [_told(one, competency, on, zone, holding if one.kind == "override" else []) for one in rows]


def _told(one: Listed, competency: CompetencyView, on: date, zone: ZoneInfo, holding: Sequence[int]) -> Told:
    """Put one decision into words; ``holding`` are the overrides made for this day, the one made last first."""
    behind = one.id in holding[1:]
    rests = competency.retired and one.kind == "override" and one.holds_on(on)
    choices = {choice.value: choice for choice in choices_of(competency.scale)}
    standard = next((known for known in competency.standards if known.id == one.standard_id), None)
    return Told(
        one=one,
        kind=_kind(one),
        when=_when(one.at, zone),
        back_when=_when(one.taken_back.at, zone) if one.taken_back else "",
        state=_("Rests") if behind or rests else _state(one, on),
        now=one.holds_on(on) and not behind and not rests,
        note="" if competency.retired or len(holding) < 2 or one.id not in holding else _among(behind=behind),
        choice=choices.get(value_of(one.level, "")),
        of=standard.statement if standard else "",
        days=_days(one),
        back=_back(one) if one.may_take_back else "",
    )


def refused_in_words(problem: RowProblem, student: Student) -> str:
    """Return a refusal that only decisions know as a sentence, "" for any other."""
    if problem.code == "before the map" and (begins := map_begins(student.district)):
        known = {"day": day_in_words(begins)}
        return _("The school’s map begins on %(day)s. Choose that day or a later one.") % known
    if not problem.code and problem.field in ("reason", "descriptor"):
        return _("This text holds a character that cannot be kept. Type it again without special signs.")
    return {
        "far ahead": _("This day is more than a year ahead. Check the year."),
        "far": _("This day is more than 20 years away. Check the year."),
        "retired": _("This competency is retired: nothing new is decided here. Decide where its work is read now."),
        "already": _("This choice is exempt already. Choose another, or leave it as it is."),
        "key": _("This form was sent before and said something else. Open it again to decide anew."),
        "taken back": _("What this form decided was taken back since. Open the form again to decide anew."),
    }.get(problem.code, "")


def _among(*, behind: bool) -> str:
    """Say which of several overrides made for the same day counts."""
    if behind:
        return _("Rests behind the one decided last, and counts again when that ends or is taken back.")
    return _("This one counts: of several, the one decided last.")


def left_behind_words(competency: CompetencyView, became: Sequence[CompetencyView]) -> str:
    """Say that decisions about a retired competency rest, and where its work is read now."""
    if not competency.retired:
        return ""
    if became:
        words = _("Decisions here rest: the work is read on %(what)s now. Decide there again if they should hold.")
        return words % {"what": listed([one.title for one in became])}
    return _("This competency is retired. What was decided here stays readable, and nothing new is decided.")


def _when(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "DATETIME_FORMAT")


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
