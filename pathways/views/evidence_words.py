"""One piece of evidence in words: when, at which level, what for, with whom, and why it was set aside."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from competencies.rules.messages import Message
from pathways.queries.days import day_words, short_day
from pathways.queries.marks import LevelMark, mark_of
from pathways.queries.plain_words import plainly
from pathways.queries.sentences import sentence
from pathways.queries.story import Story
from pathways.queries.story_pieces import PieceView
from pathways.views.retired_words import origin_in_words


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence in words."""

    id: int
    day: str
    short: str
    mark: LevelMark | None
    word: str
    title: str
    about: str
    feedback: str
    next_step: str
    reason: str
    counted: bool
    own: bool


def line_of(story: Story, piece: PieceView) -> EvidenceLine:
    """One piece in words; that practice never lowers a level stands once beside the list, not in every line."""
    if piece.exempts:
        return _exemption(story, piece)
    day = day_words(piece.on, story.sight.day)
    about = [kind_word(piece.kind, plain=plainly(story.student))]
    about += [piece.source] if piece.source else []
    about += [_("with %(who)s") % {"who": piece.assessor}] if piece.assessor else []
    about += [piece.standard] if len(story.competency.standards) > 1 else []
    about += origin_in_words(piece)
    about += [reason_words(piece)] if piece.why not in {"", "kind"} else []
    return EvidenceLine(
        id=piece.id,
        day=day,
        short=short_day(piece.on, story.sight.day),
        mark=mark_of(story.competency.scale, piece.level.value) if piece.level else None,
        word=piece.mark,
        title=piece.title or _("Work of %(on)s") % {"on": day},
        about=" · ".join(about),
        feedback=piece.feedback,
        next_step=piece.next_step,
        reason=piece.reason,
        counted=piece.counted,
        own=piece.own and not story.sight.past,
    )


def _exemption(story: Story, piece: PieceView) -> EvidenceLine:
    """An exemption in words: a person's decision, not a piece of work."""
    known = {"who": piece.assessor}
    about = [piece.standard] if len(story.competency.standards) > 1 else []
    return EvidenceLine(
        id=piece.id,
        day=day_words(piece.on, story.sight.day),
        short=short_day(piece.on, story.sight.day),
        mark=None,
        word=piece.mark,
        title=_("Exempted by %(who)s") % known if piece.assessor else _("A decision of the school"),
        about=" · ".join([*about, *origin_in_words(piece)]),
        feedback="",
        next_step="",
        reason=piece.reason,
        counted=False,
        own=False,
    )


def kind_word(kind: str, *, plain: bool = False) -> str:
    """What the work was for, ``plain`` for students and families."""
    summative = _("Shown for real") if plain else _("Summative")
    return {"summative": summative, "formative": _("Practice"), "diagnostic": _("Starting point")}.get(kind, kind)


def reason_words(piece: PieceView) -> str:
    """Why a piece was set aside."""
    return sentence(Message(f"aside.{piece.why}"))
