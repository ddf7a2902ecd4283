"""The one command, really run: healthy, mended after a kill, gone after Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.long
OUTSIDE = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "WAYPOINT_URL",
    "ALLOWED_HOSTS",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
)


def free_port() -> int:
    """A port nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str) -> tuple[int, Any]:
    """Status and JSON of a page; (0, None) while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)
    except OSError:
        return 0, None


def until_ready(port: int, seconds: float = 120.0) -> bool:
    """Whether /readyz said yes in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ask(port, "/readyz")[0] == 200:
            return True
        time.sleep(0.3)
    return False


def children_of(pid: int) -> dict[str, int]:
    """The running children by the module they run."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    found = {}
    for line in listed.stdout.splitlines():
        number, _, words = line.strip().partition(" ")
        for name in ("granian", "worker", "beat"):
            if f" {name}" in words:
                found[name] = int(number)
    return found


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder in a path with spaces."""
    return tmp_path / "Harbour Street School"


def start(port: int, data_dir: Path) -> subprocess.Popen[str]:
    """`manage.py up`, as a stranger types it."""
    environment = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    return subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "up", "--port", str(port), "--no-demo"],
        env={**environment, "WAYPOINT_DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_as_at_a_terminal,  # noqa: PLW1509  # it sets one signal and takes no lock
    )


def _as_at_a_terminal() -> None:
    """Let Ctrl-C be heard, which a run in the background hands down as ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def school(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Waypoint, up; ended whatever the test did."""
    port = free_port()
    running = start(port, data_dir)
    try:
        yield running, port
    finally:
        if running.poll() is None:
            running.kill()
            running.communicate()


def test_up_is_healthy_mends_a_killed_worker_and_stops_at_ctrl_c(
    school: tuple[subprocess.Popen[str], int], data_dir: Path
) -> None:
    running, port = school
    assert until_ready(port)
    family = children_of(running.pid)
    assert set(family) == {"granian", "worker", "beat"}

    os.kill(family["worker"], signal.SIGKILL)
    os.kill(family["granian"], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and set(children_of(running.pid)) != set(family):
        time.sleep(0.2)
    assert until_ready(port)
    assert children_of(running.pid)["worker"] != family["worker"]

    last = children_of(running.pid)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=90)  # a busy machine takes its time
    assert running.returncode == 0
    assert "worker stopped (SIGKILL); started again." in said
    assert said.rstrip().endswith("Stopped.")
    assert not [name for name, pid in last.items() if Path(f"/proc/{pid}").exists()]
    assert {file.name for file in (data_dir / "log").iterdir()} == {"web.log", "worker.log", "beat.log"}


def test_an_up_that_is_killed_takes_its_children_along(school: tuple[subprocess.Popen[str], int]) -> None:
    running, port = school
    assert until_ready(port)
    family = children_of(running.pid)
    running.kill()
    running.communicate()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in family.values()):
        time.sleep(0.2)
    assert not [name for name, pid in family.items() if Path(f"/proc/{pid}").exists()]
