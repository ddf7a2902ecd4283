"""Mr Okafor says what his section works on."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Focus
from cbe.testing.school import make_section, teach

TODAY = timezone.now().date()


@pytest.fixture(autouse=True)
def noon(time_machine):
    """The day does not end while a test runs."""
    time_machine.move_to(datetime.combine(TODAY, time(12), tzinfo=UTC))


@pytest.fixture
def url(section):
    return reverse("assessments:focus", args=[section.pk])


@pytest.fixture
def okafor(client, mr_okafor, section):
    client.force_login(mr_okafor)
    return client


@pytest.fixture
def filled(continuum):
    return {"competency_id": continuum["Unit rates"].competency.pk, "starts": TODAY.isoformat()}


def test_a_focus_begins_once(okafor, url, filled, section):
    for _twice in range(2):
        assert okafor.post(url, filled).status_code == 302
    assert Focus.objects.get().section == section
    assert "Unit rates" in okafor.get(url).content.decode()


def test_a_focus_that_runs_already_gets_its_end(okafor, url, filled, section, continuum):
    teach(continuum, section, "Unit rates")
    okafor.post(url, {**filled, "ends": (TODAY + timedelta(days=9)).isoformat()})
    assert Focus.objects.get().ends == TODAY + timedelta(days=9)


def test_a_focus_ends_and_stays_in_the_record(okafor, url, section, continuum):
    teach(continuum, section, "Unit rates")
    okafor.post(url, {"end": Focus.objects.get().pk})
    assert Focus.objects.get().ends == TODAY - timedelta(days=1)


def test_a_focus_that_has_not_begun_is_taken_away(okafor, url, filled):
    okafor.post(url, {**filled, "starts": (TODAY + timedelta(days=7)).isoformat()})
    okafor.post(url, {"end": Focus.objects.get().pk})
    assert not Focus.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("competency_id", ""), ("competency_id", "99999"), ("competency_id", "abc"), ("competency_id", "9" * 40),
        ("starts", ""), ("starts", "2027-02-29"), ("starts", "٢٠٢٦-01-01"), ("ends", "2001-01-01"), ("ends", "soon"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_at_its_question(okafor, url, filled, field, value):
    answer = okafor.post(url, {**filled, field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Focus.objects.exists()


def test_the_focus_of_another_section_is_not_found(okafor, url, section, mr_okafor, continuum):
    other = make_section(section.term, "7C", mr_okafor)
    teach(continuum, other, "Unit rates")
    assert okafor.post(url, {"end": Focus.objects.get().pk}).status_code == 404
    assert okafor.post(url, {"end": "x"}).status_code == 404


def test_others_do_not_find_it_or_only_look(
    client, url, filled, ms_lindqvist, other_section, outsider, principal_adeyemi
):
    for person, code in ((ms_lindqvist, 404), (outsider, 404), (principal_adeyemi, 403)):
        client.force_login(person)
        assert client.post(url, filled).status_code == code
    assert not Focus.objects.exists()
    assert client.put(url).status_code == 405


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_costs_the_same_for_any_number(okafor, url, section, continuum, count, django_assert_max_num_queries):
    teach(continuum, section, *list(continuum.places)[:count])
    okafor.get(url)
    with django_assert_max_num_queries(8):
        okafor.get(url)


@pytest.mark.parametrize("count", [1, 4])
def test_choosing_a_section_costs_the_same_for_any_number(
    okafor, section, mr_okafor, continuum, count, django_assert_max_num_queries
):
    for number in range(count):
        teach(continuum, make_section(section.term, f"8{number}", mr_okafor), "Unit rates")
    url = reverse("assessments:log")
    okafor.get(url)
    with django_assert_max_num_queries(8):
        said = okafor.get(url).content.decode()
    assert "80" in said


def test_who_does_not_teach_has_nothing_to_log(client, rosa, continuum):
    client.force_login(rosa)
    assert client.get(reverse("assessments:log")).status_code == 403
    assert client.post(reverse("assessments:log")).status_code == 405
