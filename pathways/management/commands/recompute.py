"""Recomputes conclusions from the ledger: one student's, every stale learner's, or all of them."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pathways.actions.delivering import deliver_effects
from pathways.actions.marking import make_missing_states
from pathways.actions.rebuilding import rebuild
from pathways.actions.recomputing import Outcome, Report, recompute_all
from pathways.models import LearnerState
from pathways.queries.staleness import stale_learners

TOGETHER = 100


class Command(BaseCommand):
    """Safe at any time, beside running workers."""

    help = (
        "Recompute what the ledger says of students: those whose results are stale, or --all, or one --student. "
        "--all goes on where one that was cut off ended. Example: manage.py recompute --student 42 --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and whether to write."""
        whom = parser.add_mutually_exclusive_group()
        whom.add_argument("--student", type=int, metavar="ID", help="only this student, also where current")
        whom.add_argument("--all", action="store_true", help="every student with evidence, also where current")
        parser.add_argument("--dry-run", action="store_true", help="count what would change, write nothing")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, student: int | None, all: bool, dry_run: bool, json: bool, **_: Any) -> None:  # noqa: A002  # named by the options
        """Recompute, say what was done; fails where any learner failed or could not be finished."""
        started = time.monotonic()
        if all and not dry_run:
            report = self._rebuild(quiet=json)
        else:
            ids = self._ids(student, everybody=all)
            report = self._recompute(ids, again=all or student is not None, dry_run=dry_run, quiet=json)
        effects = 0 if dry_run else deliver_effects()
        self._tell(report, effects, time.monotonic() - started, dry_run=dry_run, as_json=json)
        failed = report.outcomes[Outcome.FAILED] + report.outcomes[Outcome.MOVED] + report.outcomes[Outcome.NEWER]
        if failed:
            raise CommandError(f"{failed} learners could not be brought up to date; the sweep will try them again.")

    def _rebuild(self, *, quiet: bool) -> Report:
        rebuilt = rebuild(progress=lambda done, total: self._progress(done, total, quiet=quiet))
        if rebuilt.resumed and not quiet:
            self.stdout.write(f"Going on with a rebuild that was cut off: {rebuilt.done} learners were done.")
        return rebuilt.report

    def _recompute(self, ids: Sequence[int], *, again: bool, dry_run: bool, quiet: bool) -> Report:
        report = Report()
        for start in range(0, len(ids), TOGETHER):
            some = ids[start : start + TOGETHER]
            report.add(recompute_all(student_ids=some, again=again, dry_run=dry_run))
            self._progress(start + len(some), len(ids), quiet=quiet)
        return report

    def _ids(self, student: int | None, *, everybody: bool) -> list[int]:
        make_missing_states()
        if student is not None:
            if not 0 < student < 2**63 or not LearnerState.objects.filter(pk=student).exists():
                raise CommandError(f"There is no student {student} with evidence.")
            return [student]
        wanted = LearnerState.objects.all() if everybody else stale_learners()
        return list(wanted.order_by("pk").values_list("pk", flat=True))

    def _progress(self, done: int, total: int, *, quiet: bool) -> None:
        if not quiet and total > TOGETHER and self.stderr.isatty():
            self.stderr.write(f"\r{done} of {total} learners", ending="")

    def _tell(self, report: Report, effects: int, seconds: float, *, dry_run: bool, as_json: bool) -> None:
        counts = {str(outcome): report.outcomes[outcome] for outcome in Outcome}
        learners = report.outcomes[Outcome.WRITTEN]
        if as_json:
            figures = {"rows": report.rows, "effects": effects, "seconds": round(seconds, 3), "dry_run": dry_run}
            self.stdout.write(json.dumps({"learners": counts, **figures}))
            return
        verb = "would be recomputed" if dry_run else "recomputed"
        self.stdout.write(f"Learners {verb}: {learners} ({learners / max(seconds, 1e-6):.0f} a second)")
        self.stdout.write(f"Masteries {'that would change' if dry_run else 'written'}: {report.rows}")
        self.stdout.write(f"Effects carried out: {effects}")
        for outcome in (Outcome.MOVED, Outcome.FAILED, Outcome.NEWER):
            if report.outcomes[outcome]:
                self.stdout.write(f"Learners {outcome}: {report.outcomes[outcome]}")
