"""Replays 58,266 real responses of 623 students through the action that the browser uses, and audits the result.

On a fresh database: the Common Core package and its prerequisites are imported and made into competencies, then each
skill group becomes a competency with one standard on a scale 0/1 with 1 proficient. The k-th response of a student to
a skill is summative work of day k-1 after 2024-01-01; the row's number is its idempotency key.

    python benchmarks/replay_assistments.py [--evidence FILE] [--package FILE] [--prerequisites FILE]
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from _place import ROOT, begin, own_place
from _table import Table

DATA = Path(os.environ.get("WAYPOINT_REAL_DATA") or ROOT.parent / "shared" / "data").expanduser()
FIRST_DAY = date(2024, 1, 1)
TOGETHER = 1000


class Response(NamedTuple):
    """One line of the file."""

    row: int
    student: str
    skill: str
    correct: str


def responses(file: Path) -> list[Response]:
    """The lines in file order."""
    with file.open(newline="", encoding="utf-8") as lines:
        reader = csv.DictReader(lines, delimiter="\t")
        return [
            Response(number, line["user_id"], line["skill_id"], line["correct"])
            for number, line in enumerate(reader, start=1)
        ]


def make_district() -> tuple[Any, Any]:
    """A district with an empty draft, and its admin."""
    from competencies.actions.starting import start_continuum
    from people.models import District, Role, RoleGrant, User

    district = District.objects.create(name="Replay district", slug="replay")
    admin = User.objects.create_user("replay-admin", district=district)
    RoleGrant.objects.create(district=district, user=admin, role=Role.ADMIN, starts=date(2020, 1, 1))
    start_continuum(district=district, by=admin)
    return district, admin


def make_skills(district: Any, admin: Any, skills: Sequence[str]) -> dict[str, tuple[int, int]]:
    """A competency with one standard for each skill group, on a scale of two levels; returns their ids."""
    from competencies.actions import creating
    from competencies.actions.scales import add_scale
    from competencies.models import Continuum

    continuum = Continuum.objects.get(district=district)
    levels = [(Decimal(0), "Not yet", ""), (Decimal(1), "Met", "")]
    scale = add_scale(continuum=continuum, by=admin, name="Met or not yet", levels=levels, proficient=Decimal(1)).scale
    domain = creating.add_domain(continuum=continuum, by=admin, title="Skill groups", scale=scale).domain
    strand = creating.add_strand(domain=domain, by=admin, title="Skill groups").strand
    stage = creating.add_stage(strand=strand, by=admin, title="Skills").stage
    found = {}
    for skill in skills:
        text = f"I can do skill group {skill}."
        standard = creating.add_standard(continuum=continuum, by=admin, statement=text, code=f"SG.{skill}").standard
        competency = creating.add_competency(
            strand=strand, by=admin, title=f"Skill group {skill}", statement=text, stage=stage, required=False
        ).competency
        creating.align(competency=competency, standard=standard, by=admin)
        found[skill] = (competency.pk, standard.pk)
    return found


def entries(lines: Sequence[Response], students: dict[str, int], skills: dict[str, tuple[int, int]]) -> Iterator[Any]:
    """Each response as an entry, in file order."""
    from assessments.rules import Entry

    seen: Counter[tuple[str, str]] = Counter()
    for line in lines:
        day = FIRST_DAY + timedelta(days=seen[line.student, line.skill])
        seen[line.student, line.skill] += 1
        competency_id, standard_id = skills[line.skill]
        yield Entry(
            student_id=students[line.student],
            competency_id=competency_id,
            standard_id=standard_id,
            on=day,
            kind="summative",
            key=str(line.row),
            level=Decimal(line.correct),
            source_type="test",
        )


def prepare(district: Any, admin: Any, given: argparse.Namespace, lines: Sequence[Response]) -> Any:
    """Import the framework, make and publish the continuum, enter the students; returns ids of students and skills."""
    from django.core.management import call_command

    from competencies.actions.publish import publish_continuum
    from competencies.models import Continuum
    from people.models import Student

    call_command("import_case", str(given.package))
    call_command("import_prerequisites", str(given.prerequisites))
    call_command("make_competencies", type="Standard")
    skills = make_skills(district, admin, sorted({line.skill for line in lines}, key=int))
    publish_continuum(continuum=Continuum.objects.get(district=district), by=admin)
    names = list(dict.fromkeys(line.student for line in lines))
    made = Student.objects.bulk_create(
        Student(district=district, given_name=f"Student {name}", external_id=name) for name in names
    )
    return {student.external_id: student.pk for student in made}, skills


def replay(district: Any, admin: Any, everything: Sequence[Any]) -> float:
    """Record all entries, a thousand to a save; returns the seconds it took."""
    from assessments.actions.record import record_evidence

    begun = time.perf_counter()
    for start in range(0, len(everything), TOGETHER):
        record_evidence(by=admin, district=district, entries=everything[start : start + TOGETHER], bulk=True)
    return time.perf_counter() - begun


def main() -> int:
    """Prepare, replay, recompute, audit; prints the figures and returns 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evidence", type=Path, default=DATA / "evidence" / "assistments09.tsv")
    parser.add_argument("--package", type=Path, default=DATA / "case" / "ccss-math-2010.json")
    parser.add_argument("--prerequisites", type=Path, default=DATA / "prerequisites" / "ccssm-dependencies.csv")
    given = parser.parse_args()
    for file in (given.evidence, given.package, given.prerequisites):
        if not file.exists():
            parser.error(f"{file} is not there; name it by its option")
    with own_place():
        begin()
        return run(given)


def run(given: argparse.Namespace) -> int:
    """Everything after the database is there."""
    from django.db import connection

    lines = responses(given.evidence)
    district, admin = make_district()
    begun = time.perf_counter()
    students, skills = prepare(district, admin, given, lines)
    prepared = time.perf_counter() - begun
    recorded = replay(district, admin, list(entries(lines, students, skills)))

    table = Table(f"Replay of real responses on {connection.vendor}")
    table.fact("Responses replayed", f"{len(lines):,}")
    table.fact("Students, skill groups", f"{len(students)}, {len(skills)}")
    table.fact("Continuum imported and published", f"{prepared:.1f} s")
    table.at_least("Recorded", len(lines) / recorded, 3000, "rows/s")
    conclude(table, len(lines))
    good = found_true(table, len(lines))
    table.show()
    return 0 if good else 1


def conclude(table: Table, rows: int) -> None:
    """Judge everybody, and once more anew; adds how fast it was."""
    from pathways.actions.recomputing import Outcome, recompute_all
    from pathways.models import LearnerState

    ids = list(LearnerState.objects.values_list("pk", flat=True))
    begun, cpu = time.perf_counter(), time.process_time()
    written = recompute_all(student_ids=ids).outcomes[Outcome.WRITTEN]
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    begun = time.perf_counter()
    again = recompute_all(student_ids=ids, again=True).outcomes[Outcome.WRITTEN]
    rebuilding = time.perf_counter() - begun
    table.at_least("Recomputed", written / wall, 500, "learners/s")
    table.at_least("Recomputed, by CPU of this process", written / cpu, 500, "learners/s")
    table.fact("Recomputed, rows judged a second", f"{rows / wall:,.0f}")
    table.at_least("Rebuilt, every row anew", again / rebuilding, 500, "learners/s")


def found_true(table: Table, rows: int) -> bool:
    """Audit everything; adds what was found, and returns whether all of it is as it must be."""
    from assessments.models import Evidence
    from pathways.actions.auditing import audit
    from pathways.models import Mastery

    begun = time.perf_counter()
    result = audit()
    table.at_least("Audited", result.learners / (time.perf_counter() - begun), 500, "learners/s")
    status = Counter(Mastery.objects.values_list("status", flat=True))
    stored = Evidence.objects.count()
    table.fact("Rows in the ledger", f"{stored:,}")
    for name in ("mastered", "not_yet", "needs_evidence", "no_evidence"):
        table.fact(f"Masteries: {name}", f"{status[name]:,}")
    table.fact("Learners in flight", result.in_flight)
    table.fact("Differences found by the audit", len(result.differences))
    true = not result.differences and not result.in_flight and stored == rows
    return bool(true and status["mastered"] and status["not_yet"])


if __name__ == "__main__":
    raise SystemExit(main())
