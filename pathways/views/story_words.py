"""The words a competency page leads with: what was shown and when, why it changed, the ladder, and the next step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.queries.wording import listed
from competencies.rules.continuum import LevelView
from competencies.rules.marks import figure
from pathways.queries.days import day_words, month_words
from pathways.queries.marks import LevelMark, mark_of
from pathways.queries.path import aim_of
from pathways.queries.plain_words import plainly
from pathways.queries.sentences import sentence, sentences
from pathways.queries.story import Story
from pathways.queries.story_pieces import Fall
from pathways.rules.values import NeededPiece
from pathways.rules.wording import next_in_words, verdict_in_words
from pathways.views.evidence_words import EvidenceLine, line_of
from pathways.views.moved_words import moved_in_words
from pathways.views.override_words import OverrideWords, override_words
from pathways.views.retired_words import retired_in_words


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the ladder: its mark, its "I can" text, and whether the student is here or goes there next."""

    mark: LevelMark
    text: str
    here: bool
    next: bool


@dataclass(frozen=True, slots=True)
class StoryWords:
    """The sentences of one story, to the student themselves (``own``) or about the student."""

    story: Story
    own: bool

    @property
    def mark(self) -> LevelMark:
        """The level the student stands at as a mark."""
        story = self.story
        pieces = story.judgement.eligible if story.judgement else 0
        return mark_of(story.competency.scale, story.level.value if story.level else None, pieces=pieces)

    @property
    def override(self) -> OverrideWords | None:
        """The override in force, None where there is none."""
        return override_words(self.story)

    @property
    def status(self) -> str:
        """Where the student stands in a few words, the evidence's own word where nobody judged otherwise."""
        story = self.story
        if story.override is not None:
            return _("Mastered, by a teacher’s judgement.") if story.mastered else _("Not yet mastered.")
        if story.judgement is None or story.judgement.status == "no_evidence":
            return ""
        return sentence(verdict_in_words(story.judgement))

    @property
    def aim(self) -> LevelView | None:
        """The level to aim at next, None when mastered."""
        story = self.story
        if story.competency.retired or story.mastered or story.status == "exempt":
            return None
        return aim_of(story.competency, story.level.value if story.level else None)

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
    def growth(self) -> str:
        """Where the student started and how far they came; nothing where nothing grew."""
        growth, story = self.story.growth, self.story
        if growth is None or story.competency.retired:
            return ""
        known = {"start": growth.start.name, "since": month_words(growth.since, story.sight.day)}
        if growth.risen and story.level is not None:
            return _("From %(start)s in %(since)s to %(level)s now.") % {**known, "level": story.level.name}
        return ""

    @property
    def lead(self) -> list[str]:
        """What was shown and when, why it changed, where things stand, in this order."""
        if self.story.competency.retired:
            return retired_in_words(self.story, own=self.own)
        if self.override is not None:
            return [self.override.whole, *filter(None, [self.override.days])]
        return self._by_the_evidence()

    def _by_the_evidence(self) -> list[str]:
        story, judgement = self.story, self.story.judgement
        if judgement is None or judgement.status == "no_evidence":
            return [self._start()]
        if judgement.status == "exempt":
            return [_("Nothing is asked for here.")]
        if story.moved is not None:
            return [*self.moved, *([] if story.level == story.moved.level else [self._present()])]
        if story.fall is not None:
            return self._fall(story.fall)
        if judgement.mastered and story.reached_on:
            known = {"name": story.student.called, "on": self._day(story.reached_on)}
            reached = _("You reached this on %(on)s.") if self.own else _("%(name)s reached this on %(on)s.")
            return [reached % known, *([] if story.confirm_since else [self.status])]
        return [self._present()]

    def _start(self) -> str:
        if self.story.blocked:
            first = listed([one.competency.title for one in self.story.builds_on if one.state != "mastered"])
            return _("This opens after %(what)s.") % {"what": first}
        if any(one.why == "kind" for one in self.story.pieces):
            if plainly(self.story.student):
                return _("Only practice is recorded so far. A level comes with work that shows it for real.")
            return _("Only practice is recorded so far. A level comes with summative work.")
        return _("Nothing is recorded yet. The ladder says what work at each level looks like.")

    def _fall(self, fall: Fall) -> list[str]:
        known = {
            "name": self.story.student.called,
            "level": fall.level.name,
            "on": self._day(fall.shown_on),
            "work": fall.shown_with,
            "changed": self._day(fall.changed_on),
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

    @property
    def moved(self) -> list[str]:
        """What was shown, and how what is asked for changed since; nothing where that took nothing away."""
        return moved_in_words(self.story, self.story.moved, own=self.own) if self.story.moved else []

    def _present(self) -> str:
        if self.story.level is None:
            return _("Work has begun. There is not enough yet to name a level.")
        known = {"level": self.story.level.name}
        if self.story.sight.past:
            return _("That made %(level)s.") % known if self._fallen else _("At %(level)s then.") % known
        return _("Today that makes %(level)s.") % known if self._fallen else _("At %(level)s now.") % known

    @property
    def _fallen(self) -> bool:
        return self.story.fall is not None or self.story.moved is not None

    @property
    def close(self) -> str:
        """The smallest next step, warm and plain; nothing when mastered."""
        judgement = self.story.judgement
        if judgement is None or judgement.explanation is None or self.story.mastered or self.story.competency.retired:
            return ""
        if self.story.status == "exempt":
            return ""
        return self._needed(judgement.explanation.needed) or " ".join(sentences(next_in_words(judgement)))

    @property
    def confirm(self) -> list[str]:
        """Why mastery asks for a fresh piece, since when, and what would confirm it."""
        story = self.story
        if story.confirm_since is None or story.judgement is None or story.judgement.explanation is None:
            return []
        known = {"name": story.student.called, "since": self._day(story.confirm_since)}
        mastered = _("You have mastered this, and it stays so.") if self.own else _("%(name)s has mastered this.")
        said = [mastered % known, _("Since %(since)s the rule asks for newer work that shows it still holds.") % known]
        if needed := story.judgement.explanation.needed:
            said.append(_("%(pieces)s confirms it.") % {"pieces": self._how_many(needed, capital=True)})
        return said

    @property
    def ready(self) -> str:
        """Whether a summative makes sense now, or which standards are still below; nothing where it is mastered."""
        story = self.story
        judgement = story.judgement
        idle = judgement is None or not story.pieces or story.mastered or story.competency.retired
        if judgement is None or judgement.explanation is None or idle or judgement.status == "exempt":
            return ""
        plain = plainly(story.student)
        if judgement.explanation.ready:
            return self._ready_plainly() if plain else self._ready_words()
        below = [self.standard(one) for one in judgement.explanation.still_below]
        if not below or len(story.competency.standards) < 2:
            if plain:
                return _("First a little more practice, then you can show it for real.") if self.own else ""
            return _("For a summative piece it is early: practice is not there yet.")
        if plain:
            return _("Before showing it for real, still to practise: %(standards)s.") % {"standards": listed(below)}
        return _("Before a summative piece, still to practise: %(standards)s.") % {"standards": listed(below)}

    def _ready_plainly(self) -> str:
        if self.own:
            return _("You are ready to show it for real: all your work together, practice too, says so.")
        words = _("%(name)s is ready to show it for real: all the work together, practice too, says so.")
        return words % {"name": self.story.student.called}

    def _ready_words(self) -> str:
        words = _("%(name)s is ready for a summative piece: all the work together, practice too, shows it.")
        return words % {"name": self.story.student.called}

    def _needed(self, needed: tuple[NeededPiece, ...] | None) -> str:
        if not needed:
            return ""
        return _("Not yet, and on the way: %(pieces)s gets there.") % {"pieces": self._how_many(needed)}

    def _how_many(self, needed: tuple[NeededPiece, ...], *, capital: bool = False) -> str:
        levels = Counter(piece.level for piece in needed)
        words = listed([self._pieces(count, level) for level, count in levels.items()])
        return words[:1].upper() + words[1:] if capital else words

    def _pieces(self, count: int, level: Decimal) -> str:
        view = self.story.competency.scale.level(level)
        known = {"n": count, "level": view.name if view else figure(level)}
        return ngettext("one more piece at %(level)s", "%(n)s more pieces at %(level)s", count) % known

    def standard(self, id_: int | str) -> str:
        """What a standard of the competency says."""
        return next((f"“{one.statement}”" for one in self.story.competency.standards if one.id == id_), "")

    @property
    def evidence(self) -> list[EvidenceLine]:
        """All of it, newest first, without what was corrected or withdrawn later."""
        return [line_of(self.story, one) for one in self.story.pieces if one.why not in {"voided", "corrected"}]

    def _day(self, day: date) -> str:
        return day_words(day, self.story.sight.day)
