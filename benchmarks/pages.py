"""The mastery grid and My path: time, queries and weight of a page, in one process without a network.

python benchmarks/pages.py [--pair production|embedded] [--repeat 200]
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from _place import begin, own_place
from _table import Table, quantile

# The session and the account are looked up before any page; they are not the page's.
BESIDE_THE_PAGE = 2


def conclude(district: Any, continuum: Any, students: list[Any]) -> None:
    """Give every student a conclusion on every competency, most of them mastered, and a current state."""
    from pathways.models import LearnerState, Mastery
    from people.queries import today

    day = today(district)
    Mastery.objects.bulk_create(
        Mastery(
            district=district, student=student, competency=place.competency,
            status="mastered" if (row + column) % 3 else "not_yet", mastered=bool((row + column) % 3),
            score=Decimal((row + column) % 4 + 1), level=Decimal((row + column) % 4 + 1),
            pieces=(row * column) % 6 + 1, latest_on=day - timedelta(days=(row * column * 7) % 400),
            reached_on=day - timedelta(days=(row + column) % 300) if (row + column) % 3 else None,
            as_of=day, through=1, engine=1, policy_version=continuum.policy, continuum_version=continuum.version,
        )
        for row, student in enumerate(students)
        for column, place in enumerate(continuum.places.values())
    )  # fmt: skip
    LearnerState.objects.bulk_create(
        LearnerState(district=district, student=one, version=1, computed_through=1, expectations=1, engine=1)
        for one in students
    )


def school(slug: str, *, competencies: int, students: int) -> tuple[Any, Any, Any, Any]:
    """Make a district with one section; returns its teacher, section, a student with an account, and the account."""
    from cbe.testing import school as kit
    from cbe.testing.continuum import make_continuum

    district = kit.make_district(slug)
    continuum = make_continuum(district, more=competencies - 5)
    teacher = kit.make_user(district, f"{slug}-teacher", "A", "Teacher")
    term = kit.make_term(kit.make_school(district))
    section = kit.make_section(term, "7B Mathematics", teacher, continuum.domains["Mathematics"])
    account = kit.make_user(district, f"{slug}-maya", "Maya", "Torres")
    maya = kit.make_student(section, "Maya", "Torres", user=account)
    conclude(district, continuum, [maya, *kit.make_class(section, students - 1)])
    return teacher, section, maya, account


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


def run(pair: str, repeat: int) -> None:
    """Measure the grid, its poll, and the path at two sizes."""
    from django.test import Client
    from django.urls import reverse

    table = Table(f"Pages on {pair}, {repeat} requests each (the whole request: session, access, page)")
    medians = {}
    for slug, competencies in (("sixty", 60), ("two-hundred", 200)):
        teacher, section, _maya, account = school(slug, competencies=competencies, students=30)
        staff, own = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
        staff.force_login(teacher)
        own.force_login(account)
        pages = [(f"My path, {competencies} competencies", own, reverse("pathways:my_path"), 15.0, 60_000)]
        if competencies == 60:
            grid, poll = (reverse(f"pathways:{name}", args=[section.pk]) for name in ("grid", "freshness"))
            pages += [("Grid 30 x 60", staff, grid, 12.0, 30_000), ("Is the grid still true?", staff, poll, None, None)]
        for what, client, url, budget, weight in pages:
            wall, cpu, queries, body = measured(lambda client=client, url=url: client.get(url), repeat)  # type: ignore[misc]  # bound at once
            medians[what] = quantile(cpu, 0.5)
            table.times(what, wall, None, budget, None)
            table.at_most(f"{what}, CPU p50", medians[what] * 1000, None, "ms")
            table.at_most(f"{what}, SQL", queries, 8, "")
            table.at_most(f"{what}, gzip", len(gzip.compress(body)) / 1000, weight and weight / 1000, "kB")
    first, second = (medians[f"My path, {one} competencies"] for one in (60, 200))
    table.at_most("My path, 200 against 60", second / first, 1.5, "x")
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
