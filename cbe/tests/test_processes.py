"""Web, worker and beat side by side: a busy port is named, a killed child comes back, a stop leaves nobody."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cbe import processes

SLEEPER = "import time; print('awake', flush=True); time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('awake', flush=True); time.sleep(60)"
)


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port that another program has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        yield other.getsockname()[1]


def family_of(folder: Path, *programs: str) -> tuple[processes.Family, list[str]]:
    """Children that run the given programs, and what the family says of them."""
    said: list[str] = []
    children = [
        processes.Child(f"child{number}", [sys.executable, "-c", program], folder / f"{number}.log")
        for number, program in enumerate(programs)
    ]
    return processes.Family(children, os.environ, said.append), said


def mend_again_and_again(family: processes.Family) -> None:
    """What `up` does, faster."""
    for _ in range(20):
        until(lambda: family.children[0].ended() is not None)
        family.mend()


def until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_a_busy_port_is_named_and_a_free_one_offered(busy_port: int) -> None:
    with pytest.raises(CommandError, match=rf"Port {busy_port} .* is taken .* manage\.py up --port \d+"):
        call_command("up", port=busy_port)


@pytest.mark.parametrize("port", [0, 70000])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(CommandError, match="between 1 and 65535"):
        call_command("up", port=port)


def test_a_killed_child_is_started_again_and_named(tmp_path: Path) -> None:
    family, said = family_of(tmp_path, SLEEPER, SLEEPER)
    family.start()
    try:
        first = family.children[0].process
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        assert until(lambda: family.children[0].ended() is not None)
        family.mend()
        assert family.children[0].process is not first
        assert said == ["child0 stopped (SIGKILL); started again."]
    finally:
        family.stop()


def test_a_child_that_keeps_ending_stops_everything_with_its_last_words(tmp_path: Path) -> None:
    family, _ = family_of(tmp_path, "print('no such table'); raise SystemExit(3)")
    family.start()
    with pytest.raises(processes.ProcessError, match="no such table"):
        mend_again_and_again(family)


def test_a_stop_leaves_nobody_behind_not_even_who_will_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.3)
    family, _ = family_of(tmp_path, SLEEPER, STUBBORN)
    family.start()
    assert until(lambda: all("awake" in child.last_words() for child in family.children))
    family.stop()
    assert [child.ended() for child in family.children] == [-signal.SIGTERM, -signal.SIGKILL]


def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES_KEPT", 10)
    family, _ = family_of(tmp_path, SLEEPER)
    family.children[0].log.write_text("something of last year")
    family.start()
    family.stop()
    assert (tmp_path / "0.old.log").read_text() == "something of last year"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can end a child with its parent")
def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    parent = (
        "import os, sys, time; from pathlib import Path; from cbe import processes\n"
        f"child = processes.Child('child', [sys.executable, '-c', {SLEEPER!r}], Path({str(tmp_path / 'c.log')!r}))\n"
        "child.start(os.environ); print(child.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        pid = int(started.stdout.readline())
        assert until(lambda: (tmp_path / "c.log").exists() and "awake" in (tmp_path / "c.log").read_text())
        started.kill()
    assert until(lambda: _gone(pid))


def _gone(pid: int) -> bool:
    """Whether the process has ended (a zombie waits only to be counted)."""
    try:
        return " Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("up", "--help", stdout=io.StringIO())
    assert "manage.py up --port 8080" in capsys.readouterr().out
