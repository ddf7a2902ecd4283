"""From the commit of evidence to the new mastery in the database, with a real worker: production pair and embedded.

python benchmarks/evidence_to_mastery.py [--pair production|embedded|both] [--saves 200]
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from _place import ROOT, begin, own_place
from _table import Table

COMPETENCIES, PIECES, CLASS = 50, 6, 30
# p50, p95, p99 in milliseconds (BUDGETS.md); a batch of 30 is to be readable within 150 ms.
BUDGETS = {"production": (15, 50, 150), "embedded": (None, 300, None)}
_keys = count()


@contextmanager
def worker(folder: Path, pool: str) -> Iterator[None]:
    """A celery worker as production runs it."""
    words = ["celery", "-A", "cbe.celery", "worker", "--pool", pool, "--concurrency", "2", "-n", "bench@local"]
    words += ["--queues", "interactive,bulk", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=os.environ, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    """Look every half millisecond."""
    deadline = time.perf_counter() + seconds
    while not done():
        if time.perf_counter() > deadline:
            raise SystemExit("The worker does not answer.")
        time.sleep(0.0005)


def entries(continuum: Any, students: list[Any], titles: list[str], day: Any, level: int) -> list[Any]:
    """One rating for each student and competency."""
    from assessments.rules import Entry

    return [
        Entry(
            student_id=student.pk,
            competency_id=continuum[title].competency.pk,
            standard_id=continuum[title].standard.pk,
            on=day,
            kind="summative",
            key=f"bench {next(_keys)}",
            level=Decimal(level),
        )
        for student in students
        for title in titles
    ]


def one_pair(pair: str, saves: int) -> Table:
    """Measure one pair; the environment names its services already."""
    from django.conf import settings

    from assessments.actions.record import record_evidence
    from cbe.testing import school as kit
    from cbe.testing.continuum import make_continuum
    from pathways.actions.recomputing import recompute_all
    from pathways.models import LearnerState, WorkerHeartbeat
    from people.queries import today

    district = kit.make_district("bench")
    continuum = make_continuum(district, more=COMPETENCIES - 6)
    teacher = kit.make_user(district, "teacher", "A", "Teacher")
    section = kit.make_section(kit.make_term(kit.make_school(district)), "7B", teacher)
    students, titles, now = kit.make_class(section, CLASS), list(continuum.places), today(district)

    def save(some: list[Any], which: list[str], days_ago: int, level: int) -> float:
        record_evidence(
            by=teacher,
            district=district,
            entries=entries(continuum, some, which, now - timedelta(days=days_ago), level),
        )
        return time.perf_counter()

    def current(ids: list[int]) -> bool:
        rows = LearnerState.objects.filter(pk__in=ids).values_list("version", "computed_through")
        return all(version == through for version, through in rows)

    for ago in range(PIECES, 0, -1):
        save(students, titles, ago, 2 + ago % 2)
    recompute_all(student_ids=[one.pk for one in students])
    single: list[float] = []
    batch: list[float] = []
    with worker(Path(settings.DATA_DIR), "prefork" if pair == "production" else "threads"):
        wait_until(WorkerHeartbeat.objects.exists, 60)
        for number in range(saves + 5):
            one = students[number % CLASS]
            committed = save([one], [titles[number % COMPETENCIES]], 0, 1 + number % 3)
            wait_until(partial(current, [one.pk]), 30)
            single.append(time.perf_counter() - committed)
        everybody = [one.pk for one in students]
        for number in range(max(saves // 10, 5)):
            committed = save(students, [titles[number % COMPETENCIES]], 0, 1 + number % 3)
            wait_until(lambda: current(everybody), 30)
            batch.append(time.perf_counter() - committed)
        committed = 0.0
        for number in range(34):
            committed = save(students, [titles[number]], 0, 3)
        wait_until(lambda: current(everybody), 60)
        burst = time.perf_counter() - committed
    ids = everybody
    begun = time.process_time()
    recompute_all(student_ids=ids, again=True)
    cpu = (time.process_time() - begun) / len(ids)

    table = Table(f"Evidence to mastery, {pair}: {COMPETENCIES} competencies, {COMPETENCIES * PIECES} pieces a student")
    table.times("One student, commit to readable", single[5:], *BUDGETS[pair])
    table.times("A class of 30, commit to readable", batch, None, 150 if pair == "production" else None, None)
    table.at_most("Burst of 1,020 pieces cleared after", burst, 2, "s")
    table.at_most("CPU of one whole recompute in this process", cpu * 1000, None, "ms")
    return table


def main() -> None:
    """Each pair in a process of its own, since settings are read once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=("production", "embedded", "both"), default="both")
    parser.add_argument("--saves", type=int, default=200)
    given = parser.parse_args()
    if given.pair == "both":
        for pair in ("production", "embedded"):
            words = [sys.executable, __file__, "--pair", pair, "--saves", str(given.saves)]
            subprocess.run(words, check=True)
        return
    with own_place(given.pair):
        begin()
        one_pair(given.pair, given.saves).show()


if __name__ == "__main__":
    main()
