"""The pages on which ratings are corrected, taken back and looked up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence
from assessments.tests.kit import an_entry, recorded
from cbe.testing.school import make_class

KEY = "0123456789abcdef0123456789abcdef"


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
def test_what_was_taken_back_says_so_and_asks_nothing(client, mr_okafor, rating, name):
    client.force_login(mr_okafor)
    void = reverse("assessments:void", args=[rating.pk])
    client.post(void, {"reason": "Not her work"})
    said = client.get(reverse(f"assessments:{name}", args=[rating.pk])).content.decode()
    assert "already taken back on" in said
    assert "by Mr Okafor" in said
    assert "Not her work" in said
    assert 'name="reason"' not in said
    assert "already taken back on" in client.post(void, {"reason": "Again"}).content.decode()
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
