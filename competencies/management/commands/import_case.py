"""``manage.py import_case FILE``: bring a CASE package into the draft."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from competencies.importers.case import import_case
from competencies.management.asking import Progress, named_district, read_bytes, refusal
from competencies.rules.case.values import PackageRefusedError

HELP = """Bring a CASE v1.0 or v1.1 package into the draft of a district's continuum.

Items are known by their identifier. A newer lastChangeDateTime updates in place, an older one changes nothing; what
the package no longer has is retired, never deleted. Importing the same file again changes nothing. A package that
contradicts itself is refused whole, naming each item.

Example:  manage.py import_case ccss-math-2010.json --dry-run
"""


class Command(BaseCommand):
    """Imports one CASE package."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("file", type=Path, help="the JSON file of a CASE package, or - for standard input")
        parser.add_argument("--district", metavar="SLUG", help="which district, where there are several")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--accept-changes",
            action="store_true",
            help="take the package's text even where it means something else (over 60 %% changed) or is no newer",
        )
        parser.add_argument("--json", action="store_true", help="print the difference as JSON")

    def handle(self, *, file: Path, district: str | None, **options: Any) -> None:
        owner = named_district(district)
        try:
            report = import_case(
                raw=read_bytes(file),
                district=owner,
                by=None,
                dry_run=options["dry_run"],
                accept_changes=options["accept_changes"],
                progress=Progress(self.stderr),
            )
        except PackageRefusedError as error:
            raise refusal(error, self.stdout, as_json=options["json"]) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(report.lines()))
