"""Mr Okafor rates a whole section on one standard."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Evidence, EvidenceNote
from cbe.testing.school import enroll, make_class, teach

FORM_KEY = "0123456789abcdef0123456789abcdef"


def test_what_the_section_works_on_comes_first(client, mr_okafor, sheet_url, section, continuum):
    teach(continuum, section, "Unit rates")
    client.force_login(mr_okafor)
    said = client.get(sheet_url).content.decode()
    assert "In focus now" in said
    assert said.index("Unit rates") < said.index("Ratio language")


def test_anything_on_the_continuum_can_be_found(client, mr_okafor, sheet_url, continuum):
    client.force_login(mr_okafor)
    said = client.get(sheet_url, {"q": "negative num"}).content.decode()
    assert "Negative numbers" in said
    assert "Ratio language" not in said


def test_the_sheet_shows_the_standard_its_levels_and_everybody(sheet_page, maya):
    said = sheet_page().content.decode()
    assert "I can show unit rates on my own." in said
    assert "Unit rates at level 3." in said
    assert "Maya Torres" in said
    assert "no evidence yet" in said


def test_nothing_is_chosen_for_anybody(sheet_page, maya):
    said = sheet_page().content.decode()
    row = said[said.index(f'id="row-{maya.pk}"') :]
    assert re.findall(r'value="([^"]*)"[^>]*checked', row[: row.index("</fieldset>")]) == [""]


def test_a_save_records_what_was_chosen_and_goes_on_to_the_grid(
    client, mr_okafor, sheet_url, sheet_filled, maya, section
):
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, f"note-{maya.pk}": "Found both rates."})
    assert answer.status_code == 302
    assert answer.url == reverse("pathways:grid", args=[section.pk])
    row = Evidence.objects.get()
    assert (row.student, row.level, row.kind, row.author) == (maya, Decimal(3), "summative", mr_okafor)
    assert row.demonstration.title == "Better buy at the market"
    assert EvidenceNote.objects.get(evidence=row).text == "Found both rates."


def test_the_toast_offers_an_undo(client, mr_okafor, sheet_url, sheet_filled):
    client.force_login(mr_okafor)
    client.post(sheet_url, sheet_filled)
    messages = list(client.get(reverse("assessments:log")).context["messages"])
    assert [str(message) for message in messages] == ["Saved 1 entry."]
    assert messages[0].extra_tags.startswith("undo:/batches/")


def test_a_double_click_is_one_save(client, mr_okafor, sheet_url, sheet_filled):
    client.force_login(mr_okafor)
    first, second = client.post(sheet_url, sheet_filled), client.post(sheet_url, sheet_filled)
    assert first.url == second.url
    assert Evidence.objects.count() == 1


def test_marks_enter_without_a_level(client, mr_okafor, sheet_url, sheet_filled, maya):
    client.force_login(mr_okafor)
    client.post(sheet_url, {**sheet_filled, f"level-{maya.pk}": "missed"})
    row = Evidence.objects.get()
    assert (row.level, row.mark) == (None, "missed")


def test_the_work_is_remembered_for_the_next_standard(client, mr_okafor, sheet_url, sheet_filled, sheet_page):
    client.force_login(mr_okafor)
    client.post(sheet_url, {**sheet_filled, "kind": "formative", "source_type": "observation"})
    form = sheet_page().context["form"]
    assert form["task"].value() == "Better buy at the market"
    assert form["kind"].value() == "formative"
    assert form["source_type"].value() == "observation"


def test_the_work_is_told_in_one_line(sheet_page, client, sheet_url, sheet_filled):
    brief = sheet_page().context["form"].in_brief()
    assert brief.endswith("· Summative")
    answer = client.post(sheet_url, {**sheet_filled, "on": "2026-02-30"})
    assert answer.context["form"].in_brief() == "Better buy at the market · Summative"


def test_the_task_does_not_follow_to_another_competency(
    client, mr_okafor, sheet_url, sheet_filled, sheet_page, continuum
):
    client.force_login(mr_okafor)
    client.post(sheet_url, {**sheet_filled, "kind": "formative"})
    other = continuum["Percent problems"]
    form = sheet_page(competency=other.competency.pk, standard=other.standard.pk).context["form"]
    assert form["task"].value() == ""
    assert form["kind"].value() == "formative"


def test_going_back_and_changing_a_value_asks_and_does_not_fail(client, mr_okafor, sheet_url, sheet_filled, maya):
    client.force_login(mr_okafor)
    client.post(sheet_url, sheet_filled)
    answer = client.post(sheet_url, {**sheet_filled, f"level-{maya.pk}": "2"})
    assert answer.status_code == 409
    assert "Correct these rows?" in answer.content.decode()
    assert Evidence.objects.count() == 1


def test_agreeing_corrects_the_row_and_keeps_the_first(client, mr_okafor, sheet_url, sheet_filled, maya):
    client.force_login(mr_okafor)
    client.post(sheet_url, sheet_filled)
    again = {**sheet_filled, f"level-{maya.pk}": "2", "do": "correct", "reason": "Pressed the wrong key"}
    for _twice in range(2):
        assert client.post(sheet_url, again).status_code == 302
    first, second = Evidence.objects.order_by("pk")
    assert (second.action, second.refers_to, second.level) == ("correction", first, Decimal(2))
    assert second.notes.get(purpose="reason").text == "Pressed the wrong key"


def test_a_sheet_gets_an_address_of_its_own(client, mr_okafor, sheet_url, continuum):
    client.force_login(mr_okafor)
    place = continuum["Unit rates"]
    answer = client.get(sheet_url, {"competency": place.competency.pk, "standard": place.standard.pk})
    assert answer.status_code == 302
    assert client.get(answer.url).context["form_key"] in answer.url


def test_coming_back_to_a_saved_sheet_shows_it_as_saved(client, mr_okafor, sheet_url, sheet_filled, sheet_page, maya):
    client.force_login(mr_okafor)
    client.post(sheet_url, {**sheet_filled, f"note-{maya.pk}": "Both rates.", "depth": "skill"})
    answer = sheet_page(form=FORM_KEY)
    row = answer.context["sheet"].rows[0]
    assert (row.chosen, row.note) == ("3", "Both rates.")
    assert answer.context["form"]["depth"].value() == "skill"
    assert "You have saved this sheet." in answer.content.decode()


def test_coming_back_to_a_sheet_that_was_undone_begins_it_anew(client, mr_okafor, sheet_url, sheet_filled, sheet_page):
    client.force_login(mr_okafor)
    client.post(sheet_url, sheet_filled)
    client.post(reverse("assessments:undo", args=[Evidence.objects.get().batch]))
    answer = sheet_page(form=FORM_KEY)
    assert answer.context["form_key"] != FORM_KEY
    assert answer.context["sheet"].rows[0].chosen == "3"


def test_a_new_student_on_a_saved_form_is_added(client, mr_okafor, sheet_url, sheet_filled, section):
    client.force_login(mr_okafor)
    client.post(sheet_url, sheet_filled)
    new = make_class(section, 1)[0]
    client.post(sheet_url, {**sheet_filled, f"level-{new.pk}": "4"})
    assert Evidence.objects.count() == 2


def test_an_undone_form_is_not_taken_for_saved(client, mr_okafor, sheet_url, sheet_filled):
    client.force_login(mr_okafor)
    client.post(sheet_url, sheet_filled)
    client.post(reverse("assessments:undo", args=[Evidence.objects.get().batch]))
    answer = client.post(sheet_url, sheet_filled)
    assert answer.status_code == 409
    assert "You have undone this save" in answer.content.decode()
    assert answer.context["form_key"] != FORM_KEY


def test_undo_opens_the_sheet_as_it_was(client, mr_okafor, sheet_url, sheet_filled, maya):
    client.force_login(mr_okafor)
    client.post(sheet_url, {**sheet_filled, f"note-{maya.pk}": "Both rates."})
    answer = client.post(reverse("assessments:undo", args=[Evidence.objects.get().batch]), follow=True)
    row = answer.context["sheet"].rows[0]
    assert (row.chosen, row.note) == ("3", "Both rates.")
    assert Evidence.objects.filter(action="void").count() == 1


def test_the_rest_can_be_set_without_a_script(client, mr_okafor, sheet_url, sheet_filled, section):
    make_class(section, 2)
    client.force_login(mr_okafor)
    answer = client.post(sheet_url, {**sheet_filled, "do": "rest", "rest": "missed"})
    assert sorted(row.chosen for row in answer.context["sheet"].rows) == ["3", "missed", "missed"]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("size", [2, 30])
def test_opening_the_sheet_costs_the_same_for_any_class(sheet_page, section, size, django_assert_max_num_queries):
    make_class(section, size)
    sheet_page()
    with django_assert_max_num_queries(10):
        sheet_page()


# These cost what they cost anywhere; in real life a save is one transaction without savepoints.
NOT_OF_THE_SAVE = re.compile(r'SAVEPOINT|RELEASE SAVEPOINT|SELECT .* FROM "(django_session|people_user)" WHERE')


def statements_of_the_save(captured):
    return [one["sql"] for one in captured if not NOT_OF_THE_SAVE.match(one["sql"])]


@pytest.mark.parametrize("size", [10, 30, 45])
def test_saving_costs_at_most_twelve_statements_for_any_class(
    client, mr_okafor, sheet_url, sheet_filled, section, size
):
    students = make_class(section, size)
    client.force_login(mr_okafor)
    client.post(sheet_url, sheet_filled)
    levels = {f"level-{student.pk}": "3" for student in students}
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(sheet_url, {**sheet_filled, **levels, "form_key": "f" * 32})
    assert answer.status_code == 302
    assert Evidence.objects.count() == size + 2
    said = statements_of_the_save(captured)
    assert sum(sql.startswith("INSERT") for sql in said) >= 2, "the save itself was not seen"
    assert len(said) <= 12, "\n".join(said)


def test_a_student_who_moves_in_is_on_the_sheet_the_same_day(sheet_page, section, daniel):
    enroll(daniel, section)
    assert "Daniel Osei" in sheet_page().content.decode()
