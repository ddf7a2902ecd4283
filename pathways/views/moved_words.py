"""What a page says where the same work was enough until expectations changed: what was shown, and what changed when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pathways.queries.days import day_words
from pathways.queries.plain_words import sentences_for
from pathways.queries.story import Story
from pathways.queries.story_moved import Moved


def moved_in_words(story: Story, moved: Moved, *, own: bool) -> list[str]:
    """Say what was shown and when, and what changed on which day, to the student (``own``) or about them."""
    known = {
        "name": story.student.called,
        "level": moved.level.name,
        "on": day_words(moved.shown_on, story.sight.day),
        "changed": day_words(moved.changed_on, story.sight.day),
        "asked": " ".join(sentences_for(story.student, moved.asked)),
    }
    shown = _("You showed %(level)s on %(on)s.") if own else _("%(name)s showed %(level)s on %(on)s.")
    return [shown % known, _why(moved) % known]


def _why(moved: Moved) -> str:
    if not moved.by_rule:
        return _("What is asked for here changed on %(changed)s. The work itself still stands.")
    if not moved.asked:
        return _("The rule changed on %(changed)s. The work itself still stands.")
    return _("The rule changed on %(changed)s. Now it says: %(asked)s")
