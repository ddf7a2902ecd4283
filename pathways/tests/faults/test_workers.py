"""Workers die, messages are lost, doubled, late or nonsense: nothing is lost, nothing doubled, nothing wrong."""

from __future__ import annotations

import os
import signal
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assessments.actions.record import record_evidence
from assessments.models import Evidence
from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from pathways.adapters import doorbell as adapter
from pathways.models import Advancement, LearnerState, Lease, Mastery, WorkerHeartbeat
from pathways.queries.staleness import staleness_of
from pathways.tests.faults.kit import Pair, assert_nothing_lost_doubled_or_wrong, healed, wait_for
from pathways.tests.kit import entry, mastery_of, rate
from people.models import Section, Student, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture
def no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message is lost."""
    monkeypatch.setattr(adapter.doorbell, "_send", lambda ring: None)


def save(by: User, student: Student, continuum: TestContinuum, *titles: str) -> list[str]:
    """Two proficient pieces in each competency, in one save; returns the keys that were acknowledged."""
    entries = [entry(student, continuum, title, 3, days_ago=ago) for title in titles for ago in (1, 0)]
    return [row.key for row in record_evidence(by=by, district=student.district, entries=entries).rows]


def test_a_living_worker_hears_of_work_and_bears_with_everything_else(
    pair: Pair, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    worker = pair.start_worker()
    begun = time.monotonic()
    keys = save(mr_okafor, maya, continuum, "Unit rates")
    wait_for(lambda: Mastery.objects.filter(mastered=True).exists(), seconds=10)
    assert time.monotonic() - begun < 10, "a sweep would have taken longer than the bell"

    # Nonsense: a task nobody has, arguments of other code, a student nobody knows, a body nobody can read.
    pair.ring("pathways.gone", student_ids=[maya.pk])
    pair.ring("pathways.recompute", student_ids="all of them", colour="blue")
    pair.ring("pathways.recompute", student_ids=[987_654_321, None, "x"])
    pair.put_raw('{"broken": ')

    # The same message five times, and one from long ago, between saves.
    keys += save(mr_okafor, maya, continuum, "Percent problems")
    pair.ring("pathways.recompute", student_ids=[maya.pk], times=5)
    keys += save(mr_okafor, maya, continuum, "Ratio language", "Equivalent ratios")
    pair.ring("pathways.recompute", student_ids=[maya.pk], times=2)
    healed(seconds=20)
    assert Mastery.objects.filter(mastered=True).count() == 4
    assert sorted(Advancement.objects.values_list("state", flat=True)) == ["proposed", "proposed"]
    assert_nothing_lost_doubled_or_wrong(keys)
    assert worker.process.poll() is None, worker.said()
    wait_for(lambda: WorkerHeartbeat.objects.filter(refused__gte=1).exists(), seconds=10)


def test_messages_that_come_late_and_in_reverse_change_nothing(
    pair: Pair, maya: Student, section: Section, mr_okafor: User, continuum: TestContinuum,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Held back until every save is done, and then let go with the last one first."""
    held: list[adapter.Ring] = []
    send = adapter.doorbell._send
    monkeypatch.setattr(adapter.doorbell, "_send", held.append)
    keys = []
    for student in (maya, *school_kit.make_class(section, 2)):
        for titles in (("Unit rates",), ("Percent problems",), ("Ratio language", "Equivalent ratios")):
            keys += save(mr_okafor, student, continuum, *titles)
    assert adapter.doorbell.settle(5.0)
    assert len(held) == 9
    pair.start_worker()
    while held:
        send(held.pop())
    healed(seconds=20)
    assert Mastery.objects.filter(mastered=True).count() == 3 * 4
    assert_nothing_lost_doubled_or_wrong(keys)


def test_a_worker_killed_between_reading_and_storing_leaves_nothing_half_done(
    pair: Pair, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    first = pair.start_worker()
    pair.hold.touch()
    keys = save(mr_okafor, maya, continuum, "Unit rates", "Percent problems")
    wait_for(pair.reached.exists)
    first.kill()
    assert not Mastery.objects.exists()
    assert not staleness_of([maya.pk])[maya.pk].current
    pair.hold.unlink()
    pair.start_worker()
    healed()
    assert mastery_of(maya, continuum, "Unit rates").mastered
    assert Advancement.objects.count() == 1
    assert_nothing_lost_doubled_or_wrong(keys)


def test_a_pool_process_killed_in_the_middle_is_replaced_and_its_message_done_again(
    pair: Pair, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    worker = pair.start_worker()
    pair.hold.touch()
    keys = save(mr_okafor, maya, continuum, "Unit rates")
    wait_for(lambda: pair.reached.exists() and pair.reached.read_text())
    os.kill(int(pair.reached.read_text()), signal.SIGKILL)
    pair.hold.unlink()
    if connection.vendor == "sqlite":
        # A worker with threads is one process: it is gone as a whole, and its keeper starts another.
        worker.process.wait()
        pair.start_worker()
    healed(seconds=25)
    assert_nothing_lost_doubled_or_wrong(keys)


@pytest.mark.long
def test_a_ledger_that_kills_whoever_reads_it_does_not_kill_for_ever(
    pair: Pair, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    other = school_kit.make_class(section, 1)[0]
    pair.start_worker()
    (pair.folder / "lethal").write_text(str(maya.pk), encoding="ascii")
    keys = save(mr_okafor, maya, continuum, "Unit rates") + save(mr_okafor, other, continuum, "Unit rates")

    def found_out() -> bool:
        """Whether the one is noted and the other up to date; whoever died is started again, as keepers do."""
        if pair.workers[-1].process.poll() is not None:
            Lease.objects.update(expires_at=timezone.now())
            pair.start_worker()
        return LearnerState.objects.get(pk=maya.pk).attempts > 0 and staleness_of([other.pk])[other.pk].current

    wait_for(found_out, seconds=90)
    assert len((pair.folder / "deaths").read_text(encoding="ascii")) <= 8
    (pair.folder / "lethal").unlink()
    if pair.workers[-1].process.poll() is not None:
        pair.start_worker()
    healed(seconds=60)
    assert_nothing_lost_doubled_or_wrong(keys)


def test_when_every_message_is_lost_the_sweep_finds_everything(
    pair: Pair, no_messages: None, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    keys = save(mr_okafor, maya, continuum, "Unit rates")
    pair.start_worker()
    healed(seconds=10)
    assert_nothing_lost_doubled_or_wrong(keys)


@pytest.mark.long
def test_a_worker_sweeps_by_itself_while_it_waits_for_messages(
    pair: Pair, no_messages: None, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    pair.start_worker()
    keys = save(mr_okafor, maya, continuum, "Percent problems")
    healed(seconds=25)
    assert_nothing_lost_doubled_or_wrong(keys)


@pytest.mark.long
def test_a_message_that_comes_before_its_commit_does_no_harm(
    pair: Pair, no_messages: None, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    keys = save(mr_okafor, maya, continuum, "Unit rates")
    worker = pair.start_worker()
    healed(seconds=10)
    with transaction.atomic():
        ids = rate(mr_okafor, maya, continuum, "Unit rates", 1, 1, 1)
        pair.ring("pathways.recompute", student_ids=[maya.pk])
        wait_for(lambda: worker.said().count("pathways.recompute") >= 2, seconds=5)
    assert not staleness_of([maya.pk])[maya.pk].current
    healed(seconds=25)
    assert mastery_of(maya, continuum, "Unit rates").score == 1
    assert Evidence.objects.filter(pk__in=ids).count() == 3
    assert_nothing_lost_doubled_or_wrong(keys)
