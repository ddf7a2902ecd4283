"""Where a benchmark runs: a database and a broker of its own, gone at the end, unless the environment names some."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET = "only-for-benchmarks-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2


@contextmanager
def own_place(pair: str = "") -> Iterator[dict[str, str]]:
    """Put into the environment: "embedded", "production" (servers of our own), or what DATABASE_URL says already.

    Must come before Django is set up; yields what was put there, for child processes.
    """
    sys.path.insert(0, str(ROOT))
    with ExitStack() as stack:
        # The doorbell writes into the folder until the very end of the process.
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="waypoint-benchmark-", ignore_cleanup_errors=True)
        )
        own = {"WAYPOINT_DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        if pair == "production":
            from cbe.testing.services import start_postgres, start_valkey

            own["DATABASE_URL"] = stack.enter_context(start_postgres())
            own["REDIS_URL"] = stack.enter_context(start_valkey())
        elif pair == "embedded":
            os.environ.pop("DATABASE_URL", None)
            os.environ.pop("REDIS_URL", None)
        if own.get("DATABASE_URL") or os.environ.get("DATABASE_URL"):
            own |= {"SECRET_KEY": SECRET, "WAYPOINT_URL": "http://localhost"}
        os.environ.update(own)
        yield own


def each_pair(file: str, *words: str) -> None:
    """Run a benchmark once for each pair, each in a process of its own, since settings are read once."""
    for pair in ("production", "embedded"):
        subprocess.run([sys.executable, file, "--pair", pair, *words], check=True)


def begin() -> None:
    """Set Django up and make the tables; refuses a database that holds a district already."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbe.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from people.models import District

    if District.objects.exists():
        raise SystemExit("This database is in use; a benchmark needs a fresh one.")
