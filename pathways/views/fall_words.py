"""How a level fell: what was shown when, and the day that changed it."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pathways.queries.story import Story
from pathways.queries.story_pieces import Fall

DAY = "MONTH_DAY_FORMAT"


def fall_in_words(story: Story, fall: Fall, *, own: bool) -> list[str]:
    """Say what was shown before the fall, and since when it is not, to the student (``own``) or about them."""
    known = {
        "name": story.student.called,
        "level": fall.level.name,
        "on": date_format(fall.shown_on, DAY),
        "work": fall.shown_with,
        "changed": date_format(fall.changed_on, DAY),
    }
    if own:
        first = (
            _("You showed %(level)s on %(on)s with “%(work)s”.")
            if fall.shown_with
            else _("You showed %(level)s on %(on)s.")
        )
    else:
        first = (
            _("%(name)s showed %(level)s on %(on)s with “%(work)s”.")
            if fall.shown_with
            else _("%(name)s showed %(level)s on %(on)s.")
        )
    return [first % known, _("The work of %(changed)s changed it.") % known]
