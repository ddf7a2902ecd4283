"""The set-based twin on generated evidence, in memory: its arithmetic alone, beside pure Python and an SQL window.

python benchmarks/twin.py [--rows 18000000]

Seconds are those of this process's own CPU time, so that what else the machine does costs nothing here. The rows come
in partitions of students, as the nightly run reads them; making them up is not counted, but their memory is. What the
database costs beside this is measured by the benchmark of bulk recomputing.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _table import Table  # beside this file

from competencies.rules.policy import DEFAULT_POLICY, METHODS, NEEDS_N, NEEDS_WEIGHT, Policy  # as above
from competencies.rules.scale import Scale  # as above
from pathways.rules.judge import judge  # as above
from pathways.rules.twin.arranging import arrange  # as above
from pathways.rules.twin.columns import KINDS, NONE, SOURCE_TYPES, STATUSES, Columns, Requirement  # as above
from pathways.rules.twin.deciding import decide, decided  # as above
from pathways.rules.values import Piece, StandardRequirement  # as above

PIECES, STANDARDS, COMPETENCIES = 12, 3, 15
PARTITION = 450_000
AS_OF = date(2026, 6, 1)
FIRST = 20_000
SCALE = Scale(Decimal(3), Decimal(4))


def evidence(students: int, competencies: int, first: int = 1) -> Columns:
    """Twelve pieces for each student and competency; a fifth is practice, one in fifty corrects or voids another."""
    chance = np.random.default_rng(first)
    count = students * competencies * PIECES
    number = np.tile(np.arange(PIECES), students * competencies)
    competency = np.tile(np.repeat(np.arange(1, competencies + 1), PIECES), students)
    id_ = np.arange(count) + first * 1000 + 1
    follows = np.flatnonzero((chance.random(count) < 0.02) & (number > 0))
    action = np.zeros(count, np.uint8)
    action[follows] = chance.integers(1, 3, len(follows))
    refers_to, standard = np.zeros(count, np.int64), competency * 10 + number % STANDARDS
    refers_to[follows], standard[follows] = id_[follows - 1], standard[follows - 1]
    given = np.ones(count, np.uint8)
    return Columns(
        id=id_, student=np.repeat(np.arange(first, first + students), competencies * PIECES), competency=competency,
        standard=standard, action=action, refers_to=refers_to,
        on=(FIRST + number * 20 + chance.integers(0, 20, count)).astype(np.int32), at=np.full(count, NONE),
        recorded=np.arange(count) + 10**15,
        level=np.where(action == 2, NONE, chance.choice([1000, 2000, 3000, 3000, 3000, 4000], count)),
        mark=given * 0, kind=np.where(chance.random(count) < 0.8, given * KINDS.index("summative"), given * 2),
        role=given, source_type=chance.integers(1, 9, count).astype(np.uint8),
        context=chance.integers(0, 7, count).astype(np.uint8), depth=chance.integers(0, 5, count).astype(np.uint8),
        support=given, transfer=chance.random(count) < 0.1,
    )  # fmt: skip


def expected(competencies: int) -> tuple[dict[int, tuple[Requirement, ...]], dict[int, Scale]]:
    """Three required standards for each competency, and one scale for all."""
    wanted = {one: tuple(Requirement(one * 10 + i) for i in range(STANDARDS)) for one in range(1, competencies + 1)}
    return wanted, dict.fromkeys(wanted, SCALE)


def seconds(work: Callable[[], object]) -> float:
    """The CPU time some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def rebuild(table: Table, rows: int) -> None:
    """Decide a whole district under the default policy, partition by partition."""
    wanted, scales = expected(COMPETENCIES)
    decide(evidence(10, COMPETENCIES), wanted, DEFAULT_POLICY, scales, AS_OF)  # loads what numpy loads late
    spent, unsure, verdicts, size = [], 0, 0, 0
    for columns in partitions(rows):
        begun = time.process_time()
        found = decide(columns, wanted, DEFAULT_POLICY, scales, AS_OF)
        spent.append(time.process_time() - begun)
        unsure, verdicts, size = unsure + int(found.uncertain.sum()), verdicts + len(found), size + len(columns)
    table.at_most("1.8 M rows, the default policy", sum(spent[:4]) * 1000, 600, "ms")
    table.at_most(f"{size / 1e6:,.1f} M rows", sum(spent), 6 * size / 18e6, "s")
    table.at_least("Rows a second", size / sum(spent) / 1e6, 3, "M/s")
    table.at_most("Peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1024, "MB")
    table.fact("Verdicts, left to the exact engine", f"{verdicts:,}, {unsure / verdicts:.3%}")


def partitions(rows: int) -> Iterator[Columns]:
    """The evidence of some students at a time."""
    own = COMPETENCIES * PIECES
    for first in range(0, rows // own, PARTITION // own):
        yield evidence(min(PARTITION // own, rows // own - first), COMPETENCIES, first + 1)


def preview(table: Table) -> None:
    """Compare two policies on one competency of a hundred thousand students, rows in any order."""
    wanted, scales = expected(1)
    columns = evidence(100_000, 1)
    columns = columns.take(np.random.default_rng(1).permutation(len(columns)))

    def both() -> None:
        arranged = arrange(columns, wanted, AS_OF)
        one, other = (decided(arranged, policy, scales) for policy in (DEFAULT_POLICY, Policy("best_n", n=3)))
        table.fact("Who moves", f"{int((one.status != other.status).sum()):,} of {len(one):,}")

    table.at_most("Preview: one competency, 100,000 students, two policies", seconds(both) * 1000, 1000, "ms")


def each_method(table: Table) -> None:
    """Every method on the same rows."""
    wanted, scales = expected(COMPETENCIES)
    columns = evidence(5000, COMPETENCIES)
    for method in METHODS:
        weight = Decimal("0.65") if method in NEEDS_WEIGHT else None
        policy = Policy(method, n=3 if method in NEEDS_N else None, weight=weight, gates=DEFAULT_POLICY.gates)
        spent = seconds(lambda policy=policy: decide(columns, wanted, policy, scales, AS_OF))  # type: ignore[misc]  # a default binds it
        table.at_least(f"By {method}", len(columns) / spent / 1e6, 3, "M rows/s")


def side_by_side(table: Table) -> None:
    """The exact engine in pure Python, and one method as a window in SQL, beside the twin on the same rows."""
    wanted, scales = expected(COMPETENCIES)
    columns = evidence(300, COMPETENCIES)
    columns = columns.take(columns.action == 0)
    plain = Policy("mode", n=3)
    columns = columns.take(columns.kind == KINDS.index("summative"))
    twin = min(seconds(lambda: decide(columns, wanted, plain, scales, AS_OF)) for _ in range(3)) / len(columns)
    verdicts = decide(columns, wanted, plain, scales, AS_OF)
    mastered = int(verdicts.mastered.sum())
    python, by_python = judged(columns, plain)
    sql, by_sql = windowed(columns)
    assert by_python == by_sql == mastered, (by_python, by_sql, mastered, STATUSES)
    for name, spent in (("Exact engine, pure Python", python), ("SQL window (SQLite), one method, no gates", sql)):
        table.fact(name, f"{spent * 1e9:,.0f} ns a row, {spent / twin:,.0f} times the twin's {twin * 1e9:,.0f}")


def judged(columns: Columns, policy: Policy) -> tuple[float, int]:
    """Seconds a row of the exact engine, and how many it finds mastered; its pieces are made before."""
    work: dict[tuple[int, int], list[Piece]] = {}
    for place in range(len(columns)):
        pair = int(columns.student[place]), int(columns.competency[place])
        on = date(1970, 1, 1) + timedelta(days=int(columns.on[place]))
        level, type_ = Decimal(int(columns.level[place])) / 1000, SOURCE_TYPES[columns.source_type[place]]
        id_ = int(columns.id[place])
        piece = Piece(id_, int(columns.standard[place]), on, "summative", level, seq=id_, type=type_)
        work.setdefault(pair, []).append(piece)
    standards = {one: [StandardRequirement(one * 10 + i) for i in range(STANDARDS)] for _, one in work}
    found = 0
    begun = time.process_time()
    for (_, competency), pieces in work.items():
        found += judge(pieces, standards[competency], policy, SCALE, AS_OF, explain=False).mastered
    return (time.process_time() - begun) / len(columns), found


def windowed(columns: Columns) -> tuple[float, int]:
    """Seconds a row of the mode of the last three by window functions, and how many are mastered everywhere."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE piece (student, competency, standard, day, id, level)")
    names = ("student", "competency", "standard", "on", "id", "level")
    rows = list(zip(*(columns.column(name).tolist() for name in names), strict=True))
    random.Random(1).shuffle(rows)
    database.executemany("INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?)", rows)
    begun = time.process_time()
    found = database.execute(_WINDOW, (_days(AS_OF), STANDARDS)).fetchone()[0]
    return (time.process_time() - begun) / len(columns), int(found)


_WINDOW = """
WITH newest AS (SELECT *, row_number() OVER (PARTITION BY student, competency, standard ORDER BY day DESC, id DESC) AS n
                FROM piece WHERE day <= ?),
     times AS (SELECT student, competency, standard, level, count(*) AS often, min(n) AS seen
               FROM newest WHERE n <= 3 GROUP BY student, competency, standard, level),
     best AS (SELECT *, row_number() OVER (PARTITION BY student, competency, standard ORDER BY often DESC, seen) AS r
              FROM times)
SELECT count(*) FROM (SELECT student, competency FROM best WHERE r = 1 AND level >= 3000
                      GROUP BY student, competency HAVING count(*) = ?)
"""


def _days(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=18_000_000)
    given = parser.parse_args()
    table = Table(f"The set-based twin, numpy {np.__version__}, CPU seconds of one process")
    rebuild(table, given.rows)
    preview(table)
    each_method(table)
    side_by_side(table)
    table.show()


if __name__ == "__main__":
    main()
