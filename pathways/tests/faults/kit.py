"""Real workers on the real pair: SQLite with the folder broker, or PostgreSQL with a Redis-protocol server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from celery import current_app
from django.conf import settings
from kombu import Connection

from assessments.models import Evidence
from pathways.actions.auditing import audit
from pathways.models import Advancement, Effect, WorkerHeartbeat
from pathways.queries.staleness import stale_learners

PATIENCE = 45.0


def wait_for(what: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
    """What `what` returns, once it is true; fails the test where it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


@dataclass
class Worker:
    """A celery worker in a session of its own, so that a kill takes its whole pool."""

    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """SIGKILL to every process of it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text(errors="replace")


@dataclass
class Pair:
    """The database of this run with a broker of this test's own."""

    folder: Path
    environment: dict[str, str]
    pool: str
    workers: list[Worker] = field(default_factory=list)

    @property
    def hold(self) -> Path:
        """While this file is there, workers stop before they store what they concluded."""
        return self.folder / "hold"

    @property
    def reached(self) -> Path:
        """Written by a worker that stopped there."""
        return self.folder / "reached"

    def start_worker(self) -> Worker:
        """Start a worker and wait until it says that it is alive."""
        name = f"w{uuid4().hex[:8]}@test"
        log = self.folder / f"{name}.log"
        words = ["celery", "-A", "cbe.celery", "worker", "--pool", self.pool, "--concurrency", "2", "-n", name]
        words += ["--queues", "interactive,bulk", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        words += ["--include", "pathways.tests.faults.hooks", "--loglevel", "INFO"]
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        worker = Worker(process, log)
        self.workers.append(worker)
        wait_for(lambda: WorkerHeartbeat.objects.filter(worker=name).exists() or _fail_if_ended(worker))
        return worker

    def ring(self, task: str, *, queue: str = "interactive", times: int = 1, **about: Any) -> None:
        """Put messages into the queue, as the doorbell does."""
        with broker() as connection:
            for _ in range(times):
                current_app.send_task(task, kwargs=about, queue=queue, connection=connection, retry=False)

    def put_raw(self, body: str, *, content_type: str = "application/json") -> None:
        """Put something into the queue that no task of ours has sent."""
        with broker() as connection, connection.channel() as channel:
            producer = connection.Producer(channel)
            producer.publish(
                body,
                exchange="interactive",
                routing_key="interactive",
                content_type=content_type,
                content_encoding="utf-8",
            )

    def stop(self) -> None:
        """End every worker of this test."""
        self.hold.unlink(missing_ok=True)
        for worker in self.workers:
            worker.kill()


def _fail_if_ended(worker: Worker) -> bool:
    if worker.process.poll() is not None:
        raise AssertionError(f"the worker ended:\n{worker.said()}")
    return False


def broker() -> Connection:
    """A connection to the broker that settings name now."""
    return Connection(settings.CELERY_BROKER_URL, transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS)


def healed(*, seconds: float = PATIENCE) -> None:
    """Wait until nobody is stale and every effect is done with."""
    wait_for(
        lambda: not stale_learners().exists() and not Effect.objects.filter(done_at__isnull=True).exists(),
        seconds=seconds,
    )


def assert_nothing_lost_doubled_or_wrong(acknowledged: list[str]) -> None:
    """Each acknowledged save is in the ledger once, what is stored is its replay, nothing was decided twice."""
    assert sorted(Evidence.objects.filter(key__in=acknowledged).values_list("key", flat=True)) == sorted(acknowledged)
    result = audit()
    assert (result.differences, result.in_flight) == ([], 0)
    alive = Advancement.objects.filter(state__in=["proposed", "confirmed"]).values_list("student", "stage")
    assert len(alive) == len(set(alive))
