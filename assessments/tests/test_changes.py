"""Mr Okafor corrects a rating, takes one back, undoes a save; nothing is ever overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
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

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def rating(maya, mr_okafor, section, continuum):
    return recorded(mr_okafor, section, an_entry(maya, continuum))[0]


@pytest.fixture
def correct(maya, mr_okafor, continuum):
    """Correct a row to a level, as Mr Okafor."""

    def change(row, level, *, by=mr_okafor, reason="Read again", key=None):
        entry = an_entry(maya, continuum, level=Decimal(level), key=key or f"c{row.pk}:{level}")
        made = correct_evidence(by=by, corrections=[Correction(row.pk, entry)], reason=reason)
        return Evidence.objects.get(pk=made.rows[0].id)

    return change


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


@pytest.fixture
def answers(rating):
    """The correction form as a browser sends it."""
    return {
        "form_key": KEY,
        "result": "2",
        "on": rating.on.isoformat(),
        "kind": "summative",
        "support": "independent",
        "reason": "Read again",
    }


def test_the_correction_page_shows_what_was_recorded_and_saves(client, mr_okafor, rating, answers, section):
    client.force_login(mr_okafor)
    url = reverse("assessments:correct", args=[rating.pk])
    assert "Proficient" in client.get(url).content.decode()
    for _twice in range(2):
        answer = client.post(url, answers)
        assert answer.status_code == 302
    assert answer.url == reverse("assessments:history", args=[section.pk])
    assert Evidence.objects.get(action="correction").level == 2


def test_who_comes_second_sees_both(client, mr_okafor, rating, answers, correct):
    correct(rating, 4, reason="Saw the second page")
    client.force_login(mr_okafor)
    answer = client.post(reverse("assessments:correct", args=[rating.pk]), answers)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Extending" in said
    assert "Saw the second page" in said
    assert "Developing" in said
    answer = client.post(reverse("assessments:void", args=[rating.pk]), {"reason": "x"})
    assert answer.status_code == 409


@pytest.mark.parametrize(("field", "value"), [("reason", ""), ("result", "9"), ("on", "2027-02-29"), ("kind", "exam")])
def test_a_correction_that_cannot_be_is_named_at_its_question(client, mr_okafor, rating, answers, field, value):
    client.force_login(mr_okafor)
    answer = client.post(reverse("assessments:correct", args=[rating.pk]), {**answers, field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Evidence.objects.count() == 1


def test_taking_back_asks_why(client, mr_okafor, rating):
    client.force_login(mr_okafor)
    url = reverse("assessments:void", args=[rating.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Not her work"}).status_code == 302
    assert Evidence.objects.filter(action="void").count() == 1


@pytest.mark.parametrize("name", ["correct", "void"])
def test_others_do_not_find_a_row_or_may_not_change_it(
    client, name, rating, ms_lindqvist, other_section, outsider, maya, rosa, principal_adeyemi, time_machine
):
    time_machine.move_to(timezone.now() + timedelta(seconds=31))
    url = reverse(f"assessments:{name}", args=[rating.pk])
    for stranger, code in (
        (ms_lindqvist, 404), (outsider, 404), (maya.user, 403), (rosa, 403), (principal_adeyemi, 200),
    ):  # fmt: skip
        client.force_login(stranger)
        assert client.get(url).status_code == code, stranger
    client.force_login(principal_adeyemi)
    assert client.put(url).status_code == 405
    assert client.get(reverse(f"assessments:{name}", args=[10**30])).status_code == 404


def test_undo_over_the_page_is_for_its_author_only(client, rating, ms_lindqvist, mr_okafor, other_section):
    url = reverse("assessments:undo", args=[rating.batch])
    client.force_login(ms_lindqvist)
    assert client.post(url).status_code == 404
    client.force_login(mr_okafor)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302


def test_a_late_undo_leads_to_the_history(client, rating, mr_okafor, section, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=31))
    client.force_login(mr_okafor)
    answer = client.post(reverse("assessments:undo", args=[rating.batch]))
    assert answer.url == reverse("assessments:history", args=[section.pk])
    assert Evidence.objects.count() == 1


def test_the_history_tells_what_became_of_every_row(client, mr_okafor, rating, correct, section):
    correct(rating, 2, reason="Read again")
    client.force_login(mr_okafor)
    said = client.get(reverse("assessments:history", args=[section.pk])).content.decode()
    assert "Corrected since" in said
    assert "Read again" in said


def test_the_history_is_read_by_the_principal_and_found_by_no_stranger(
    client, rating, section, principal_adeyemi, outsider, ms_lindqvist, other_section, maya
):
    url = reverse("assessments:history", args=[section.pk])
    for reader, code in ((principal_adeyemi, 200), (outsider, 404), (ms_lindqvist, 404), (maya.user, 404)):
        client.force_login(reader)
        assert client.get(url).status_code == code
    client.force_login(principal_adeyemi)
    assert client.post(url).status_code == 405
    assert client.get(url, {"before": "abc", "mine": "2"}).status_code == 200


@pytest.mark.parametrize("size", [2, 40])
def test_the_history_costs_the_same_however_long(
    client, mr_okafor, section, continuum, size, django_assert_max_num_queries
):
    recorded(mr_okafor, section, *(an_entry(one, continuum) for one in make_class(section, size)))
    client.force_login(mr_okafor)
    url = reverse("assessments:history", args=[section.pk])
    client.get(url)
    with django_assert_max_num_queries(11):
        client.get(url)


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
