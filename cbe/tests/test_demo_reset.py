"""The demo school comes and goes: the same every time, and real districts never notice."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from assessments.models import Evidence
from cbe.demo import reset
from cbe.demo.reset import NotTheDemo
from cbe.demo.roster import PASSWORD
from cbe.demo.seed import SLUG, NameTaken, find, seed
from pathways.actions.auditing import audit
from people.models import District, Section, Student, User
from people.queries import today

ONE_CLASS = 24


def demo(*arguments: str) -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def fingerprint() -> list[Any]:
    """What the ledger says, without the ids that differ from time to time."""
    district = find()
    rows = Evidence.objects.filter(district=district).order_by("pk")
    return list(
        rows.values_list(
            "student__external_id", "standard__guid", "on", "kind", "level", "mark", "action", "batch", "recorded_at",
            "author__username", "section__external_id",
        )
    )  # fmt: skip


def test_the_same_day_gives_the_same_school(db: None) -> None:
    seed(students=3)
    first = fingerprint()

    demo("--reset", "--students", "3")

    assert first
    assert fingerprint() == first


def test_a_reset_takes_the_demo_away_and_leaves_every_other_district(outsider: User) -> None:
    before = {model: model.objects.count() for model in (District, User, Student, Section)}
    seed(students=6)
    district = find()
    assert district is not None

    reset.remove(district)

    owned = [model for model in apps.get_models() if any(field.name == "district" for field in model._meta.fields)]
    assert {model: model.objects.count() for model in before} == before
    assert not [model for model in owned if model.objects.filter(district_id=district.pk).exists()]
    assert User.objects.filter(pk=outsider.pk).exists()


@pytest.mark.parametrize("moment", ["2027-01-01T05:30+00:00", "2028-02-29T23:59+00:00", "2027-03-14T08:10+00:00"])
def test_the_school_is_alive_on_any_day(db: None, moment: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment)):
        seed(students=1)
        now, day = timezone.now(), today(District.objects.get(slug=SLUG))

        assert not Evidence.objects.filter(Q(recorded_at__gt=now) | Q(on__gt=day)).exists()
        assert Evidence.objects.filter(on__gte=day - timedelta(days=7)).exists()
        assert audit().differences == []


def test_a_reset_never_touches_a_real_district(outsider: User) -> None:
    assert outsider.district is not None
    with pytest.raises(NotTheDemo):
        reset.remove(outsider.district)


def test_after_a_reset_the_ledger_is_shut_again(db: None) -> None:
    seed(students=2)
    demo("--reset", "--students", "2")

    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.all().update(level=4)


def test_a_real_district_of_that_name_is_left_alone(district: District) -> None:
    District.objects.filter(pk=district.pk).update(slug=SLUG)

    with pytest.raises(CommandError, match="real district"):
        demo("--reset")
    assert District.objects.get(slug=SLUG).pk == district.pk


def test_a_real_account_of_that_name_is_left_alone(maya: Student) -> None:
    User.objects.filter(student=maya).update(username="Maya.Torres")

    with pytest.raises(NameTaken, match="taken"):
        seed(students=2)
    assert find() is None


def test_the_command_says_one_line_for_each_kind_of_thing(db: None) -> None:
    lines = demo("--students", "3").splitlines()

    assert "      3 students" in lines
    assert any(line.endswith(" evidence") for line in lines)
    assert lines[-1].endswith(PASSWORD)


def test_the_command_answers_in_json(db: None) -> None:
    made = json.loads(demo("--students", "3", "--json"))

    assert made["seeded"] is True
    assert made["students"] == 3


def test_no_student_is_no_school(db: None) -> None:
    with pytest.raises(CommandError):
        demo("--students", "0")


@pytest.mark.long
def test_the_whole_school_is_seeded_and_judged_in_twenty_seconds(db: None) -> None:
    # The processor's own time: what else this machine is busy with is not the school's doing.
    started = time.process_time()

    made = seed()

    assert made["students"] == 120
    assert made["evidence"] > 20_000
    assert time.process_time() - started < 20
    assert audit().differences == []
