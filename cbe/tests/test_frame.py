"""The frame around every page: who finds what in the navigation, and what it costs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cbe.display import Display, from_cookie
from cbe.frame import PLACES, nav_of, places_of
from people.models import District, Role, Student, User

pytestmark = pytest.mark.django_db

HELP = "/help/"


def words_of_nav(client: Client) -> list[str]:
    """Return the words of the navigation on a page."""
    return [str(item.label) for item in client.get(HELP).context["frame"].nav]


def test_mr_okafor_finds_his_groups_and_his_day(client: Client, mr_okafor: User, section: object) -> None:
    client.force_login(mr_okafor)
    assert words_of_nav(client) == ["Today", "Groups", "Continuum", "Reports"]


def test_maya_finds_her_path_and_her_reports_in_larger_type(client: Client, maya: Student) -> None:
    client.force_login(maya.user)
    assert words_of_nav(client) == ["My path", "My reports"]
    assert 'class="roomy' in client.get(HELP).content.decode()


def test_rosa_finds_her_family(client: Client, rosa: User) -> None:
    client.force_login(rosa)
    assert words_of_nav(client) == ["Familia"]


def test_principal_adeyemi_finds_her_school(client: Client, principal_adeyemi: User) -> None:
    client.force_login(principal_adeyemi)
    assert words_of_nav(client) == ["School", "Continuum"]


def test_the_admin_finds_the_district_and_the_editor(client: Client, admin: User) -> None:
    client.force_login(admin)
    nav = client.get(HELP).context["frame"].nav
    assert [(str(item.label), item.url) for item in nav] == [
        ("District", reverse("reporting:district")),
        ("Continuum", reverse("competencies:edit")),
    ]


def test_a_stranger_finds_the_door_and_no_navigation(client: Client) -> None:
    page = client.get(HELP)
    assert page.context["frame"].nav == ()
    assert reverse("account_login") in page.content.decode()


def test_somebody_without_a_role_today_is_told_so_kindly(client: Client, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    page = client.get("/")
    assert page.status_code == 200
    assert "no class, child or school is linked to you today" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "view"),
    [
        ("mr_okafor", "reporting:today"),
        ("rosa", "reporting:family"),
        ("principal_adeyemi", "reporting:school"),
        ("admin", "reporting:district"),
    ],
)
def test_home_sends_everyone_to_where_their_work_is(
    client: Client, request: pytest.FixtureRequest, section: object, who: str, view: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/").headers["Location"] == reverse(view)


def test_home_sends_maya_to_her_path_and_a_stranger_to_the_door(client: Client, maya: Student) -> None:
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    client.force_login(maya.user)
    assert client.get("/").headers["Location"] == reverse("pathways:my_path")


def test_the_frame_costs_one_query_beyond_the_session_and_the_account(
    client: Client, mr_okafor: User, section: object, django_assert_num_queries: object
) -> None:
    client.force_login(mr_okafor)
    with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's own fixture
        client.get(HELP)


def test_a_teacher_who_is_also_a_guardian_has_both_ways() -> None:
    labels = [str(place.label) for place in places_of({Role.GUARDIAN, Role.TEACHER})]
    assert labels == ["Today", "Groups", "Continuum", "Reports", "Family"]


def test_a_leader_who_also_teaches_sees_the_continuum_once() -> None:
    labels = [str(place.label) for place in places_of({Role.LEADER, Role.TEACHER})]
    assert labels.count("Continuum") == 1


def test_the_page_itself_is_current_and_a_page_within_says_so() -> None:
    today = list(nav_of({Role.TEACHER}, current="reporting:today"))
    grid = list(nav_of({Role.TEACHER}, current="pathways:grid"))
    assert [item.current for item in today] == ["page", "", "", ""]
    assert [item.current for item in grid] == ["", "true", "", ""]


def test_a_page_within_two_places_marks_only_the_first() -> None:
    nav = list(nav_of({Role.TEACHER, Role.GUARDIAN}, current="pathways:path"))
    assert [item.current for item in nav if item.current] == ["true"]


def test_every_place_of_the_navigation_exists() -> None:
    for places in PLACES.values():
        for place in places:
            assert reverse(place.view)


def test_a_stray_display_cookie_never_breaks_a_page(client: Client, district: District) -> None:
    client.cookies["display"] = "<script>.dark.airy.huge"
    page = client.get(HELP).content.decode()
    assert 'data-theme="dark"' in page
    assert "&lt;script" not in page
    assert "<script>." not in page


def test_display_choices_survive_the_cookie() -> None:
    wish = Display("dark", frozenset({"airy", "nokeys"}))
    assert from_cookie(wish.to_cookie()) == wish
    assert from_cookie("") == Display()


def test_display_settings_are_kept_in_a_cookie(client: Client) -> None:
    answer = client.post("/display/", {"theme": "light", "switch": ["roomy", "nonsense"]})
    assert answer.headers["Location"] == "/display/"
    assert answer.cookies["display"].value == "light.roomy"
    assert client.put("/display/").status_code == 405
