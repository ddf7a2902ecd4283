"""Saying that one competency builds on another; kept, like every prerequisite, between their standards."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from competencies.actions.prerequisites import set_prerequisite
from competencies.actions.rows import DraftRefusedError, locked_draft
from competencies.models import Alignment, Competency, CompetencyText, Prerequisite, Standard
from competencies.rules.prerequisite_rows import circle_texts
from competencies.rules.prerequisites import lift_edges
from people.models import User


class CircleError(DraftRefusedError):
    """The two would build on each other, directly or on the way round; the message names the circle."""


@transaction.atomic
def build_on(
    *,
    competency: Competency,
    earlier: Competency,
    by: User | None,
    kind: str = Prerequisite.Kind.PREREQUISITE,
) -> Prerequisite:
    """Join the first required standards of the two, as prerequisite or as related. Returns the draft's row.

    Raises ``CircleError`` naming the competencies it would go round, ``DraftRefusedError`` where one of the two has
    no standard or both are one. About twelve queries.
    """
    district = locked_draft(competency.district_id).district_id
    if competency.pk == earlier.pk:
        raise DraftRefusedError(_("A competency cannot build on itself."))
    source, target = _first(earlier), _first(competency)
    if source is None or target is None:
        raise DraftRefusedError(_("Both need a standard first: prerequisites are kept between standards."))
    if kind == Prerequisite.Kind.PREREQUISITE:
        _refuse_circle(district, (earlier.pk, competency.pk))
    return set_prerequisite(source=source, target=target, by=by, kind=kind)


def _refuse_circle(district: int, new: tuple[int, int]) -> None:
    owners: dict[int, list[int]] = defaultdict(list)
    aligned = Alignment.objects.filter(until=None, district=district).order_by("competency_id")
    for standard, competency in aligned.values_list("standard_id", "competency_id"):
        owners[standard].append(competency)
    known = Prerequisite.objects.filter(until=None, district=district, kind=Prerequisite.Kind.PREREQUISITE)
    edges = known.order_by("position", "pk").values_list("source_id", "target_id")
    lifted = lift_edges(edges, owners).edges
    texts = CompetencyText.objects.filter(until=None, district=district)
    names = defaultdict(str, texts.values_list("competency_id", "title"))
    if circles := circle_texts([*lifted, new], names):
        raise CircleError("; ".join(circles))


def _first(competency: Competency) -> Standard | None:
    """The first required standard of a competency, else its first one."""
    rows = Alignment.objects.filter(until=None, competency=competency, district=competency.district_id)
    first = rows.select_related("standard").order_by("-required", "position", "pk").first()
    return first.standard if first else None
