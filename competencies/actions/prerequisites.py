"""Prerequisites between standards of the draft: one by one, or a whole list at once, never in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from competencies.actions.drafting import revise
from competencies.actions.rows import DraftRefusedError, locked_draft, save_checked, successor
from competencies.models import Alignment, CompetencyText, Continuum, Prerequisite, Standard, StandardText
from competencies.rules.case.values import shorten
from competencies.rules.prerequisite_rows import (
    PREREQUISITE,
    AttachReport,
    Edge,
    Known,
    Matched,
    PrerequisitesRefusedError,
    Row,
    RowProblem,
    circle_texts,
    match_rows,
)
from competencies.rules.prerequisites import lift_edges
from people.models import District, User


@transaction.atomic
def set_prerequisite(
    *, source: Standard, target: Standard, by: User | None, kind: str = Prerequisite.Kind.PREREQUISITE
) -> Prerequisite:
    """Say in the draft that ``target`` builds on ``source`` (or is related to it); says it anew where it was said.

    Returns the draft's row; ``drafting.withdraw`` takes it out again. About six queries.
    Raises ``DraftRefusedError`` naming the circle the edge would close, or that a standard cannot build on itself.
    """
    continuum = locked_draft(source.district_id)
    held = _held(continuum)
    if kind == PREREQUISITE:
        edges = [edge for edge, row in held.items() if row.kind == PREREQUISITE]
        known = {one.id: one.name for one in _known(continuum)}
        names = {one.pk: known.get(one.pk, one.guid) for one in (source, target)} | known
        if circles := circle_texts([*edges, (source.pk, target.pk)], names):
            raise DraftRefusedError({"target": _("That would go round in a circle: %s") % "; ".join(circles)})
    if row := held.get((source.pk, target.pk)):
        return revise(row, by=by, kind=kind)
    return save_checked(
        Prerequisite(
            district_id=continuum.district_id,
            continuum=continuum,
            since=continuum.draft,
            source=source,
            target=target,
            kind=kind,
            position=_next(held),
            edited_by=by,
        )
    )


@transaction.atomic
def attach_prerequisites(
    *,
    district: District,
    rows: Iterable[Row],
    by: User | None,
    all_as_prerequisites: bool = False,
    skip_unknown: bool = False,
    dry_run: bool = False,
) -> AttachReport:
    """Attach a list of edges to the draft's standards and return what changed; ``dry_run`` only says it.

    Rows called a dependency (or prerequisite) become prerequisites, all others related. Standards are matched by
    GUID, or by code without full stops and hyphens. Edges that the list does not name stay as they are; the same list
    again changes nothing. Raises ``PrerequisitesRefusedError`` naming every line that cannot be matched (unless
    ``skip_unknown``) and every circle, and writes nothing. About eight queries, writes in batches.
    """
    continuum = _continuum(district)
    listed = list(rows)
    standards = _known(continuum)
    matched = match_rows(listed, standards, all_needed=all_as_prerequisites)
    if matched.problems and not skip_unknown:
        raise PrerequisitesRefusedError(matched.problems)
    held = _held(continuum)
    kinds = {edge: row.kind for edge, row in held.items()} | dict(matched.kinds)
    _refuse_circles(kinds, {one.id: one.name for one in standards})
    report = _report(continuum, matched, held, kinds, rows=len(listed), dry_run=dry_run)
    if not dry_run:
        _write(continuum, matched.kinds, held, by)
    return report


def _continuum(district: District) -> Continuum:
    if not Continuum.objects.filter(district=district).exists():
        raise PrerequisitesRefusedError([RowProblem(0, "The district has no standards yet. Import a framework first.")])
    return locked_draft(district.pk)


def _known(continuum: Continuum) -> list[Known]:
    rows = StandardText.objects.filter(until=None, retired=False, district=continuum.district_id)
    values = rows.order_by("standard_id").values_list("standard_id", "standard__guid", "code", "statement")
    return [Known(pk, guid, code, code or shorten(statement)) for pk, guid, code, statement in values]


def _held(continuum: Continuum) -> dict[Edge, Prerequisite]:
    rows = Prerequisite.objects.filter(until=None, district=continuum.district_id).order_by("position", "pk")
    return {(row.source_id, row.target_id): row for row in rows}


def _next(held: Mapping[Edge, Prerequisite]) -> int:
    return max((row.position for row in held.values()), default=-1) + 1


def _refuse_circles(kinds: Mapping[Edge, str], names: Mapping[int, str]) -> None:
    edges = [edge for edge, kind in kinds.items() if kind == PREREQUISITE and edge[0] in names and edge[1] in names]
    if circles := circle_texts(edges, names):
        raise PrerequisitesRefusedError([RowProblem(0, f"These go round in a circle: {text}") for text in circles])


def _report(
    continuum: Continuum,
    matched: Matched,
    held: Mapping[Edge, Prerequisite],
    kinds: Mapping[Edge, str],
    *,
    rows: int,
    dry_run: bool,
) -> AttachReport:
    needed = sum(kind == PREREQUISITE for kind in matched.kinds.values())
    return AttachReport(
        dry_run=dry_run,
        rows=rows,
        prerequisites=needed,
        related=len(matched.kinds) - needed,
        added=sum(edge not in held for edge in matched.kinds),
        changed=sum(edge in held and held[edge].kind != kind for edge, kind in matched.kinds.items()),
        unchanged=sum(edge in held and held[edge].kind == kind for edge, kind in matched.kinds.items()),
        skipped=matched.problems,
        told=matched.told,
        lifted_to_related=_closing(continuum, kinds),
    )


def _closing(continuum: Continuum, kinds: Mapping[Edge, str]) -> tuple[str, ...]:
    """Name the edges that would close a circle once lifted to the draft's competencies."""
    owners: dict[int, list[int]] = defaultdict(list)
    aligned = Alignment.objects.filter(until=None, district=continuum.district_id).order_by("competency_id")
    for standard, competency in aligned.values_list("standard_id", "competency_id"):
        owners[standard].append(competency)
    lifted = lift_edges((edge for edge, kind in kinds.items() if kind == PREREQUISITE), owners)
    texts = CompetencyText.objects.filter(until=None, district=continuum.district_id)
    titles = dict(texts.values_list("competency_id", "title")) if lifted.related else {}
    return tuple(f"{titles.get(a, a)} → {titles.get(b, b)}" for a, b in lifted.related)


def _write(
    continuum: Continuum, wanted: Mapping[Edge, str], held: Mapping[Edge, Prerequisite], by: User | None
) -> None:
    for edge, kind in wanted.items():
        row = held.get(edge)
        if row is None or row.kind == kind:
            continue
        fresh = row if row.since == continuum.draft else successor(row, continuum.draft)
        fresh.kind, fresh.edited_by = kind, by
        fresh.save()
    new = [(edge, kind) for edge, kind in wanted.items() if edge not in held]
    Prerequisite.objects.bulk_create(
        Prerequisite(
            district_id=continuum.district_id,
            continuum=continuum,
            since=continuum.draft,
            source_id=edge[0],
            target_id=edge[1],
            kind=kind,
            position=position,
            edited_by=by,
        )
        for position, (edge, kind) in enumerate(new, start=_next(held))
    )
