"""Every address, tried as everyone: who is let in, who is turned away, and that nothing is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments.models import Evidence
from cbe.testing import school as school_kit
from cbe.testing.access_table import CAST, HIDDEN, REFUSED, TABLE, Row
from cbe.testing.continuum import TestContinuum, make_continuum
from competencies.importers.case import import_case
from competencies.models import StageText
from competencies.tests.kit import as_bytes, guid, small
from pathways.models import Advancement
from people.models import District, Role, Section, Student, User
from people.queries import today
from reporting.models import ProgressReport
from reporting.tests.kit import shows

pytestmark = pytest.mark.usefixtures("rosa", "principal_adeyemi", "admin", "daniel", "other_admin")

# Django's admin guards itself; allauth's addresses are tried in cbe/tests/test_sign_in.py.
TRIED_ELSEWHERE = ("admin:", "account_")


@pytest.fixture
def other_guardian(daniel: Student) -> User:
    """The guardian of a student Maya shares the school with."""
    user = school_kit.make_user(daniel.district, "kofi", "Kofi", "Osei")
    school_kit.make_guardian(daniel, user)
    return user


@pytest.fixture
def other_leader(district: District) -> User:
    """The leader of another school of the same district."""
    user = school_kit.make_user(district, "brandt", "Ines", "Brandt")
    school_kit.grant(user, Role.LEADER, school_kit.make_school(district, "Hill School"))
    return user


@pytest.fixture
def other_admin(outsider: User) -> User:
    """The admin of another district."""
    make_continuum(outsider.district)
    user = school_kit.make_user(outsider.district, "elsewhere", "Ada", "Elsewhere")
    school_kit.grant(user, Role.ADMIN)
    return user


@pytest.fixture
def things(maya: Student, section: Section, mr_okafor: User, continuum: TestContinuum) -> dict[str, Any]:
    """One of each thing the addresses speak of, all of them Maya's or 7B's."""
    shows(maya, "Unit rates", 3, 3, by=mr_okafor, section=section, continuum=continuum)
    evidence = Evidence.objects.filter(student=maya).latest("pk")
    place = continuum["Unit rates"]
    import_case(raw=as_bytes(small()), district=maya.district, by=None)
    stage = StageText.objects.filter(district=maya.district, until=None).earliest("pk")
    report = ProgressReport.objects.create(
        district=maya.district, student=maya, term=section.term, number=1, day=today(maya.district),
        issued_at=timezone.now(), issued_by=mr_okafor, through=1, expectations=1, digest="", body={"en": {}},
    )  # fmt: skip
    advancement = Advancement.objects.create(
        district=maya.district, student=maya, stage=place.competency.texts.get().stage, through=1,
        continuum_version=continuum.version, proposed_on=today(maya.district),
    )  # fmt: skip
    return {
        "section_id": section.pk,
        "student_id": maya.pk,
        "competency_id": place.competency.pk,
        "standard_id": place.standard.pk,
        "guid": place.competency.guid,
        "strand_id": stage.stage.strand_id,
        "kind": "stage",
        "row": stage.pk,
        "identifier": guid("document"),
        "evidence_id": evidence.pk,
        "batch": evidence.batch,
        "report_id": report.pk,
        "advancement_id": advancement.pk,
    }


def addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address of the project with the names of its parts."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", list(pattern.pattern.converters)


PARTS = dict(addresses(get_resolver()))


def test_every_address_has_a_row() -> None:
    known = {row.view for row in TABLE}
    forgotten = [name for name in PARTS if name not in known and not name.startswith(TRIED_ELSEWHERE)]
    assert forgotten == []


def address(row: Row, things: dict[str, Any]) -> str:
    kwargs = {name: things[name] for name in PARTS[row.view]}
    query = f"?student={things['student_id']}" if row.view == "reporting:issue" else ""
    return reverse(row.view, kwargs=kwargs) + query


def ask(client: Client, row: Row, path: str, things: dict[str, Any]) -> HttpResponse:
    data = {"student": things["student_id"], "competency": things["competency_id"]}
    data["standard"] = things["standard_id"]
    if row.view.startswith("assessments:api"):
        return client.post(path, "{}", content_type="application/json") if row.method == "POST" else client.get(path)
    return client.post(path.split("?", maxsplit=1)[0], data) if row.method == "POST" else client.get(path)


def turned_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")


def let_in(answer: HttpResponse) -> bool:
    return answer.status_code in (200, 201, 204, 302, 304, 400, 409, 422, 503) and not turned_to_sign_in(answer)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_cast_is_let_in_or_turned_away_as_the_table_says(
    row: Row, things: dict[str, Any], client: Client, request: pytest.FixtureRequest
) -> None:
    path = address(row, things)
    wrong = []
    for name in CAST:
        who = request.getfixturevalue(name)
        client.force_login(who.user if isinstance(who, Student) else who)
        answer = ask(client, row, path, things)
        if name in row.allowed:
            right = let_in(answer)
        else:
            right = answer.status_code == (REFUSED if name in row.also else row.denied)
        if not right:
            wrong.append((name, answer.status_code))
        client.logout()
    assert not wrong, f"{path}: {wrong}"


@pytest.mark.parametrize("row", [row for row in TABLE if not row.public], ids=str)
def test_nobody_signed_in_is_asked_to_sign_in(row: Row, things: dict[str, Any], client: Client) -> None:
    answer = ask(client, row, address(row, things), things)
    assert turned_to_sign_in(answer) or answer.status_code == 401


@pytest.mark.parametrize("row", [row for row in TABLE if PARTS[row.view] and row.method == "GET"], ids=str)
def test_what_is_not_there_looks_like_what_is_not_yours(
    row: Row, things: dict[str, Any], client: Client, admin: User, outsider: User
) -> None:
    nothing = {name: UUID(int=1) if name in ("guid", "batch") else 987_654_321 for name in things}
    client.force_login(admin)
    nowhere = address(row, {**things, **nothing})
    missing = client.get(nowhere)
    assert missing.status_code in (404, 405)
    if not row.public and missing.status_code == 404:
        client.force_login(outsider)
        foreign, absent = client.get(address(row, things)), client.get(nowhere)
        assert foreign.status_code == absent.status_code == (REFUSED if "outsider" in row.also else HIDDEN)


Ids = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_no_number_in_an_address_breaks_a_page(
    number: int, things: dict[str, Any], client: Client, admin: User
) -> None:
    client.force_login(admin)
    for row in TABLE:
        numbers = [name for name in PARTS[row.view] if name not in ("guid", "batch")]
        if row.method == "GET" and numbers:
            path = reverse(row.view, kwargs=dict.fromkeys(numbers, number))
            assert client.get(path).status_code in (403, 404, 405), path
