"""Recording evidence, whoever asks: once per key, all or nothing, only for one's own students."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from assessments.actions.record import record_evidence
from assessments.actions.writing import KeyConflict, Refused
from assessments.models import Evidence
from assessments.queries.ledger import ledger_of
from assessments.signals import evidence_changed
from assessments.tests.kit import an_entry, recorded
from cbe.testing.school import enroll, make_class
from competencies.queries import NoContinuum
from people.models import Enrollment, TeachingAssignment


@pytest.fixture
def heard():
    """What listeners were told."""
    calls = []

    def listener(sender, signal, **said):
        calls.append({**said, "inside": connection.in_atomic_block})

    evidence_changed.connect(listener)
    yield calls
    evidence_changed.disconnect(listener)


def record(by, section, *entries, **more):
    return record_evidence(by=by, district=by.district, entries=entries, section=section, **more)


def test_a_rating_keeps_everything_that_was_said(maya, mr_okafor, section, continuum):
    entry = an_entry(
        maya, continuum, source_type="project", context="community", transfer=True, depth="strategic",
        support="accommodated", attempt=2, feedback="Both rates.", next_step="Say which answers the question.",
    )  # fmt: skip
    row = recorded(mr_okafor, section, entry, demonstration="Better buy")[0]
    assert (row.source_type, row.context, row.transfer, row.depth) == ("project", "community", True, "strategic")
    assert (row.support, row.attempt, row.assessor, row.author) == ("accommodated", 2, mr_okafor, mr_okafor)
    assert row.continuum_version == continuum.version
    assert row.demonstration.title == "Better buy"
    assert {note.purpose: note.text for note in row.notes.all()} == {
        "feedback": "Both rates.",
        "next_step": "Say which answers the question.",
    }


def test_the_same_key_again_is_the_same_row(maya, mr_okafor, section, continuum, heard):
    entry = an_entry(maya, continuum)
    first, second = record(mr_okafor, section, entry), record(mr_okafor, section, entry)
    assert (first.created, second.created) == (1, 0)
    assert first.batch == second.batch
    assert second.rows[0].already
    assert len(heard) == 1


def test_the_same_key_for_something_else_records_nothing_of_the_save(maya, mr_okafor, section, continuum):
    first, second = make_class(section, 2)
    record(mr_okafor, section, an_entry(first, continuum, key="k"))
    with pytest.raises(KeyConflict) as conflict:
        record(mr_okafor, section, an_entry(second, continuum), an_entry(first, continuum, key="k", level=Decimal(1)))
    assert [clash.row for clash in conflict.value.clashes] == [1]
    assert Evidence.objects.count() == 1


def test_two_authors_may_use_the_same_key(maya, mr_okafor, ms_lindqvist, section, other_section, continuum):
    enroll(maya, other_section)
    record(mr_okafor, section, an_entry(maya, continuum, key="k"))
    record(ms_lindqvist, other_section, an_entry(maya, continuum, key="k", level=Decimal(2)))
    assert Evidence.objects.count() == 2


def test_one_bad_entry_records_nothing_and_is_named(mr_okafor, section, continuum):
    first, second = make_class(section, 2)
    with pytest.raises(Refused) as refused:
        record(mr_okafor, section, an_entry(first, continuum), an_entry(second, continuum, level=Decimal(9)))
    assert [(one.row, one.field) for one in refused.value.problems] == [(1, "level")]
    assert not Evidence.objects.exists()


def test_an_empty_save_is_refused(mr_okafor, section, continuum):
    with pytest.raises(Refused, match="at least one"):
        record(mr_okafor, section)


def test_listeners_hear_students_in_ascending_order_within_the_transaction(mr_okafor, section, continuum, heard):
    students = make_class(section, 3)
    record(mr_okafor, section, *(an_entry(one, continuum) for one in reversed(students)))
    assert heard[0]["student_ids"] == sorted(student.pk for student in students)
    assert heard[0]["district_id"] == section.district_id
    assert heard[0]["bulk"] is False
    assert heard[0]["inside"]


def test_a_teacher_rates_only_the_students_of_the_section(maya, daniel, mr_okafor, section, other_section, continuum):
    for stranger, place in ((daniel, section), (daniel, None), (maya, other_section)):
        with pytest.raises(Refused, match="student"):
            record(mr_okafor, place, an_entry(stranger, continuum))


def test_an_ended_charge_or_seat_is_over_on_the_next_request(maya, mr_okafor, section, continuum):
    yesterday = timezone.now().date() - timedelta(days=1)
    Enrollment.objects.filter(student=maya).update(ends=yesterday)
    with pytest.raises(Refused, match="student"):
        record(mr_okafor, section, an_entry(maya, continuum))
    Enrollment.objects.filter(student=maya).update(ends=None)
    TeachingAssignment.objects.filter(section=section).update(ends=yesterday)
    with pytest.raises(Refused, match="student"):
        record(mr_okafor, section, an_entry(maya, continuum))


@pytest.mark.parametrize("who", ["maya", "rosa", "ms_lindqvist", "outsider"])
def test_nobody_else_rates_maya(request, who, maya, section, continuum):
    person = request.getfixturevalue(who)
    user = getattr(person, "user", person)
    with pytest.raises((Refused, NoContinuum)):
        record(user, section, an_entry(maya, continuum))
    with pytest.raises((Refused, NoContinuum)):
        record(user, None, an_entry(maya, continuum))


def test_an_admin_brings_in_evidence_of_anybody_in_the_district(maya, admin, outsider, continuum):
    row = recorded(admin, None, an_entry(maya, continuum), unattributed=True)[0]
    assert (row.author, row.assessor, row.section) == (admin, None, None)
    stranger = outsider.teaching_assignments.get().section.enrollments.get().student
    with pytest.raises(Refused, match="student"):
        record(admin, None, an_entry(stranger, continuum))


def test_a_history_keeps_the_moments_it_was_recorded(maya, admin, continuum):
    then = timezone.now() - timedelta(days=400)
    assert recorded(admin, None, an_entry(maya, continuum), recorded_at=then)[0].recorded_at == then


@pytest.mark.parametrize("size", [3, 30])
def test_recording_costs_the_same_for_any_number(mr_okafor, section, continuum, size, django_assert_max_num_queries):
    first, *students = make_class(section, size + 1)
    record(mr_okafor, section, an_entry(first, continuum))  # the process now knows the continuum
    entries = [an_entry(one, continuum, feedback="Yes") for one in students]
    with django_assert_max_num_queries(10):
        record(mr_okafor, section, *entries, demonstration="Better buy")


def test_the_ledger_is_read_in_one_query(mr_okafor, section, continuum, django_assert_num_queries):
    students = make_class(section, 5)
    record(mr_okafor, section, *(an_entry(one, continuum) for one in students))
    with django_assert_num_queries(1):
        lines = ledger_of([student.pk for student in students])
    assert [line.id for line in lines] == sorted(line.id for line in lines)
    assert {line.level for line in lines} == {Decimal(3)}


@pytest.mark.django_db(transaction=True)
def test_two_saves_of_the_same_form_at_once_are_one(mr_okafor, section, continuum):
    """A double click, or an offline tablet that sends again: both are told "saved", one row each."""
    entries = [an_entry(one, continuum) for one in make_class(section, 5)]
    results, start = [], threading.Barrier(4)

    def save(entries):
        try:
            start.wait()
            results.append(record(mr_okafor, section, *entries))
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(entries,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sum(result.created for result in results) == 5
    assert Evidence.objects.count() == 5
    assert len({row.id for result in results for row in result.rows}) == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_different_saves_with_one_key_one_wins_and_the_other_is_told(maya, mr_okafor, section, continuum):
    entry = an_entry(maya, continuum)
    results, start = [], threading.Barrier(2)

    def save(level):
        try:
            start.wait()
            results.append(record(mr_okafor, section, replace(entry, level=Decimal(level))))
        except KeyConflict as conflict:
            results.append(conflict)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(level,)) for level in (2, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["KeyConflict", "Recorded"]
    assert Evidence.objects.count() == 1
