"""One side of a comparison in words: what stands, what counted, what was set aside, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competencies.queries.policy_summary import policy_summary
from competencies.rules.marks import figure
from competencies.rules.messages import Message
from pathways.models.learner import Status
from pathways.queries.beside import OneSide, PieceLine
from pathways.queries.marks import LevelMark, mark_of
from pathways.queries.sentences import sentence, sentences
from pathways.rules.values import NeededPiece, PieceId
from pathways.rules.wording import gate_in_words, next_in_words, standard_in_words, verdict_in_words
from pathways.views.evidence_words import kind_word
from pathways.views.why_words import GateLine


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A piece of work in words."""

    day: str
    mark: LevelMark | None
    word: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class SideWords:
    """The sentences of one side."""

    side: OneSide

    @property
    def mark(self) -> LevelMark | None:
        """The level as a mark; None where this side does not have the competency."""
        judgement, competency = self.side.judgement, self.side.competency
        if competency is None:
            return None
        pieces = judgement.eligible if judgement else 0
        return mark_of(competency.scale, judgement.level if judgement else None, pieces=pieces)

    @property
    def status(self) -> str:
        """The status in words."""
        if self.side.competency is None:
            return _("Not part of this version")
        judgement = self.side.judgement
        return str(Status(judgement.status if judgement else Status.NO_EVIDENCE).label)

    @property
    def verdict(self) -> str:
        """The verdict as a sentence."""
        if self.side.competency is None:
            return _("This version of the continuum does not have the competency.")
        judgement = self.side.judgement
        return sentence(verdict_in_words(judgement)) if judgement else _("No work is read here.")

    @property
    def rule(self) -> str:
        """The rule in one sentence."""
        return policy_summary(self.side.rule)

    @property
    def arithmetic(self) -> list[tuple[str, str]]:
        """How each standard came to its score."""
        judgement = self.side.judgement
        if judgement is None:
            return []
        found = ((one.id, sentence(standard_in_words(one, judgement.method))) for one in judgement.standards)
        return [(self._standard(id_), said) for id_, said in found]

    @property
    def gates(self) -> list[GateLine]:
        """What the rule asks for beside the level, with what is there."""
        judgement = self.side.judgement
        return [GateLine(sentence(gate_in_words(one)), one.met) for one in judgement.gates] if judgement else []

    @property
    def counted(self) -> list[WorkLine]:
        """The work that entered the arithmetic, newest first."""
        judgement = self.side.judgement
        return self._lines([(id_, "") for id_ in judgement.counted]) if judgement else []

    @property
    def set_aside(self) -> list[WorkLine]:
        """The work that did not, each with its reason."""
        judgement = self.side.judgement
        if judgement is None:
            return []
        return self._lines([(one.id, sentence(Message(f"aside.{one.why}"))) for one in judgement.set_aside])

    @property
    def needed(self) -> list[str]:
        """What would change it, piece by piece, or why nothing would."""
        judgement = self.side.judgement
        if judgement is None or judgement.explanation is None:
            return []
        if judgement.explanation.needed is None:
            return sentences(next_in_words(judgement))
        return [self._wish(one) for one in judgement.explanation.needed]

    def _lines(self, found: list[tuple[PieceId, str]]) -> list[WorkLine]:
        known = [(self.side.pieces[id_], why) for id_, why in found if id_ in self.side.pieces]
        ordered = sorted(known, key=lambda one: (one[0].on, one[0].id), reverse=True)
        return [self._line(piece, why) for piece, why in ordered]

    def _line(self, piece: PieceLine, why: str) -> WorkLine:
        competency = self.side.competency
        several = competency is not None and len(competency.standards) > 1
        about = [
            kind_word(piece.kind),
            *([piece.standard] if several and piece.standard else []),
            *([why] if why else []),
        ]
        mark = mark_of(competency.scale, piece.level.value) if competency and piece.level else None
        return WorkLine(
            day=date_format(piece.on, "SHORT_DATE_FORMAT"),
            mark=mark,
            word=piece.mark,
            title=piece.title or _("Work without a title"),
            about=" · ".join(about),
        )

    def _wish(self, piece: NeededPiece) -> str:
        competency = self.side.competency
        view = competency.scale.level(piece.level) if competency else None
        parts = [_("a summative piece at %(level)s") % {"level": view.name if view else figure(piece.level)}]
        if competency and len(competency.standards) > 1:
            parts.append(_("on %(standard)s") % {"standard": self._standard(piece.standard)})
        parts += [_("in a new situation")] if piece.transfer else []
        return ", ".join(parts)

    def _standard(self, id_: int | str) -> str:
        standards = self.side.competency.standards if self.side.competency else ()
        return next((one.code or one.statement for one in standards if one.id == id_), "")
