"""The body of a report: everything a reader will see, as plain values, in one language.

An issued report keeps its body for ever; the page that shows it adds nothing of its own, so that the same version
always reads the same, on screen and on paper.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from competencies.rules.continuum import LevelView, ScaleView
from competencies.rules.marks import css_of, figure
from pathways.queries.decided_words import short_words
from reporting.queries.wording import grade_word, listed, say
from reporting.rules.choosing import (
    area_words,
    closest,
    grade_number,
    newest_first,
    places,
    strongest,
    three_sentences,
)
from reporting.rules.facts import Area, Facts, Goal, Words

Body = dict[str, Any]
# Raised whenever the shape of a body changes; old reports keep the shape they were issued in.
SHAPE = 1


def body_of(facts: Facts, *, language: str, number: int, scale: ScaleView | None) -> Body:
    """Return the body in ``language``; ``number`` is the version it will be, ``scale`` explains its words."""
    with override(language):
        return {
            "shape": SHAPE,
            "language": language,
            "title": _("%(name)s’s progress report") % {"name": facts.called},
            "line": _line(facts),
            "say": [say(sentence) for sentence in three_sentences(facts)],
            "quad": _quad(facts),
            "academic": {
                "title": _("What %(name)s is learning") % {"name": facts.called},
                "hint": _("Each mark is one goal taught so far. Marks show where %(name)s is today.")
                % {"name": facts.called},
                "areas": [_area(area) for area in facts.academic],
                "each": _("See each goal"),
                "empty": _("No school goals have been taught yet this term. That is normal in the first weeks."),
            },
            "lifelong": {
                "title": _("How %(name)s learns") % {"name": facts.called},
                "hint": _("These skills are told apart from school subjects. They never change a subject level."),
                "areas": [_area(area) for area in facts.lifelong],
                "each": _("See each goal"),
                "empty": _("Nothing has been noted about these skills yet this term."),
            },
            "places": _places(facts),
            "comments": [_comment(words) for words in facts.words if words.comment],
            "words": _meanings(scale),
            "questions": _questions(facts),
            "foot": _foot(facts, number),
        }


def _line(facts: Facts) -> str:
    grade = grade_number(facts.grade)
    parts = [facts.term, _long(facts.day)]
    if grade is not None:
        parts.append(_("grade %(grade)s, %(school)s") % {"grade": grade_word(grade), "school": facts.school})
    else:
        parts.append(facts.school)
    return " · ".join(parts)


def _quad(facts: Facts) -> list[Body]:
    """Doing well, working on, next, at home: the teachers' words where there are some, else this child's facts."""
    own = {"doing_well": _doing_well(facts), "working_on": _working_on(facts), "next_step": _next(facts)}
    titles = {
        "doing_well": _("Doing well"),
        "working_on": _("Working on now"),
        "next_step": _("Next"),
        "at_home": _("How to help at home"),
    }
    icons = {"doing_well": "star", "working_on": "steps", "next_step": "flag", "at_home": "home"}
    own["at_home"] = _at_home(facts)
    return [
        {"icon": icons[name], "title": titles[name], "texts": _texts(facts, name) or [{"text": own[name]}]}
        for name in titles
    ]


def _texts(facts: Facts, name: str) -> list[Body]:
    return [
        {"text": text, "by": words.teacher, "language": words.language, "note": _language_note(words)}
        for words in facts.words
        if (text := getattr(words, name))
    ]


def _doing_well(facts: Facts) -> str:
    best = strongest(facts)
    if best is None:
        return _("%(name)s is at the start of this term’s goals.") % {"name": facts.called}
    words = _("“%(title)s”: %(text)s") % {"title": best.title, "text": best.level_text or best.statement}
    return _with_who(words, best)


def _working_on(facts: Facts) -> str:
    goal = closest(facts)
    if goal is None:
        return _("Nothing is left open at the moment.")
    words = _("“%(title)s”. Now: %(text)s") % {"title": goal.title, "text": goal.level_text or goal.statement}
    return _with_who(words, goal)


def _with_who(words: str, goal: Goal) -> str:
    """Add who decided a level, where a teacher's own judgement stands in place of what the work alone says."""
    return f"{words} {_('%(who)s decided this level.') % {'who': goal.decided_by}}" if goal.decided_by else words


def _next(facts: Facts) -> str:
    goal = closest(facts)
    if goal is not None and goal.next_text:
        return _("Next level, %(level)s: %(text)s") % {"level": goal.next_name, "text": goal.next_text}
    waiting = [one for area in facts.areas for one in area.goals if one.state == "started"]
    if waiting:
        return _("A first piece of work on “%(title)s”.") % {"title": waiting[0].title}
    return _("The next goal on the path, chosen together with the teacher.")


def _at_home(facts: Facts) -> str:
    goal = closest(facts) or next(iter(newest_first(facts)), None)
    if goal is None:
        return _("Ask: “What did you make or find out today?” Any language is fine.")
    return _("Ask %(name)s to show you “%(title)s” and to explain how it works. Any language is fine.") % {
        "name": facts.called,
        "title": goal.title,
    }


def _area(area: Area) -> Body:
    words = " ".join((say(area_words(area)), *_who_decided(area)))
    return {"title": area.title, "goals": [_goal(goal) for goal in area.goals], "words": words}


def _who_decided(area: Area) -> list[str]:
    """Whose own judgements some of the marks are, so that it is read beside them."""
    by: dict[str, list[str]] = {}
    for goal in area.goals:
        if goal.decided_by:
            by.setdefault(goal.decided_by, []).append(goal.title)
    text = _("%(who)s decided the level of %(what)s.")
    return [text % {"who": who, "what": listed(tuple(titles))} for who, titles in by.items()]


def _goal(goal: Goal) -> Body:
    return {
        "title": goal.title,
        "mark": {"value": goal.value, "css": goal.css, "name": goal.level_name or _("No evidence yet")},
        "state": goal.state,
        "words": _goal_words(goal),
    }


def _goal_words(goal: Goal) -> str:
    return ", ".join((_state_words(goal), *short_words(by=goal.decided_by, exemptions=goal.exemptions)))


def _state_words(goal: Goal) -> str:
    if goal.shown and goal.reached_on:
        known = {"day": date_format(goal.reached_on, "MONTH_DAY_FORMAT")}
        again = goal.state == "confirm"
        return (_("shown on %(day)s; worth showing once more") if again else _("shown on %(day)s")) % known
    if goal.state == "started":
        return _("taught, not shown yet")
    if goal.state == "working" and goal.latest_on:
        return _("not yet; last work on %(day)s") % {"day": date_format(goal.latest_on, "MONTH_DAY_FORMAT")}
    return _("not yet")


def _places(facts: Facts) -> Body:
    together: dict[str, list[str]] = {}
    for one, sentence in places(facts.grade, facts.working):
        together.setdefault(say(sentence), []).append(f"{one.strand} ({one.stage})")
    rows = [{"words": words, "strands": ", ".join(strands)} for words, strands in together.items()]
    return {"title": _("Where %(name)s works") % {"name": facts.called}, "rows": rows}


def _comment(words: Words) -> Body:
    return {
        "title": _("From %(teacher)s, %(section)s") % {"teacher": words.teacher, "section": words.section},
        "text": words.comment,
        "language": words.language,
        "note": _language_note(words),
    }


def _language_note(words: Words) -> str:
    """Say so where a teacher's words stand in another language than the report, or were translated by a person."""
    if words.translated:
        return _("Translated by the school.")
    names = {"en": _("Written in English."), "es": _("Written in Spanish.")}
    return "" if words.language == get_language() else names.get(words.language, "")


def _meanings(scale: ScaleView | None) -> Body:
    rows = [_meaning(scale, level) for level in scale.levels] if scale else []
    return {"title": _("What do these words mean?"), "rows": rows, "none": _("No evidence yet")}


def _meaning(scale: ScaleView, level: LevelView) -> Body:
    mark = {"value": figure(level.value), "css": css_of(scale, level.rank), "name": level.name}
    return {"mark": mark, "meaning": level.meaning}


def _questions(facts: Facts) -> list[Body]:
    name = {"name": facts.called}
    asked = (
        (
            _("How worried should I be if it is not a 3 yet?"),
            _(
                "Most goals take many weeks. “Not yet” means that %(name)s is on the way. "
                "We will call you if more help is needed."
            )
            % name,
        ),
        (
            _("Can my child get the highest level?"),
            _(
                "Yes. Every student can. Proficient is the goal for all; "
                "the highest level is for using it in a new place."
            ),
        ),
        (
            _("What is practice, and what counts?"),
            _(
                "Practice (formative) is for learning. It never lowers a level. "
                "Final work (summative) counts. It can be tried again."
            ),
        ),
        (
            _("How do I log in?"),
            _(
                "Use the sign-in page with the name or email the school gave you. "
                "“Forgot it?” sends a new link by email."
            ),
        ),
    )
    return [{"title": title, "text": text} for title, text in asked]


def _foot(facts: Facts, number: int) -> str:
    values = {"number": number, "day": _long(facts.day), "names": ", ".join(facts.teachers)}
    if not number:  # how things stand, not a report
        return _("As of %(day)s.") % values
    if facts.teachers:
        return _("Written by %(names)s. Version %(number)s, issued %(day)s.") % values
    return _("Version %(number)s, issued %(day)s.") % values


def _long(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
