"""Brings a CASE package into the draft: whole or not at all, and the second time without a change."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from competencies.actions.package_rows import Progress, write_plan
from competencies.actions.rows import locked_draft
from competencies.actions.starting import start_continuum
from competencies.models import Continuum
from competencies.queries.packages import held_of
from competencies.rules.case.meeting import Held
from competencies.rules.case.planning import plan_import
from competencies.rules.case.report import ImportReport, report_of
from competencies.rules.case.values import ContradictingPackageError, Package
from people.models import District, User


def silent(_word: str, _done: int, _all: int) -> None:
    """Tell nobody how far the import is."""


@transaction.atomic
def import_package(
    *,
    district: District,
    package: Package,
    by: User | None,
    dry_run: bool = False,
    accept_changes: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Bring ``package`` into the district's draft and return what changed; ``dry_run`` only says it.

    The continuum is begun where there is none. Items are known by their identifier: a newer lastChangeDateTime
    updates in place, an older one changes nothing and is told. What a newer package no longer has is retired if it
    was published or is in use, and only then forgotten. ``accept_changes`` takes the package's word where an
    identifier seems to have come to mean something else (more than 60 % of its text changed), or where its
    lastChangeDateTime is no later. Raises ``ContradictingPackageError`` with everything to mend, and writes nothing.
    Queries grow with the size of the package only in batches. The caller has checked permission.
    """
    continuum = _continuum(district, by, dry_run)
    held = held_of(continuum, package) if continuum else Held()
    plan = plan_import(package, held, now=timezone.now(), accept_changes=accept_changes)
    if plan.problems:
        raise ContradictingPackageError(*plan.problems)
    if continuum and not dry_run and not plan.changes_nothing:
        write_plan(continuum=continuum, package=package, plan=plan, by=by, progress=progress)
    return report_of(package, held, plan, version=continuum.draft if continuum else 1, dry_run=dry_run)


def _continuum(district: District, by: User | None, dry_run: bool) -> Continuum | None:
    # Two first imports at once must not both begin the continuum.
    District.objects.select_for_update().get(pk=district.pk)
    if Continuum.objects.filter(district=district).exists():
        return locked_draft(district.pk)
    return None if dry_run else start_continuum(district=district, by=by)
