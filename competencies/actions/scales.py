"""Scales of the draft: their levels, their names and the proficient mark."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from competencies.actions.rows import DraftRefusedError, locked_draft, save_checked
from competencies.models import Continuum, PerformanceLevel, Scale, ScaleText
from people.models import User


@transaction.atomic
def add_scale(
    *,
    continuum: Continuum,
    by: User | None,
    name: str,
    levels: Sequence[tuple[Decimal, str, str]],
    proficient: Decimal,
) -> ScaleText:
    """Add a scale with its levels (value, name, meaning), lowest first. Returns its text. About two queries a level.

    Raises ``DraftRefusedError`` with fewer than two levels, a value twice, or a proficient mark that is no level.
    """
    values = [value for value, _name, _meaning in levels]
    if len(set(values)) < max(2, len(values)):
        raise DraftRefusedError({"levels": _("A scale needs at least two levels, each with a value of its own.")})
    if proficient not in values:
        raise DraftRefusedError({"proficient": _("The proficient mark must be one of the levels.")})
    continuum = locked_draft(continuum.district_id)
    scale = Scale.objects.create(district_id=continuum.district_id)
    made = {"district_id": continuum.district_id, "since": continuum.draft, "edited_by": by, "scale": scale}
    text = save_checked(ScaleText(**made, name=name, proficient=proficient))
    for value, level, meaning in levels:
        save_checked(PerformanceLevel(**made, value=value, name=level, meaning=meaning))
    return text


@transaction.atomic
def add_level(*, scale: Scale, by: User | None, value: Decimal, name: str, **more: Any) -> PerformanceLevel:
    """Add a level to a scale of the draft; ``more`` may say meaning and translations. Returns the level.

    Raises ``DraftRefusedError`` if the scale has a level of that value.
    """
    continuum = locked_draft(scale.district_id)
    made = {"district_id": continuum.district_id, "since": continuum.draft, "edited_by": by, "scale": scale}
    return save_checked(PerformanceLevel(**made, value=value, name=name, **more))
