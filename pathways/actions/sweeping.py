"""The sweep: finds whatever is stale and recomputes it, without any message; one process at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.utils import timezone

from pathways.actions.delivering import deliver_effects
from pathways.actions.leases import Held, held_lease
from pathways.actions.rebuilding import visibly_changed
from pathways.actions.recomputing import TOGETHER, Outcome, Report, recompute_all
from pathways.queries.staleness import due_learners

LEASE = "sweep"
# Long enough for a few learners with huge ledgers, short enough that a killed sweeper is soon replaced.
LEASE_SECONDS = 15.0
LIMIT = 500
TURN_SECONDS = 20.0


@dataclass(slots=True)
class Swept:
    """What a sweep did; ``held`` is False where another process was sweeping, ``more`` where some are left."""

    held: bool = True
    more: bool = False
    effects: int = 0
    report: Report = field(default_factory=Report)


def sweep(*, limit: int = LIMIT, seconds: float = TURN_SECONDS) -> Swept:
    """Recompute what is stale, those waiting longest first, and carry out effects that are due.

    Works in portions of ``limit`` until nothing is due or the time is over. Where there is nothing to do it costs the
    lease and three queries. Learners that keep failing wait out their time, and hold nobody up.
    """
    deadline = time.monotonic() + seconds
    with held_lease(LEASE, seconds=LEASE_SECONDS) as lease:
        if lease is None:
            return Swept(held=False)
        swept = Swept()
        _visible_first(swept, lease, deadline - seconds / 2)
        while _portion(swept, lease, limit, deadline):
            pass
        swept.effects = deliver_effects()
    return swept


def _visible_first(swept: Swept, lease: Held, until: float) -> None:
    """After a publication: bring those up to date first of whom people would see something else."""
    for ids in () if lease.abandoned else visibly_changed():
        for start in range(0, len(ids), TOGETHER):
            swept.report.add(recompute_all(student_ids=ids[start : start + TOGETHER]))
        if time.monotonic() > until or not lease.renew():
            return


def _portion(swept: Swept, lease: Held, limit: int, deadline: float) -> bool:
    """Sweep one portion; tells whether to go on."""
    due = list(due_learners(now=timezone.now()).values_list("pk", flat=True)[:limit])
    step = 1 if lease.abandoned else TOGETHER
    for start in range(0, len(due), step):
        if time.monotonic() > deadline:
            swept.more = True
            return False
        if not lease.renew():
            # Somebody else thought this process dead and sweeps now; what both do is harmless, but once is enough.
            return False
        swept.report.add(recompute_all(student_ids=due[start : start + step], careful=lease.abandoned))
    # A portion that brought nobody up to date would only be swept again the same way.
    return len(due) == limit and bool(swept.report.outcomes[Outcome.WRITTEN])
