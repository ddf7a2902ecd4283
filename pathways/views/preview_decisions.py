"""The decisions that rest once a version of the continuum is published, as its preview lists them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models import Override
from pathways.models import Preview
from pathways.queries.decisions import LeftBehind, decisions_left_behind
from pathways.views.preview_lines import Titles, end

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Resting:
    """One decision that will hold for nothing any more: whose, on what, and which."""

    student_id: int
    name: str
    competency_id: int
    competency: str
    what: str


@dataclass(frozen=True, slots=True)
class AllResting:
    """The first of them, by competency and name, and how many more there are."""

    shown: tuple[Resting, ...] = ()
    more: int = 0


def resting_under(preview: Preview, titles: Titles) -> AllResting:
    """Return the decisions that rest because their competency is retired; of a rule none do. Two queries at most."""
    before, after = titles.before, titles.after
    if preview.kind != Preview.Kind.CONTINUUM or before is None or after is None:
        return AllResting()
    found = decisions_left_behind(preview.district, before, after)
    return AllResting(tuple(_resting(one, titles) for one in found[:SHOWN]), max(len(found) - SHOWN, 0))


def _resting(one: LeftBehind, titles: Titles) -> Resting:
    number, decision = one.competency.id, one.decision
    what = _("an adapted expectation")
    if isinstance(decision, Override):
        stands = end(titles.view(number, after=False), "mastered", decision.level)
        what = _("a teacher’s judgement: %(level)s") % {"level": stands.mark.name}
    return Resting(one.student.pk, one.student.full_name, number, titles.title(number), what)
