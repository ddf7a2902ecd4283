"""A rebuild whose process is killed half way: the next one goes on, and nothing is missing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from pathways.actions.auditing import audit
from pathways.actions.recomputing import recompute_all
from pathways.models import LearnerState, Lease, Mastery
from pathways.tests.faults.kit import Pair
from pathways.tests.kit import raise_expectations, rate
from people.models import Section, Student, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
RECOMPUTE = """
import django
django.setup()
from django.core.management import call_command
import pathways.tests.faults.hooks
call_command("recompute", "--all", "--json")
"""


def rebuild(pair: Pair) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, which a file of the test can kill."""
    words = [sys.executable, "-c", RECOMPUTE]
    return subprocess.run(words, cwd=settings.BASE_DIR, env=pair.environment, capture_output=True, check=False)


@pytest.fixture
def learners(pair: Pair, section: Section, mr_okafor: User, continuum: TestContinuum) -> list[Student]:
    """Twenty learners, judged, then somebody's hand in the database, and a publication."""
    students = school_kit.make_class(section, 20)
    for student in students:
        rate(mr_okafor, student, continuum, "Unit rates", 3, 3)
    recompute_all(student_ids=[one.pk for one in students])
    Mastery.objects.update(status="not_yet", mastered=False)
    raise_expectations(students[0])
    return students


def test_a_rebuild_that_is_killed_is_gone_on_with(pair: Pair, learners: list[Student]) -> None:
    (pair.folder / "lethal").write_text(str(learners[8].pk), encoding="ascii")
    assert rebuild(pair).returncode == -signal.SIGKILL
    assert LearnerState.objects.filter(expectations=2).count() == 8
    assert Lease.objects.filter(name="rebuild").exists()
    (pair.folder / "lethal").unlink()
    second = rebuild(pair)
    assert second.returncode == 0, second.stderr.decode()
    told = json.loads(second.stdout)
    assert (told["learners"]["written"], told["rows"]) == (12, 12)
    assert not Lease.objects.filter(name="rebuild").exists()
    result = audit()
    assert (result.learners, result.in_flight, result.differences) == (20, 0, [])


def test_a_finished_rebuild_is_not_gone_on_with(pair: Pair, learners: list[Student]) -> None:
    told = [json.loads(rebuild(pair).stdout) for _ in range(2)]
    assert [one["learners"]["written"] for one in told] == [20, 20]
    # The second judged everybody anew and had nothing to write.
    assert [one["rows"] for one in told] == [20, 0]
