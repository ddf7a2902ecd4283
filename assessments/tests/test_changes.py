"""Mr Okafor corrects a rating, takes one back, undoes a save; nothing is ever overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from assessments import access
from assessments.actions import writing
from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.void import undo_batch, void_evidence
from assessments.actions.writing import AlreadyFollowed, NotYours, Refused, TooLate
from assessments.models import Evidence, EvidenceNote
from assessments.queries.chains import chains_of
from assessments.signals import evidence_changed
from assessments.tests.kit import an_entry, recorded
from cbe.testing.school import enroll, make_class
from people.models import TeachingAssignment


def standing(row):
    return chains_of([row]).standing(row.pk)


def test_a_correction_takes_the_place_of_the_rating(rating, correct):
    second = correct(rating, 2)
    assert standing(rating) == second.pk
    assert (second.action, second.refers_to_id, second.level) == ("correction", rating.pk, Decimal(2))
    assert second.notes.get(purpose="reason").text == "Read again"


def test_a_correction_of_a_correction_takes_its_place(rating, correct):
    third = correct(correct(rating, 2), 4)
    assert standing(rating) == third.pk


def test_the_same_correction_twice_is_one(rating, correct):
    assert correct(rating, 2) == correct(rating, 2)
    assert Evidence.objects.count() == 2


def test_two_teachers_who_correct_the_same_row_cannot_both(rating, correct):
    correct(rating, 2)
    with pytest.raises(AlreadyFollowed):
        correct(rating, 4)


def test_the_database_itself_keeps_two_corrections_apart(rating, correct):
    """Where both have read the chain before either has written, the constraint decides."""
    second = correct(rating, 2)
    copy = Evidence.objects.get(pk=second.pk)
    copy.pk, copy.key, copy.batch = None, "another", uuid4()
    with pytest.raises(AlreadyFollowed):
        writing.once(lambda: writing.append([copy], {}, bulk=False), rows=[rating.pk])


def test_taking_a_correction_back_lets_the_first_rating_stand_again(rating, correct, mr_okafor):
    second = correct(rating, 2)
    void_evidence(by=mr_okafor, evidence=second, reason="It was right")
    assert standing(rating) == rating.pk


def test_a_rating_whose_correction_was_taken_back_can_be_taken_back_too(rating, correct, mr_okafor):
    void_evidence(by=mr_okafor, evidence=correct(rating, 2), reason="It was right")
    void_evidence(by=mr_okafor, evidence=rating, reason="Not her work after all")
    assert standing(rating) is None


def test_a_rating_whose_correction_was_taken_back_can_be_corrected_again(rating, correct, mr_okafor):
    void_evidence(by=mr_okafor, evidence=correct(rating, 2), reason="It was right")
    fourth = correct(rating, 4)
    assert standing(rating) == fourth.pk


def test_taking_a_rating_back_leaves_nothing(rating, mr_okafor):
    first = void_evidence(by=mr_okafor, evidence=rating, reason="Not her work")
    assert void_evidence(by=mr_okafor, evidence=rating, reason="Not her work") == first
    assert standing(rating) is None
    assert EvidenceNote.objects.get(evidence=first).text == "Not her work"


@pytest.mark.parametrize("reason", ["", "   ", "\u200d", "a\x00b", "x" * 4001])
def test_a_change_needs_a_reason_that_can_be_read(rating, correct, mr_okafor, reason):
    with pytest.raises(Refused):
        void_evidence(by=mr_okafor, evidence=rating, reason=reason)
    with pytest.raises(Refused):
        correct(rating, 2, reason=reason)
    assert Evidence.objects.count() == 1


def test_only_its_author_and_those_who_lead_may_change_a_row(
    rating, correct, ms_lindqvist, principal_adeyemi, admin, section, maya
):
    TeachingAssignment.objects.create(
        district=section.district, teacher=ms_lindqvist, section=section, starts=section.term.starts
    )
    with pytest.raises(NotYours):
        correct(rating, 2, by=ms_lindqvist)
    second = correct(rating, 2, by=principal_adeyemi)
    assert correct(second, 4, by=admin).author == admin


def test_a_teacher_who_no_longer_teaches_the_student_changes_nothing(rating, correct, section):
    TeachingAssignment.objects.filter(section=section).update(ends=timezone.now().date() - timedelta(days=1))
    with pytest.raises(NotYours):
        correct(rating, 2)


def test_a_correction_never_changes_whose_work_it_was(rating, daniel, other_section, section, continuum, mr_okafor):
    enroll(daniel, section)
    entry = replace(an_entry(daniel, continuum, "Percent problems"), level=Decimal(2), key="c")
    correct_evidence(by=mr_okafor, corrections=[Correction(rating.pk, entry)], reason="Wrong pile")
    row = Evidence.objects.get(action="correction")
    assert (row.student, row.standard) == (rating.student, rating.standard)


def test_a_leader_exempts_with_a_reason_and_a_teacher_cannot(maya, principal_adeyemi, mr_okafor, section, continuum):
    with pytest.raises(Refused, match="school leader"):
        recorded(mr_okafor, section, an_entry(maya, continuum, mark="exempt", reason="New here", key="e0"))
    row = recorded(principal_adeyemi, None, an_entry(maya, continuum, mark="exempt", reason="New here", key="e"))[0]
    assert row.mark == "exempt"
    with pytest.raises(Refused, match="needs one"):
        recorded(principal_adeyemi, None, an_entry(maya, continuum, mark="exempt", key="e2"))
    with pytest.raises(Refused, match="student"):
        recorded(principal_adeyemi, None, an_entry(maya, continuum, key="e3"))


def test_undo_takes_back_a_whole_save_once(mr_okafor, section, continuum):
    rows = recorded(mr_okafor, section, *(an_entry(one, continuum) for one in make_class(section, 3)))
    for _twice in range(2):
        undo_batch(by=mr_okafor, batch=rows[0].batch)
    assert Evidence.objects.filter(action="void").count() == 3
    assert {standing(row) for row in rows} == {None}


def test_after_thirty_seconds_a_save_is_no_longer_undone(rating, mr_okafor, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=31))
    with pytest.raises(TooLate):
        undo_batch(by=mr_okafor, batch=rating.batch)


def test_nobody_undoes_what_somebody_else_saved(rating, ms_lindqvist, admin):
    for stranger in (ms_lindqvist, admin):
        with pytest.raises(Evidence.DoesNotExist):
            undo_batch(by=stranger, batch=rating.batch)


@pytest.mark.parametrize("size", [2, 30])
def test_undoing_costs_the_same_for_any_save(mr_okafor, section, continuum, size, django_assert_max_num_queries):
    rows = recorded(mr_okafor, section, *(an_entry(one, continuum) for one in make_class(section, size)))
    with django_assert_max_num_queries(8):
        undo_batch(by=mr_okafor, batch=rows[0].batch)


def test_families_never_see_what_was_undone_in_time(rating, mr_okafor, maya, rosa, time_machine):
    undo_batch(by=mr_okafor, batch=rating.batch)
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    for reader in (maya.user, rosa):
        assert not access.evidence(reader).exists()
    assert access.evidence(mr_okafor).count() == 2


def test_families_see_a_rating_when_the_window_has_closed(rating, maya, rosa, time_machine):
    assert not access.evidence(rosa).exists()
    time_machine.move_to(timezone.now() + timedelta(seconds=31))
    assert access.evidence(rosa).get() == rating
    assert access.evidence(maya.user).get() == rating


def test_levels_cross_subjects_and_feedback_does_not(maya, mr_okafor, ms_lindqvist, other_section, section, continuum):
    """Ms Lindqvist teaches Maya mathematics; a note on planning, from advisory, is not hers to read."""
    enroll(maya, other_section)
    recorded(mr_okafor, section, an_entry(maya, continuum, feedback="Both rates."))
    recorded(mr_okafor, section, an_entry(maya, continuum, "Plans the work", level=Decimal(2), feedback="Steps."))
    assert access.evidence(ms_lindqvist).count() == 2
    assert [note.text for note in access.notes(ms_lindqvist)] == ["Both rates."]
    assert access.notes(mr_okafor).count() == 2


def test_a_listener_that_fails_undoes_the_save(maya, mr_okafor, section, continuum):
    def broken(**_):
        raise RuntimeError

    evidence_changed.connect(broken)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            recorded(mr_okafor, section, an_entry(maya, continuum))
    finally:
        evidence_changed.disconnect(broken)
    assert not Evidence.objects.exists()
