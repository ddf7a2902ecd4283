"""Keeps Waypoint's own processes running side by side: web, worker and beat, as children of one command."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 4.0
RESTARTS_ALLOWED = 5
RESTART_WINDOW_SECONDS = 60.0
LOG_BYTES_KEPT = 5_000_000
PR_SET_PDEATHSIG = 1


class ProcessError(Exception):
    """Why the processes cannot go on, in words for whoever typed the command."""


@dataclass
class Child:
    """One process: how it is started, where it writes, and when it was started again."""

    name: str
    words: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start in a session of its own, so that Ctrl-C reaches the parent only, and stops follow its order."""
        self.starts.append(time.monotonic())
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  # it makes one system call and takes no lock
            )

    def ended(self) -> int | None:
        """The exit code once it has ended (negative: the signal), else nothing."""
        return self.process.poll() if self.process else None

    def send(self, how: signal.Signals) -> None:
        """Signal the whole session, helpers included; one that is already gone is no matter."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, how)

    def started_too_often(self) -> bool:
        """Whether starting it again would only fail again."""
        recent = [start for start in self.starts if time.monotonic() - start < RESTART_WINDOW_SECONDS]
        return len(recent) > RESTARTS_ALLOWED

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Ask Linux to end this child when its parent is killed, which no handler could do."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Family:
    """The children of one `up`: started together, watched, stopped together."""

    children: list[Child]
    environment: Mapping[str, str]
    tell: Callable[[str], None]
    stopping: bool = False

    def start(self) -> None:
        """Start everyone, with logs that do not grow for ever."""
        for child in self.children:
            child.log.parent.mkdir(parents=True, exist_ok=True)
            if child.log.exists() and child.log.stat().st_size > LOG_BYTES_KEPT:
                child.log.replace(child.log.with_suffix(".old.log"))
            child.start(self.environment)

    def mend(self) -> None:
        """Start again whoever has ended; raises ProcessError for one that keeps ending."""
        for child in self.children:
            code = child.ended()
            if code is None or self.stopping:
                continue
            if child.started_too_often():
                raise ProcessError(f"{child.name} keeps stopping. The end of {child.log}:\n{child.last_words()}")
            self.tell(f"{child.name} stopped ({_cause(code)}); started again.")
            child.send(signal.SIGKILL)
            child.start(self.environment)

    def stop(self) -> None:
        """Ask everyone to stop, wait a moment, then insist: the database is the queue, so a kill loses nothing."""
        self.stopping = True
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and any(child.ended() is None for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.send(signal.SIGKILL)
            if child.process:
                child.process.wait()


def _cause(code: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"signal {-code}"


def web(*, host: str, port: int, logs: Path) -> Child:
    """The web server. One worker: SQLite has one writer, and threads share its cache of statements."""
    words = ["granian", "--interface", "wsgi", "cbe.wsgi:application", "--host", host, "--port", str(port)]
    words += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers"]
    return Child("web", [sys.executable, "-m", *words, "--log-level", "warning"], logs / "web.log")


def worker(*, logs: Path) -> Child:
    """The worker that draws conclusions, for both queues."""
    words = ["celery", "-A", "cbe.celery", "worker", "--pool", "threads", "--concurrency", "4"]
    words += ["--queues", "interactive,bulk", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Child("worker", [sys.executable, "-m", *words, "--loglevel", "INFO"], logs / "worker.log")


def beat(*, logs: Path) -> Child:
    """The clock; a static schedule that keeps no file."""
    words = ["celery", "-A", "cbe.celery", "beat", "-S", "celery.beat:Scheduler", "--pidfile=", "--loglevel", "WARNING"]
    return Child("beat", [sys.executable, "-m", *words], logs / "beat.log")


def port_is_free(host: str, port: int) -> bool:
    """Whether the web server could have the port; asked here since granian shares a busy one without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # a port whose last user has just gone is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_port_after(host: str, port: int) -> int | None:
    """The next port that is free, if one of the following hundred is."""
    return next((other for other in range(port + 1, min(port + 100, 65536)) if port_is_free(host, other)), None)
