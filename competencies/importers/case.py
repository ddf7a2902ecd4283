"""Brings the file of a CASE package into a district's draft."""

from __future__ import annotations

from competencies.actions.import_package import import_package, silent
from competencies.actions.package_rows import Progress
from competencies.rules.case.reading import read_package
from competencies.rules.case.report import ImportReport
from people.models import District, User


def import_case(
    *,
    raw: bytes,
    district: District,
    by: User | None,
    dry_run: bool = False,
    accept_changes: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Read the bytes of a package and bring it into the draft; see ``import_package``.

    The file is read before anything is locked. Raises ``PackageRefusedError`` (``problems`` names each place and its
    mend); then nothing was written.
    """
    return import_package(
        district=district,
        package=read_package(raw),
        by=by,
        dry_run=dry_run,
        accept_changes=accept_changes,
        progress=progress,
    )
