"""Replays every student's ledger and compares it with what is stored."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from pathways.actions.auditing import Audit, Difference, audit
from pathways.actions.glancing import Glance, glance

MOST_NAMED = 50


class Command(BaseCommand):
    """Exits 1 on any difference, 2 where everybody is still to be recomputed, so that nobody could be compared."""

    help = (
        "Replay every student's ledger and compare it with the stored masteries; exit 1 on any difference, "
        "2 where nothing was compared since everybody is still to be recomputed. With --twin compare everybody at once "
        "instead, and replay those who differ. Example: manage.py audit --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which way, whether to repair, and for whom to print."""
        parser.add_argument("--twin", action="store_true", help="the fast way: status, level and score of everybody")
        parser.add_argument("--repair", action="store_true", help="also make differing masteries anew (still exits 1)")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, twin: bool, repair: bool, json: bool, **_: Any) -> None:
        """Audit and say what was found."""
        progress = None if json else self._progress
        if twin:
            seen = glance(repair=repair, progress=progress)
            figures = _glanced(seen)
            differences = seen.differences
        else:
            result = audit(repair=repair, progress=progress)
            figures = _replayed(result)
            differences = result.differences
        self._tell_machines(figures, differences) if json else self._tell_people(figures, differences)
        if differences:
            raise SystemExit(1)
        if figures["in_flight"] and not figures["compared"]:
            raise SystemExit(2)

    def _progress(self, learners: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{learners} learners replayed", ending="")

    def _tell_people(self, figures: dict[str, Any], differences: list[Difference]) -> None:
        for one in differences[:MOST_NAMED]:
            what = ", ".join(one.fields)
            self.stdout.write(f"Student {one.student_id}, competency {one.competency_id}: {what}")
        if len(differences) > MOST_NAMED:
            self.stdout.write(f"... and {len(differences) - MOST_NAMED} more")
        for name, words in WORDS.items():
            if name in figures and (figures[name] or name not in ONLY_IF_ANY):
                self.stdout.write(f"{words}: {figures[name]}")
        self.stdout.write(_outcome(figures, len(differences)))

    def _tell_machines(self, figures: dict[str, Any], differences: list[Difference]) -> None:
        named = [
            {"student": one.student_id, "competency": one.competency_id, "fields": list(one.fields)}
            for one in differences
        ]
        self.stdout.write(json.dumps({**figures, "differences": named}))


WORDS = {
    "learners": "Learners there are",
    "compared": "Learners compared",
    "in_flight": "Learners in flight (not compared)",
    "rows": "Masteries compared",
    "fell_back": "Decided by the exact engine, since the twin was not sure",
    "share": "Their share",
    "replayed": "Learners replayed exactly, since the twin differed",
    "repaired": "Learners repaired",
}
ONLY_IF_ANY = frozenset({"repaired", "replayed"})


def _outcome(figures: dict[str, Any], differences: int) -> str:
    """The last line: never that nothing differs where nothing was looked at."""
    if not figures["compared"]:
        why = "everybody is still to be recomputed; let a worker run, then audit again" if figures["in_flight"] else ""
        return f"Nothing was compared: {why or 'there are no learners yet'}."
    return f"Differences: {differences}"


def _replayed(result: Audit) -> dict[str, Any]:
    return {
        "learners": result.learners,
        "in_flight": result.in_flight,
        "compared": result.learners - result.in_flight,
        "rows": result.rows,
        "repaired": result.repaired,
    }


def _glanced(seen: Glance) -> dict[str, Any]:
    return {
        "learners": seen.learners,
        "in_flight": seen.in_flight,
        "compared": seen.learners - seen.in_flight,
        "rows": seen.judgements,
        "fell_back": seen.fell_back,
        "share": f"{seen.share:.3%}",
        "replayed": seen.replayed.learners,
        "repaired": seen.replayed.repaired,
    }
