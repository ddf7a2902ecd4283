"""Previews are worked out whatever becomes of workers and messages: in portions, once, and to the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from pathways import tasks
from pathways.actions.previewing import preview_policy
from pathways.actions.working_out import ENDED, MOST_ATTEMPTS, work_on, work_on_waiting, write_rows
from pathways.adapters import watch
from pathways.adapters.doorbell import doorbell
from pathways.models import Preview, PreviewRow
from pathways.queries.previews import ABANDONED_AFTER
from pathways.signals import preview_portion
from pathways.tests.kit import rate
from pathways.tests.previewing import STRICTER, drafted, fresh, worked_out
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What kills a worker asks nobody."""


@contextmanager
def killed_at(portion: int) -> Iterator[None]:
    """Kill the worker while it is at a portion, counted from 0."""
    heard: list[int] = []

    def kill(**_: Any) -> None:
        heard.append(1)
        if len(heard) == portion + 1:
            raise Killed

    preview_portion.connect(kill)
    try:
        with pytest.raises(Killed):
            yield
    finally:
        preview_portion.disconnect(kill)


def test_a_killed_worker_costs_one_portion_and_doubles_no_row(
    section: Section, mr_okafor: User, continuum: TestContinuum, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathways.actions.working_out.FIRST_PORTION", 2)
    monkeypatch.setattr("pathways.actions.working_out.LARGEST_PORTION", 2)
    for student in school_kit.make_class(section, 5):
        rate(mr_okafor, student, continuum, "Unit rates", 3, 3)
    drafted(continuum, STRICTER)
    preview = preview_policy(district=section.district, by=admin)
    with killed_at(portion=1):
        work_on(preview_id=preview.pk)
    assert (fresh(preview).state, fresh(preview).students_done) == ("running", 2)
    assert work_on_waiting() == 0, "a worker that may still live is left alone"
    Preview.objects.update(beaten_at=timezone.now() - ABANDONED_AFTER - timedelta(seconds=1))
    assert work_on_waiting() == 1
    done = fresh(preview)
    assert (done.state, done.students_done, done.judged, done.unchanged) == ("done", 5, 5, {})
    assert PreviewRow.objects.filter(preview=preview).count() == 5


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(
    section: Section, mr_okafor: User, continuum: TestContinuum, admin: User
) -> None:
    for student in school_kit.make_class(section, 2):
        rate(mr_okafor, student, continuum, "Unit rates", 3, 3)
    drafted(continuum, STRICTER)
    preview = preview_policy(district=section.district, by=admin)

    def taken_over(**_: Any) -> None:
        preview_portion.disconnect(taken_over)
        Preview.objects.update(beaten_at=timezone.now() - ABANDONED_AFTER - timedelta(seconds=1))
        assert work_on(preview_id=preview.pk) is False

    preview_portion.connect(taken_over)
    assert work_on(preview_id=preview.pk) is False
    assert (fresh(preview).state, fresh(preview).students_done) == ("done", 2)
    assert PreviewRow.objects.count() == 2


def test_a_preview_that_kills_every_worker_is_given_up(
    maya: Student, mr_okafor: User, continuum: TestContinuum, admin: User
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    drafted(continuum, STRICTER)
    preview = preview_policy(district=maya.district, by=admin)
    for _ in range(MOST_ATTEMPTS):
        with killed_at(portion=0):
            work_on(preview_id=preview.pk)
        Preview.objects.update(beaten_at=timezone.now() - ABANDONED_AFTER - timedelta(seconds=1))
    assert work_on_waiting() == 1
    assert (fresh(preview).state, fresh(preview).last_error) == ("failed", ENDED)
    assert preview_policy(district=maya.district, by=admin).state == "waiting", "asking again tries again"
    assert worked_out(preview).state == "done"


def test_a_fault_is_noted_and_holds_nobody_up(
    maya: Student, mr_okafor: User, continuum: TestContinuum, admin: User
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    drafted(continuum, STRICTER)
    preview = preview_policy(district=maya.district, by=admin)

    def fail(**_: Any) -> None:
        raise ArithmeticError("secret words")

    preview_portion.connect(fail)
    try:
        assert work_on_waiting() == 1
    finally:
        preview_portion.disconnect(fail)
    assert (fresh(preview).state, fresh(preview).last_error) == ("failed", "ArithmeticError")


def test_a_long_preview_lets_others_have_their_turn(
    section: Section, mr_okafor: User, continuum: TestContinuum, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathways.actions.working_out.FIRST_PORTION", 1)
    for student in school_kit.make_class(section, 2):
        rate(mr_okafor, student, continuum, "Unit rates", 3, 3)
    drafted(continuum, STRICTER)
    preview = preview_policy(district=section.district, by=admin)
    assert work_on(preview_id=preview.pk, seconds=0) is True
    assert (fresh(preview).state, fresh(preview).students_done) == ("running", 1)
    assert worked_out(preview).state == "done"


def test_a_preview_rings_for_a_worker_once_it_is_committed(
    maya: Student,
    mr_okafor: User,
    continuum: TestContinuum,
    admin: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(doorbell, "ring_for_a_preview", rung.append)
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    drafted(continuum, STRICTER)
    with django_capture_on_commit_callbacks(execute=True):
        preview = preview_policy(district=maya.district, by=admin)
        assert rung == []
    assert rung == [preview.pk]


def test_a_lost_message_is_healed_by_a_workers_own_watch(
    maya: Student, mr_okafor: User, continuum: TestContinuum, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathways.adapters.watch.connections.close_all", lambda: None)
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    drafted(continuum, STRICTER)
    preview = preview_policy(district=maya.district, by=admin)
    watch.Watch("worker@school")._turn(sweeping=True)
    assert fresh(preview).state == "done"


def test_a_message_does_some_and_rings_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    left, rung = [True, False], []
    monkeypatch.setattr("pathways.tasks.work_on", lambda **_: left.pop(0))
    monkeypatch.setattr(tasks.preview, "apply_async", lambda **said: rung.append(said["kwargs"]))
    tasks.preview(preview_id=7)
    tasks.preview(preview_id=7)
    tasks.preview(preview_id="nonsense", more=1)
    assert rung == [{"preview_id": 7}]
    assert left == []


def test_words_with_tabs_lines_and_backslashes_are_kept_as_they_are(
    section: Section, maya: Student, continuum: TestContinuum, admin: User
) -> None:
    drafted(continuum, STRICTER)
    preview = preview_policy(district=section.district, by=admin)
    competency, odd = continuum["Unit rates"].competency.pk, "a\tb\nc\\N\r\\."
    row = (preview.district_id, preview.pk, maya.pk, competency, None, -2, "no_evidence", None, "secure", 3, odd)
    write_rows([(*row, {"words": odd, "level": None})])
    kept = PreviewRow.objects.get(preview=preview)
    assert (kept.reason, kept.detail) == (odd, {"words": odd, "level": None})
    assert (kept.before_level, kept.after_level, kept.school) == (None, 3, None)
