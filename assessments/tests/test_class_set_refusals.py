"""What a class set refuses, in words beside the answer; and who may not open it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assessments.models import Evidence, EvidenceNote


def test_an_empty_sheet_is_not_saved(client, mr_okafor, sheet_url, sheet_filled, maya):
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, f"level-{maya.pk}": ""})
    assert answer.status_code == 422
    assert "Nobody is rated yet" in answer.content.decode()


@pytest.mark.parametrize("value", ["5", "0", "-1", "3.5", "٣", " 3 ", "1_0", "NaN", "exempt", "Proficient", "3,0"])
def test_a_level_that_is_not_offered_is_named_at_its_row(client, mr_okafor, sheet_url, sheet_filled, maya, value):
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, f"level-{maya.pk}": value})
    assert answer.status_code == 422
    assert answer.context["sheet"].rows[0].errors == ["Choose one of the levels or marks shown."]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2027-02-29", "Choose a day that exists"),
        ("9999-01-01", "in the future"),
        ("0001-01-01", "too long ago"),
        ("03/04/2026", "Choose a day that exists"),
        ("٢٠٢٦-01-01", "Choose a day that exists"),
        ("", "Choose the day"),
    ],
)
def test_a_day_that_cannot_be_is_named_and_everything_typed_is_kept(
    client, mr_okafor, sheet_url, sheet_filled, maya, day, why
):
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, "on": day, f"note-{maya.pk}": "Kept."})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert why in said
    assert "Kept." in said
    assert not Evidence.objects.exists()


def test_a_day_before_maya_came_is_named(client, mr_okafor, sheet_url, sheet_filled, section):
    client.force_login(mr_okafor)
    early = section.term.starts - timedelta(days=3)
    answer = client.post(sheet_url, {**sheet_filled, "on": early.isoformat()})
    assert answer.status_code == 422
    assert "was not in this section" in answer.content.decode()


def test_a_day_in_the_future_is_told_once_in_a_whole_sentence_and_has_the_focus(
    client, mr_okafor, sheet_url, sheet_filled, time_machine
):
    time_machine.move_to(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, "on": "2026-12-03"})
    said = answer.content.decode()
    told = ["This day is in the future. Choose a day up to today, November 23, 2026."]
    assert answer.context["form"].errors == {"on": told}
    assert 'href="#id_on">Day of the work</a>' in said
    assert said.count("autofocus") == 1


@pytest.mark.parametrize("note", ["a\x00b", "a\u202eb", "\ufeffa", "a\x07b"])
def test_a_note_with_hidden_characters_is_refused_by_name(client, mr_okafor, sheet_url, sheet_filled, maya, note):
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, f"note-{maya.pk}": note})
    assert answer.status_code == 422
    assert "cannot be kept" in answer.content.decode()


@pytest.mark.parametrize("note", ["<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE", "👨‍👩‍👧", "=HYPERLINK(1)"])
def test_a_note_is_kept_as_it_was_written_and_never_run(client, mr_okafor, sheet_url, sheet_filled, maya, note):
    client.force_login(mr_okafor)
    assert client.post(sheet_url, {**sheet_filled, f"note-{maya.pk}": note}).status_code == 302
    assert EvidenceNote.objects.get().text == note


def test_a_student_who_has_left_is_told_and_nothing_is_saved(client, mr_okafor, sheet_url, sheet_filled, daniel):
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, f"level-{daniel.pk}": "4"})
    assert answer.status_code == 422
    assert "no longer in this section" in answer.content.decode()
    assert "Daniel" not in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_form_without_a_key_of_ours_gets_one(client, mr_okafor, sheet_url, sheet_filled):
    client.force_login(mr_okafor)
    assert client.post(sheet_url, {**sheet_filled, "form_key": "x" * 10_000}).status_code == 302


def test_a_competency_alone_opens_the_sheet_of_its_first_required_standard(
    client, mr_okafor, sheet_url, maya, continuum
):
    client.force_login(mr_okafor)
    answer = client.get(sheet_url, {"competency": continuum["Unit rates"].competency.pk}, follow=True)
    assert answer.status_code == 200
    assert "Maya Torres" in answer.content.decode()


@pytest.mark.parametrize("value", ["0", "-1", "99999999999999999999999", "abc", "1.0", "٣", ""])
def test_a_standard_that_does_not_exist_is_not_found(client, mr_okafor, sheet_url, continuum, value):
    client.force_login(mr_okafor)
    assert (
        client.get(sheet_url, {"competency": continuum["Unit rates"].competency.pk, "standard": value}).status_code
        == 404
    )


def test_a_colleague_does_not_find_the_sheet(client, ms_lindqvist, other_section, sheet_url):
    client.force_login(ms_lindqvist)
    assert client.get(sheet_url).status_code == 404


def test_an_outsider_does_not_find_it(client, outsider, sheet_url, sheet_filled):
    client.force_login(outsider)
    assert client.post(sheet_url, sheet_filled).status_code == 404


def test_the_principal_may_look_at_the_section_but_not_rate_it(client, principal_adeyemi, sheet_url, sheet_filled):
    client.force_login(principal_adeyemi)
    assert client.post(sheet_url, sheet_filled).status_code == 403


@pytest.mark.parametrize("who", ["maya", "rosa"])
def test_families_do_not_find_it(client, request, who, sheet_url, maya):
    person = request.getfixturevalue(who)
    client.force_login(getattr(person, "user", person))
    assert client.get(sheet_url).status_code == 404


def test_strangers_are_asked_to_sign_in(client, sheet_url):
    assert client.get(sheet_url).status_code == 302


def test_deleting_is_no_verb_here(client, mr_okafor, sheet_url):
    client.force_login(mr_okafor)
    assert client.delete(sheet_url).status_code == 405
