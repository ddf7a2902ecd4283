"""What a path says where a new rule or map opened waymarks again: kindly, plainly, and never as the student's doing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.rules.continuum import CompetencyView
from pathways.queries.days import day_words
from pathways.queries.path import PathPage
from pathways.queries.path_moved import Reopened

SHOWN = 6


@dataclass(frozen=True, slots=True)
class ReopenedWords:
    """A heading, a sentence, the waymarks it is about, and further ones behind ``more_words``."""

    title: str
    sentence: str
    first: tuple[CompetencyView, ...]
    more: tuple[CompetencyView, ...]
    more_words: str


def reopened_words(one: Reopened, page: PathPage, *, own: bool) -> ReopenedWords:
    """Say what one publication opened again, to the student (``own``) or about the student."""
    known = {"day": day_words(one.changed_on, page.sight.day), "name": page.student.called}
    told = _("This was on %(day)s. The work of %(name)s did not change, and everything shown still stands.")
    if own:
        told = _("This was on %(day)s. Your work did not change, and everything you showed still stands.")
    n = len(one.waymarks)
    asks = ngettext("This waymark asks for a little more now:", "These waymarks ask for a little more now:", n)
    more = one.waymarks[SHOWN:]
    return ReopenedWords(
        title=_("The school’s rule changed") if one.by_rule else _("The school’s map changed"),
        sentence=f"{told % known} {asks}",
        first=one.waymarks[:SHOWN],
        more=more,
        more_words=ngettext("%(n)s more", "%(n)s more", len(more)) % {"n": len(more)},
    )
