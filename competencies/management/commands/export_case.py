"""``manage.py export_case IDENTIFIER``: write a framework as a CASE package again."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from competencies.exports.case import UnknownDocumentError, export_case
from competencies.management.asking import named_district

HELP = """Write a CASE document as it was received, with the district's own edits.

IDENTIFIER is the document's CASE GUID. Without --version the newest published version that has it is written, else
the draft.

Example:  manage.py export_case c6496676-d7cb-11e8-824f-0242ac160002 --output math.json
"""


class Command(BaseCommand):
    """Exports one CASE package."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Django's own --version (that of Django) gives way: here it names a version of the continuum.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("identifier", help="the CASE GUID of the document")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write here instead of standard output")
        parser.add_argument("--version", dest="number", type=int, metavar="V", help="a version of the continuum")
        parser.add_argument("--district", metavar="SLUG", help="which district, where there are several")
        parser.add_argument("--json", action="store_true", help="with --output: say what was written as JSON")

    def handle(self, *, identifier: str, number: int | None, output: Path | None, **options: Any) -> None:
        try:
            package = export_case(district=named_district(options["district"]), identifier=identifier, version=number)
        except UnknownDocumentError as error:
            raise CommandError(str(error)) from error
        text = json.dumps(package, ensure_ascii=False, indent=2)
        if output is None:
            self.stdout.write(text)
            return
        try:
            output.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror or error}.") from error
        counts = {"items": len(package["CFItems"]), "associations": len(package.get("CFAssociations") or ())}
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(output)} | counts))
        else:
            self.stdout.write(f"{output}: {counts['items']} items, {counts['associations']} associations")
