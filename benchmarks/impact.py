"""What an impact preview costs end to end: evidence from the database, both rules decided, what changes for whom.

python benchmarks/impact.py [--pair production|embedded] [--students 100000] [--subject 15]

The preview of one competency for all the students, then that of a subject for a tenth of them. Wall time depends on
what else this machine does: the CPU seconds of this process and of the database's are what to judge by.
"""

from __future__ import annotations

import argparse
import os
import resource
from dataclasses import replace
from typing import Any

from _cost import Cost, measured
from _ledger import fill
from _place import begin, own_place
from _table import Table

ONE_SECOND, SUBJECT_SECONDS = 1.0, 5.0
TENTH = 10


def stricter(expected: Any) -> Any:
    """The rule in force with one more gate: what an admin would ask about."""
    from competencies.rules.policy import Gate
    from pathways.queries.expecting import expectation

    policy = expected.in_force.policy
    rule = replace(expected.in_force, policy=replace(policy, gates=(*policy.gates, Gate("distinct_days", 11))))
    return expectation(expected.number + 1, expected.continuum, rule)


def preview(filled: Any) -> tuple[Cost, dict[str, int]]:
    """Compare, portion by portion, and keep nothing but the counts, as a preview that writes its rows would."""
    from pathways.queries.expecting import expected_of
    from pathways.queries.impact import compare_by_portion
    from people.models import District, Student
    from people.queries import today

    district = District.objects.select_related("expectations").get(pk=filled.district.pk)
    ids = list(Student.objects.filter(district=district).values_list("pk", flat=True))
    before = expected_of(district)
    after = stricter(before)
    counts = dict.fromkeys(("judged", "changes", "fell_back"), 0)
    among = [competency for competency, _standard in filled.places]
    with measured() as cost:
        for part in compare_by_portion(district, before, after, as_of=today(district), student_ids=ids, among=among):
            counts["judged"] += part.judged
            counts["changes"] += len(part.changes)
            counts["fell_back"] += part.fell_back
    return cost, counts


def report(table: Table, what: str, cost: Cost, counts: dict[str, int], rows: int, budget: float) -> None:
    """Rows of one preview."""
    table.at_most(f"{what}: wall", cost.wall, budget, "s")
    table.at_most(f"{what}: CPU of both sides", cost.cpu, None, "s")
    table.fact("  of it this process, the database's", f"{cost.own:.2f} s, {cost.server:.2f} s")
    table.fact("  on two idle cores at best", f"{max(cost.own, cost.server):.2f} s")
    table.fact("  rows, judgements, changes", f"{rows:,}, {counts['judged']:,}, {counts['changes']:,}")
    table.fact("  share that fell back (below 1 %)", f"{counts['fell_back'] / max(counts['judged'], 1):.3%}")


def run(pair: str, students: int, subject: int) -> None:
    """Fill a district, preview one competency and a subject."""
    table = Table(f"Impact preview on {pair}, load {os.getloadavg()[0]:.1f} when begun")
    one = fill(students=students, competencies=1, slug="one")
    report(table, "One competency", *preview(one), one.rows, ONE_SECOND)
    many = fill(students=students // TENTH, competencies=subject, slug="subject")
    what = f"A subject of {subject}, a tenth of the students"
    report(table, what, *preview(many), many.rows, SUBJECT_SECONDS / TENTH)
    table.at_most("Memory at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1024, "MB")
    table.show()


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=("production", "embedded"), default="production")
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--subject", type=int, default=15)
    given = parser.parse_args()
    with own_place(given.pair):
        begin()
        run(given.pair, given.students, given.subject)


if __name__ == "__main__":
    main()
