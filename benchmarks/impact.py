"""What an impact preview costs: the whole of it as a worker does it, then its engine and its writing alone.

python benchmarks/impact.py [--pair production|embedded] [--students 100000] [--subject 15]

The preview of one competency for all the students, then that of a subject for a tenth of them. *Whole* is what an
admin waits for: evidence read, both rules decided, every change written, portion by portion. *Engine* is the same
without a row written, *writing* the same rows once more without anything decided. Wall time depends on what else this
machine does: the CPU seconds of this process and of the database's are what to judge by.
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


def whole(filled: Any) -> tuple[Cost, Any]:
    """Ask for the preview of a stricter rule and work it out to its end, as a worker does."""
    from competencies.actions.publish import draft_policy
    from pathways.actions.previewing import preview_policy
    from pathways.actions.working_out import work_on
    from pathways.models import Preview
    from people.models import User

    policy = filled.continuum.policy
    gates = {**policy.value["gates"], "distinct_days": 11}
    by = User.objects.filter(district=filled.district).earliest("pk")
    draft_policy(policy=policy.policy, value={**policy.value, "gates": gates}, by=by)
    asked = preview_policy(district=filled.district, by=by)
    with measured() as cost:
        while work_on(preview_id=asked.pk, seconds=3600):
            pass
    done = Preview.objects.get(pk=asked.pk)
    if done.state != Preview.State.DONE:
        raise SystemExit(f"The preview ended {done.state}: {done.last_error}")
    return cost, done


def writing(done: Any) -> Cost:
    """Write the rows of a finished preview once more, as rows of another one."""
    from django.db import transaction

    from pathways.actions.working_out import ROW, write_rows
    from pathways.models import Preview, PreviewRow

    other = Preview.objects.get(pk=done.pk)
    other.pk, other.fingerprint = None, "written again"
    other._state.adding = True
    other.save()
    place = ROW.index("preview_id")
    found = PreviewRow.objects.filter(preview=done).values_list(*ROW)
    rows = [(*row[:place], other.pk, *row[place + 1 :]) for row in found]
    with measured() as cost, transaction.atomic():
        write_rows(rows)
    return cost


def engine(filled: Any) -> tuple[Cost, dict[str, int]]:
    """Compare, portion by portion, and keep nothing but the counts."""
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


def report(table: Table, what: str, filled: Any, budget: float) -> None:
    """Rows of one preview."""
    cost, done = whole(filled)
    changes = done.rows.count()
    table.at_most(f"{what}, whole: wall", cost.wall, budget, "s")
    told(table, cost)
    written = writing(done)
    table.at_most("  writing alone: wall", written.wall, None, "s")
    table.fact("  a change written in", f"{1e6 * written.wall / max(changes, 1):.0f} µs")
    alone, counts = engine(filled)
    table.at_most("  engine alone: wall", alone.wall, budget, "s")
    told(table, alone)
    table.fact("  rows, judgements, changes", f"{filled.rows:,}, {counts['judged']:,}, {changes:,}")
    table.fact("  share that fell back (below 1 %)", f"{counts['fell_back'] / max(counts['judged'], 1):.3%}")


def told(table: Table, cost: Cost) -> None:
    """Where the time goes."""
    table.fact("    this process, the database's", f"{cost.own:.2f} s, {cost.server:.2f} s")
    table.fact("    on two idle cores at best", f"{max(cost.own, cost.server):.2f} s")


def run(pair: str, students: int, subject: int) -> None:
    """Fill a district, preview one competency and a subject."""
    table = Table(f"Impact preview on {pair}, load {os.getloadavg()[0]:.1f} when begun")
    report(table, "One competency", fill(students=students, competencies=1, slug="one"), ONE_SECOND)
    many = fill(students=students // TENTH, competencies=subject, slug="subject")
    report(table, f"A subject of {subject}, a tenth of the students", many, SUBJECT_SECONDS / TENTH)
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
