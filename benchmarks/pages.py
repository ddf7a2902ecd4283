"""The mastery grid, My path and what a family reads: time, queries and weight of a page, without a network.

My path is measured with work under way, and once more while the last save can still be undone, which costs the most.

python benchmarks/pages.py [--pair production|embedded] [--repeat 200]
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from _place import begin, own_place
from _table import Table, quantile

# The session and the account are looked up before any page; they are not the page's.
BESIDE_THE_PAGE = 2
IN_THE_WINDOW = 100
LONG_AGO = timedelta(hours=1)
_keys = count()


@dataclass(frozen=True)
class School:
    """A district with one section: its teacher, Maya, her account and her mother's."""

    district: Any
    continuum: Any
    section: Any
    teacher: Any
    maya: Any
    account: Any
    mother: Any


@dataclass(frozen=True)
class Page:
    """A page as somebody reads it, and its budgets: p95 in milliseconds, statements, compressed kilobytes."""

    what: str
    reader: Any
    url: str
    p95: float | None = None
    sql: int = 8
    weight: float | None = None


def conclude(district: Any, continuum: Any, students: list[Any]) -> None:
    """Give every student a conclusion on every competency, most of them mastered, and a current state."""
    from pathways.models import LearnerState, Mastery
    from pathways.rules.judge import ENGINE
    from people.queries import today

    day = today(district)
    Mastery.objects.bulk_create(
        Mastery(
            district=district, student=student, competency=place.competency,
            status="mastered" if (row + column) % 3 else "not_yet", mastered=bool((row + column) % 3),
            score=Decimal((row + column) % 4 + 1), level=Decimal((row + column) % 4 + 1),
            pieces=(row * column) % 6 + 1, latest_on=day - timedelta(days=(row * column * 7) % 400),
            reached_on=day - timedelta(days=(row + column) % 300) if (row + column) % 3 else None,
            as_of=day, through=1, engine=ENGINE, policy_version=continuum.policy, continuum_version=continuum.version,
        )
        for row, student in enumerate(students)
        for column, place in enumerate(continuum.places.values())
    )  # fmt: skip
    LearnerState.objects.bulk_create(
        LearnerState(district=district, student=one, version=1, computed_through=1, expectations=1, engine=ENGINE)
        for one in students
    )


def make_school(slug: str, *, competencies: int, students: int) -> School:
    """Make a district with one section, in which Maya has shown two thirds of everything and works on the rest."""
    from django.utils import timezone

    from cbe.testing import school as kit
    from cbe.testing.continuum import make_continuum
    from pathways.models import LearnerState

    district = kit.make_district(slug)
    continuum = make_continuum(district, more=competencies - 5)
    teacher = kit.make_user(district, f"{slug}-teacher", "A", "Teacher")
    term = kit.make_term(kit.make_school(district))
    section = kit.make_section(term, "7B Mathematics", teacher, continuum.domains["Mathematics"])
    account, mother = (kit.make_user(district, f"{slug}-{name}", name, "Torres") for name in ("Maya", "Rosa"))
    maya = kit.make_student(section, "Maya", "Torres", user=account)
    kit.make_guardian(maya, mother)
    conclude(district, continuum, kit.make_class(section, students - 1))
    school = School(district, continuum, section, teacher, maya, account, mother)
    for days_ago in (2, 1):
        rate(school, list(continuum.places), days_ago, ago=LONG_AGO)
    LearnerState.objects.filter(student=maya).update(changed_at=timezone.now() - LONG_AGO)
    return school


def rate(school: School, titles: list[str], days_ago: int, *, ago: timedelta = timedelta(0)) -> None:
    """Rate Maya once on each of these competencies, and judge her again."""
    from django.utils import timezone

    from assessments.actions.record import record_evidence
    from assessments.rules import Entry
    from pathways.actions.recomputing import recompute
    from people.queries import today

    day = today(school.district) - timedelta(days=days_ago)
    entries = [
        Entry(
            student_id=school.maya.pk, competency_id=school.continuum[title].competency.pk,
            standard_id=school.continuum[title].standard.pk, on=day, kind="summative",
            key=f"bench {next(_keys)}", level=Decimal(3 if place % 3 else 2),
        )
        for place, title in enumerate(titles)
    ]  # fmt: skip
    moment = timezone.now() - ago
    record_evidence(by=school.teacher, district=school.district, entries=entries, recorded_at=moment)
    recompute(student_id=school.maya.pk)


def issue(school: School) -> int:
    """Issue Maya's report; returns its number."""
    from django.utils import timezone

    from people.models import Student
    from reporting.actions.issuing import issue_reports

    found = Student.objects.select_related("district__expectations", "learner_state").filter(pk=school.maya.pk)
    issued = issue_reports(by=school.teacher, students=list(found), term=school.section.term, now=timezone.now())
    return int(issued.reports[0].pk)


def measured(get: Callable[[], Any], repeat: int) -> tuple[list[float], list[float], int, bytes]:
    """Wall and CPU seconds of each request, its queries, and its body."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    get()
    with CaptureQueriesContext(connection) as captured:
        answer = get()
    queries = len(captured) - BESIDE_THE_PAGE  # read at once: the next request empties the log
    if answer.status_code != 200:
        raise SystemExit(f"A page answered {answer.status_code}; nothing was measured.")
    wall, cpu = [], []
    for _ in range(repeat):
        begun, used = time.perf_counter(), time.process_time()
        get()
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    return wall, cpu, queries, answer.content


def add(table: Table, page: Page, repeat: int) -> float:
    """Measure a page and add its figures; returns the median of its CPU seconds."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(page.reader)
    wall, cpu, queries, body = measured(partial(client.get, page.url), repeat)
    table.times(page.what, wall, None, page.p95, None)
    table.at_most(f"{page.what}, CPU p50", quantile(cpu, 0.5) * 1000, None, "ms")
    table.at_most(f"{page.what}, SQL", queries, page.sql, "")
    table.at_most(f"{page.what}, gzip", len(gzip.compress(body)) / 1000, page.weight, "kB")
    return quantile(cpu, 0.5)


def pages_of(school: School) -> list[Page]:
    """What is read about one section and about Maya."""
    from django.urls import reverse

    grid, poll = (reverse(f"pathways:{name}", args=[school.section.pk]) for name in ("grid", "freshness"))
    report = reverse("reporting:report", args=[issue(school)])
    progress = reverse("reporting:child", args=[school.maya.pk])
    return [
        Page("Grid 30 x 60", school.teacher, grid, p95=12, weight=30),
        Page("Is the grid still true?", school.teacher, poll),
        Page("Family: issued report", school.mother, report, p95=20, sql=10),
        Page("Family: progress now", school.mother, progress, p95=20, sql=10),
    ]


def add_undo_window(table: Table, school: School, repeat: int) -> None:
    """My path while a save of this moment can still be undone: the page judges again without it."""
    from django.urls import reverse
    from django.utils import timezone

    from pathways.access import own_student
    from pathways.queries.settled import in_window

    rate(school, list(school.continuum.places)[:1], 0)
    add(
        table,
        Page("My path, a save can still be undone", school.account, reverse("pathways:my_path"), p95=15),
        min(repeat, IN_THE_WINDOW),
    )
    if not in_window(own_student(school.account).get(), now=timezone.now()):
        raise SystemExit("The undo window closed before all was measured; choose a smaller --repeat.")


def run(pair: str, repeat: int) -> None:
    """Measure the grid, its poll, what a family reads, and the path at two sizes."""
    from django.urls import reverse

    table = Table(f"Pages on {pair}, {repeat} requests each (the whole request: session, access, page)")
    medians, path = [], reverse("pathways:my_path")
    for slug, competencies in (("sixty", 60), ("two-hundred", 200)):
        school = make_school(slug, competencies=competencies, students=30)
        page = Page(f"My path, {competencies} competencies", school.account, path, p95=15, weight=60)
        medians.append(add(table, page, repeat))
        if competencies == 60:
            for page in pages_of(school):
                add(table, page, repeat)
            add_undo_window(table, school, repeat)
    table.at_most("My path, 200 against 60", medians[1] / medians[0], 1.5, "x")
    table.show()


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=("production", "embedded"), default="embedded")
    parser.add_argument("--repeat", type=int, default=200)
    given = parser.parse_args()
    with own_place(given.pair):
        begin()
        run(given.pair, given.repeat)


if __name__ == "__main__":
    main()
