"""The minute in which a teacher reads why: what counted, the arithmetic, how sure it is, and what would change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.queries.wording import CODES
from competencies.rules.marks import figure
from competencies.rules.policy_words import policy_in_words
from pathways.queries.days import day_words
from pathways.queries.plain_words import rule_for, sentences_for
from pathways.queries.sentences import sentence, sentences
from pathways.queries.story import Story
from pathways.rules.values import Judgement, NeededPiece, StandardResult
from pathways.rules.wording import gate_in_words, next_in_words, standard_in_words, verdict_in_words
from pathways.rules.workings import together, workings_of
from pathways.views.evidence_words import EvidenceLine, line_of


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate in words, and whether it is met."""

    words: str
    met: bool


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How one standard came to its score: its name, its sentence, and the figures as on the board."""

    name: str
    said: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the four reasons for how sure a judgement is; ``strong`` where it could not be better."""

    words: str
    strong: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """Something the reader may do about a level: the words, and the page."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class May:
    """What the reader may do besides reading: rate the student, change the rule."""

    rate: bool = False
    change_the_rule: bool = False


@dataclass(frozen=True, slots=True)
class WhyWords:
    """Why one level is what it is, to the student themselves (``own``) or about the student."""

    story: Story
    own: bool
    may: May

    @property
    def rule(self) -> str:
        """The rule it was judged by, in one sentence."""
        return rule_for(self.story.student, self.story.in_force.policy) if self.story.in_force else ""

    @property
    def rule_in_full(self) -> list[str]:
        """The rule, everything it asks in a sentence of its own."""
        in_force = self.story.in_force
        return sentences_for(self.story.student, policy_in_words(in_force.policy)) if in_force else []

    @property
    def sentence(self) -> str:
        """Why this level, in one sentence."""
        judgement = self.story.judgement
        if judgement is None or not judgement.eligible:
            return ""
        scored = [one for one in judgement.standards if one.state == "scored"]
        if len(judgement.standards) == 1 and scored:
            return sentence(standard_in_words(scored[0], judgement.method))
        if judgement.combine == "all" and scored:
            return self._lowest(judgement, scored)
        return sentence(verdict_in_words(judgement))

    def _lowest(self, judgement: Judgement, scored: list[StandardResult]) -> str:
        asked = [one for one in judgement.standards if one.required and one.state != "exempt"]
        has = [one for one in scored if one.required]
        if len(has) < len(asked):
            return _("%(n)s of %(all)s standards have work so far.") % {"n": len(has), "all": len(asked)}
        lowest = min(has, key=lambda one: one.score or 0, default=scored[0])
        return _("The lowest of its standards decides: %(standard)s.") % {"standard": self._standard(lowest.id)}

    @property
    def counted(self) -> list[EvidenceLine]:
        """The evidence that entered the arithmetic, in the order in which it did: oldest first."""
        place = {id_: at for at, id_ in enumerate(self.story.judgement.counted)} if self.story.judgement else {}
        pieces = sorted((one for one in self.story.pieces if one.counted), key=lambda one: place[one.id])
        return [line_of(self.story, one) for one in pieces]

    @property
    def set_aside(self) -> list[EvidenceLine]:
        """The evidence that did not, newest first, each with its reason."""
        return [line_of(self.story, one) for one in self.story.pieces if not one.counted]

    @property
    def practice_aside(self) -> bool:
        """Tell whether practice is among what was set aside."""
        return any(one.why == "kind" for one in self.story.pieces)

    @property
    def arithmetic(self) -> list[Arithmetic]:
        """How each standard came to its score, and the standards to the competency's."""
        judgement, in_force = self.story.judgement, self.story.in_force
        if judgement is None or in_force is None or not judgement.eligible:
            return []
        rows = [
            Arithmetic(
                self._standard(one.id),
                sentence(standard_in_words(one, judgement.method)),
                workings_of(one, in_force.policy),
            )
            for one in judgement.standards
        ]
        weights: dict[int | str, Any] = {one.id: one.weight for one in self.story.competency.standards}
        if lines := together(judgement, in_force.policy, weights):
            rows.append(Arithmetic(_("Together"), "", lines))
        return rows

    @property
    def gates(self) -> list[GateLine]:
        """What the rule asks for beside the level, with what is there."""
        judgement = self.story.judgement
        gates = judgement.gates if judgement else ()
        words = sentences_for(self.story.student, map(gate_in_words, gates))
        return [GateLine(said, gate.met) for said, gate in zip(words, gates, strict=True)]

    @property
    def needed(self) -> list[str]:
        """What would change it, piece by piece, with all that the gates ask for."""
        judgement, story = self.story.judgement, self.story
        done = story.competency.retired or (story.mastered and story.override is not None) or story.status == "exempt"
        if judgement is None or judgement.explanation is None or done:
            return []
        if judgement.explanation.needed is None:
            return sentences(next_in_words(judgement))
        return self._wishes(judgement, judgement.explanation.needed)

    def _wishes(self, judgement: Judgement, needed: tuple[NeededPiece, ...]) -> list[str]:
        """The pieces in words; those that ask for the same are said together."""
        short_of_days = any(gate.gate == "distinct_days" and not gate.met for gate in judgement.gates)
        wishes: Counter[tuple[str, str]] = Counter()
        for piece in needed:
            view = self.story.competency.scale.level(piece.level)
            wishes[(view.name if view else figure(piece.level), self._asked(piece))] += 1
        return [self._wish(level, asked, n, later=short_of_days) for (level, asked), n in wishes.items()]

    def _asked(self, piece: NeededPiece) -> str:
        """What such a piece has to bring beside its level."""
        parts = []
        if len(self.story.competency.standards) > 1:
            said = next((one.statement for one in self.story.competency.standards if one.id == piece.standard), "")
            parts.append(_("on “%(standard)s”") % {"standard": said})
        parts += [_("from another kind of work")] if piece.type else []
        parts += [_("from another place")] if piece.context else []
        parts += [_("in a new situation")] if piece.transfer else []
        if piece.depth:
            parts.append(_("as deep as: %(depth)s") % {"depth": CODES.get(piece.depth, piece.depth)})
        return ", ".join(parts)

    def _wish(self, level: str, asked: str, count: int, *, later: bool) -> str:
        words = ngettext("one more %(level)s piece of work", "%(n)s more %(level)s pieces of work", count) % {
            "n": count,
            "level": level,
        }
        days = ngettext("on a later day", "on different days", count) if later or count > 1 else ""
        text = ", ".join(filter(None, [words, asked, days]))
        return text[:1].upper() + text[1:]

    @property
    def ways_out(self) -> list[WayOut]:
        """What this reader may do about a level they disagree with, each a page of its own; nothing from a past day."""
        story = self.story
        if story.sight.past or self.own or not (self.may.rate or self.may.change_the_rule):
            return []
        return [*self._by_the_piece(), *self._by_deciding(), *self._by_the_rule()]

    def _by_the_piece(self) -> Iterable[WayOut]:
        """The piece that weighs most against the student, where the reader recorded it."""
        mine = [one for one in self.story.pieces if one.counted and one.own and one.level]
        if not mine or not self.may.rate:
            return
        lowest = min(mine, key=lambda one: one.level.value if one.level else 0)
        known = {"day": day_words(lowest.on, self.story.sight.day)}
        yield WayOut(_("Correct the piece of %(day)s") % known, reverse("assessments:correct", args=[lowest.id]))
        yield WayOut(_("Void the piece of %(day)s") % known, reverse("assessments:void", args=[lowest.id]))

    def _by_deciding(self) -> Iterable[WayOut]:
        if self.may.rate and not self.story.competency.retired:
            about = [self.story.student.pk, self.story.competency.id]
            yield WayOut(_("Decide the level yourself, with a reason"), reverse("assessments:override", args=about))

    def _by_the_rule(self) -> Iterable[WayOut]:
        if self.may.change_the_rule:
            yield WayOut(_("Change the rule for the district"), reverse("competencies:policy"))

    @property
    def rule_href(self) -> str:
        """The page with this version of the rule and its history, for those who may open it."""
        if self.story.in_force is None or not self.may.change_the_rule:
            return ""
        return reverse("competencies:policy_at", args=[self.story.in_force.number])

    @property
    def sure(self) -> str:
        """How sure the evidence makes us, in a few words."""
        words: Mapping[str, str] = {
            "low": _("Not very sure yet"),
            "medium": _("Fairly sure"),
            "high": _("Very sure"),
        }
        return words.get(self.story.confidence.word, "")

    @property
    def reasons(self) -> list[Reason]:
        """The four reasons: how much there is, how varied, how well it agrees, how recent."""
        one = self.story.confidence
        if not one.word or one.newest is None:
            return []
        reasons = [
            Reason(self._amount(), one.amount == "many"),
            Reason(self._variety(), one.variety == "several"),
            Reason(self._age(), one.age == "recent"),
        ]
        if one.pieces > 1:
            close = one.agreement == "close"
            within = _("The last pieces are within one level of each other.")
            reasons.insert(2, Reason(within if close else _("The last pieces lie more than one level apart."), close))
        return reasons

    def _amount(self) -> str:
        one = self.story.confidence
        if one.pieces == 1:
            return _("There is one piece of work.")
        words = ngettext("%(n)s pieces of work, all of one day.", "%(n)s pieces of work on %(days)s days.", one.days)
        return words % {"n": one.pieces, "days": one.days}

    def _variety(self) -> str:
        kinds = self.story.confidence.kinds
        if not kinds:
            return _("Nobody noted what kind of work it was.")
        return ngettext("All of one kind of work.", "%(n)s different kinds of work.", kinds) % {"n": kinds}

    def _age(self) -> str:
        one = self.story.confidence
        known = {"day": day_words(one.newest, self.story.sight.day) if one.newest else ""}
        if one.age == "recent":
            return _("The newest is of %(day)s.") % known
        if one.age == "older":
            return _("The newest is of %(day)s, more than six months ago.") % known
        return _("The newest is of %(day)s, more than a year ago.") % known

    def _standard(self, id_: int | str) -> str:
        one = next((one for one in self.story.competency.standards if one.id == id_), None)
        return (one.code or one.statement) if one else ""
