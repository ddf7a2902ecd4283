"""Everything at once, at random, for a while: afterwards nothing is lost, nothing doubled, nothing wrong."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import Thread

import pytest
from django.db import OperationalError, connections

from assessments.actions.record import record_evidence
from assessments.rules import Entry
from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from pathways.adapters import doorbell as adapter
from pathways.models import Mastery
from pathways.queries.staleness import staleness_of
from pathways.tests.faults.kit import Pair, assert_nothing_lost_doubled_or_wrong, healed
from pathways.tests.kit import entry
from people.models import Section, Student, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.long]
SECONDS = 25.0
FEWEST_KILLS = 3  # also on a machine so busy that a worker takes long to start
TITLES = ("Ratio language", "Equivalent ratios", "Unit rates", "Percent problems", "Negative numbers")


class Teacher(Thread):
    """Saves work without a pause; a save that is refused by a busy database is sent again with the same keys."""

    def __init__(self, seed: int, until: float, by: User, students: list[Student], continuum: TestContinuum) -> None:
        super().__init__()
        self.random = random.Random(seed)
        self.until, self.by, self.students, self.continuum = until, by, students, continuum
        self.acknowledged: list[str] = []
        self.broken: list[BaseException] = []

    def run(self) -> None:
        try:
            while time.monotonic() < self.until:
                self.save(self.class_set())
                time.sleep(self.random.uniform(0.01, 0.1))
        except BaseException as error:
            self.broken.append(error)
        finally:
            connections.close_all()

    def class_set(self) -> list[Entry]:
        some = self.random.sample(self.students, self.random.randint(1, len(self.students)))
        title = self.random.choice(TITLES)
        ago = self.random.randint(0, 30)
        return [entry(one, self.continuum, title, self.random.randint(1, 4), days_ago=ago) for one in some]

    def save(self, work: list[Entry]) -> None:
        for _ in range(20):
            try:
                record_evidence(by=self.by, district=self.by.district, entries=work)
            except OperationalError:
                time.sleep(0.1)
                continue
            self.acknowledged += [one.key for one in work]
            if self.random.random() < 0.2:
                continue  # A double click: the same save once more.
            return


class Unreliable:
    """A way to the broker that loses messages, doubles them, and holds some back to let them go last one first."""

    def __init__(self, send: Callable[[adapter.Ring], None], chance: random.Random) -> None:
        self.send, self.chance = send, chance
        self.held: list[adapter.Ring] = []
        self.reversed_rings = 0

    def __call__(self, ring: adapter.Ring) -> None:
        if self.chance.random() < 0.4:
            self.held.append(ring)
            if len(self.held) >= self.chance.randint(3, 8):
                self.let_go()
            return
        for _ in range(self.chance.choice([0, 0, 1, 1, 1, 3])):
            self.send(ring)

    def let_go(self) -> None:
        """Send what was held back, the latest first."""
        self.reversed_rings += len(self.held) - 1 if self.held else 0
        while self.held:
            self.send(self.held.pop())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_school_day_in_a_storm(
    seed: int, pair: Pair, section: Section, mr_okafor: User, continuum: TestContinuum, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    students = school_kit.make_class(section, 8)
    unreliable = Unreliable(adapter.doorbell._send, chance)
    monkeypatch.setattr(adapter.doorbell, "_send", unreliable)
    until = time.monotonic() + SECONDS
    teachers = [Teacher(seed * 10 + number, until, mr_okafor, students, continuum) for number in range(2)]
    for teacher in teachers:
        teacher.start()
    kills = 0
    while kills < FEWEST_KILLS or time.monotonic() < until:
        worker = pair.start_worker()
        time.sleep(chance.uniform(0.2, 2.0))
        if chance.random() < 0.5:
            pair.hold.touch()
            time.sleep(0.3)
        worker.kill()
        pair.hold.unlink(missing_ok=True)
        kills += 1
    for teacher in teachers:
        teacher.join()
    assert [teacher.broken for teacher in teachers] == [[], []]
    assert adapter.doorbell.settle(5.0)
    unreliable.let_go()
    assert unreliable.reversed_rings > 1, "no message was overtaken by a later one"
    behind = [one for one, state in staleness_of([one.pk for one in students]).items() if not state.current]
    assert all(state.stale_since for one, state in staleness_of(behind).items())
    pair.start_worker()
    healed(seconds=60)
    keys = sorted({key for teacher in teachers for key in teacher.acknowledged})
    assert len(keys) > 50
    assert Mastery.objects.count() > 10
    assert_nothing_lost_doubled_or_wrong(keys)


def test_two_sweepers_share_a_backlog_and_one_dies(
    pair: Pair, section: Section, mr_okafor: User, continuum: TestContinuum, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter.doorbell, "_send", lambda ring: None)
    students = school_kit.make_class(section, 40)
    work = [entry(one, continuum, title, 3, days_ago=ago) for one in students for title in TITLES for ago in (0, 1)]
    record_evidence(by=mr_okafor, district=section.district, entries=work, bulk=True)
    pair.hold.touch()
    first, _second = pair.start_worker(), pair.start_worker()
    while not pair.reached.exists():
        time.sleep(0.02)
    first.kill()
    pair.hold.unlink()
    healed(seconds=60)
    assert Mastery.objects.filter(mastered=True).count() == 40 * len(TITLES)
    assert_nothing_lost_doubled_or_wrong([one.key for one in work])
