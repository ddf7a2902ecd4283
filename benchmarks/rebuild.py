"""A district decided anew from the ledger alone: exactly, learner by learner, and at once, partition by partition.

python benchmarks/rebuild.py [--pair production|embedded] [--learners 1000] [--rows 1800000]

The first table is the exact rebuild, which writes everything a stored row says, with both audits after it. The second
reads a real table of evidence in columns and decides all of it: what a nightly audit, or the search for whom a
publication changes, costs a district. ``benchmarks/twin.py`` has the arithmetic alone, on 18 million rows.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from _cost import Cost, measured
from _ledger import PIECES as EACH
from _ledger import Filled, fill
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
    from pathways.actions.glancing import glance
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
    begun = time.perf_counter()
    seen = glance()
    glanced = time.perf_counter() - begun
    table = Table(
        f"Rebuild on {pair}: {learners} learners, {len(TITLES)} competencies, {len(TITLES) * PIECES} pieces each"
    )
    table.at_least("Rebuilt", learners / wall, 500, "learners/s")
    table.at_least("Rebuilt, by CPU of this process", learners / cpu, 500, "learners/s")
    table.at_least("Audited", learners / audited, 500, "learners/s")
    table.at_least("Audited with the twin", learners / glanced, 500, "learners/s")
    differences = len(result.differences) + len(seen.differences)
    table.fact("Masteries, differences", f"{Mastery.objects.count():,}, {differences}")
    table.show()


COMPETENCIES, WHOLE, SECONDS = 15, 180_000_000, 60.0
# What the plain way costs: one learner's whole ledger through the exact engine, nothing stored.
EXACTLY = 100
WINDOW = """
WITH newest AS (SELECT student_id, competency_id, standard_id, level, row_number() OVER (
        PARTITION BY student_id, competency_id, standard_id ORDER BY "on" DESC, id DESC) AS n
    FROM assessments_evidence WHERE district_id = %s AND kind = 'summative' AND level IS NOT NULL),
times AS (SELECT student_id, competency_id, standard_id, level, count(*) AS often, min(n) AS seen
    FROM newest WHERE n <= 3 GROUP BY student_id, competency_id, standard_id, level),
best AS (SELECT level, row_number() OVER (
        PARTITION BY student_id, competency_id, standard_id ORDER BY often DESC, seen) AS place FROM times)
SELECT count(*) FROM best WHERE place = 1 AND level >= 3
"""


def at_once(pair: str, rows: int) -> None:
    """Read and decide a whole table of evidence, partition by partition, and other ways beside it."""
    filled = fill(students=rows // (COMPETENCIES * EACH), competencies=COMPETENCIES, slug="large")
    table = Table(f"A table of {filled.rows:,} rows on {pair}, load {os.getloadavg()[0]:.1f} when begun")
    spent, reading, judged, unsure = decided_at_once(filled)
    table.at_most("Read and decided: wall", spent.wall, SECONDS * filled.rows / WHOLE, "s")
    table.fact("  CPU of this process, of the database", f"{spent.own:.2f} s, {spent.server:.2f} s")
    table.fact("  reading alone: this process, the database", f"{reading.own:.2f} s, {reading.server:.2f} s")
    table.at_least("  rows a CPU second", filled.rows / spent.cpu / 1e6, None, "M/s")
    table.fact("  share that fell back (below 1 %)", f"{unsure / judged:.3%}")
    times = WHOLE / filled.rows
    table.at_most(f"{WHOLE:,} rows on two cores, both kept busy", spent.cpu / 2 * times, SECONDS, "s")
    table.at_most("Memory at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1024, "MB")
    each = spent.cpu / filled.rows
    for name, cost in (("SQL window, one method and no gates", windowed(filled)), ("Exact engine", exactly(filled))):
        table.fact(name, f"{cost * 1e6:.2f} µs a row, {cost / each:.1f} times the {each * 1e6:.2f} of the way at once")
    table.show()


def decided_at_once(filled: Filled) -> tuple[Cost, Cost, int, int]:
    """What reading and deciding costs, what reading alone does, how many judgements, and how many unsure ones."""
    from pathways.queries.at_once import Question
    from pathways.queries.columns import portions, read_columns
    from pathways.queries.expecting import expected_of
    from pathways.queries.in_portions import standings_by_portion
    from people.models import District, Student
    from people.queries import today

    district = District.objects.select_related("expectations").get(pk=filled.district.pk)
    ids = list(Student.objects.filter(district=district).values_list("pk", flat=True))
    day, expected, judged, unsure = today(district), expected_of(district), 0, 0
    with measured() as reading:
        for portion in portions(ids):
            portion.rows = len(read_columns(district.pk, portion.students, variety=False))
    with measured() as spent:
        for _question, [found] in standings_by_portion(Question(district.pk, ids, day), ids, [expected]):
            judged, unsure = judged + len(found), unsure + found.fell_back
    return spent, reading, judged, unsure


def windowed(filled: Filled) -> float:
    """CPU seconds a row of the mode of the last three by window functions."""
    from django.db import connection

    with measured() as cost, connection.cursor() as cursor:
        cursor.execute(WINDOW, [filled.district.pk])
        cursor.fetchall()
    return cost.cpu / filled.rows


def exactly(filled: Filled) -> float:
    """CPU seconds a row of reading ledgers as rows and judging each with the exact engine."""
    from pathways.queries.expecting import expected_of
    from pathways.queries.judging import cases
    from pathways.queries.ledgers import read_ledgers
    from people.models import District, Student
    from people.queries import today

    district = District.objects.select_related("expectations").get(pk=filled.district.pk)
    ids = list(Student.objects.filter(district=district).values_list("pk", flat=True)[:EXACTLY])
    with measured() as cost:
        for ledger in read_ledgers(ids).values():
            for case in cases(ledger.work(), expected_of(district)):
                case.judged(today(district))
    return cost.cpu / (len(ids) * COMPETENCIES * EACH)


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=("production", "embedded"), default="production")
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=1_800_000)
    given = parser.parse_args()
    with own_place(given.pair):
        begin()
        run(given.pair, given.learners)
        at_once(given.pair, given.rows)


if __name__ == "__main__":
    main()
