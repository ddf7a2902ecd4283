"""What the clock and the bell start is there under the names they use, and in the queues that workers read."""

from __future__ import annotations

import pytest
from celery import current_app
from django.conf import settings

from cbe.testing.continuum import TestContinuum
from pathways.adapters import doorbell
from pathways.tasks import recompute, sweep
from pathways.tests.kit import assert_true_to_the_ledger, rate
from people.models import Student, User

QUEUES = {queue.name for queue in settings.CELERY_TASK_QUEUES}


@pytest.fixture(autouse=True, scope="module")
def _registered() -> None:
    """Every app's tasks are loaded, as in a worker."""
    current_app.loader.import_default_modules()


@pytest.mark.parametrize("planned", settings.CELERY_BEAT_SCHEDULE.values(), ids=settings.CELERY_BEAT_SCHEDULE.keys())
def test_everything_the_clock_starts_exists(planned: dict[str, object]) -> None:
    assert planned["task"] in current_app.tasks
    assert planned["options"]["queue"] in QUEUES  # type: ignore[index]  # the schedule is a plain dictionary


@pytest.mark.parametrize("name", [doorbell.RECOMPUTE, doorbell.SWEEP])
def test_everything_the_bell_asks_for_exists(name: str) -> None:
    assert name in current_app.tasks


@pytest.mark.django_db
def test_the_bell_s_task_brings_learners_up_to_date(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    recompute.run(student_ids=[maya.pk], argument_of_other_code=1)
    recompute.run(student_ids=[maya.pk])
    assert_true_to_the_ledger(learners=1)


@pytest.mark.django_db
def test_the_clock_s_task_sweeps(maya: Student, mr_okafor: User, continuum: TestContinuum) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    sweep.run()
    assert_true_to_the_ledger(learners=1)
