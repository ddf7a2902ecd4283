"""The scales of the draft with their levels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from competencies.models import Continuum, DomainText, PerformanceLevel, ScaleText


@dataclass(frozen=True, slots=True)
class DraftScale:
    """A scale of the draft: its levels (lowest first), its mark, and the domains judged on it."""

    id: int
    name: str
    proficient: Decimal
    levels: tuple[PerformanceLevel, ...]
    domains: tuple[str, ...]


def draft_scales(continuum: Continuum) -> list[DraftScale]:
    """Return the scales of the draft, in the order they were made. Three queries."""
    here = {"until": None, "district": continuum.district_id}
    levels: dict[int, list[PerformanceLevel]] = defaultdict(list)
    for level in PerformanceLevel.objects.filter(**here).order_by("value"):
        levels[level.scale_id].append(level)
    domains: dict[int, list[str]] = defaultdict(list)
    for scale, title in DomainText.objects.filter(**here, retired=False).values_list("scale_id", "title"):
        domains[scale].append(title)
    return [
        DraftScale(
            text.scale_id, text.name, text.proficient, tuple(levels[text.scale_id]), tuple(domains[text.scale_id])
        )
        for text in ScaleText.objects.filter(**here).order_by("scale_id")
    ]
