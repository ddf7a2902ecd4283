"""Everyone reads the published continuum, and only the published one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cbe.testing.continuum import TestContinuum, make_continuum
from competencies.models import ContinuumVersion, PolicyVersion
from people.models import District, User


def test_nobody_has_to_sign_in_to_read_the_continuum(client: Client, continuum: TestContinuum) -> None:
    page = client.get("/continuum/").content.decode()
    assert "Unit rates" in page
    assert "Lifelong learning" in page
    assert "Thinks with numbers" in page
    assert "What proficient means" in page


@pytest.mark.parametrize(("query", "found"), [("unit", 1), ("UNIT  RATES", 1), ("percent problems w.4", 1), ("zzz", 0)])
def test_a_search_finds_every_word_in_titles_statements_and_codes(
    client: Client, continuum: TestContinuum, query: str, found: int
) -> None:
    page = client.get("/continuum/", {"q": query})
    assert len(page.context["found"]) == found


@pytest.mark.parametrize("query", ["\0", "x" * 10_000, "<script>alert(1)</script>", "'; DROP TABLE", "%", "🙂"])
def test_a_strange_search_finds_nothing_and_breaks_nothing(
    client: Client, continuum: TestContinuum, query: str
) -> None:
    page = client.get("/continuum/", {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_each_competency_has_a_page_of_its_own(client: Client, continuum: TestContinuum) -> None:
    page = client.get(f"/continuum/c/{continuum['Unit rates'].competency.guid}/").content.decode()
    assert "Unit rates at level 3." in page
    assert "Equivalent ratios" in page
    assert "Percent problems" in page
    assert client.get(f"/continuum/c/{uuid4()}/").status_code == 404
    assert client.get("/continuum/c/not-a-guid/").status_code == 404
    assert client.post("/continuum/").status_code == 405


def test_a_draft_is_nobody_s_reading(client: Client, continuum: TestContinuum) -> None:
    ContinuumVersion.objects.filter(pk=continuum.version.pk).delete()
    assert "Unit rates" not in client.get("/continuum/").content.decode()
    assert client.get(f"/continuum/c/{continuum['Unit rates'].competency.guid}/").status_code == 404


def test_where_two_districts_have_published_the_reader_chooses(
    client: Client, continuum: TestContinuum, district: District, outsider: User
) -> None:
    make_continuum(outsider.district)
    page = client.get("/continuum/").content.decode()
    assert "Harbour district" in page
    assert "Inland district" in page
    assert "Unit rates" in client.get("/continuum/?district=inland").content.decode()
    assert client.get("/continuum/?district=nowhere").status_code == 200
    client.force_login(outsider)
    assert client.get("/continuum/").context["district"] == outsider.district


def test_the_page_asks_no_more_for_a_larger_continuum(
    client: Client, district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_continuum(district, more=40)
    client.get("/continuum/")
    with django_assert_max_num_queries(3):
        client.get("/continuum/")


def test_everyone_reads_the_rule_in_words(client: Client, continuum: TestContinuum) -> None:
    page = " ".join(client.get("/continuum/").content.decode().split())
    assert "How mastery is decided" in page
    assert "Proficient on every required standard, with at least one piece of summative evidence on each" in page
    assert "The most common of the last 3 pieces on each standard counts." in page
    PolicyVersion.objects.all().delete()
    assert "How mastery is decided" not in client.get("/continuum/").content.decode()
