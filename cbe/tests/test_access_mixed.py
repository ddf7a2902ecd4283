"""Addresses and bodies that mix what is one's own with what is somebody else's: the stranger's half is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Evidence, Focus
from cbe.testing.access_bodies import BODIES, as_json
from cbe.testing.continuum import TestContinuum, make_continuum
from competencies.models import StageText
from competencies.tests.kit import guid
from people.models import Section, Student, User
from reporting.models import ProgressReport, ReportComment

Things = dict[str, Any]


@pytest.fixture
def foreign(outsider: User) -> TestContinuum:
    """The continuum of another district."""
    assert outsider.district is not None
    return make_continuum(outsider.district)


@pytest.fixture
def theirs(daniel: Student, other_section: Section, foreign: TestContinuum, things: Things) -> Things:
    """The same things, of another section, another student, another district."""
    place = foreign["Unit rates"]
    text = place.competency.texts.get()
    return {
        "section_id": other_section.pk,
        "student_id": daniel.pk,
        "competency_id": place.competency.pk,
        "standard_id": place.standard.pk,
        "strand_id": text.strand_id,
        "row": StageText.objects.get(stage=text.stage_id).pk,
        "identifier": guid("a document of nobody's"),
    }


@dataclass(frozen=True)
class Mix:
    """An address, which of its ids is somebody else's, and who of the cast opens the rest of it every day."""

    view: str
    foreign: tuple[str, ...]
    owners: tuple[str, ...]
    own: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.view} with another's {' and '.join(self.foreign)}"


READERS = ("maya", "rosa", "mr_okafor", "principal_adeyemi", "admin")
MIXES = (
    Mix("reporting:draft", ("student_id",), ("mr_okafor",), own=("section_id",)),
    Mix("reporting:draft", ("section_id",), ("mr_okafor",), own=("student_id",)),
    Mix("pathways:competency", ("competency_id",), READERS, own=("student_id",)),
    Mix("pathways:why", ("competency_id",), READERS, own=("student_id",)),
    Mix("assessments:decisions", ("competency_id",), READERS, own=("student_id",)),
    Mix("assessments:decisions", ("student_id",), ("maya", "rosa", "mr_okafor"), own=("competency_id",)),
    Mix("assessments:override", ("competency_id",), ("mr_okafor", "admin"), own=("student_id",)),
    Mix("assessments:override", ("student_id",), ("mr_okafor",), own=("competency_id",)),
    Mix("assessments:exempt", ("competency_id",), ("principal_adeyemi",), own=("student_id",)),
    Mix("assessments:adapt", ("competency_id",), ("mr_okafor",), own=("student_id",)),
    Mix("competencies:edit_competency", ("competency_id",), ("admin",)),
    Mix("competencies:new_competency", ("strand_id",), ("admin",)),
    Mix("competencies:part", ("row",), ("admin",), own=("kind",)),
    Mix("competencies:export", ("identifier",), ("admin",)),
)


@pytest.mark.parametrize("mix", MIXES, ids=str)
@pytest.mark.usefixtures("rosa", "principal_adeyemi", "admin")
def test_half_an_address_of_ones_own_opens_nothing(
    mix: Mix, things: Things, theirs: Things, client: Client, request: pytest.FixtureRequest
) -> None:
    ids = {name: things[name] for name in mix.own} | {name: theirs[name] for name in mix.foreign}
    own = {name: things[name] for name in (*mix.own, *mix.foreign)}
    for name in mix.owners:
        who = request.getfixturevalue(name)
        client.force_login(who.user if isinstance(who, Student) else who)
        assert client.get(reverse(mix.view, kwargs=own)).status_code == 200, name
        assert client.get(reverse(mix.view, kwargs=ids)).status_code == 404, name


@pytest.mark.parametrize(
    ("view", "swapped", "answers"),
    [
        ("assessments:class_set", ("student_id",), 422),
        ("assessments:class_set", ("competency_id", "standard_id"), 404),
        ("assessments:rubric", ("competency_id", "standard_id"), 200),
        ("assessments:focus", ("competency_id",), 422),
        ("assessments:api_evidence", ("student_id",), 400),
        ("assessments:api_evidence", ("competency_id",), 400),
        ("assessments:api_evidence", ("standard_id",), 400),
        ("assessments:api_evidence_batch", ("student_id",), 400),
        ("reporting:issue", ("student_id",), 302),
    ],
)
def test_a_body_about_somebody_elses_is_not_taken(
    view: str, swapped: tuple[str, ...], answers: int, things: Things, theirs: Things, client: Client, mr_okafor: User
) -> None:
    """A form that finds nothing it may use asks again; nothing whatever is written, for anybody."""
    before = written()
    client.force_login(mr_okafor)
    body = BODIES[view]({**things, **{name: theirs[name] for name in swapped}})
    names = {"assessments:class_set": "section_id", "assessments:focus": "section_id", "reporting:issue": "section_id"}
    names["assessments:rubric"] = "student_id"
    path = reverse(view, kwargs={names[view]: things[names[view]]} if view in names else {})
    api = view.startswith("assessments:api")
    answer = client.post(path, as_json(body), content_type="application/json") if api else client.post(path, body)
    assert answer.status_code == answers
    assert written() == before


def test_the_focus_of_another_section_cannot_be_ended_from_ones_own(
    things: Things, other_section: Section, client: Client, mr_okafor: User, continuum: TestContinuum
) -> None:
    row = Focus.objects.create(
        district=other_section.district, section=other_section, competency=continuum["Unit rates"].competency,
        starts=other_section.term.starts,
    )  # fmt: skip
    client.force_login(mr_okafor)
    answer = client.post(reverse("assessments:focus", args=[things["section_id"]]), {"end": row.pk})
    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.ends is None


def test_a_list_narrowed_to_somebody_elses_student_is_empty(
    things: Things, daniel: Student, client: Client, mr_okafor: User
) -> None:
    client.force_login(mr_okafor)
    list_of = reverse("assessments:api_evidence")
    assert client.get(list_of, {"student": things["student_id"]}).json()["results"]
    assert client.get(list_of, {"student": daniel.pk}).json()["results"] == []


def written() -> tuple[int, ...]:
    """How much there is of everything that a teacher can write."""
    return tuple(model.objects.count() for model in (Evidence, Focus, ProgressReport, ReportComment))
