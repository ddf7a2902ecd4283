"""The database itself refuses to change or delete what was recorded."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from assessments.actions import ledger
from assessments.checks import ledger_is_append_only
from assessments.models import Evidence
from assessments.models.append_only import protect, unprotected
from assessments.tests.kit import an_entry, recorded

TABLE = Evidence._meta.db_table


@pytest.fixture
def rating(maya, mr_okafor, section, continuum):
    return recorded(mr_okafor, section, an_entry(maya, continuum))[0]


def test_a_rating_cannot_be_edited(rating):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Evidence.objects.filter(pk=rating.pk).update(level=4)
    rating.refresh_from_db()
    assert rating.level == 3


def test_a_rating_cannot_be_deleted(rating):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")
    assert Evidence.objects.filter(pk=rating.pk).exists()


def test_a_rating_cannot_be_replaced_behind_the_trigger(rating):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE} WHERE id = %s", [rating.pk])


def test_the_table_cannot_be_truncated(rating):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the test itself has written is still pending
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE} CASCADE")


def test_the_audited_door_lets_an_erasure_through_and_shuts_behind_it(rating, caplog):
    with ledger.opened(reason="a test of erasure"):
        Evidence.objects.filter(pk=rating.pk).update(level=4)
        with ledger.opened(reason="a door within the door"):
            pass
        Evidence.objects.filter(pk=rating.pk).update(level=2)
    assert "ledger_opened" in caplog.text
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Evidence.objects.filter(pk=rating.pk).update(level=3)


def test_a_door_that_fails_shuts_and_undoes_everything(rating):
    with pytest.raises(Evidence.DoesNotExist), ledger.opened(reason="a test"):
        Evidence.objects.filter(pk=rating.pk).update(level=Evidence.objects.get(pk=0).level)
    rating.refresh_from_db()
    assert rating.level == 3
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Evidence.objects.filter(pk=rating.pk).update(level=4)


def test_the_triggers_are_there_after_migrate(db):
    assert unprotected(connection, TABLE) == []


def test_a_lost_trigger_is_noticed_and_made_again(rating):
    table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{TABLE}_refuses_delete"{table}')
    assert [warning.id for warning in ledger_is_append_only(None, databases=["default"])] == ["assessments.W001"]
    protect(connection, TABLE)
    assert ledger_is_append_only(None, databases=["default"]) == []


def test_no_row_of_the_ledger_is_ever_deleted_by_a_cascade():
    onto = [field for field in Evidence._meta.get_fields() if field.many_to_one]
    assert {field.remote_field.on_delete.__name__ for field in onto} == {"PROTECT"}


@pytest.mark.django_db(transaction=True)
def test_the_flush_between_tests_may_empty_the_ledger(rating):
    call_command("flush", interactive=False, verbosity=0)
    assert not Evidence.objects.exists()
    assert unprotected(connection, TABLE) == []
