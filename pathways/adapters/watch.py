"""Each worker's own watch: it tells that the worker lives, sweeps and works out what waits, and needs no message."""

from __future__ import annotations

import threading
import time

import structlog
from django.db import connections

from pathways.actions.heartbeats import say_alive, say_goodbye
from pathways.actions.sweeping import sweep
from pathways.actions.working_out import work_on_waiting

HEARTBEAT_SECONDS = 5.0
SWEEP_SECONDS = 15.0
log = structlog.get_logger(__name__)


class Watch:
    """A thread beside a worker's tasks; it survives whatever the database does and tries again at its next turn."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.refused = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_watch, name="watch", daemon=True)

    def start(self) -> None:
        """Begin; the first sweep comes at once, for what changed while no worker ran."""
        self._thread.start()

    def stop(self) -> None:
        """End after the turn that is under way."""
        self._ended.set()

    def _keep_watch(self) -> None:
        sweep_at = 0.0
        while not self._ended.is_set():
            self._turn(sweeping=time.monotonic() >= sweep_at)
            if time.monotonic() >= sweep_at:
                sweep_at = time.monotonic() + SWEEP_SECONDS
            self._ended.wait(HEARTBEAT_SECONDS)
        self._turn(sweeping=False, leaving=True)

    def _turn(self, *, sweeping: bool, leaving: bool = False) -> None:
        try:
            if leaving:
                say_goodbye(worker=self.worker)
            else:
                say_alive(worker=self.worker, refused=self.refused)
            if sweeping:
                sweep()
                work_on_waiting()
        except Exception as error:  # the watch must outlive every fault; the next turn tries again
            log.warning("watch_turn_failed", kind=type(error).__name__)
        finally:
            # Nothing stays open between turns: a pool process forked meanwhile must not share a connection.
            connections.close_all()


class _Running:
    """The watch of this process, if it is a worker."""

    watch: Watch | None = None


def start(worker: str) -> None:
    """Start the watch of this worker."""
    _Running.watch = Watch(worker)
    _Running.watch.start()


def stop() -> None:
    """Let the watch of this worker end."""
    if _Running.watch is not None:
        _Running.watch.stop()


def count_refused() -> None:
    """Count a message that this worker could make nothing of."""
    if _Running.watch is not None:
        _Running.watch.refused += 1
