"""A full rebuild of small learners from the ledger alone, in one process: learners a second.

python benchmarks/rebuild.py [--pair production|embedded] [--learners 2000]
"""

from __future__ import annotations

import argparse
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from _place import begin, own_place
from _table import Table

TITLES = ("Ratio language", "Equivalent ratios", "Unit rates", "Percent problems", "Negative numbers")
PIECES = 3


def make_learners(learners: int) -> None:
    """A district whose learners all have the same little work behind them, and no conclusion yet."""
    from assessments.actions.record import record_evidence
    from cbe.testing import school as kit
    from cbe.testing.continuum import make_continuum
    from people.queries import today

    district = kit.make_district("bench")
    continuum = make_continuum(district)
    teacher = kit.make_user(district, "teacher", "A", "Teacher")
    section = kit.make_section(kit.make_term(kit.make_school(district)), "7B", teacher)
    for student in range(0, learners, 500):
        some = kit.make_class(section, min(500, learners - student))
        record_evidence(by=teacher, district=district, entries=entries(some, continuum, today(district)), bulk=True)


def entries(students: list[Any], continuum: Any, now: date) -> list[Any]:
    """The work of some learners."""
    from assessments.rules import Entry

    return [
        Entry(
            student_id=one.pk, competency_id=continuum[title].competency.pk,
            standard_id=continuum[title].standard.pk, on=now - timedelta(days=PIECES - piece), kind="summative",
            key=f"{one.pk} {title} {piece}", level=Decimal(1 + (one.pk + piece) % 4),
        )
        for one in students for title in TITLES for piece in range(PIECES)
    ]  # fmt: skip


def run(pair: str, learners: int) -> None:
    """Make a district, draw all its conclusions, and check them against the ledger."""
    from pathways.actions.auditing import audit
    from pathways.actions.recomputing import recompute_all
    from pathways.models import LearnerState, Mastery

    make_learners(learners)
    ids = list(LearnerState.objects.values_list("pk", flat=True))
    begun, cpu = time.perf_counter(), time.process_time()
    recompute_all(student_ids=ids)
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    begun = time.perf_counter()
    result = audit()
    audited = time.perf_counter() - begun
    table = Table(
        f"Rebuild on {pair}: {learners} learners, {len(TITLES)} competencies, {len(TITLES) * PIECES} pieces each"
    )
    table.at_least("Rebuilt", learners / wall, 500, "learners/s")
    table.at_least("Rebuilt, by CPU of this process", learners / cpu, 500, "learners/s")
    table.at_least("Audited", learners / audited, 500, "learners/s")
    table.fact("Masteries, differences", f"{Mastery.objects.count():,}, {len(result.differences)}")
    table.show()


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=("production", "embedded"), default="production")
    parser.add_argument("--learners", type=int, default=2000)
    given = parser.parse_args()
    with own_place(given.pair):
        begin()
        run(given.pair, given.learners)


if __name__ == "__main__":
    main()
