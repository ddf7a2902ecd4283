"""A save waits for no broker, whether it is well, refuses or hangs; and what was saved is concluded all the same."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import connection

from assessments.actions.record import record_evidence
from assessments.models import Evidence
from assessments.rules import Entry
from cbe.testing.continuum import TestContinuum
from pathways.actions.sweeping import sweep
from pathways.adapters import doorbell as adapter
from pathways.adapters.doorbell import Doorbell, doorbell
from pathways.models import LearnerState
from pathways.tests.faults.kit import Pair, assert_nothing_lost_doubled_or_wrong, healed
from pathways.tests.kit import entry, rate
from people.models import Student, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

# Here the doorbell waits this long for a broker that hangs, so that a save which waited with it could not be missed,
# and a save on a busy machine is not taken for one that waited.
PATIENCE = 4.0
QUICK = PATIENCE / 2


@pytest.fixture
def refusing(settings: Any) -> None:
    """Nobody listens at the broker's port."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    point_at(settings, port)


@pytest.fixture
def hanging(settings: Any) -> Iterator[None]:
    """Somebody listens at the broker's port, and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        point_at(settings, listener.getsockname()[1])
        yield


@pytest.fixture
def gone(settings: Any, tmp_path: Any) -> None:
    """The broker's folder is not there."""
    settings.CELERY_BROKER_URL = "filesystem://"
    folders = ("data_folder_in", "data_folder_out", "control_folder")
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {name: str(tmp_path / "nowhere") for name in folders}
    doorbell.close()


@pytest.fixture
def well(pair: Pair) -> None:
    """The broker of this run."""


def point_at(settings: Any, port: int) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 2}
    doorbell.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doorbell waits long for its broker, and has not yet learned from a failure to leave it alone."""
    monkeypatch.setitem(adapter.IMPATIENT, "socket_timeout", PATIENCE)
    doorbell.close()


@pytest.fixture
def ringers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads that went to the broker, one for each message."""
    names: list[str] = []
    send = doorbell._send

    def noted(ring: adapter.Ring) -> None:
        names.append(threading.current_thread().name)
        send(ring)

    monkeypatch.setattr(doorbell, "_send", noted)
    return names


@pytest.mark.parametrize("condition", ["well", "refusing", "hanging", "gone"])
def test_a_save_waits_for_no_broker(
    condition: str,
    patient: None,
    ringers: list[str],
    request: pytest.FixtureRequest,
    maya: Student,
    mr_okafor: User,
    continuum: TestContinuum,
) -> None:
    """Above all the first one, before the doorbell knows that its broker is not well."""
    request.getfixturevalue(condition)
    took, keys = [], []
    first = time.perf_counter()
    for level in (2, 3, 3):
        work = entry(maya, continuum, "Unit rates", level)
        begun = time.perf_counter()
        record_evidence(by=mr_okafor, district=maya.district, entries=[work])
        took.append(time.perf_counter() - begun)
        keys.append(work.key)
    assert max(took) < QUICK, took
    assert LearnerState.objects.get().version == 3
    assert doorbell.settle(3 * PATIENCE), "the doorbell's thread hangs"
    assert ringers == ["doorbell"] * 3
    if condition == "hanging":
        assert time.perf_counter() - first > PATIENCE, "this broker did not hang"
    sweep()
    assert_nothing_lost_doubled_or_wrong(keys)


def test_the_first_save_is_done_while_its_message_is_still_on_its_way(
    maya: Student, mr_okafor: User, continuum: TestContinuum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a clock: the message leaves only when the test lets it, which is after the save has returned."""
    under_way, let_go, gone = threading.Event(), threading.Event(), threading.Event()

    def held(ring: adapter.Ring) -> None:
        under_way.set()
        let_go.wait(30)
        gone.set()

    monkeypatch.setattr(doorbell, "_send", held)
    try:
        rate(mr_okafor, maya, continuum, "Unit rates", 3)
        assert under_way.wait(10), "nobody rang"
        assert not gone.is_set()
        assert Evidence.objects.filter(student=maya).count() == 1
    finally:
        let_go.set()
    assert doorbell.settle(5.0)


def test_after_a_failure_the_bell_rests_and_then_rings_again(refusing: None, settings: Any, maya: Student) -> None:
    bell = Doorbell(rest=0.5)
    for _ in range(20):
        bell.ring_for([maya.pk])
    begun = time.perf_counter()
    assert bell.settle(5.0)
    assert time.perf_counter() - begun < 3
    assert (bell.sent, bell.dropped) == (0, 20)


def test_the_bell_rings_again_when_the_broker_is_back(
    pair: Pair, settings: Any, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    bell = Doorbell(rest=0.0)
    there = settings.CELERY_BROKER_URL
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    bell.ring_for([maya.pk])
    assert bell.settle(5.0)
    settings.CELERY_BROKER_URL = there
    bell.ring_for([maya.pk])
    assert bell.settle(5.0)
    assert (bell.sent, bell.dropped) == (1, 1)


def test_a_batch_is_one_message_and_an_import_a_few(maya: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    bell = Doorbell()
    sent: list[Any] = []
    monkeypatch.setattr(bell, "_send", sent.append)
    bell.ring_for(range(30))
    bell.ring_for(range(450), bulk=True)
    bell.ring_for_a_sweep()
    assert bell.settle(5.0)
    assert [(ring.queue, len(ring.about.get("student_ids", ()))) for ring in sent] == [
        ("interactive", 30), ("bulk", 200), ("bulk", 200), ("bulk", 50), ("bulk", 0),
    ]  # fmt: skip


def test_a_full_bell_drops_and_never_blocks(maya: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    bell = Doorbell(capacity=3)
    monkeypatch.setattr(bell, "_send", lambda ring: time.sleep(0.2))
    begun = time.perf_counter()
    for _ in range(50):
        bell.ring_for([maya.pk])
    assert time.perf_counter() - begun < 0.15
    assert bell.dropped >= 45
    assert bell.settle(5.0)


A_SAVE = """
import os, signal, sys, django
django.setup()
from datetime import date
from decimal import Decimal
from django.db import transaction
from assessments.actions.record import record_evidence
from assessments.rules import Entry
from people.models import Student, User
student, teacher = Student.objects.get(pk=int(sys.argv[1])), User.objects.get(pk=int(sys.argv[2]))
work = Entry(student_id=student.pk, competency_id=int(sys.argv[3]), standard_id=int(sys.argv[4]),
             on=date.fromisoformat(sys.argv[5]), kind="summative", key="k-process", level=Decimal(3))
with transaction.atomic():
    if sys.argv[6] == "killed":
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    record_evidence(by=teacher, district=student.district, entries=[work])
"""


def save_in_a_process(pair: Pair, work: Entry, by: User, ending: str) -> int:
    """One save in a process of its own, which is "killed" when it has committed, or ends in "peace"."""
    words = [str(one) for one in (work.student_id, by.pk, work.competency_id, work.standard_id, work.on, ending)]
    environment = {**pair.environment, "DJANGO_SETTINGS_MODULE": "cbe.settings", "PYTHONPATH": str(Path.cwd())}
    return subprocess.run([sys.executable, "-c", A_SAVE, *words], env=environment, check=False).returncode


def messages_waiting(pair: Pair, settings: Any) -> int:
    """How many messages nobody has taken yet."""
    if connection.vendor == "sqlite":
        return len(list((pair.folder / "broker" / "messages").glob("*.msg")))
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    waiting = int(client.llen("interactive"))
    client.close()
    return waiting


def test_a_command_that_saves_and_ends_at_once_has_rung(
    pair: Pair, settings: Any, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    assert save_in_a_process(pair, entry(maya, continuum, "Unit rates", 3), mr_okafor, "peace") == 0
    assert messages_waiting(pair, settings) == 1


def test_a_web_process_killed_after_its_commit_loses_nothing_and_the_retry_saves_nothing_twice(
    pair: Pair, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    work = entry(maya, continuum, "Unit rates", 3, key="k-process")
    assert save_in_a_process(pair, work, mr_okafor, "killed") == -signal.SIGKILL
    assert Evidence.objects.filter(key="k-process").count() == 1
    assert LearnerState.objects.get(pk=maya.pk).stale_since is not None
    again = record_evidence(by=mr_okafor, district=maya.district, entries=[work])
    assert (again.created, again.rows[0].already) == (0, True)
    pair.start_worker()
    healed(seconds=15)
    assert_nothing_lost_doubled_or_wrong(["k-process"])


@pytest.mark.long
def test_a_stopped_redis_delays_no_save_and_is_heard_again_when_it_wakes(
    pair: Pair, patient: None, settings: Any, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    """SIGSTOP to the real server, not a pretended one."""
    if connection.vendor == "sqlite":
        pytest.skip("the folder broker has no process that could be stopped")
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    server = int(client.info()["process_id"])
    client.close()
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as shared:
        assert int(shared.info()["process_id"]) != server, "other tests of this run are using that one"
    pair.start_worker()
    os.kill(server, signal.SIGSTOP)
    try:
        took = []
        for level in (2, 3, 3, 4):
            begun = time.perf_counter()
            rate(mr_okafor, maya, continuum, "Unit rates", level)
            took.append(time.perf_counter() - begun)
        assert max(took) < QUICK, took
        healed(seconds=25)
    finally:
        os.kill(server, signal.SIGCONT)
    assert_nothing_lost_doubled_or_wrong([])
