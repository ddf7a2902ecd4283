"""Mr Okafor rates a whole section on one standard."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence, EvidenceNote
from cbe.testing.school import enroll, make_class, teach

FORM_KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def url(section):
    return reverse("assessments:class_set", args=[section.pk])


@pytest.fixture
def filled(continuum, maya):
    """What a browser sends when Maya is given a 3."""
    place = continuum["Unit rates"]
    return {
        "form_key": FORM_KEY,
        "competency": place.competency.pk,
        "standard": place.standard.pk,
        "task": "Better buy at the market",
        "on": timezone.now().date().isoformat(),
        "kind": "summative",
        "support": "independent",
        f"level-{maya.pk}": "3",
        "do": "save",
    }


@pytest.fixture
def page(client, mr_okafor, url, continuum):
    """The sheet for unit rates, as Mr Okafor opens it."""
    client.force_login(mr_okafor)
    place = continuum["Unit rates"]
    return lambda **more: client.get(
        url, {"competency": place.competency.pk, "standard": place.standard.pk, "form": "a" * 32, **more}
    )


def test_what_the_section_works_on_comes_first(client, mr_okafor, url, section, continuum):
    teach(continuum, section, "Unit rates")
    client.force_login(mr_okafor)
    said = client.get(url).content.decode()
    assert "In focus now" in said
    assert said.index("Unit rates") < said.index("Ratio language")


def test_anything_on_the_continuum_can_be_found(client, mr_okafor, url, continuum):
    client.force_login(mr_okafor)
    said = client.get(url, {"q": "negative num"}).content.decode()
    assert "Negative numbers" in said
    assert "Ratio language" not in said


def test_the_sheet_shows_the_standard_its_levels_and_everybody(page, maya):
    said = page().content.decode()
    assert "I can show unit rates on my own." in said
    assert "Unit rates at level 3." in said
    assert "Maya Torres" in said
    assert "no evidence yet" in said


def test_nothing_is_chosen_for_anybody(page, maya):
    said = page().content.decode()
    row = said[said.index(f'id="row-{maya.pk}"') :]
    assert re.findall(r'value="([^"]*)"[^>]*checked', row[: row.index("</fieldset>")]) == [""]


def test_a_save_records_what_was_chosen_and_goes_on_to_the_grid(client, mr_okafor, url, filled, maya, section):
    client.force_login(mr_okafor)
    answer = client.post(url, {**filled, f"note-{maya.pk}": "Found both rates."})
    assert answer.status_code == 302
    assert answer.url == reverse("pathways:grid", args=[section.pk])
    row = Evidence.objects.get()
    assert (row.student, row.level, row.kind, row.author) == (maya, Decimal(3), "summative", mr_okafor)
    assert row.demonstration.title == "Better buy at the market"
    assert EvidenceNote.objects.get(evidence=row).text == "Found both rates."


def test_the_toast_offers_an_undo(client, mr_okafor, url, filled):
    client.force_login(mr_okafor)
    client.post(url, filled)
    messages = list(client.get(reverse("assessments:log")).context["messages"])
    assert [str(message) for message in messages] == ["Saved 1 entry."]
    assert messages[0].extra_tags.startswith("undo:/batches/")


def test_a_double_click_is_one_save(client, mr_okafor, url, filled):
    client.force_login(mr_okafor)
    first, second = client.post(url, filled), client.post(url, filled)
    assert first.url == second.url
    assert Evidence.objects.count() == 1


def test_marks_enter_without_a_level(client, mr_okafor, url, filled, maya):
    client.force_login(mr_okafor)
    client.post(url, {**filled, f"level-{maya.pk}": "missed"})
    row = Evidence.objects.get()
    assert (row.level, row.mark) == (None, "missed")


def test_the_work_is_remembered_for_the_next_standard(client, mr_okafor, url, filled, page):
    client.force_login(mr_okafor)
    client.post(url, {**filled, "kind": "formative", "source_type": "observation"})
    form = page().context["form"]
    assert form["task"].value() == "Better buy at the market"
    assert form["kind"].value() == "formative"
    assert form["source_type"].value() == "observation"


def test_going_back_and_changing_a_value_asks_and_does_not_fail(client, mr_okafor, url, filled, maya):
    client.force_login(mr_okafor)
    client.post(url, filled)
    answer = client.post(url, {**filled, f"level-{maya.pk}": "2"})
    assert answer.status_code == 409
    assert "Correct these rows?" in answer.content.decode()
    assert Evidence.objects.count() == 1


def test_agreeing_corrects_the_row_and_keeps_the_first(client, mr_okafor, url, filled, maya):
    client.force_login(mr_okafor)
    client.post(url, filled)
    again = {**filled, f"level-{maya.pk}": "2", "do": "correct", "reason": "Pressed the wrong key"}
    for _twice in range(2):
        assert client.post(url, again).status_code == 302
    first, second = Evidence.objects.order_by("pk")
    assert (second.action, second.refers_to, second.level) == ("correction", first, Decimal(2))
    assert second.notes.get(purpose="reason").text == "Pressed the wrong key"


def test_a_sheet_gets_an_address_of_its_own(client, mr_okafor, url, continuum):
    client.force_login(mr_okafor)
    place = continuum["Unit rates"]
    answer = client.get(url, {"competency": place.competency.pk, "standard": place.standard.pk})
    assert answer.status_code == 302
    assert client.get(answer.url).context["form_key"] in answer.url


def test_coming_back_to_a_saved_sheet_shows_it_as_saved(client, mr_okafor, url, filled, page, maya):
    client.force_login(mr_okafor)
    client.post(url, {**filled, f"note-{maya.pk}": "Both rates.", "depth": "skill"})
    answer = page(form=FORM_KEY)
    row = answer.context["sheet"].rows[0]
    assert (row.chosen, row.note) == ("3", "Both rates.")
    assert answer.context["form"]["depth"].value() == "skill"
    assert "You have saved this sheet." in answer.content.decode()


def test_coming_back_to_a_sheet_that_was_undone_begins_it_anew(client, mr_okafor, url, filled, page):
    client.force_login(mr_okafor)
    client.post(url, filled)
    client.post(reverse("assessments:undo", args=[Evidence.objects.get().batch]))
    answer = page(form=FORM_KEY)
    assert answer.context["form_key"] != FORM_KEY
    assert answer.context["sheet"].rows[0].chosen == "3"


def test_a_new_student_on_a_saved_form_is_added(client, mr_okafor, url, filled, section):
    client.force_login(mr_okafor)
    client.post(url, filled)
    new = make_class(section, 1)[0]
    client.post(url, {**filled, f"level-{new.pk}": "4"})
    assert Evidence.objects.count() == 2


def test_an_undone_form_is_not_taken_for_saved(client, mr_okafor, url, filled):
    client.force_login(mr_okafor)
    client.post(url, filled)
    client.post(reverse("assessments:undo", args=[Evidence.objects.get().batch]))
    answer = client.post(url, filled)
    assert answer.status_code == 409
    assert "You have undone this save" in answer.content.decode()
    assert answer.context["form_key"] != FORM_KEY


def test_undo_opens_the_sheet_as_it_was(client, mr_okafor, url, filled, maya):
    client.force_login(mr_okafor)
    client.post(url, {**filled, f"note-{maya.pk}": "Both rates."})
    answer = client.post(reverse("assessments:undo", args=[Evidence.objects.get().batch]), follow=True)
    row = answer.context["sheet"].rows[0]
    assert (row.chosen, row.note) == ("3", "Both rates.")
    assert Evidence.objects.filter(action="void").count() == 1


def test_the_rest_can_be_set_without_a_script(client, mr_okafor, url, filled, section):
    make_class(section, 2)
    client.force_login(mr_okafor)
    answer = client.post(url, {**filled, "do": "rest", "rest": "missed"})
    assert sorted(row.chosen for row in answer.context["sheet"].rows) == ["3", "missed", "missed"]
    assert not Evidence.objects.exists()


def test_an_empty_sheet_is_not_saved(client, mr_okafor, url, filled, maya):
    client.force_login(mr_okafor)
    answer = client.post(url, {**filled, f"level-{maya.pk}": ""})
    assert answer.status_code == 422
    assert "Nobody is rated yet" in answer.content.decode()


@pytest.mark.parametrize("value", ["5", "0", "-1", "3.5", "٣", " 3 ", "1_0", "NaN", "exempt", "Proficient", "3,0"])
def test_a_level_that_is_not_offered_is_named_at_its_row(client, mr_okafor, url, filled, maya, value):
    client.force_login(mr_okafor)
    answer = client.post(url, {**filled, f"level-{maya.pk}": value})
    assert answer.status_code == 422
    assert answer.context["sheet"].rows[0].errors == ["Choose one of the levels or marks shown."]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2027-02-29", "Choose a day that exists"),
        ("9999-01-01", "in the future"),
        ("0001-01-01", "years ago"),
        ("03/04/2026", "Choose a day that exists"),
        ("٢٠٢٦-01-01", "Choose a day that exists"),
        ("", "Choose the day"),
    ],
)
def test_a_day_that_cannot_be_is_named_and_everything_typed_is_kept(client, mr_okafor, url, filled, maya, day, why):
    client.force_login(mr_okafor)
    answer = client.post(url, {**filled, "on": day, f"note-{maya.pk}": "Kept."})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert why in said
    assert "Kept." in said
    assert not Evidence.objects.exists()


def test_a_day_before_maya_came_is_named(client, mr_okafor, url, filled, section):
    client.force_login(mr_okafor)
    early = section.term.starts - timedelta(days=3)
    answer = client.post(url, {**filled, "on": early.isoformat()})
    assert answer.status_code == 422
    assert "was not in this section" in answer.content.decode()


@pytest.mark.parametrize("note", ["a\x00b", "a\u202eb", "\ufeffa", "a\x07b"])
def test_a_note_with_hidden_characters_is_refused_by_name(client, mr_okafor, url, filled, maya, note):
    client.force_login(mr_okafor)
    answer = client.post(url, {**filled, f"note-{maya.pk}": note})
    assert answer.status_code == 422
    assert "cannot be kept" in answer.content.decode()


@pytest.mark.parametrize("note", ["<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE", "👨‍👩‍👧", "=HYPERLINK(1)"])
def test_a_note_is_kept_as_it_was_written_and_never_run(client, mr_okafor, url, filled, maya, note):
    client.force_login(mr_okafor)
    assert client.post(url, {**filled, f"note-{maya.pk}": note}).status_code == 302
    assert EvidenceNote.objects.get().text == note


def test_a_student_who_has_left_is_told_and_nothing_is_saved(client, mr_okafor, url, filled, daniel):
    client.force_login(mr_okafor)
    answer = client.post(url, {**filled, f"level-{daniel.pk}": "4"})
    assert answer.status_code == 422
    assert "no longer in this section" in answer.content.decode()
    assert "Daniel" not in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_form_without_a_key_of_ours_gets_one(client, mr_okafor, url, filled):
    client.force_login(mr_okafor)
    assert client.post(url, {**filled, "form_key": "x" * 10_000}).status_code == 302


def test_a_competency_alone_opens_the_sheet_of_its_first_required_standard(client, mr_okafor, url, maya, continuum):
    client.force_login(mr_okafor)
    answer = client.get(url, {"competency": continuum["Unit rates"].competency.pk}, follow=True)
    assert answer.status_code == 200
    assert "Maya Torres" in answer.content.decode()


@pytest.mark.parametrize("value", ["0", "-1", "99999999999999999999999", "abc", "1.0", "٣", ""])
def test_a_standard_that_does_not_exist_is_not_found(client, mr_okafor, url, continuum, value):
    client.force_login(mr_okafor)
    assert client.get(url, {"competency": continuum["Unit rates"].competency.pk, "standard": value}).status_code == 404


def test_a_colleague_does_not_find_the_sheet(client, ms_lindqvist, other_section, url):
    client.force_login(ms_lindqvist)
    assert client.get(url).status_code == 404


def test_an_outsider_does_not_find_it(client, outsider, url, filled):
    client.force_login(outsider)
    assert client.post(url, filled).status_code == 404


def test_the_principal_may_look_at_the_section_but_not_rate_it(client, principal_adeyemi, url, filled):
    client.force_login(principal_adeyemi)
    assert client.post(url, filled).status_code == 403


@pytest.mark.parametrize("who", ["maya", "rosa"])
def test_families_do_not_find_it(client, request, who, url, maya):
    person = request.getfixturevalue(who)
    client.force_login(getattr(person, "user", person))
    assert client.get(url).status_code == 404


def test_strangers_are_asked_to_sign_in(client, url):
    assert client.get(url).status_code == 302


def test_deleting_is_no_verb_here(client, mr_okafor, url):
    client.force_login(mr_okafor)
    assert client.delete(url).status_code == 405


@pytest.mark.parametrize("size", [2, 30])
def test_opening_the_sheet_costs_the_same_for_any_class(page, section, size, django_assert_max_num_queries):
    make_class(section, size)
    page()
    with django_assert_max_num_queries(10):
        page()


@pytest.mark.parametrize("size", [10, 30, 45])
def test_saving_costs_at_most_twelve_statements_for_any_class(
    client, mr_okafor, url, filled, section, size, django_assert_max_num_queries
):
    students = make_class(section, size)
    client.force_login(mr_okafor)
    client.post(url, filled)
    levels = {f"level-{student.pk}": "3" for student in students}
    with django_assert_max_num_queries(12 + 2 + 4):  # besides session and user; savepoints are none in real life
        assert client.post(url, {**filled, **levels, "form_key": "f" * 32}).status_code == 302
    assert Evidence.objects.count() == size + 2


def test_a_student_who_moves_in_is_on_the_sheet_the_same_day(page, section, daniel):
    enroll(daniel, section)
    assert "Daniel Osei" in page().content.decode()
