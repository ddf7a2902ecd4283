"""Runs pytest once per database and adds up what happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from cbe.testing.plugin import SUMMARY
from cbe.testing.services import ServiceUnavailableError, start_postgres, start_valkey

NOTHING_COLLECTED = 5
OUTSIDE = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SECRET_KEY_FILE", "WAYPOINT_URL", "ALLOWED_HOSTS", "DEBUG")
TEST_SECRET = "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2


@dataclass(frozen=True)
class Run:
    """What one run of pytest came to."""

    name: str
    code: int
    seconds: float
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def bad(self) -> bool:
        """Whether anything at all went wrong."""
        return self.code not in (0, NOTHING_COLLECTED)


def on_sqlite(root: Path, arguments: list[str]) -> Run:
    """Every test, on the embedded pair: a SQLite file and the filesystem broker."""
    with tempfile.TemporaryDirectory(prefix="waypoint-tests-") as folder:
        outside = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        own = {"WAYPOINT_DATA_DIR": folder, "WAYPOINT_TEST_DB": str(Path(folder) / "test.sqlite3")}
        return _pytest(root, "SQLite", arguments, environment=outside | own, folder=Path(folder))


def on_postgres(root: Path, arguments: list[str]) -> Run:
    """The tests that touch the database, on the production pair; ServiceUnavailableError where it cannot be had.

    Those of pages (by their file's name), and those marked `once`, only with --long: the queries and actions behind
    them have tests of their own, which run here always.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="waypoint-tests-")))
        database = os.environ.get("DATABASE_URL") or stack.enter_context(start_postgres())
        redis = os.environ.get("REDIS_URL") or stack.enter_context(start_valkey())
        own = {
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "SECRET_KEY": TEST_SECRET,
            "WAYPOINT_URL": "http://testserver",
            "WAYPOINT_DATA_DIR": str(folder),
        }
        outside = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        return _pytest(root, "PostgreSQL", ["--database-only", *arguments], environment=outside | own, folder=folder)


def _pytest(root: Path, name: str, arguments: list[str], *, environment: Mapping[str, str], folder: Path) -> Run:
    summary = folder / "summary.json"
    begun = time.monotonic()
    words = [sys.executable, "-m", "pytest", *arguments]
    finished = subprocess.run(words, cwd=root, env={**environment, SUMMARY: str(summary)}, check=False)
    counts = json.loads(summary.read_text(encoding="utf-8")) if summary.exists() else {}
    return Run(name, finished.returncode, time.monotonic() - begun, counts)


def run_all(root: Path, arguments: list[str], *, require: bool, say: Callable[[str], None]) -> int:
    """Both databases, one after the other; returns the worst exit code and says one line at the end."""
    common = [*_workers(arguments), *(["--require-services"] if require else []), *arguments]
    say("== On SQLite and the filesystem broker")
    runs = [on_sqlite(root, common)]
    say("== On PostgreSQL and a Redis-protocol server")
    skipped = ""
    try:
        runs.append(on_postgres(root, common))
    except ServiceUnavailableError as reason:
        skipped = f"PostgreSQL was left out: {reason}"
    say(summary_of(runs, skipped=skipped))
    return worst(runs, skipped=bool(skipped), require=require)


def summary_of(runs: list[Run], *, skipped: str) -> str:
    """`N passed, N failed, N skipped` over all runs, and each run's part of it."""
    total = {kind: sum(run.counts.get(kind, 0) for run in runs) for kind in ("passed", "failed", "error", "skipped")}
    parts = [f"{run.name}: {run.counts.get('passed', 0)} in {run.seconds:.0f} s" for run in runs]
    line = f"{total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped']} skipped"
    return f"== {line} ({'; '.join([*parts, skipped] if skipped else parts)})"


def worst(runs: list[Run], *, skipped: bool, require: bool) -> int:
    """The exit code: that of the worst run; tests that exist on neither database are an error of whoever asked."""
    bad = [run.code for run in runs if run.bad]
    if bad:
        return max(bad, key=abs)
    if skipped and require:
        return 1
    return NOTHING_COLLECTED if all(run.code == NOTHING_COLLECTED for run in runs) else 0


def _workers(arguments: list[str]) -> list[str]:
    """Two processes where there are two cores, unless the caller decides or debugs."""
    decided = any(
        word.startswith(("-n", "--pdb", "--trace", "-s", "--numprocesses", "--collect-only")) for word in arguments
    )
    return [] if decided or (os.cpu_count() or 1) < 2 else ["-n", "2", "--dist", "worksteal"]
