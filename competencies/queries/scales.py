"""The scales of the draft with their levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from competencies.models import Continuum, DomainText, PerformanceLevel, ScaleText
from competencies.rules.continuum import LevelView, ScaleView
from competencies.rules.scale import Scale


@dataclass(frozen=True, slots=True)
class DraftScale:
    """A scale of the draft: its levels (lowest first), as it will look, and the domains judged on it."""

    view: ScaleView
    levels: tuple[PerformanceLevel, ...]
    domains: tuple[str, ...]


def draft_scales(continuum: Continuum) -> list[DraftScale]:
    """Return the scales of the draft, in the order they were made. Three queries."""
    here = {"until": None, "district": continuum.district_id}
    levels: dict[int, list[PerformanceLevel]] = defaultdict(list)
    for level in PerformanceLevel.objects.filter(**here).order_by("value"):
        levels[level.scale_id].append(level)
    domains: dict[int, list[str]] = defaultdict(list)
    rows = DomainText.objects.filter(**here, retired=False).order_by("position", "domain_id")
    for scale, title in rows.values_list("scale_id", "title"):
        domains[scale].append(title)
    return [
        DraftScale(scale_view(text, levels[text.scale_id]), tuple(levels[text.scale_id]), tuple(domains[text.scale_id]))
        for text in ScaleText.objects.filter(**here).order_by("scale_id")
    ]


def scale_view(text: ScaleText, levels: Sequence[PerformanceLevel]) -> ScaleView:
    """Return a scale of the draft as it will look once published, in the district's own language. No query."""
    values = tuple(level.value for level in levels)
    top, least = (values[-1], values[0]) if values else (text.proficient, text.proficient)
    views = tuple(
        LevelView(level.value, rank, level.name, level.meaning, level.value >= text.proficient)
        for rank, level in enumerate(levels, start=1)
    )
    return ScaleView(text.scale_id, text.name, views, Scale(text.proficient, top, least, values))
