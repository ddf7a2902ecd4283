"""A class set of 30 through a real web server, from the first byte sent to the last read, and rows a second sustained.

No worker runs beside it: what is measured is how fast evidence is taken down, not what is concluded from it.

python benchmarks/class_set.py [--pair production|embedded|both] [--saves 200] [--seconds 8]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from _place import begin, each_pair, own_place
from _server import Browser, server, sign_in
from _table import Table, quantile

CLASS, TEACHERS, BATCH = 30, 4, 500
P50, P95, SQL, SUSTAINED = 12, 25, 12, 3000
# The session and the account are looked up before any page; opening and closing the transaction asks nothing.
BESIDE_THE_SAVE = 2
NOT_ASKED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
_turns = count()


@dataclass(frozen=True)
class Desk:
    """A teacher with a class of 30, and the standards it can be rated on."""

    teacher: Any
    section: Any
    students: list[int]
    places: list[tuple[int, int]]
    day: str

    @property
    def url(self) -> str:
        """Where the class set is sent."""
        return f"/sections/{self.section.pk}/log/"

    @property
    def grid(self) -> str:
        """Where a browser goes on to, and shows what the save said: unshown, it would be carried from save to save."""
        return f"/sections/{self.section.pk}/grid/"

    def sheet(self) -> dict[str, Any]:
        """A filled-in class set that nobody has sent yet."""
        turn = next(_turns)
        competency, standard = self.places[turn % len(self.places)]
        levels = {f"level-{student}": str((student + turn) % 4 + 1) for student in self.students}
        work = {"task": f"Exit ticket {turn}", "on": self.day, "kind": "formative", "support": "independent"}
        what = {"form_key": uuid4().hex, "competency": competency, "standard": standard, "do": "save"}
        return what | work | levels

    def batch(self) -> str:
        """As many ratings as the API takes at once, as another system would send them."""
        made = [
            {
                "student": student, "competency": competency, "standard": standard, "level": turn % 4 + 1,
                "kind": "formative", "on": self.day, "key": uuid4().hex,
            }
            for turn, (competency, standard) in enumerate(self.places) for student in self.students
        ]  # fmt: skip
        return json.dumps({"section": self.section.pk, "entries": made[:BATCH]})


def make_desks() -> list[Desk]:
    """A school with one section for each teacher, all on one continuum."""
    from cbe.testing import school as kit
    from cbe.testing.continuum import make_continuum
    from people.queries import today

    district = kit.make_district("bench")
    continuum = make_continuum(district, more=20)
    places = [(place.competency.pk, place.standard.pk) for place in continuum.places.values()][:20]
    term = kit.make_term(kit.make_school(district))
    desks = []
    for number in range(TEACHERS):
        teacher = kit.make_user(district, f"teacher-{number}", "A", f"Teacher {number}")
        section = kit.make_section(term, f"7{number}", teacher, continuum.domains["Mathematics"])
        students = [one.pk for one in kit.make_class(section, CLASS)]
        desks.append(Desk(teacher, section, students, places, today(district).isoformat()))
    return desks


def in_process(desk: Desk, times: int) -> tuple[int, float]:
    """How many statements one save costs, and its CPU seconds (median), both without a network."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.force_login(desk.teacher)
    client.post(desk.url, desk.sheet())
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(desk.url, desk.sheet())
    asked = [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(NOT_ASKED)]
    if answer.status_code != 302:
        raise SystemExit(f"The save answered {answer.status_code}; nothing was measured.")
    seconds = []
    for _ in range(times):
        client.get(desk.grid)
        sheet, begun = desk.sheet(), time.process_time()
        client.post(desk.url, sheet)
        seconds.append(time.process_time() - begun)
    return len(asked) - BESIDE_THE_SAVE, quantile(seconds, 0.5)


def save(browser: Browser, desk: Desk) -> float:
    """The seconds of one save of a class set."""
    status, took = browser.post(desk.url, desk.sheet())
    if status != 302:
        raise SystemExit(f"A save answered {status}; nothing was measured.")
    return took


def saves(browser: Browser, desk: Desk, times: int) -> list[float]:
    """The seconds of each save, one after the other; the page after each is read and not counted."""
    seconds = []
    for _ in range(times):
        seconds.append(save(browser, desk))
        browser.open(desk.grid)
    return seconds


def rows_a_second(work: Callable[[Desk], int], desks: list[Desk], seconds: float) -> float:
    """What all desks together record in a second when each sends the next save as soon as the last is answered."""
    until = time.perf_counter() + seconds

    def keep_on(desk: Desk) -> int:
        done = 0
        while time.perf_counter() < until:
            done += work(desk)
        return done

    begun = time.perf_counter()
    with ThreadPoolExecutor(len(desks)) as pool:
        rows = sum(pool.map(keep_on, desks))
    return rows / (time.perf_counter() - begun)


def by_the_set(browsers: dict[int, Browser]) -> Callable[[Desk], int]:
    """Work that sends one class set."""

    def work(desk: Desk) -> int:
        save(browsers[desk.teacher.pk], desk)
        return CLASS

    return work


def by_the_batch(browsers: dict[int, Browser], keys: dict[int, str]) -> Callable[[Desk], int]:
    """Work that sends one batch through the API."""

    def work(desk: Desk) -> int:
        headers = {"Authorization": f"Bearer {keys[desk.teacher.pk]}", "Content-Type": "application/json"}
        status, _took = browsers[desk.teacher.pk].send("/api/v1/evidence/batch/", desk.batch(), headers)
        if status != 201:
            raise SystemExit(f"A batch answered {status}; nothing was measured.")
        return BATCH

    return work


def run(pair: str, times: int, seconds: float, folder: Path) -> None:
    """Measure one pair; the environment names its services already."""
    from assessments.models import Evidence
    from people.actions.tokens import issue_token

    desks = make_desks()
    keys = {desk.teacher.pk: issue_token(user=desk.teacher, name="Benchmark").key for desk in desks}
    table = Table(f"Class set of {CLASS} through HTTP, {pair}, {times} saves")
    with server(pair, folder) as port:
        browsers = {desk.teacher.pk: sign_in(port, desk.teacher) for desk in desks}
        first = desks[0]
        saves(browsers[first.teacher.pk], first, 20)
        table.times("One save", saves(browsers[first.teacher.pk], first, times), P50, P95, None)
        asked, cpu = in_process(first, times)
        table.at_most("One save, SQL", asked, SQL, "")
        table.at_most("One save, CPU p50 (in one process, without a network)", cpu * 1000, None, "ms")
        sets = rows_a_second(by_the_set(browsers), desks, seconds)
        table.at_least(f"Sustained, {TEACHERS} teachers sending class sets", sets, SUSTAINED, "rows/s")
        batches = rows_a_second(by_the_batch(browsers, keys), desks, seconds)
        table.at_least(f"Sustained, {TEACHERS} systems sending batches of {BATCH}", batches, SUSTAINED, "rows/s")
    table.fact("Evidence recorded", f"{Evidence.objects.count():,}")
    table.show()


def main() -> None:
    """Each pair in a process of its own, since settings are read once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=("production", "embedded", "both"), default="both")
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=8)
    given = parser.parse_args()
    if given.pair == "both":
        each_pair(__file__, "--saves", str(given.saves), "--seconds", str(given.seconds))
        return
    with own_place(given.pair) as place:
        begin()
        run(given.pair, given.saves, given.seconds, Path(place["WAYPOINT_DATA_DIR"]))


if __name__ == "__main__":
    main()
