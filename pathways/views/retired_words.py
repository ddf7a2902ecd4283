"""What a page says of a competency that is retired: what was reached, and where the work is read today."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competencies.queries.wording import listed
from pathways.queries.story import Story
from pathways.queries.story_pieces import PieceView

DAY = "MONTH_DAY_FORMAT"


def retired_in_words(story: Story, *, own: bool) -> list[str]:
    """Say what a retired competency still means to the student; it asks for nothing any more."""
    reached = []
    if story.mastered and story.reached_on:
        text = _("You reached this on %(on)s.") if own else _("%(name)s reached this on %(on)s.")
        reached = [text % {"name": story.student.called, "on": date_format(story.reached_on, DAY)}]
    if story.became:
        text = _("This is no longer on the map of learning. The work recorded here counts on %(what)s now.")
        return [*reached, text % {"what": listed([one.title for one in story.became])}]
    return [*reached, _("This is no longer on the map of learning. Everything recorded here stays readable.")]


def origin_in_words(piece: PieceView) -> list[str]:
    """Say on what a piece was recorded, where that was another competency than the one it counts on."""
    if not piece.recorded_as:
        return []
    return [_("recorded on %(name)s, version %(n)s") % {"name": piece.recorded_as, "n": piece.version}]
