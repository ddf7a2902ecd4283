"""The doorbell: tells the workers, from a thread of its own, that there is something to do.

It may fail freely. What is to be done stands in the database, and the sweep finds it without any message; so a save
never waits for the broker, whether it is healthy, refuses or hangs.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from kombu import Connection

RECOMPUTE = "pathways.recompute"
SWEEP = "pathways.sweep"
PREVIEW = "pathways.preview"
# A message that is one of many (an import) carries at most this many students, so that no task takes long.
MOST_STUDENTS = 200
IMPATIENT = {
    "socket_timeout": 0.3,
    "socket_connect_timeout": 0.3,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.05,
    "interval_max": 0.05,
}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ring:
    """One message: the task's name, what it is about (ids only), and its queue."""

    task: str
    about: dict[str, Any]
    queue: str


class Doorbell:
    """A small thread that publishes; after a failure it stays quiet for ``rest`` seconds (the circuit breaker)."""

    def __init__(self, *, capacity: int = 1000, rest: float = 10.0) -> None:
        self.capacity = capacity
        self.rest = rest
        self.sent = 0
        self.dropped = 0
        self._starting = threading.Lock()
        self._belongs_to = 0
        self._begin_anew()

    def ring_for(self, student_ids: Sequence[int], *, bulk: bool = False) -> None:
        """Ask for students to be recomputed; returns at once, whatever the broker does."""
        ids = list(student_ids)
        for start in range(0, len(ids), MOST_STUDENTS):
            about = {"student_ids": ids[start : start + MOST_STUDENTS]}
            self._put(Ring(RECOMPUTE, about, "bulk" if bulk else "interactive"))

    def ring_for_a_sweep(self) -> None:
        """Ask for whatever is stale to be recomputed, after everything urgent."""
        self._put(Ring(SWEEP, {}, "bulk"))

    def ring_for_a_preview(self, preview_id: int) -> None:
        """Ask for a preview to be worked out, after everything urgent."""
        self._put(Ring(PREVIEW, {"preview_id": preview_id}, "bulk"))

    def settle(self, seconds: float) -> bool:
        """Wait until everything rung has been sent or dropped, so that a command does not end too early."""
        deadline = time.monotonic() + seconds
        while self._waiting.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.005)
        return not self._waiting.unfinished_tasks

    def close(self) -> None:
        """Forget the connection and the pause: the next ring tries anew, with the settings of then."""
        self.settle(1.0)
        self._quiet_until = 0.0
        self._stale_connection = True

    def _begin_anew(self) -> None:
        self._waiting: Queue[Ring] = Queue(self.capacity)
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None
        self._stale_connection = False
        self._quiet_until = 0.0

    def _put(self, ring: Ring) -> None:
        with self._starting:
            if self._belongs_to != os.getpid():
                # A forked child has neither the thread nor a right to the parent's socket.
                self._begin_anew()
                self._belongs_to = os.getpid()
            try:
                self._waiting.put_nowait(ring)
            except Full:
                self.dropped += 1
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="doorbell", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            try:
                ring = self._waiting.get(timeout=60)
            except Empty:
                continue
            try:
                self._send(ring)
            finally:
                self._waiting.task_done()

    def _send(self, ring: Ring) -> None:
        if time.monotonic() < self._quiet_until:
            self.dropped += 1
            return
        try:
            current_app.send_task(
                ring.task,
                kwargs=ring.about,
                queue=ring.queue,
                connection=self._open(),
                retry=False,
                ignore_result=True,
            )
        except Exception as error:  # whatever a broker does to us, the sweep heals it
            self.dropped += 1
            self._quiet_until = time.monotonic() + self.rest
            self._hang_up()
            log.warning("doorbell_unanswered", kind=type(error).__name__)
        else:
            self.sent += 1

    def _open(self) -> Connection:
        if self._stale_connection:
            self._hang_up()
            self._stale_connection = False
        if self._connection is None:
            options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **IMPATIENT}
            self._connection = Connection(settings.CELERY_BROKER_URL, transport_options=options, connect_timeout=0.3)
        return self._connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.release()
            except Exception as error:  # it was broken already
                log.debug("doorbell_hang_up", kind=type(error).__name__)


doorbell = Doorbell()
atexit.register(doorbell.settle, 2.0)
# The first publish must not pay for importing the transport, which takes longer than everything else in a save.
Connection(settings.CELERY_BROKER_URL).get_transport_cls()
