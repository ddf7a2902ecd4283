"""Whether the database, the broker and the worker do their work; shared by /readyz, `doctor` and `up`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pathways.queries.health import WORKER_LOST_AFTER, oldest_stale, worker_seen

STALE_LIMIT = timedelta(minutes=5)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at: whether it is well, in words, and its age where it has one."""

    name: str
    ok: bool
    words: str
    seconds: float | None = None

    def as_json(self) -> dict[str, str | bool | float | None]:
        """The same for machines."""
        return {"ok": self.ok, "detail": self.words, "seconds": self.seconds}


def readiness() -> list[Check]:
    """Everything a save and its conclusion need; four queries, and a failing part never hides the others."""
    return [
        guarded("database", _database),
        guarded("broker", broker),
        guarded("worker", _worker),
        guarded("stale_learners", _stale_learners),
    ]


def guarded(name: str, look: Callable[[], Check]) -> Check:
    """What `look` finds; where it breaks, only the kind of failure is told, since its message may hold an address."""
    try:
        return look()
    except Exception as error:  # any failure at all means "not ready", and must be answered, not raised
        log.warning("not_ready", check=name, exc_info=error)
        return Check(name=name, ok=False, words=f"does not answer ({type(error).__name__})")


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check(name="database", ok=True, words=f"{connection.vendor} answers")


def broker() -> Check:
    """Whether the doorbell could be rung; waits half a second at most."""
    if settings.CELERY_BROKER_URL == "filesystem://":
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]
        ok = os.access(folder, os.W_OK | os.X_OK)
        return Check(name="broker", ok=ok, words="folder can be written" if ok else "folder cannot be written")
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    with redis.from_url(settings.CELERY_BROKER_URL, **options) as doorbell:
        doorbell.ping()
    return Check(name="broker", ok=True, words="answers")


def _worker() -> Check:
    seen = worker_seen()
    if seen is None:
        return Check(name="worker", ok=False, words="no worker has been seen")
    age = timezone.now() - seen
    seconds = _seconds(age)
    return Check(name="worker", ok=age <= WORKER_LOST_AFTER, words=f"seen {seconds:.0f} s ago", seconds=seconds)


def _stale_learners() -> Check:
    age = oldest_stale()
    words = f"oldest has waited {_seconds(age):.0f} s" if age else "none is kept waiting"
    return Check(name="stale_learners", ok=age <= STALE_LIMIT, words=words, seconds=_seconds(age))


def _seconds(age: timedelta) -> float:
    return round(max(age.total_seconds(), 0.0), 1)
