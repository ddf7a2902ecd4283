"""The words of a report, in the language that is active: each code of ``reporting.rules.choosing`` as a sentence.

Plain words at grade 6 or below, no pronouns (a name does for everybody), and no phrase without a fact in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.rules.choosing import Sentence, Value


def say(sentence: Sentence) -> str:
    """Return the sentence in the active language. Raises KeyError for a code without words."""
    return _SAYINGS[sentence.code](sentence.values)


def listed(names: tuple[str, ...]) -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _number(values: Mapping[str, Value], name: str) -> int:
    value = values[name]
    return value if isinstance(value, int) else 0


def _filled(values: Mapping[str, Value]) -> dict[str, object]:
    """The values as a reader sees them: dates in words, lists joined."""
    filled: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            filled[name] = listed(value)
        elif isinstance(value, str | int):
            filled[name] = value
        else:
            filled[name] = date_format(value, "MONTH_DAY_FORMAT")
    return filled


def _where_nothing_yet(values: Mapping[str, Value]) -> str:
    text = _("There is no school work from %(name)s to report on yet. That is normal in the first weeks of a term.")
    return text % _filled(values)


def _where_all(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "Yes, %(name)s is on track: the one school goal taught so far has been shown.",
        "Yes, %(name)s is on track: all %(taught)s school goals taught so far have been shown.",
        _number(values, "taught"),
    )
    return text % _filled(values)


def _where_most(values: Mapping[str, Value]) -> str:
    return _("%(name)s has shown %(shown)s of the %(taught)s school goals taught so far.") % _filled(values)


def _where_most_with(values: Mapping[str, Value]) -> str:
    text = _(
        "Yes, %(name)s is on track: %(shown)s of the %(taught)s school goals taught so far are shown, "
        "and the work is where most of grade %(grade)s work, or further on."
    )
    return text % {**_filled(values), "grade": grade_word(_number(values, "grade"))}


def _where_most_before(values: Mapping[str, Value]) -> str:
    text = _(
        "%(name)s has shown %(shown)s of the %(taught)s school goals taught so far. "
        "In %(strands)s, the work is on earlier goals than most of grade %(grade)s."
    )
    return text % {**_filled(values), "grade": grade_word(_number(values, "grade"))}


def _where_some(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "%(name)s has shown one of the %(taught)s school goals taught so far and is still working on the others.",
        "%(name)s has shown %(shown)s of the %(taught)s school goals taught so far and is still working on the others.",
        _number(values, "shown"),
    )
    return text % _filled(values)


def _where_none_shown(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "%(name)s is working on the one school goal taught so far and has not shown it yet.",
        "%(name)s is working on the %(taught)s school goals taught so far and has not shown one yet.",
        _number(values, "taught"),
    )
    return text % _filled(values)


def _growth_reached(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "Since %(since)s, %(name)s has reached one new goal: “%(title)s”, on %(on)s.",
        "Since %(since)s, %(name)s has reached %(count)s new goals; the newest is “%(title)s”, on %(on)s.",
        _number(values, "count"),
    )
    return text % _filled(values)


def _growth_judged(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "Since %(since)s, %(name)s has reached one new goal: “%(title)s”, on %(on)s, as judged by %(by)s.",
        "Since %(since)s, %(name)s has reached %(count)s new goals; the newest is “%(title)s”, on %(on)s, "
        "as judged by %(by)s.",
        _number(values, "count"),
    )
    return text % _filled(values)


def _growth_on_the_way(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "%(name)s has work on one goal that is on the way.",
        "%(name)s has work on %(count)s goals that are on the way.",
        _number(values, "count"),
    )
    return text % _filled(values)


def _growth_starting(values: Mapping[str, Value]) -> str:
    return _("The first pieces of work from %(name)s will show here.") % _filled(values)


def _ahead_close(values: Mapping[str, Value]) -> str:
    return _("“%(title)s” is very close: one more good piece of work would show it.") % _filled(values)


def _ahead_working(values: Mapping[str, Value]) -> str:
    return _("“%(title)s” needs more time, and it is what %(name)s works on next.") % _filled(values)


def _ahead_waiting(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "%(name)s has not had a chance to show “%(title)s” yet; that comes next.",
        "%(name)s has not had a chance to show %(count)s goals yet; “%(title)s” comes next.",
        _number(values, "count"),
    )
    return text % _filled(values)


def _ahead_all_shown(values: Mapping[str, Value]) -> str:
    return _("Nothing taught so far is left open, so %(name)s can choose the next goal on the path.") % _filled(values)


def _area_not_taught(values: Mapping[str, Value]) -> str:
    return _("Not yet taught this term.")


def _area_all(values: Mapping[str, Value]) -> str:
    text = ngettext("The one goal is shown.", "All %(taught)s goals shown.", _number(values, "taught"))
    return text % _filled(values)


def _area_some(values: Mapping[str, Value]) -> str:
    text = ngettext(
        "%(shown)s of %(taught)s goal shown.", "%(shown)s of %(taught)s goals shown.", _number(values, "taught")
    )
    return text % _filled(values)


def _area_some_working(values: Mapping[str, Value]) -> str:
    return _("%(area)s Working on %(working)s.") % {"area": _area_some(values), **_filled(values)}


def _place_plain(values: Mapping[str, Value]) -> str:
    return _("On a path of its own, with no usual grade")


def _place_with(values: Mapping[str, Value]) -> str:
    return _("Where most of grade %(grade)s work") % _grades(values)


def _place_ahead(values: Mapping[str, Value]) -> str:
    return _("Where most of grade %(grade)s work, ahead of grade %(mine)s") % _grades(values)


def _place_before(values: Mapping[str, Value]) -> str:
    return _("Where most of grade %(grade)s work; most of grade %(mine)s work further on") % _grades(values)


def grade_word(number: int) -> str:
    """Return a grade as families say it: kindergarten is K."""
    return _("K") if number == 0 else str(number)


def _grades(values: Mapping[str, Value]) -> dict[str, object]:
    words = {name: grade_word(_number(values, name)) for name in ("grade", "mine")}
    return {**_filled(values), **words}


_SAYINGS: Mapping[str, Callable[[Mapping[str, Value]], str]] = {
    "where_nothing_yet": _where_nothing_yet,
    "where_all": _where_all,
    "where_most": _where_most,
    "where_most_with": _where_most_with,
    "where_most_before": _where_most_before,
    "where_some": _where_some,
    "where_none_shown": _where_none_shown,
    "growth_reached": _growth_reached,
    "growth_judged": _growth_judged,
    "growth_on_the_way": _growth_on_the_way,
    "growth_starting": _growth_starting,
    "ahead_close": _ahead_close,
    "ahead_working": _ahead_working,
    "ahead_waiting": _ahead_waiting,
    "ahead_all_shown": _ahead_all_shown,
    "area_not_taught": _area_not_taught,
    "area_all": _area_all,
    "area_some": _area_some,
    "area_some_working": _area_some_working,
    "place_plain": _place_plain,
    "place_with": _place_with,
    "place_ahead": _place_ahead,
    "place_before": _place_before,
}
CODES = frozenset(_SAYINGS)
