"""The list of one's sections, and the cheap question an open grid asks again and again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum
from pathways.tests.kit import rate, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE
from people.models import Section, Student, Term, User
from people.queries import today

pytestmark = pytest.mark.django_db


class TestFreshness:
    """The cheap question a grid asks again and again."""

    @pytest.fixture
    def url(self, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum) -> str:
        rate(mr_okafor, maya, continuum, "Unit rates", 2, 2)
        up_to_date(maya)
        return reverse("pathways:freshness", args=[section.pk])

    def test_nothing_new_is_answered_without_a_body(self, client: Client, url: str, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        first = client.get(url)
        assert first.json()["current"] is True
        second = client.get(url, headers={"If-None-Match": first["ETag"]})
        assert second.status_code == 304
        assert second.content == b""

    def test_the_page_holds_the_token_the_answer_is_compared_with(
        self, client: Client, url: str, section: Section, mr_okafor: User
    ) -> None:
        client.force_login(mr_okafor)
        html = client.get(reverse("pathways:grid", args=[section.pk])).content.decode()
        token = html.split('data-fresh="')[1].split('"')[0]
        assert client.get(url, headers={"If-None-Match": f'"{token}"'}).status_code == 304

    def test_a_colleagues_save_and_its_recompute_both_change_it(
        self, client: Client, url: str, maya: Student, mr_okafor: User, continuum: TestContinuum
    ) -> None:
        client.force_login(mr_okafor)
        before = client.get(url)["ETag"]
        rate(mr_okafor, maya, continuum, "Unit rates", 3)
        during = client.get(url)
        assert during.json()["updating"] == 1
        up_to_date(maya)
        after = client.get(url)
        assert after.json()["current"] is True
        assert len({before, during["ETag"], after["ETag"]}) == 3

    def test_it_costs_one_query_beside_access(self, client: Client, url: str, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        assert len(captured) - BESIDE_THE_PAGE == 2


class TestGroups:
    """The list of one's sections."""

    def test_a_teacher_sees_own_sections_with_what_they_work_on(
        self,
        client: Client,
        section: Section,
        other_section: Section,
        maya: Student,
        mr_okafor: User,
        continuum: TestContinuum,
    ) -> None:
        kit.teach(continuum, section, "Unit rates")
        client.force_login(mr_okafor)
        html = client.get(reverse("pathways:groups")).content.decode()
        assert "7B Mathematics" in html
        assert "7D Mathematics" not in html
        assert "Unit rates" in html
        assert "1 student " in html

    def test_a_leader_sees_the_sections_of_the_school(
        self, client: Client, section: Section, other_section: Section, principal_adeyemi: User
    ) -> None:
        client.force_login(principal_adeyemi)
        html = client.get(reverse("pathways:groups")).content.decode()
        assert "7B Mathematics" in html
        assert "7D Mathematics" in html

    def test_a_teacher_between_two_terms_is_told_so(self, client: Client, mr_okafor: User, section: Section) -> None:
        yesterday = today(section.district) - timedelta(days=1)
        Term.objects.filter(pk=section.term_id).update(ends=yesterday)
        client.force_login(mr_okafor)
        assert "No groups this term" in client.get(reverse("pathways:groups")).content.decode()

    def test_a_guardian_has_no_groups_to_open(self, client: Client, rosa: User) -> None:
        client.force_login(rosa)
        assert client.get(reverse("pathways:groups")).status_code == 403

    def test_it_costs_the_same_for_one_section_and_for_many(
        self, client: Client, section: Section, term: Term, mr_okafor: User, continuum: TestContinuum
    ) -> None:
        client.force_login(mr_okafor)
        client.get(reverse("pathways:groups"))
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("pathways:groups"))
        for number in range(6):
            kit.teach(continuum, kit.make_section(term, f"8{number}", mr_okafor), "Unit rates")
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("pathways:groups"))
        assert len(one) == len(many)
