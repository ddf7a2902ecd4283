"""My path: where I am, what comes next, and nothing about anybody else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum, make_continuum
from pathways.access import readable_students
from pathways.models import Advancement, LearnerState, Mastery
from pathways.queries.path import PathPage, path_page
from pathways.rules.judge import ENGINE
from pathways.tests.kit import rate, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE, rated_before
from people.models import District, Section, Student, Term, User
from people.queries import today

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATER = timedelta(minutes=2)


def page_of(student: Student, viewer: User | None = None) -> PathPage:
    """The path as its student (or somebody else) reads it, when the undo window has closed."""
    reader = viewer or student.user
    assert reader is not None
    found = readable_students(reader).get(pk=student.pk)
    return path_page(found, language="en", now=timezone.now() + LATER)


def state_of(page: PathPage, title: str) -> str:
    return next(
        item.state
        for domain in page.domains
        for trail in domain.trails
        for item in trail.items
        if item.competency.title == title
    )


@pytest.fixture
def under_way(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Student:
    """Maya has mastered two of Ratios and is working on unit rates."""
    rated_before(mr_okafor, maya, continuum, "Ratio language", 3, 3)
    rated_before(mr_okafor, maya, continuum, "Equivalent ratios", 3, 3)
    rated_before(mr_okafor, maya, continuum, "Unit rates", 3, 2)
    return maya


def test_the_path_tells_mastered_working_ready_and_later_apart(under_way: Student) -> None:
    page = page_of(under_way)
    assert state_of(page, "Equivalent ratios") == "mastered"
    assert state_of(page, "Unit rates") == "working"
    assert state_of(page, "Negative numbers") == "ready"
    assert state_of(page, "Percent problems") == "later"


def test_later_names_what_it_needs(client: Client, under_way: Student) -> None:
    client.force_login(under_way.user)
    html = client.get(reverse("pathways:my_path")).content.decode()
    assert "Later · needs Unit rates" in html


def test_there_is_one_next_step_with_the_text_of_the_level_to_aim_at(client: Client, under_way: Student) -> None:
    page = page_of(under_way)
    assert page.next_step is not None
    assert page.next_step.competency.title == "Unit rates"
    assert page.next_step.i_can == "Unit rates at level 3."
    flags = [item for domain in page.domains for trail in domain.trails for item in trail.items if item.is_next]
    assert len(flags) == 1
    client.force_login(under_way.user)
    assert client.get(reverse("pathways:my_path")).content.decode().count('id="next"') == 1


def test_one_missing_piece_is_called_one_more_time(client: Client, under_way: Student) -> None:
    client.force_login(under_way.user)
    html = client.get(reverse("pathways:my_path")).content.decode()
    assert "Your next step" in html
    assert "Show Unit rates one more time" in html


def test_the_map_and_the_list_hold_the_same_competencies(client: Client, under_way: Student) -> None:
    client.force_login(under_way.user)
    html = client.get(reverse("pathways:my_path")).content.decode()
    for item in (one for domain in page_of(under_way).domains for trail in domain.trails for one in trail.items):
        href = reverse("pathways:competency", args=[under_way.pk, item.competency.id])
        assert html.count(f'href="{href}"') >= 2, item.competency.title


def test_growth_counts_waymarks_by_the_day_they_were_reached(under_way: Student) -> None:
    page = page_of(under_way)
    assert [one.title for _on, one in page.reached] == ["Ratio language", "Equivalent ratios"]
    assert page.reached[-1][0] == today(under_way.district)


def test_the_graduate_profile_counts_what_contributes(
    client: Client, under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    assert page_of(under_way).outcomes[0].reached == ()
    rate(mr_okafor, under_way, continuum, "Unit rates", 3)
    rate(mr_okafor, under_way, continuum, "Unit rates", 3)
    up_to_date(under_way)
    assert [one.title for one in page_of(under_way).outcomes[0].reached] == ["Unit rates"]


def test_each_strand_says_where_the_student_works(under_way: Student) -> None:
    trails = {trail.strand.title: trail for domain in page_of(under_way).domains for trail in domain.trails}
    assert trails["Ratios"].stage == "Ratios 7"
    assert trails["Number"].stage == "Number 7"


def test_a_new_student_sees_what_the_class_works_on(
    client: Client, section: Section, maya: Student, continuum: TestContinuum
) -> None:
    kit.teach(continuum, section, "Negative numbers")
    page = page_of(maya)
    assert not page.begun
    assert [one.title for one in page.class_focus] == ["Negative numbers"]
    assert page.next_step is not None
    assert page.next_step.competency.title == "Negative numbers"
    client.force_login(maya.user)
    assert "Here is what your class works on" in client.get(reverse("pathways:my_path")).content.decode()


def test_before_the_first_publication_the_map_is_still_being_drawn(client: Client, term: Term) -> None:
    teacher = kit.make_user(term.district, "early", "Early", "Bird")
    early = kit.make_section(term, "Early", teacher)
    student = kit.make_student(early, "Ann", "First", user=kit.make_user(term.district, "ann", "Ann", "First"))
    client.force_login(student.user)
    assert "still being drawn" in client.get(reverse("pathways:my_path")).content.decode()


def test_no_other_student_and_no_rank_is_on_the_page(
    client: Client, under_way: Student, daniel: Student, section: Section
) -> None:
    kit.make_student(section, "Ben", "Whitaker")
    client.force_login(under_way.user)
    html = client.get(reverse("pathways:my_path")).content.decode().lower()
    for word in ("ben whitaker", "daniel", "rank", "average", "% of", "class median", "top "):
        assert word not in html, word


def test_advancements_stand_on_the_path_with_their_day_and_reason(
    client: Client, under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    Advancement.objects.create(
        district=under_way.district,
        student=under_way,
        stage_id=page_of(under_way).domains[0].trails[0].strand.stages[0].id,
        continuum_version=continuum.version,
        through=1,
        state=Advancement.State.DECLINED,
        proposed_on=today(under_way.district),
        decided_on=today(under_way.district),
        decided_by=mr_okafor,
        reason="Let us do the market task first.",
    )
    client.force_login(under_way.user)
    html = client.get(reverse("pathways:my_path")).content.decode()
    assert "Not moving on from Ratios 6 yet, said Mr Okafor" in html
    assert "Let us do the market task first." in html


def test_a_stale_path_says_so_to_those_who_read_it(
    client: Client, under_way: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    rate(mr_okafor, under_way, continuum, "Unit rates", 3)
    client.force_login(mr_okafor)
    html = client.get(reverse("pathways:path", args=[under_way.pk])).content.decode()
    assert "is being updated, shown as of" in html
    assert 'data-current="no"' in html


def test_the_path_reads_in_spanish_where_the_continuum_does(client: Client, under_way: Student, rosa: User) -> None:
    client.force_login(rosa)
    client.cookies["django_language"] = "es"
    assert client.get(reverse("pathways:path", args=[under_way.pk])).status_code == 200


@pytest.mark.parametrize("more", [54, 194])
def test_the_page_costs_the_same_for_60_and_for_200_competencies(
    client: Client, district: District, term: Term, mr_okafor: User, more: int
) -> None:
    continuum = make_continuum(district, more=more)
    section = kit.make_section(term, "7B", mr_okafor, continuum.domains["Mathematics"])
    student = kit.make_student(section, "Maya", "Torres", user=kit.make_user(district, "maya", "Maya", "Torres"))
    day = today(district)
    Mastery.objects.bulk_create(
        Mastery(
            district=district, student=student, competency=place.competency, status="mastered", mastered=True,
            score=Decimal(3), level=Decimal(3), pieces=3, reached_on=day - timedelta(days=at), latest_on=day,
            as_of=day, through=1, engine=ENGINE, policy_version=continuum.policy, continuum_version=continuum.version,
        )
        for at, place in enumerate(continuum.places.values())
        if at % 2
    )  # fmt: skip
    LearnerState.objects.create(
        district=district, student=student, version=1, computed_through=1, expectations=1, engine=ENGINE
    )
    client.force_login(student.user)
    client.get(reverse("pathways:my_path"))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse("pathways:my_path"))
    # Nothing is in work here, so the one query that asks what the next step takes is not made.
    assert len(captured) - BESIDE_THE_PAGE == 6
    assert len(answer.content) <= 60_000


class TestLitany:
    """Who reads whose path."""

    @pytest.fixture(params=["pathways:path", "pathways:student_freshness"])
    def url(self, request: pytest.FixtureRequest, under_way: Student) -> str:
        return reverse(request.param, args=[under_way.pk])

    @pytest.mark.parametrize("who", ["mr_okafor", "rosa", "principal_adeyemi", "admin"])
    def test_the_teacher_the_guardian_and_the_leaders_read_it(
        self, client: Client, url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == 200

    def test_the_student_reads_it(self, client: Client, url: str, maya: Student) -> None:
        client.force_login(maya.user)
        assert client.get(url).status_code == 200

    @pytest.mark.parametrize("who", ["ms_lindqvist", "outsider"])
    def test_for_a_colleague_and_an_outsider_it_is_not_there(
        self, client: Client, url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == 404

    def test_for_another_student_it_is_not_there(self, client: Client, url: str, daniel: Student) -> None:
        client.force_login(daniel.user)
        assert client.get(url).status_code == 404

    def test_it_only_answers_reading(self, client: Client, url: str, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        assert client.post(url).status_code == 405

    def test_a_student_that_does_not_exist_is_not_there(self, client: Client, mr_okafor: User, maya: Student) -> None:
        client.force_login(mr_okafor)
        assert client.get(reverse("pathways:path", args=[999999])).status_code == 404

    @pytest.mark.parametrize("who", ["mr_okafor", "rosa", "outsider"])
    def test_my_path_is_there_for_students_only(self, client: Client, who: str, request: pytest.FixtureRequest) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(reverse("pathways:my_path")).status_code == 404
