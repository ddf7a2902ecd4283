"""A web server of a benchmark's own on a free port of this machine, and somebody signed in who talks to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from _place import ROOT

HOST = "127.0.0.1"
# Beside PostgreSQL as the image runs it; SQLite has one writer, and `up` gives it one process.
WORKERS = {"production": 2, "embedded": 1}


@contextmanager
def server(pair: str, folder: Path) -> Iterator[int]:
    """The web server as it is run in earnest; yields its port once it answers."""
    from cbe.processes import web

    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    words = web(host=HOST, port=port, logs=folder).words
    words[words.index("--workers") + 1] = str(WORKERS[pair])
    with (folder / "web.log").open("ab") as log:
        process = subprocess.Popen(words, cwd=ROOT, env=os.environ, stdout=log, stderr=log, start_new_session=True)
    try:
        _wait_for(port)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with closing(HTTPConnection(HOST, port, timeout=5)) as line:
                line.request("GET", "/healthz")
                if line.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server does not answer.")


@dataclass
class Browser:
    """Somebody signed in, on one connection that stays open."""

    line: HTTPConnection
    session: str
    csrf: str

    def post(self, url: str, fields: Mapping[str, Any]) -> tuple[int, float]:
        """Send a form; returns the answer's status and the seconds it took."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.csrf})
        headers = {
            "Cookie": f"session={self.session}; csrf={self.csrf}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Encoding": "gzip",
        }
        return self.send(url, body, headers)

    def open(self, url: str) -> int:
        """Read a page; returns the answer's status."""
        self.line.request("GET", url, headers={"Cookie": f"session={self.session}; csrf={self.csrf}"})
        answer = self.line.getresponse()
        answer.read()
        return answer.status

    def send(self, url: str, body: str, headers: Mapping[str, str]) -> tuple[int, float]:
        """Post anything; returns the answer's status and the seconds it took."""
        begun = time.perf_counter()
        self.line.request("POST", url, body, dict(headers))
        answer = self.line.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - begun


def sign_in(port: int, user: Any) -> Browser:
    """Open a session for an account without its password, which takes as long as it should."""
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    line = HTTPConnection(HOST, port, timeout=60)
    line.connect()
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Browser(line, client.session.session_key or "", _get_new_csrf_string())
