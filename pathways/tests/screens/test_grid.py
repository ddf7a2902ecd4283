"""The mastery grid: who has shown what, who needs what next, and how it keeps itself up to date."""

from __future__ import annotations

import gzip
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.record import record_evidence
from assessments.models import Focus
from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum, make_continuum
from pathways.models import LearnerState, Mastery
from pathways.rules.judge import ENGINE
from pathways.tests.kit import entry, rate, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE
from people.models import District, Section, Student, Term, User
from people.queries import today

pytestmark = pytest.mark.django_db


def grid_url(section: Section, show: str = "") -> str:
    return reverse("pathways:grid", args=[section.pk]) + (f"?show={show}" if show else "")


def page(client: Client, user: User, section: Section, show: str = "") -> str:
    client.force_login(user)
    return client.get(grid_url(section, show)).content.decode()


def cell(html: str, student: Student, continuum: TestContinuum, title: str) -> str:
    """The cell of a student on a competency, from its link to its end."""
    start = html.index(f'href="{reverse("pathways:why", args=[student.pk, continuum[title].competency.pk])}"')
    return html[start : html.index("</td>", start)]


def fill(section: Section, continuum: TestContinuum, students: list[Student]) -> None:
    """Give every student a conclusion on every competency of mathematics."""
    day = today(section.district)
    shared = {
        "district": section.district,
        "policy_version": continuum.policy,
        "continuum_version": continuum.version,
        "as_of": day,
        "through": 1,
        "engine": ENGINE,
    }
    places = [place for title, place in continuum.places.items() if title != "Plans the work"]
    Mastery.objects.bulk_create(
        Mastery(
            **shared,
            student=student,
            competency=place.competency,
            status="mastered" if (row + column) % 3 else "not_yet",
            mastered=bool((row + column) % 3),
            level=Decimal((row + column) % 4 + 1),
            pieces=(row * column) % 6 + 1,
            latest_on=day - timedelta(days=(row * column * 7) % 400),
        )
        for row, student in enumerate(students)
        for column, place in enumerate(places)
    )
    LearnerState.objects.bulk_create(
        LearnerState(
            district=section.district, student=one, version=1, computed_through=1, expectations=1, engine=ENGINE
        )
        for one in students
    )


def test_a_cell_says_level_amount_and_name(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    kit.teach(continuum, section, "Unit rates")
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 4, 4)
    up_to_date(maya)
    found = cell(page(client, mr_okafor, section), maya, continuum, "Unit rates")
    assert 'class="mark l4 e2"' in found
    assert "4<i> Extending, 3 pieces" in found


def test_one_good_piece_is_shown_as_so_far(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    kit.teach(continuum, section, "Unit rates")
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    up_to_date(maya)
    found = cell(page(client, mr_okafor, section), maya, continuum, "Unit rates")
    assert "so-far" in found
    assert "needs more evidence" in found


def test_not_yet_taught_is_told_from_not_yet_shown(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    kit.teach(continuum, section, "Unit rates")
    Focus.objects.create(
        district=section.district,
        section=section,
        competency=continuum["Percent problems"].competency,
        starts=today(section.district) + timedelta(days=7),
    )
    html = page(client, mr_okafor, section)
    assert "No evidence yet" in cell(html, maya, continuum, "Unit rates")
    assert "Not yet taught" in cell(html, maya, continuum, "Percent problems")


def test_evidence_makes_a_column_although_the_section_has_no_focus_on_it(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Ratio language", 3, 3)
    up_to_date(maya)
    assert "Proficient, 2 pieces" in cell(page(client, mr_okafor, section), maya, continuum, "Ratio language")


def test_skills_of_another_domain_are_no_column_unless_in_focus(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    kit.teach(continuum, section, "Unit rates")
    rate(mr_okafor, maya, continuum, "Plans the work", 2, 2)
    up_to_date(maya)
    assert "Plans the work" not in page(client, mr_okafor, section)
    kit.teach(continuum, section, "Plans the work")
    assert "Plans the work" in page(client, mr_okafor, section)


def test_work_older_than_half_a_year_is_marked_old(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    up_to_date(maya)
    Mastery.objects.update(latest_on=today(section.district) - timedelta(days=200))
    assert " old" in cell(page(client, mr_okafor, section), maya, continuum, "Unit rates")


@pytest.fixture
def mixed_class(section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum) -> dict[str, Student]:
    """Maya has mastered unit rates, Ben not yet, Zoe has shown nothing; Kim's practice says ready."""
    ben, zoe, kim = (kit.make_student(section, name, "Class") for name in ("Ben", "Zoe", "Kim"))
    kit.teach(continuum, section, "Unit rates")
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    rate(mr_okafor, ben, continuum, "Unit rates", 2, 2)
    rate(mr_okafor, kim, continuum, "Unit rates", 2, 2)
    practice = [entry(kim, continuum, "Unit rates", 3, days_ago=days, kind="formative") for days in (0, 1, 2)]
    record_evidence(by=mr_okafor, district=section.district, entries=practice)
    for one in (maya, ben, zoe, kim):
        up_to_date(one)
    return {"maya": maya, "ben": ben, "zoe": zoe, "kim": kim}


@pytest.mark.parametrize(
    ("show", "there", "gone"),
    [
        ("not_yet", "Ben Class", "Maya Torres"),
        ("no_evidence", "Zoe Class", "Ben Class"),
        ("ready", "Kim Class", "Ben Class"),
    ],
)
def test_what_is_asked_for_is_what_is_shown(
    client: Client, section: Section, mr_okafor: User, mixed_class: dict[str, Student], show: str, there: str, gone: str
) -> None:
    html = page(client, mr_okafor, section, show)
    assert there in html
    assert gone not in html


def test_the_foot_counts_who_has_mastered(
    client: Client, section: Section, mr_okafor: User, mixed_class: dict[str, Student]
) -> None:
    assert "1 of 4" in page(client, mr_okafor, section)


def test_an_unknown_choice_shows_everyone(
    client: Client, section: Section, mr_okafor: User, mixed_class: dict[str, Student]
) -> None:
    assert "Maya Torres" in page(client, mr_okafor, section, "best_first")


def test_a_name_with_markup_in_it_stays_a_name(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    kit.teach(continuum, section, "Unit rates")
    kit.make_student(section, "<script>alert(1)</script>", 'O"Neill')
    html = page(client, mr_okafor, section)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; O&quot;Neill" in html


def test_the_grid_ranks_nobody(
    client: Client, section: Section, mr_okafor: User, mixed_class: dict[str, Student]
) -> None:
    html = page(client, mr_okafor, section)
    places = [html.index(name) for name in ("Ben Class", "Kim Class", "Zoe Class", "Maya Torres")]
    assert places == sorted(places), "students stand by name, whatever they have shown"


def test_a_stale_student_is_labelled_with_the_moment_shown(
    client: Client, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 2, 2)
    up_to_date(maya)
    rate(mr_okafor, maya, continuum, "Unit rates", 3)
    html = page(client, mr_okafor, section)
    assert "1 result is being updated, shown as of" in html
    assert "stale--row" in html
    assert "Developing" in cell(html, maya, continuum, "Unit rates"), "the stored value stays until it is recomputed"


def test_an_empty_section_says_how_to_start(client: Client, section: Section, maya: Student, mr_okafor: User) -> None:
    assert "three ways to start" in page(client, mr_okafor, section)


def test_a_section_without_students_says_so(client: Client, section: Section, mr_okafor: User) -> None:
    assert "Nobody is enrolled today" in page(client, mr_okafor, section)


def test_the_page_costs_the_same_at_any_size(client: Client, district: District, term: Term, mr_okafor: User) -> None:
    continuum = make_continuum(district, more=55)
    small = kit.make_section(term, "Small", mr_okafor, continuum.domains["Mathematics"])
    large = kit.make_section(term, "Large", mr_okafor, continuum.domains["Mathematics"])
    fill(small, continuum, kit.make_class(small, 2))
    fill(large, continuum, kit.make_class(large, 30))
    client.force_login(mr_okafor)
    client.get(grid_url(small))
    counts = []
    for section in (small, large):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(grid_url(section))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] - BESIDE_THE_PAGE <= 8
    assert answer.content.count(b"<td") >= 30 * 60
    assert len(gzip.compress(answer.content)) <= 30_000


class TestLitany:
    """Whoever may not see the grid finds nothing there."""

    @pytest.fixture(params=["pathways:grid", "pathways:freshness"])
    def url(self, request: pytest.FixtureRequest, section: Section, maya: Student, continuum: TestContinuum) -> str:
        kit.teach(continuum, section, "Unit rates")
        return reverse(request.param, args=[section.pk])

    @pytest.mark.parametrize("who", ["mr_okafor", "principal_adeyemi", "admin"])
    def test_the_teacher_and_the_leaders_open_it(
        self, client: Client, url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == 200

    @pytest.mark.parametrize("who", ["ms_lindqvist", "outsider", "rosa"])
    def test_for_a_colleague_an_outsider_and_a_guardian_it_is_not_there(
        self, client: Client, url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == 404

    def test_for_a_student_of_the_section_it_is_not_there(self, client: Client, url: str, maya: Student) -> None:
        client.force_login(maya.user)
        assert client.get(url).status_code == 404

    def test_a_stranger_signs_in_first(self, client: Client, url: str) -> None:
        answer = client.get(url)
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]

    def test_it_only_answers_reading(self, client: Client, url: str, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        assert client.post(url).status_code == 405

    def test_a_section_that_does_not_exist_is_not_there(self, client: Client, url: str, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        assert client.get(url.replace(url.split("/")[2], "999999")).status_code == 404
