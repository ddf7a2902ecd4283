"""Every page costs the same number of queries in a small school and in a larger one, and none is left uncounted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from pytest_django import DjangoDbBlocker

from cbe.testing.pages import PAGES
from cbe.testing.sized import SizedSchool
from cbe.tests.test_access_matrix import addresses

NO_DATA = {
    "account_login": "a form; its panel is counted in test_sign_in",
    "account_reset_password": "a form",
    "account_reset_password_done": "a sentence",
    "account_signup": "a form",
    "account_logout": "a form",
    "account_change_password": "a form",
    "account_email": "one's own addresses",
    "account_reauthenticate": "a form",
    "help": "a text",
    "parts": "building blocks with made-up values",
    "display": "a form",
    "find": "a form before it is asked; counted in test_finder",
    "competencies:public": "of one district before it is asked which; counted in competencies/tests/test_public",
    "competencies:public_competency": "counted in competencies/tests/test_public",
}
PARTS = dict(addresses(get_resolver()))


@dataclass(frozen=True)
class Cost:
    """A page, who opens it, and whether it is asked about everybody at once."""

    view: str
    reader: str
    everybody: bool = False

    def __str__(self) -> str:
        return f"{self.view} as {self.reader}"


COSTS = (
    *(Cost(f"competencies:{one}", "admin") for one in ("edit", "edit_competency", "scales", "policy", "standards")),
    *(Cost(f"competencies:{one}", "admin") for one in ("new_competency", "profile", "part", "import", "publish")),
    *(Cost(f"competencies:{one}", "admin") for one in ("policy_draft", "policy_at", "history")),
    *(Cost("competencies:competency_history", one) for one in ("mr_okafor", "leader")),
    Cost("pathways:policy_examples", "admin"),
    *(Cost(f"pathways:{one}", "admin") for one in ("previews", "preview", "preview_change", "lab")),
    *(Cost(f"competencies:{one}", "admin") for one in ("split", "merge", "carry", "carried")),
    Cost("assessments:log", "mr_okafor"),
    Cost("assessments:class_set", "mr_okafor"),
    Cost("assessments:rubric", "mr_okafor"),
    Cost("assessments:correct", "mr_okafor"),
    Cost("assessments:void", "mr_okafor"),
    Cost("assessments:history", "mr_okafor"),
    Cost("assessments:focus", "mr_okafor"),
    *(Cost("assessments:decisions", one) for one in ("maya", "rosa", "mr_okafor", "leader")),
    *(Cost(f"assessments:{one}", "mr_okafor") for one in ("override", "adapt", "override_back", "adapted_back")),
    Cost("assessments:exempt", "leader"),
    *(Cost("pathways:groups", one) for one in ("mr_okafor", "leader")),
    *(Cost("pathways:grid", one) for one in ("mr_okafor", "leader")),
    *(Cost("pathways:why", one) for one in ("maya", "rosa", "mr_okafor")),
    Cost("pathways:my_path", "maya"),
    *(Cost("pathways:path", one) for one in ("rosa", "mr_okafor")),
    *(Cost("pathways:competency", one) for one in ("maya", "rosa", "mr_okafor")),
    Cost("pathways:advancements", "mr_okafor"),
    Cost("pathways:decide", "mr_okafor"),
    Cost("reporting:today", "mr_okafor"),
    Cost("reporting:family", "rosa"),
    Cost("reporting:school", "leader"),
    Cost("reporting:district", "admin"),
    *(Cost("reporting:reports", one) for one in ("maya", "rosa", "mr_okafor")),
    *(Cost("reporting:report", one) for one in ("maya", "rosa", "mr_okafor")),
    Cost("reporting:child", "rosa"),
    Cost("reporting:section_reports", "mr_okafor"),
    Cost("reporting:draft", "mr_okafor"),
    Cost("reporting:issue", "mr_okafor", everybody=True),
)

Schools = tuple[SizedSchool, SizedSchool]


@pytest.fixture(scope="module")
def schools(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Schools]:
    """A small school and a larger one, made once for all pages and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield SizedSchool("small", 2), SizedSchool("larger", 5)
        transaction.set_rollback(True)


def test_every_page_is_counted_or_shows_no_data() -> None:
    counted = {cost.view for cost in COSTS} | set(NO_DATA)
    assert sorted({page.view for page in PAGES} - counted) == []
    assert sorted(counted - {page.view for page in PAGES}) == []


@pytest.mark.django_db
@pytest.mark.parametrize("cost", COSTS, ids=str)
def test_a_page_costs_the_same_in_a_larger_school(cost: Cost, schools: Schools) -> None:
    small, larger = (queries_of(cost, school) for school in schools)
    assert small, "the page asks nothing at all, so nothing was counted"
    assert len(small) == len(larger), "\n".join(sorted(larger))


def queries_of(cost: Cost, school: SizedSchool) -> list[str]:
    """What a page asks the database, when it is opened for the second time."""
    ids = school.ids
    path = reverse(cost.view, kwargs={name: ids[name] for name in PARTS[cost.view]})
    if cost.everybody:
        path += "?" + "&".join(f"student={one.pk}" for one in school.students)
    client = Client()
    client.force_login(school.people[cost.reader])
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [one["sql"][:200] for one in captured]
