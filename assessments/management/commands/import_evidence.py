"""``manage.py import_evidence``: bring in a CSV file of evidence, whole or not at all."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.import_file import Batch, FileRefused, ImportedFile, LineProblem, import_evidence
from assessments.importers.csv_file import COLUMNS, Line, Table, Unreadable, open_table
from assessments.importers.evidence import Standards, Wrong, entries_of, names_in, standards_of
from competencies.queries import NoContinuum, published_map
from people.models import Role, RoleGrant, Student, User
from people.queries import today

ROWS_AT_ONCE = 1_000
SHOWN = 20


class Command(BaseCommand):
    """Brings in evidence from a file; the same file again changes nothing."""

    help = (
        "Bring in a CSV file of evidence: the whole file, or nothing of it.\n"
        f"Header: {','.join(COLUMNS)}\n"
        "Students by external id, standards by CASE GUID or code, days like 2026-10-14.\n"
        "Example: manage.py import_evidence autumn.csv --dry-run"
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the line breaks of the help."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the file, and on whose behalf."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, record nothing")
        parser.add_argument("--by", metavar="USERNAME", help="on whose behalf (default: the district's admin)")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *, file: Path, dry_run: bool, by: str | None, **options: Any) -> None:
        """Read, record, say what happened."""
        as_json: bool = options["json"]
        user = author(by)
        try:
            table = open_table(file)
            with closing(table.stream):
                result = self.bring_in(table, user, dry_run=dry_run)
        except Unreadable as error:
            self.fail([LineProblem(0, "file", str(error))], as_json=as_json)
        except FileRefused as refused:
            self.fail(refused.problems, as_json=as_json)
        self.tell(result, table, dry_run=dry_run, as_json=as_json)

    def bring_in(self, table: Table, user: User, *, dry_run: bool) -> ImportedFile:
        """Record the file on behalf of this person."""
        district = user.district
        if district is None:
            raise CommandError(f"The account {user.username} belongs to no district.")
        try:
            chart = published_map(district)
        except NoContinuum as error:
            raise CommandError("No continuum is published yet. Publish one, then bring in evidence.") from error
        return import_evidence(
            by=user,
            district=district,
            chart=chart,
            batches=batches(table.lines(), district_id=district.pk, standards=standards_of(chart)),
            dry_run=dry_run,
            progress=Progress(self.stderr),
        )

    def fail(self, problems: Any, *, as_json: bool) -> None:
        """Say what is wrong, by line, and end with 1."""
        if as_json:
            rows = [{"line": one.line, "field": one.field, "message": one.message} for one in problems]
            self.stdout.write(json.dumps({"recorded": 0, "errors": rows}))
            sys.exit(1)
        said = [f"Line {one.line}: {one.field} {one.message}" if one.line else one.message for one in problems]
        more = [f"… and {len(said) - SHOWN} more."] if len(said) > SHOWN else []
        raise CommandError("\n".join(["Nothing was recorded.", *said[:SHOWN], *more]))

    def tell(self, result: ImportedFile, table: Table, *, dry_run: bool, as_json: bool) -> None:
        """Say what was done, one line per kind of thing."""
        if as_json:
            said = {"recorded": result.recorded, "already": result.already, "dry_run": dry_run, "told": table.told}
            self.stdout.write(json.dumps(said))
            return
        for words in table.told:
            self.stdout.write(words)
        self.stdout.write(f"{result.recorded:,} {'would be recorded' if dry_run else 'recorded'}")
        self.stdout.write(f"{result.already:,} were there already")


class Progress:
    """Counts on the terminal while a long file is read."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.count = 0

    def __call__(self, more: int) -> None:
        """Count on."""
        self.count += more
        if self.stream.isatty():
            self.stream.write(f"\r{self.count:,} rows", ending="")


def author(username: str | None) -> User:
    """Return on whose behalf the file is brought in."""
    if username is not None:
        found = User.objects.select_related("district").filter(username__iexact=username).first()
        if found is None:
            raise CommandError(f"There is no account {username!r}.")
        return found
    grants = RoleGrant.objects.filter(role=Role.ADMIN, user__is_active=True).order_by("pk")
    in_force = [
        grant
        for grant in grants.select_related("user__district", "district")
        if grant.starts <= today(grant.district) and (grant.ends is None or grant.ends >= today(grant.district))
    ]
    admins = [grant.user for grant in in_force]
    if not admins:
        raise CommandError("There is no district admin. Name an account with --by USERNAME.")
    if len({admin.district_id for admin in admins}) > 1:
        raise CommandError("There are several districts. Name an account of one with --by USERNAME.")
    return admins[0]


def batches(lines: Iterator[Line], *, district_id: int, standards: Standards) -> Iterator[Batch]:
    """Yield the file as entries and problems, a thousand rows at a time. One query each."""
    while some := list(islice(lines, ROWS_AT_ONCE)):
        students = ids_of(names_in(some), district_id)
        entries, problems = [], []
        for line in some:
            try:
                found = entries_of(line, students=students, standards=standards)
                entries += [(line.number, entry) for entry in found]
            except Wrong as wrong:
                problems.append(LineProblem(line.number, wrong.problem.field, wrong.problem.message))
        yield entries, problems


def ids_of(names: set[str], district_id: int) -> Mapping[str, int]:
    """Return students by external id. One query."""
    rows = Student.objects.filter(district=district_id, external_id__in=names - {""}, is_active=True)
    return dict(rows.values_list("external_id", "pk"))
