"""The words of a competency page and of the why panel: the lead, the arithmetic, the rule, and what would change it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.queries.wording import listed
from competencies.rules.continuum import LevelView
from competencies.rules.marks import figure
from competencies.rules.messages import Message
from competencies.rules.policy_words import policy_in_words
from pathways.queries.marks import LevelMark, mark_of
from pathways.queries.path import aim_of
from pathways.queries.sentences import sentence, sentences
from pathways.queries.story import Story
from pathways.queries.story_pieces import PieceView
from pathways.rules.values import NeededPiece, StandardResult
from pathways.rules.wording import gate_in_words, next_in_words, standard_in_words, verdict_in_words
from pathways.views.retired_words import origin_in_words, retired_in_words

DAY = "MONTH_DAY_FORMAT"


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the ladder: its mark, its "I can" text, and whether the student is here or goes there next."""

    mark: LevelMark
    text: str
    here: bool
    next: bool


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate in words, and whether it is met."""

    words: str
    met: bool


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence in words."""

    id: int
    day: str
    mark: LevelMark | None
    word: str
    title: str
    about: str
    feedback: str
    next_step: str
    reason: str
    counted: bool
    own: bool


@dataclass(frozen=True, slots=True)
class StoryWords:
    """The sentences of one story, to the student themselves (``own``) or about the student."""

    story: Story
    own: bool

    @property
    def mark(self) -> LevelMark:
        """The present level as a mark."""
        judgement = self.story.judgement
        return mark_of(
            self.story.competency.scale,
            judgement.level if judgement else None,
            pieces=judgement.eligible if judgement else 0,
        )

    @property
    def aim(self) -> LevelView | None:
        """The level to aim at next, None when mastered."""
        judgement = self.story.judgement
        if self.story.competency.retired or (judgement is not None and judgement.mastered):
            return None
        return aim_of(self.story.competency, judgement.level if judgement else None)

    @property
    def ladder(self) -> list[Rung]:
        """The levels from the top down, each with its text."""
        one, aim = self.story.competency, self.aim
        return [
            Rung(
                mark=mark_of(one.scale, level.value),
                text=one.descriptors.get(level.value, ""),
                here=self.story.level is not None and level.value == self.story.level.value,
                next=aim is not None and level.value == aim.value and aim != self.story.level,
            )
            for level in reversed(one.scale.levels)
        ]

    @property
    def lead(self) -> list[str]:
        """What was shown and when, why it changed, where things stand, in this order."""
        story = self.story
        if story.competency.retired:
            return retired_in_words(story, own=self.own)
        judgement, name = story.judgement, story.student.called
        if judgement is None or judgement.status == "no_evidence":
            return [self._start()]
        if judgement.status == "exempt":
            return [_("Nothing is asked for here.")]
        if story.fall is not None:
            return self._fall(story.fall.level.name)
        if judgement.mastered and story.reached_on:
            known = {"name": name, "on": date_format(story.reached_on, DAY)}
            reached = _("You reached this on %(on)s.") if self.own else _("%(name)s reached this on %(on)s.")
            return [reached % known, sentence(verdict_in_words(judgement))]
        return [self._present()]

    def _start(self) -> str:
        if self.story.blocked:
            first = listed([one.competency.title for one in self.story.builds_on if one.state != "mastered"])
            return _("This opens after %(what)s.") % {"what": first}
        return _("Nothing is recorded yet. The ladder says what work at each level looks like.")

    def _fall(self, was: str) -> list[str]:
        fall = self.story.fall
        if fall is None:
            return []
        known = {
            "name": self.story.student.called,
            "level": was,
            "on": date_format(fall.shown_on, DAY),
            "work": fall.shown_with,
            "changed": date_format(fall.changed_on, DAY),
        }
        if self.own:
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
        return [first % known, _("The work of %(changed)s changed it.") % known, self._present()]

    def _present(self) -> str:
        if self.story.level is None:
            return _("Work has begun. There is not enough yet to name a level.")
        known = {"level": self.story.level.name}
        return _("Today that makes %(level)s.") % known if self.story.fall else _("At %(level)s now.") % known

    @property
    def close(self) -> str:
        """The smallest next step, warm and plain; nothing when mastered."""
        judgement = self.story.judgement
        if judgement is None or judgement.explanation is None or judgement.mastered or self.story.competency.retired:
            return ""
        return self._needed(judgement.explanation.needed) or " ".join(sentences(next_in_words(judgement)))

    def _needed(self, needed: tuple[NeededPiece, ...] | None) -> str:
        if not needed:
            return ""
        levels = Counter(piece.level for piece in needed)
        named = [self._pieces(count, level) for level, count in levels.items()]
        return _("Not yet, and on the way: %(pieces)s gets there.") % {"pieces": listed(named)}

    def _pieces(self, count: int, level: Decimal) -> str:
        view = self.story.competency.scale.level(level)
        known = {"n": count, "level": view.name if view else figure(level)}
        return ngettext("one more piece at %(level)s", "%(n)s more pieces at %(level)s", count) % known

    @property
    def needed(self) -> list[str]:
        """What would change it, piece by piece, with all that the gates ask for."""
        judgement = self.story.judgement
        if judgement is None or judgement.explanation is None or self.story.competency.retired:
            return []
        if judgement.explanation.needed is None:
            return sentences(next_in_words(judgement))
        return [self._wish(piece) for piece in judgement.explanation.needed]

    def _wish(self, piece: NeededPiece) -> str:
        view = self.story.competency.scale.level(piece.level)
        parts = [_("a summative piece at %(level)s") % {"level": view.name if view else figure(piece.level)}]
        if len(self.story.competency.standards) > 1:
            parts.append(_("on %(standard)s") % {"standard": self.standard(piece.standard)})
        parts += [_("in a new situation")] if piece.transfer else []
        return ", ".join(parts)

    def standard(self, id_: int | str) -> str:
        """The short name of a standard of the competency."""
        one = next((one for one in self.story.competency.standards if one.id == id_), None)
        return (one.code or one.statement) if one else ""

    @property
    def why(self) -> str:
        """Why this level, in one sentence."""
        judgement = self.story.judgement
        if judgement is None:
            return ""
        scored = [one for one in judgement.standards if one.state == "scored"]
        if len(judgement.standards) == 1 and scored:
            return sentence(standard_in_words(scored[0], judgement.method))
        if judgement.combine == "all" and scored:
            return self._lowest(scored, len(judgement.standards))
        return sentence(verdict_in_words(judgement))

    def _lowest(self, scored: list[StandardResult], total: int) -> str:
        if len(scored) < total:
            known = {"n": len(scored), "all": total}
            return _("%(n)s of %(all)s standards have work so far.") % known
        lowest = min(scored, key=lambda one: one.score or Decimal(0))
        return _("The lowest of its standards decides: %(standard)s.") % {"standard": self.standard(lowest.id)}

    @property
    def arithmetic(self) -> list[tuple[str, str]]:
        """How each standard came to its score: its name and its sentence."""
        judgement = self.story.judgement
        if judgement is None:
            return []
        return [
            (self.standard(one.id), sentence(standard_in_words(one, judgement.method))) for one in judgement.standards
        ]

    @property
    def gates(self) -> list[GateLine]:
        """What the rule asks for beside the level, with what is there."""
        judgement = self.story.judgement
        return [GateLine(sentence(gate_in_words(one)), one.met) for one in judgement.gates] if judgement else []

    @property
    def rule(self) -> list[str]:
        """The rule in force, in words."""
        return sentences(policy_in_words(self.story.in_force.policy)) if self.story.in_force else []

    @property
    def counted(self) -> list[EvidenceLine]:
        """The evidence that entered the arithmetic, newest first."""
        return [self.line(piece) for piece in self.story.pieces if piece.counted]

    @property
    def set_aside(self) -> list[EvidenceLine]:
        """The evidence that did not, each with its reason."""
        return [self.line(piece) for piece in self.story.pieces if not piece.counted]

    @property
    def practice_aside(self) -> bool:
        """Tell whether practice is among what was set aside."""
        return any(piece.why == "kind" for piece in self.story.pieces)

    @property
    def evidence(self) -> list[EvidenceLine]:
        """All of it, newest first, without what was corrected or withdrawn later."""
        return [self.line(piece) for piece in self.story.pieces if piece.why not in {"voided", "corrected"}]

    def line(self, piece: PieceView) -> EvidenceLine:
        """One piece in words; that practice never lowers a level stands once beside the list, not in every line."""
        about = [kind_word(piece.kind)]
        about += [_("with %(who)s") % {"who": piece.assessor}] if piece.assessor else []
        about += [piece.standard] if len(self.story.competency.standards) > 1 else []
        about += origin_in_words(piece)
        about += [reason_words(piece)] if piece.why not in {"", "kind"} else []
        return EvidenceLine(
            id=piece.id,
            day=date_format(piece.on, "j M"),
            mark=mark_of(self.story.competency.scale, piece.level.value) if piece.level else None,
            word=piece.mark,
            title=piece.title or _("Work of %(on)s") % {"on": date_format(piece.on, DAY)},
            about=" · ".join(about),
            feedback=piece.feedback,
            next_step=piece.next_step,
            reason=piece.reason,
            counted=piece.counted,
            own=piece.own,
        )


def kind_word(kind: str) -> str:
    """What the work was for."""
    return {"summative": _("Summative"), "formative": _("Practice"), "diagnostic": _("Starting point")}.get(kind, kind)


def reason_words(piece: PieceView) -> str:
    """Why a piece was set aside."""
    return sentence(Message(f"aside.{piece.why}"))
