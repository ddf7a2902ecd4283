"""What in the draft still stands on something that an editor wants to take out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.models import (
    Alignment,
    CompetencyText,
    DomainText,
    EvidenceMapping,
    PerformanceLevel,
    ScaleText,
    StageText,
    StandardText,
    StrandText,
    Versioned,
)


def why_in_use(row: Versioned) -> str:
    """Return a sentence naming what still needs ``row`` in the draft, or nothing. At most two queries."""
    reason = REASONS.get(type(row))
    return reason(row) if reason else ""


def _open(model: Any, **filters: object) -> int:
    rows: QuerySet[Any] = model.objects.filter(until=None, retired=False, **filters)
    return rows.count()


def _counted(count: int, sentence: str) -> str:
    return sentence % {"count": count} if count else ""


def _domain(row: Any) -> str:
    count = _open(StrandText, strand__domain=row.domain_id)
    return _counted(
        count,
        ngettext("%(count)s strand still stands in it.", "%(count)s strands still stand in it.", count),
    )


def _strand(row: Any) -> str:
    return _stages(_open(StageText, stage__strand=row.strand_id)) or _competencies(
        _open(CompetencyText, strand=row.strand_id)
    )


def _stage(row: Any) -> str:
    return _competencies(_open(CompetencyText, stage=row.stage_id))


def _stages(count: int) -> str:
    return _counted(
        count,
        ngettext("%(count)s stage still stands in it.", "%(count)s stages still stand in it.", count),
    )


def _competencies(count: int) -> str:
    return _counted(
        count,
        ngettext("%(count)s competency still stands in it.", "%(count)s competencies still stand in it.", count),
    )


def _standard(row: Any) -> str:
    competencies = CompetencyText.objects.filter(until=None, retired=False).values("competency")
    count = Alignment.objects.filter(until=None, standard=row.standard_id, competency__in=competencies).count()
    return _counted(
        count,
        ngettext("%(count)s competency rests on it.", "%(count)s competencies rest on it.", count),
    ) or _read_as(target_standard=row.standard_id)


def _alignment(row: Any) -> str:
    return _read_as(target=row.competency_id, target_standard=row.standard_id)


def _read_as(**filters: int) -> str:
    """Work recorded elsewhere is read as work about a standard: without it, the work would count for nothing."""
    rows = EvidenceMapping.objects.filter(until=None, **filters)
    titles = CompetencyText.objects.filter(until=None, competency__in=rows.values("source")).order_by("title")
    names = ", ".join(f"“{title}”" for title in titles.values_list("title", flat=True))
    return _("Evidence of %(names)s is read as work about it. Change that first.") % {"names": names} if names else ""


def _scale(row: Any) -> str:
    count = _open(DomainText, scale=row.scale_id)
    return _counted(
        count,
        ngettext("%(count)s domain is judged on it.", "%(count)s domains are judged on it.", count),
    )


def _level(row: Any) -> str:
    marked = ScaleText.objects.filter(until=None, scale=row.scale_id, proficient=row.value).exists()
    return _("It is the proficient mark of its scale. Move the mark first.") if marked else ""


REASONS: dict[type[Model], Callable[[Any], str]] = {
    DomainText: _domain,
    StrandText: _strand,
    StageText: _stage,
    StandardText: _standard,
    Alignment: _alignment,
    ScaleText: _scale,
    PerformanceLevel: _level,
}
