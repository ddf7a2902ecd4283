"""The servers tests stand on: fresh, private, and cleared away even after a killed run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest
import redis

from cbe.testing import services
from cbe.testing.runner import NOTHING_COLLECTED, Run, summary_of, worst

HOLD = (
    "import signal\n"
    "from cbe.testing.services import start_postgres, start_valkey\n"
    "with start_postgres() as database, start_valkey() as broker:\n"
    "    print(database, broker, flush=True)\n"
    "    signal.pause()\n"
)


def folder_of(database: str) -> Path:
    """Where a server of ours keeps its socket."""
    return Path(parse_qs(urlsplit(database).query)["host"][0])


@pytest.mark.services
def test_postgres_listens_on_a_socket_of_its_own_only(postgres_url: str) -> None:
    connection = psycopg2.connect(host=str(folder_of(postgres_url)), user="waypoint", dbname="postgres")
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)


@pytest.mark.services
def test_the_broker_speaks_redis(redis_url: str) -> None:
    with redis.from_url(redis_url) as broker:
        assert broker.ping()


@pytest.mark.services
def test_what_a_killed_run_left_is_cleared_away_and_what_runs_is_not(postgres_url: str, redis_url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        database = other.stdout.readline().split()[0]
        os.kill(other.pid, signal.SIGKILL)
    left = folder_of(database)
    pid = int((left / "postmaster.pid").read_text().splitlines()[0])
    assert left.parent in services.clear_leftovers()
    assert not left.exists()
    state = Path(f"/proc/{pid}/stat")
    assert not state.exists() or " Z " in state.read_text()
    assert folder_of(postgres_url).exists()


def test_the_worst_run_decides_and_a_missing_database_counts_where_it_is_required() -> None:
    good, bad, none = Run("a", 0, 1.0), Run("b", 1, 1.0), Run("c", NOTHING_COLLECTED, 1.0)
    assert worst([good, none], skipped=False, require=True) == 0
    assert worst([good, bad], skipped=False, require=False) == 1
    assert worst([good], skipped=True, require=False) == 0
    assert worst([good], skipped=True, require=True) == 1
    assert worst([none, none], skipped=False, require=False) == NOTHING_COLLECTED


def test_the_last_line_adds_up_both_databases() -> None:
    runs = [
        Run("SQLite", 0, 61.2, {"passed": 10, "skipped": 2}),
        Run("PostgreSQL", 1, 20.0, {"passed": 4, "failed": 1, "error": 1}),
    ]
    assert summary_of(runs, skipped="") == (
        "== 14 passed, 2 failed, 2 skipped (SQLite: 10 in 61 s; PostgreSQL: 4 in 20 s)"
    )
