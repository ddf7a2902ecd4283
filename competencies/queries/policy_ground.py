"""What a rule has to make sense on: the district's scales, and how many standards its competencies have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q

from competencies.models import Alignment, CompetencyText, Continuum, PerformanceLevel, ScaleText
from competencies.queries.scales import scale_view
from competencies.queries.wording import policy_sentences
from competencies.rules.continuum import ScaleView
from competencies.rules.messages import Message
from competencies.rules.policy import Policy
from competencies.rules.policy_typed import Typed, Wrong, read_typed
from competencies.rules.policy_words import warnings_about, warnings_on, wrong_on_scale


@dataclass(frozen=True, slots=True)
class Ground:
    """The scales in force, those the draft says otherwise, and each competency in force with its standards' number."""

    published: tuple[ScaleView, ...]
    drafted: tuple[ScaleView, ...]
    standards: tuple[tuple[str, int], ...]

    @property
    def scales(self) -> tuple[ScaleView, ...]:
        """The scales to show something on: those in force, before the first publication those of the draft."""
        return self.published or self.drafted

    def read(self, said: Mapping[str, Any]) -> Typed:
        """Read the answers of the form; what makes no sense on any scale is wrong too."""
        typed = read_typed(said)
        if typed.policy is None:
            return typed
        wrong: dict[str, Wrong] = {}
        for view in (*self.published, *self.drafted):
            for one in wrong_on_scale(typed.policy, view.rule, view.name):
                wrong.setdefault(one.field, one)
        return replace(typed, wrong=tuple(wrong.values()))

    def warnings(self, typed: Typed) -> tuple[Message, ...]:
        """What an editor should know about a rule that can be read."""
        if typed.policy is None:
            return ()
        return (*warnings_about(typed.policy), *warnings_on(typed.policy, self.standards))


def rule_problems(policy: Policy, scales: Iterable[ScaleView]) -> list[str]:
    """Return in sentences why nobody should be judged by a rule on these scales; nothing where it makes sense."""
    found = (one.message for view in scales for one in wrong_on_scale(policy, view.rule, view.name))
    return policy_sentences(found)


def drafted_scales(continuum: Continuum) -> tuple[ScaleView, ...]:
    """Return the scales as the draft has them. Two queries."""
    return _scales(continuum, continuum.draft)


def ground_of(continuum: Continuum) -> Ground:
    """Return what a rule of this district has to make sense on. Six queries."""
    published, draft = continuum.published, continuum.draft
    return Ground(_scales(continuum, published), _scales(continuum, draft), _standards(continuum, published or draft))


def _scales(continuum: Continuum, number: int) -> tuple[ScaleView, ...]:
    levels: dict[int, list[PerformanceLevel]] = defaultdict(list)
    here = {"district": continuum.district_id}
    for level in PerformanceLevel.objects.at(number).filter(**here).order_by("value"):
        levels[level.scale_id].append(level)
    texts = ScaleText.objects.at(number).filter(**here).order_by("scale_id")
    return tuple(scale_view(text, levels[text.scale_id]) for text in texts if levels[text.scale_id])


def _standards(continuum: Continuum, number: int) -> tuple[tuple[str, int], ...]:
    here = {"district": continuum.district_id}
    holds = Q(since__lte=number) & (Q(until__isnull=True) | Q(until__gt=number))
    counts = Alignment.objects.filter(holds, **here).values_list("competency").annotate(count=Count("pk")).order_by()
    known = dict(counts)
    texts = CompetencyText.objects.at(number).filter(**here, retired=False).order_by("title", "pk")
    return tuple((title, known.get(pk, 0)) for pk, title in texts.values_list("competency_id", "title"))
