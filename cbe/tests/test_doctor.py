"""The doctor looks at everything, says it in words, and leaves with 1 where a person is needed."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from pathways.models import WorkerHeartbeat
from people.models import District

pytestmark = pytest.mark.django_db
LOOKED_AT = {"environment", "settings", "migrations", "ledger", "locale", "districts", "database", "broker", "worker"}


def doctor(*words: str) -> tuple[int, str]:
    """Exit code and what was said."""
    said = StringIO()
    try:
        call_command("doctor", *words, stdout=said)
    except SystemExit as left:
        return int(str(left.code)), said.getvalue()
    return 0, said.getvalue()


def checks() -> dict[str, dict[str, Any]]:
    """The same for machines."""
    found: dict[str, dict[str, Any]] = json.loads(doctor("--json")[1])["checks"]
    return found


@pytest.fixture
def _a_worker() -> None:
    """A worker that was seen a moment ago."""
    WorkerHeartbeat.objects.create(worker="one", seen_at=timezone.now())


@pytest.mark.usefixtures("_a_worker")
def test_everything_is_looked_at() -> None:
    found = checks()
    assert set(found) >= LOOKED_AT | {connection.vendor, "stale_learners"}
    bad = {name: check["detail"] for name, check in found.items() if not check["ok"]}
    assert not bad


@pytest.mark.usefixtures("_a_worker")
def test_a_well_school_leaves_with_zero_and_one_line_for_each_thing() -> None:
    code, said = doctor()
    assert code == 0
    assert all(line.startswith("ok ") for line in said.splitlines())


def test_a_worker_that_went_is_named() -> None:
    WorkerHeartbeat.objects.create(worker="one", seen_at=timezone.now() - timedelta(minutes=5))
    code, said = doctor()
    assert code == 1
    assert "BAD  worker" in said


def test_missing_triggers_are_named() -> None:
    table = "assessments_evidence"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            cursor.execute(f"DROP TRIGGER {cursor.fetchone()[0]}")
        else:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    assert not checks()["ledger"]["ok"]


def test_the_demo_beside_real_students_is_named(district: District) -> None:
    District.objects.create(name="Demo", slug="demo-school", is_demo=True)
    found = checks()["districts"]
    assert not found["ok"]
    assert "no password" in found["detail"]
