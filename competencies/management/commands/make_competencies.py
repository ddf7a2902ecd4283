"""``manage.py make_competencies --type Standard``: make competencies of an imported framework."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competencies.actions.make_competencies import make_competencies
from competencies.actions.rows import DraftRefusedError
from competencies.management.asking import named_district
from competencies.models import CaseDocument
from people.models import District

HELP = """Make a competency of every item of one type in an imported framework, in the draft, and align its leaves.

Strands come from the nearest item of the type given by --strand-type, stages from the grades. Doing it again makes
only what is missing, and leaves alone what was edited.

Example:  manage.py make_competencies --type Standard
"""


class Command(BaseCommand):
    """Makes competencies of one item type."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("--type", required=True, metavar="TYPE", help="the item type, for example Standard")
        parser.add_argument("--document", metavar="IDENTIFIER", help="the CASE GUID, where there are several documents")
        parser.add_argument("--strand-type", default="Domain", metavar="TYPE", help="the type that names strands")
        parser.add_argument("--domain", default="", metavar="TITLE", help="what the new domain is called")
        parser.add_argument("--district", metavar="SLUG", help="which district, where there are several")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and make nothing")
        parser.add_argument("--json", action="store_true", help="print what was made as JSON")

    def handle(self, *, type: str, document: str | None, **options: Any) -> None:  # noqa: A002  # named by the option
        district = named_district(options["district"])
        try:
            report = make_competencies(
                document=_document(district, document),
                item_type=type,
                by=None,
                domain_title=options["domain"],
                strand_type=options["strand_type"],
                dry_run=options["dry_run"],
            )
        except DraftRefusedError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
            return
        self.stdout.write(report.document + (" (dry run)" if report.dry_run else ""))
        self.stdout.write(f"  competencies made: {len(report.made)}, there already: {report.there_already}")
        self.stdout.write(f"  standards aligned: {report.alignments}")
        self.stdout.write(f"  new strands: {len(report.strands)}, new stages: {report.stages}")


def _document(district: District, identifier: str | None) -> CaseDocument:
    rows = CaseDocument.objects.filter(district=district).order_by("guid")
    if identifier:
        rows = rows.filter(guid=identifier.strip().lower())
    if len(rows) == 1:
        return rows[0]
    known = ", ".join(CaseDocument.objects.filter(district=district).values_list("guid", flat=True)[:20])
    raise CommandError(f"Say which document with --document IDENTIFIER. There are: {known or 'none'}.")
