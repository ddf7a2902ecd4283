"""What is previewed is what happens: student by student, for rules and for versions of the continuum."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cbe.testing import school as school_kit
from cbe.testing.continuum import DEFAULT_POLICY, TestContinuum
from competencies.actions.publish import draft_policy
from competencies.models import PolicyVersion
from pathways import tasks
from pathways.actions.previewing import compare_rules, forget_old_previews, preview_again, preview_policy
from pathways.actions.publishing import OutOfDateError, publish_previewed
from pathways.actions.working_out import ENDED, MOST_ATTEMPTS, work_on, work_on_waiting
from pathways.adapters import watch
from pathways.adapters.doorbell import doorbell
from pathways.models import LearnerState, Mastery, Preview, PreviewRow
from pathways.queries.outdated import moved_since
from pathways.queries.previews import ABANDONED_AFTER, found_by
from pathways.signals import preview_portion
from pathways.tests.kit import rate, up_to_date
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db

STRICTER = {**DEFAULT_POLICY, "gates": {"distinct_days": 3}}
KINDER = {**DEFAULT_POLICY, "method": "highest", "n": None}


def drafted(continuum: TestContinuum, value: dict[str, Any]) -> PolicyVersion:
    """Keep a draft of the rule."""
    return draft_policy(policy=continuum.policy.policy, value=value)


def worked_out(preview: Preview) -> Preview:
    """Work a preview out to its end."""
    while work_on(preview_id=preview.pk):
        pass
    return fresh(preview)


def fresh(preview: Preview) -> Preview:
    """The preview as a page reads it."""
    related = ("district", "policy_version", "continuum_version__continuum", "school", "section")
    return Preview.objects.select_related(*related).get(pk=preview.pk)


def whats_moved(preview: Preview) -> list[str]:
    """Everything that keeps the preview from being true."""
    return [one.what for one in moved_since(fresh(preview))]


@pytest.fixture
def theo(section: Section) -> Student:
    """Theo, who sits beside Maya."""
    return school_kit.make_student(section, "Theo", "Ames")


@pytest.fixture
def previewed(maya: Student, theo: Student, mr_okafor: User, continuum: TestContinuum, admin: User) -> Preview:
    """A stricter rule, previewed: it takes Maya's mastery down, and leaves Theo where he is."""
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    rate(mr_okafor, theo, continuum, "Unit rates", 3, 3, 4)
    for student in (maya, theo):
        up_to_date(student)
    drafted(continuum, STRICTER)
    return worked_out(preview_policy(district=maya.district, by=admin))


def test_a_preview_names_exactly_who_moves_and_why(previewed: Preview, maya: Student, continuum: TestContinuum) -> None:
    assert (previewed.state, previewed.students, previewed.students_done, previewed.judged) == ("done", 2, 2, 2)
    [row] = PreviewRow.objects.filter(preview=previewed)
    assert (row.student, row.competency, row.direction) == (maya, continuum["Unit rates"].competency, -1)
    assert (row.before_status, row.after_status) == ("mastered", "needs_evidence")
    assert (row.reason, row.detail["need"], row.detail["have"]) == ("distinct_days", "3", "2")
    assert row.school is not None
    found = found_by(previewed)
    assert (found.movers.students, found.movers.down, found.changed, found.unchanged) == (1, 1, 1, 1)
    assert found.before == {"mastered": 2}
    assert found.after == {"mastered": 1, "needs_evidence": 1}


def test_what_was_previewed_is_what_publishing_does(
    previewed: Preview, maya: Student, theo: Student, admin: User
) -> None:
    assert publish_previewed(preview=previewed, by=admin) == 2
    for student in (maya, theo):
        up_to_date(student)
    assert dict(Mastery.objects.values_list("student", "status")) == {maya.pk: "needs_evidence", theo.pk: "mastered"}
    assert whats_moved(previewed) == ["published"]


def test_new_evidence_puts_a_preview_out_of_date(
    previewed: Preview, theo: Student, mr_okafor: User, continuum: TestContinuum, admin: User
) -> None:
    rate(mr_okafor, theo, continuum, "Unit rates", 1)
    [moved] = moved_since(fresh(previewed))
    assert (moved.what, moved.count) == ("evidence", 1)
    with pytest.raises(OutOfDateError):
        publish_previewed(preview=previewed, by=admin)
    again = worked_out(preview_again(preview=fresh(previewed), by=admin))
    assert again.pk != previewed.pk
    assert whats_moved(again) == []
    assert publish_previewed(preview=again, by=admin) == 2


def test_whoever_publishes_anyway_accepts_newer_evidence(
    previewed: Preview, theo: Student, mr_okafor: User, continuum: TestContinuum, admin: User
) -> None:
    rate(mr_okafor, theo, continuum, "Unit rates", 1)
    assert publish_previewed(preview=previewed, by=admin, anyway=True) == 2


def test_a_draft_that_was_edited_is_never_published_unseen(
    previewed: Preview, continuum: TestContinuum, admin: User
) -> None:
    drafted(continuum, KINDER)
    assert whats_moved(previewed) == ["draft_changed"]
    with pytest.raises(OutOfDateError):
        publish_previewed(preview=previewed, by=admin, anyway=True)
    PolicyVersion.objects.filter(state="draft").delete()
    assert whats_moved(previewed) == ["draft_gone"]


def test_another_publication_puts_a_preview_out_of_date(
    previewed: Preview, continuum: TestContinuum, admin: User
) -> None:
    version = PolicyVersion.objects.get(state="draft")
    PolicyVersion.objects.filter(pk=version.pk).update(number=7)
    PolicyVersion.objects.create(
        district=previewed.district, policy=continuum.policy.policy, number=2, state="published", value=KINDER,
        published_at=timezone.now(),
    )  # fmt: skip
    assert whats_moved(previewed) == ["rule"]


def test_the_next_day_puts_a_preview_out_of_date(previewed: Preview) -> None:
    Preview.objects.update(as_of=previewed.as_of - timedelta(days=1))
    assert whats_moved(previewed) == ["day"]


def test_two_clicks_are_one_preview(previewed: Preview, maya: Student, admin: User) -> None:
    assert preview_policy(district=maya.district, by=admin) == previewed
    assert Preview.objects.count() == 1


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


def test_the_lab_compares_any_two_rules_and_changes_nothing(
    previewed: Preview, maya: Student, section: Section, admin: User
) -> None:
    before = list(Mastery.objects.values_list("pk", "status", "level"))
    lab = compare_rules(
        district=maya.district, before="version:1", after="preset:outcomes-highest", by=admin, section=section
    )
    lab = worked_out(lab)
    assert (lab.state, lab.students) == ("done", 2)
    assert list(Mastery.objects.values_list("pk", "status", "level")) == before
    assert PolicyVersion.objects.filter(state="published").count() == 1
    assert LearnerState.objects.filter(computed_through=0).count() == 0


def test_old_comparisons_are_forgotten_and_what_was_published_is_kept(
    previewed: Preview, maya: Student, admin: User
) -> None:
    lab = compare_rules(district=maya.district, before="in_force", after="draft", by=admin)
    assert forget_old_previews() == 0
    Preview.objects.filter(pk=lab.pk).update(made_at=timezone.now() - timedelta(days=15))
    forget_old_previews()
    assert list(Preview.objects.all()) == [previewed]
    publish_previewed(preview=previewed, by=admin)
    Preview.objects.update(made_at=timezone.now() - timedelta(days=1000))
    assert forget_old_previews() == 0


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
