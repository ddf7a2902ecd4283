"""What a student is to show instead of the published words is read where the words are, by those it is confided to."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cbe.testing import school as school_kit
from cbe.testing.decided import an_adapted_expectation
from pathways.tests.kit import master, up_to_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(maya, mr_okafor, continuum):
    """The competency page of unit rates, which Maya has mastered."""
    master(mr_okafor, maya, continuum, "Unit rates")
    up_to_date(maya)
    return reverse("pathways:competency", args=[maya.pk, continuum["Unit rates"].competency.pk])


def test_the_ladder_says_what_the_student_is_to_show_and_puts_them_on_no_published_word(
    client, maya, mr_okafor, continuum, address
):
    client.force_login(mr_okafor)
    assert "Here now" in client.get(address).content.decode()
    made = an_adapted_expectation(mr_okafor, maya, continuum)
    for who in (mr_okafor, maya.user):
        client.force_login(who)
        page = client.get(address).content.decode()
        assert made.descriptor in page
        assert "Here now" not in page
        assert "You are here" not in page


def test_it_is_read_before_there_is_any_work(client, maya, mr_okafor, continuum):
    made = an_adapted_expectation(mr_okafor, maya, continuum)
    client.force_login(mr_okafor)
    page = client.get(reverse("pathways:competency", args=[maya.pk, made.competency_id])).content.decode()
    assert made.descriptor in page


def test_a_teacher_of_another_domain_does_not_read_it(client, maya, mr_okafor, ms_lindqvist, term, continuum, address):
    made = an_adapted_expectation(mr_okafor, maya, continuum)
    section = school_kit.make_section(term, "Planning", ms_lindqvist, continuum.domains["Lifelong learning"])
    school_kit.enroll(maya, section)
    client.force_login(ms_lindqvist)
    page = client.get(address).content.decode()
    assert made.descriptor not in page
    assert "Here now" in page


def test_who_rates_one_piece_of_work_reads_it_beside_the_levels(client, maya, mr_okafor, continuum):
    place, other = continuum["Unit rates"], continuum["Percent problems"]
    made = an_adapted_expectation(mr_okafor, maya, continuum)
    client.force_login(mr_okafor)
    rubric = reverse("assessments:rubric", args=[maya.pk])
    names = [f"{one.competency.pk}-{one.standard.pk}" for one in (place, other)]
    page = client.get(rubric, {"t": names}, follow=True).content.decode()
    assert page.count(made.descriptor) == page.count("as the support") == 1
    assert '<details class="more" open>' in page
    assert made.descriptor not in client.get(rubric, {"t": names[1:]}, follow=True).content.decode()
