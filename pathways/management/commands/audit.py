"""Replays every student's ledger and compares it with what is stored."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from pathways.actions.auditing import Audit, audit

MOST_NAMED = 50


class Command(BaseCommand):
    """Exits 1 on any difference."""

    help = (
        "Replay every student's ledger and compare it with the stored masteries; exit 1 on any difference. "
        "Example: manage.py audit --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to repair, and for whom to print."""
        parser.add_argument("--repair", action="store_true", help="also make differing masteries anew (still exits 1)")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, repair: bool, json: bool, **_: Any) -> None:
        """Audit and say what was found."""
        result = audit(repair=repair, progress=None if json else self._progress)
        self._tell_machines(result) if json else self._tell_people(result)
        if result.differences:
            raise SystemExit(1)

    def _progress(self, learners: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{learners} learners replayed", ending="")

    def _tell_people(self, result: Audit) -> None:
        for one in result.differences[:MOST_NAMED]:
            what = ", ".join(one.fields)
            self.stdout.write(f"Student {one.student_id}, competency {one.competency_id}: {what}")
        if len(result.differences) > MOST_NAMED:
            self.stdout.write(f"... and {len(result.differences) - MOST_NAMED} more")
        self.stdout.write(f"Learners replayed: {result.learners}")
        self.stdout.write(f"Learners in flight (not compared): {result.in_flight}")
        self.stdout.write(f"Masteries compared: {result.rows}")
        self.stdout.write(f"Differences: {len(result.differences)}")
        if result.repaired:
            self.stdout.write(f"Learners repaired: {result.repaired}")

    def _tell_machines(self, result: Audit) -> None:
        named = [
            {"student": one.student_id, "competency": one.competency_id, "fields": list(one.fields)}
            for one in result.differences
        ]
        figures = {"learners": result.learners, "in_flight": result.in_flight, "rows": result.rows}
        self.stdout.write(json.dumps({**figures, "repaired": result.repaired, "differences": named}))
