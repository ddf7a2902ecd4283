"""How a preview stands, in words: what it waits for, why it could not be worked out, what has moved since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from pathways.actions.working_out import DRAFT_MOVED, ENDED
from pathways.models import Preview
from pathways.queries import outdated
from pathways.queries.outdated import Moved

FAILURES = {
    DRAFT_MOVED: lazy("The draft was edited while this was being worked out, so nothing can be said about it."),
    ENDED: lazy("The worker ended again and again while working this out. Ask whoever runs this site to look."),
}


def moved_in_words(moved: Iterable[Moved]) -> list[str]:
    """Say what has moved since a preview was worked out."""
    return [_moved(one) for one in moved]


def _moved(one: Moved) -> str:
    if one.what == outdated.EVIDENCE and one.count:
        text = ngettext(
            "%(n)s student has new evidence or a new decision since.",
            "%(n)s students have new evidence or new decisions since.",
            one.count,
        )
        return text % {"n": one.count}
    if one.what == outdated.DAY and one.day:
        return _("It was judged as of %(day)s; the age of work is another today.") % {
            "day": date_format(one.day, "DATE_FORMAT")
        }
    return str(MOVED[one.what]) % {"n": one.number}


MOVED: dict[str, Any] = {
    outdated.EVIDENCE: lazy("Evidence or decisions have been recorded since."),
    outdated.DAY: lazy("It was judged as of another day."),
    outdated.RULE: lazy("Another rule is in force since: version %(n)s."),
    outdated.CONTINUUM: lazy("Another version of the continuum is in force since."),
    outdated.DRAFT_CHANGED: lazy("The draft has been edited since."),
    outdated.DRAFT_GONE: lazy("The draft is not there any more."),
    outdated.PUBLISHED: lazy("This draft has been published as version %(n)s."),
    outdated.ENGINE_CHANGED: lazy("The software that judges has been renewed since."),
}


def failure(preview: Preview) -> str:
    """Say why a preview could not be worked out."""
    text = FAILURES.get(preview.last_error, _("Something went wrong while working this out; it has been noted."))
    return str(text)


def waiting(preview: Preview, *, seconds: float, worker: bool, line: int) -> str:
    """Say what a preview waits for."""
    if not worker:
        return _("No worker is running just now, so nothing can be worked out. It begins by itself when one starts.")
    if line:
        text = ngettext("%(n)s other comparison comes first.", "%(n)s other comparisons come first.", line)
        return text % {"n": line}
    if seconds > 5:
        return _("The message to the worker has not arrived. It looks by itself every 15 seconds.")
    return _("It begins in a moment.")
