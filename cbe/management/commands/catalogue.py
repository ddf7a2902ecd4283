"""`manage.py catalogue`: gather what the pages say, and compile the translations."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cbe.catalogue import gaps, gathered, save, updated


class Command(BaseCommand):
    help = "Bring locale/*/LC_MESSAGES/django.po in line with the code and templates, and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = "Example: python3 manage.py catalogue --check   (exits 1 while anything is untranslated)"
        parser.add_argument("--check", action="store_true", help="only say what is untranslated; exit 1 if anything is")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        found = gathered(settings.BASE_DIR)
        missing = {}
        for code, _name in settings.LANGUAGES:
            if code == settings.LANGUAGE_CODE:
                continue
            file = settings.BASE_DIR / "locale" / code / "LC_MESSAGES" / "django.po"
            fresh = updated(found, file, code)
            missing[code] = [{"message": gap.message, "in": gap.places} for gap in gaps(fresh)]
            if not options["check"]:
                save(fresh, file)
        self._say(missing, as_json=options["json"])
        if options["check"] and any(missing.values()):
            raise CommandError("Some messages have no translation yet.")

    def _say(self, missing: dict[str, list[dict[str, Any]]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"untranslated": missing}))
            return
        for code, messages in missing.items():
            for gap in messages:
                self.stdout.write(f"{code}: {gap['message']!r} in {', '.join(gap['in'][:3])}")
            self.stdout.write(f"{code}: {len(messages)} untranslated")
