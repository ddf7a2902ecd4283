"""``manage.py import_prerequisites FILE``: attach a list of prerequisites to the draft's standards."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competencies.importers.prerequisites import import_prerequisites
from competencies.management.asking import named_district, read_bytes
from competencies.rules.prerequisite_rows import PrerequisitesRefusedError

HELP = """Attach a list of prerequisites (CSV: source,target,relationship) to the standards of the draft.

Standards are named by GUID, or by code with or without full stops and hyphens. Rows called dependency become
prerequisites, all others related. A list that goes round in a circle, or that names an unknown standard, is refused
whole, naming each circle and each line. The same list again changes nothing.

Example:  manage.py import_prerequisites dependencies.csv --dry-run
"""


class Command(BaseCommand):
    """Attaches one list of prerequisites."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("file", type=Path, help="the CSV file, or - for standard input")
        parser.add_argument("--district", metavar="SLUG", help="which district, where there are several")
        parser.add_argument("--all-as-prerequisites", action="store_true", help="take every row as a prerequisite")
        parser.add_argument("--skip-unknown", action="store_true", help="leave out lines that name no standard")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--json", action="store_true", help="print what changed as JSON")

    def handle(self, *, file: Path, district: str | None, **options: Any) -> None:
        owner = named_district(district)
        try:
            report = import_prerequisites(
                raw=read_bytes(file),
                district=owner,
                by=None,
                all_as_prerequisites=options["all_as_prerequisites"],
                skip_unknown=options["skip_unknown"],
                dry_run=options["dry_run"],
            )
        except PrerequisitesRefusedError as error:
            if options["json"]:
                problems = [{"line": one.line, "problem": one.problem} for one in error.problems]
                self.stdout.write(json.dumps({"refused": problems}, ensure_ascii=False, indent=2))
            raise CommandError(
                "Refused; nothing was changed.\n" + "\n".join(f"  {one}" for one in error.problems)
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(report.lines()))
