"""What some work costs: on the clock, in this process, and in the database server, whatever else the machine does."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Cost:
    """Seconds on the clock, of this process's CPU and of the database server's."""

    wall: float = 0.0
    own: float = 0.0
    server: float = 0.0

    @property
    def cpu(self) -> float:
        """CPU seconds of both."""
        return self.own + self.server


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure a block."""
    cost, wall, own, server = Cost(), time.perf_counter(), time.process_time(), server_cpu()
    yield cost
    cost.wall, cost.own = time.perf_counter() - wall, time.process_time() - own
    cost.server = server_cpu() - server


def server_cpu() -> float:
    """CPU seconds of the process that serves our connection; none on SQLite, which is in this one."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
