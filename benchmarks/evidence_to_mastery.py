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
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from _place import ROOT, begin, each_pair, own_place
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


@dataclass(frozen=True)
class Class:
    """A class of 30 with its teacher, and everything it can be rated on."""

    district: Any
    teacher: Any
    students: list[Any]
    continuum: Any
    titles: list[str]
    day: date

    def save(self, some: list[Any], which: list[str], days_ago: int, level: int) -> float:
        """Record one rating for each student and competency; returns the moment it was committed."""
        from assessments.actions.record import record_evidence

        made = self.entries(some, which, self.day - timedelta(days=days_ago), level)
        record_evidence(by=self.teacher, district=self.district, entries=made)
        return time.perf_counter()

    def entries(self, some: list[Any], which: list[str], day: date, level: int) -> list[Any]:
        """One rating for each student and competency."""
        from assessments.rules import Entry

        return [
            Entry(
                student_id=student.pk, competency_id=self.continuum[title].competency.pk,
                standard_id=self.continuum[title].standard.pk, on=day, kind="summative",
                key=f"bench {next(_keys)}", level=Decimal(level),
            )
            for student in some for title in which
        ]  # fmt: skip


def make_class() -> Class:
    """A school with one class on one continuum, everybody with the same history, concluded."""
    from cbe.testing import school as kit
    from cbe.testing.continuum import make_continuum
    from pathways.actions.recomputing import recompute_all
    from people.queries import today

    district = kit.make_district("bench")
    continuum = make_continuum(district, more=COMPETENCIES - 6)
    teacher = kit.make_user(district, "teacher", "A", "Teacher")
    section = kit.make_section(kit.make_term(kit.make_school(district)), "7B", teacher)
    students = kit.make_class(section, CLASS)
    one = Class(district, teacher, students, continuum, list(continuum.places), today(district))
    for ago in range(PIECES, 0, -1):
        one.save(students, one.titles, ago, 2 + ago % 2)
    recompute_all(student_ids=[student.pk for student in students])
    return one


def until_current(students: list[Any], since: float, seconds: float = 30) -> float:
    """Wait until the conclusions about these students have kept up; returns the seconds since a moment."""
    from pathways.models import LearnerState

    ids = [one.pk for one in students]

    def current() -> bool:
        rows = LearnerState.objects.filter(pk__in=ids).values_list("version", "computed_through")
        return all(version == through for version, through in rows)

    wait_until(current, seconds)
    return time.perf_counter() - since


def measured(one: Class, saves: int) -> tuple[list[float], list[float], float]:
    """Seconds from commit to readable: of one student, of the class, and of a burst of 1,020 pieces."""
    single, batch = [], []
    for number in range(saves + 5):
        some = [one.students[number % CLASS]]
        committed = one.save(some, [one.titles[number % COMPETENCIES]], 0, 1 + number % 3)
        single.append(until_current(some, committed))
    for number in range(max(saves // 10, 5)):
        committed = one.save(one.students, [one.titles[number % COMPETENCIES]], 0, 1 + number % 3)
        batch.append(until_current(one.students, committed))
    for number in range(34):
        committed = one.save(one.students, [one.titles[number]], 0, 3)
    return single[5:], batch, until_current(one.students, committed, 60)


def whole_recompute(students: list[Any]) -> float:
    """CPU seconds of one learner judged anew from the whole ledger, in this process."""
    from pathways.actions.recomputing import recompute_all

    begun = time.process_time()
    recompute_all(student_ids=[one.pk for one in students], again=True)
    return (time.process_time() - begun) / len(students)


def one_pair(pair: str, saves: int) -> Table:
    """Measure one pair; the environment names its services already."""
    from django.conf import settings

    from pathways.models import WorkerHeartbeat

    one = make_class()
    with worker(Path(settings.DATA_DIR), "prefork" if pair == "production" else "threads"):
        wait_until(WorkerHeartbeat.objects.exists, 60)
        single, batch, burst = measured(one, saves)
    table = Table(f"Evidence to mastery, {pair}: {COMPETENCIES} competencies, {COMPETENCIES * PIECES} pieces a student")
    table.times("One student, commit to readable", single, *BUDGETS[pair])
    table.times("A class of 30, commit to readable", batch, None, 150 if pair == "production" else None, None)
    table.at_most("Burst of 1,020 pieces cleared after", burst, 2, "s")
    table.at_most("CPU of one whole recompute in this process", whole_recompute(one.students) * 1000, None, "ms")
    return table


def main() -> None:
    """Each pair in a process of its own, since settings are read once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=("production", "embedded", "both"), default="both")
    parser.add_argument("--saves", type=int, default=200)
    given = parser.parse_args()
    if given.pair == "both":
        each_pair(__file__, "--saves", str(given.saves))
        return
    with own_place(given.pair):
        begin()
        one_pair(given.pair, given.saves).show()


if __name__ == "__main__":
    main()
