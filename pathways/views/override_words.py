"""What people decided, as pages about mastery say it: who judged which level, and what the evidence alone says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competencies.rules.continuum import LevelView, ScaleView
from pathways.queries.sentences import sentence
from pathways.queries.story import Story
from pathways.rules.values import Judgement
from pathways.rules.wording import verdict_in_words


@dataclass(frozen=True, slots=True)
class OverrideWords:
    """An override in sentences: the judgement itself, what stands beside it, and for how long it holds."""

    judged: str
    alone: str
    days: str

    @property
    def whole(self) -> str:
        """The judgement and what stands beside it."""
        return f"{self.judged} {self.alone}"


@dataclass(frozen=True, slots=True)
class DecidedWords:
    """What people decided about a level: an override, exemptions mastery rests on, modified expectations."""

    override: OverrideWords | None
    exemptions: str
    modified: str


def decided_words(story: Story, *, confided: bool) -> DecidedWords:
    """Return what people decided in sentences; modified expectations only for those they are ``confided`` to."""
    modified = _("With modified expectations.") if story.modified and confided else ""
    return DecidedWords(override_words(story), exemption_words(story), modified)


def override_words(story: Story) -> OverrideWords | None:
    """Return the override in force in sentences, None where there is none."""
    override, scale = story.override, story.competency.scale
    if override is None or story.level is None:
        return None
    known = {"who": override.by or _("A teacher"), "level": story.level.name, "on": _day(override.starts)}
    return OverrideWords(
        judged=_("%(who)s judged %(level)s on %(on)s.") % known,
        alone=_alone(story.judgement, scale),
        days=_("It holds until %(day)s.") % {"day": _day(override.ends)} if override.ends else "",
    )


def _alone(judgement: Judgement | None, scale: ScaleView) -> str:
    level: LevelView | None = scale.level(judgement.level) if judgement else None
    if judgement is None or not judgement.eligible:
        return _("There is no evidence yet.")
    if level is None:
        return _("The evidence alone names no level yet.")
    return _("The evidence alone says %(level)s.") % {"level": level.name}


def exemption_words(story: Story) -> str:
    """Say that mastery rests on exemptions, where it does; a person's own judgement rests on none."""
    judgement = story.judgement
    if story.override is not None or judgement is None or not (judgement.mastered and judgement.exempted):
        return ""
    return sentence(verdict_in_words(judgement))


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
