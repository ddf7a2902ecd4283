"""The named rules in the reader's words: what each is called, what it says, what it is like, and what surprises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from competencies.queries.policy_summary import policy_summary
from competencies.queries.wording import policy_sentences
from competencies.rules.policy import Policy
from competencies.rules.policy_words import policy_in_words
from competencies.rules.presets import PRESETS, Preset, preset_of

FAMILIES: dict[str, Any] = {
    "waypoint": lazy("Waypoint’s own"),
    "outcomes": lazy("As in an outcomes gradebook"),
    "trend": lazy("Trends"),
    "portfolio": lazy("Best work and portfolios"),
}
NAMES: dict[str, Any] = {
    "waypoint": lazy("Waypoint’s default"),
    "outcomes-latest": lazy("Outcomes: latest"),
    "outcomes-highest": lazy("Outcomes: highest"),
    "outcomes-average": lazy("Outcomes: average"),
    "outcomes-n-times": lazy("Outcomes: n times"),
    "outcomes-weighted": lazy("Outcomes: weighted average 65 %"),
    "outcomes-decaying": lazy("Outcomes: decaying average 65 %"),
    "trend": lazy("Trend line (power law)"),
    "rolling": lazy("Rolling average 75 %"),
    "best": lazy("The best two"),
    "portfolio": lazy("Portfolio of best work"),
    "portfolio-level": lazy("Portfolio levels, as in an earlier system"),
}
LIKE: dict[str, Any] = {
    "waypoint": lazy("The rule every district begins with; no other system’s figures are meant."),
    "outcomes-latest": lazy("Gives the figures of an outcomes gradebook that shows the latest result."),
    "outcomes-highest": lazy("Gives the figures of an outcomes gradebook that shows the highest result."),
    "outcomes-average": lazy("Gives the figures of an outcomes gradebook that averages all results."),
    "outcomes-n-times": lazy(
        "Gives the figures of an outcomes gradebook that asks for a number of results at mastery and averages those."
    ),
    "outcomes-weighted": lazy(
        "Gives the figures of an outcomes gradebook that weighs the newest result against the average of all before "
        "it. Older releases called exactly this a decaying average."
    ),
    "outcomes-decaying": lazy(
        "Gives the figures of an outcomes gradebook in which every new result moves the score by its weight: what "
        "newer releases call a decaying average."
    ),
    "trend": lazy("Gives the figures of gradebooks that fit a power law through all results."),
    "rolling": lazy("Gives the figures of gradebooks with a rolling average in which the newest result weighs 75 %."),
    "best": lazy("Close to gradebooks that keep the best results; nothing is rounded."),
    "portfolio": lazy(
        "Close to portfolio systems in which a number of entries is required and the best ones count; nothing is "
        "rounded, and no level is complete without evidence."
    ),
    "portfolio-level": lazy(
        "Gives the figures of an open portfolio system with a number of required entries for each skill."
    ),
}
SURPRISES: dict[str, Any] = {
    "waypoint": lazy("A proficient piece can lower a level that was above proficient, never below it."),
    "outcomes-latest": lazy("One bad day undoes everything that was shown before."),
    "outcomes-highest": lazy("One lucky piece is enough, and nothing later can take it back."),
    "outcomes-average": lazy("The first try weighs like the last, so early learning is held against a student."),
    "outcomes-n-times": lazy("Until there are enough pieces there is no score at all; later slips never count."),
    "outcomes-weighted": lazy("A proficient piece can cost mastery: 2, 2, 4 is 3.3, and a 3 after it makes it 2.88."),
    "outcomes-decaying": lazy("3, 3, 1, 3 is not mastered, although three of four pieces are proficient."),
    "trend": lazy(
        "More good work can lower the score, one early slip pins it down, and a level of zero makes it impossible."
    ),
    "rolling": lazy("The newest piece nearly decides alone: 4, 4, 4, 2 is 2.5."),
    "best": lazy("Two good pieces stay for ever; work that is no longer as good does not show."),
    "portfolio": lazy("Until every standard has its three pieces nothing is judged; slips never count."),
    "portfolio-level": lazy("An average of 8.45 counts as 8.5, since it is rounded before it is compared."),
}
ROUNDED = lazy("Scores are rounded to two places, halves away from zero, before they are compared.")


@dataclass(frozen=True, slots=True)
class PresetWords:
    """A named rule as a page tells it."""

    preset: Preset
    name: str
    summary: str
    sentences: tuple[str, ...]
    like: str
    surprises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Named rules that belong together."""

    name: str
    presets: tuple[PresetWords, ...]


def preset_families() -> tuple[Family, ...]:
    """Return every named rule by its family. No query."""
    return tuple(
        Family(str(name), tuple(preset_words(one) for one in PRESETS if one.family == family))
        for family, name in FAMILIES.items()
    )


def preset_words(one: Preset) -> PresetWords:
    """Return a named rule in words. No query."""
    policy = one.policy
    surprises = [SURPRISES[one.key]] + ([ROUNDED] if policy.round_before_compare is not None else [])
    return PresetWords(
        preset=one,
        name=str(NAMES[one.key]),
        summary=policy_summary(policy),
        sentences=tuple(policy_sentences(policy_in_words(policy))),
        like=str(LIKE[one.key]),
        surprises=tuple(str(said) for said in surprises),
    )


def preset_name(policy: Policy) -> str:
    """Return what a rule is called where it is a named one, else nothing."""
    one = preset_of(policy)
    return str(NAMES[one.key]) if one else ""
