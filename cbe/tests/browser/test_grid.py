"""The grid and the path in a real browser: cells that change by themselves, why beside the grid, keys, no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum
from cbe.testing.reader import LAPTOP, PHONE, Look, Reader
from cbe.tests.browser.conftest import EVERY_LOOK
from pathways.models import LearnerState
from pathways.tests.kit import rate, up_to_date
from pathways.tests.screens.kit import rated_before
from people.models import Section, Student, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Reader]
A_WHILE = 15_000
A_CALM_WAIT = 10_000  # so long, in ms, a page on which all is current waits before it asks again


@pytest.fixture
def cell(maya: Student, mr_okafor: User, section: Section, continuum: TestContinuum) -> str:
    """The address behind Maya's cell on unit rates, where she is at Developing."""
    kit.make_student(section, "Ben", "Whitaker")
    kit.teach(continuum, section, "Unit rates", "Negative numbers")
    rated_before(mr_okafor, maya, continuum, "Unit rates", 2, 2)
    return reverse("pathways:why", args=[maya.pk, continuum["Unit rates"].competency.pk])


def grid(section: Section) -> str:
    return reverse("pathways:grid", args=[section.pk])


def test_a_cell_changes_by_itself_when_a_result_is_there(
    window: Window, cell: str, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    """First the page says that something is being updated, then the one cell shows the new level."""
    reader = window(mr_okafor)
    reader.page.clock.install()
    reader.open(grid(section))
    mark = reader.page.locator(f'a[href="{cell}"]')
    assert mark.inner_text().startswith("2")
    reader.page.evaluate("window.unchanged = document.querySelector('#grid-table')")
    for _ in range(2):
        rate(mr_okafor, maya, continuum, "Unit rates", 4)
    reader.page.clock.fast_forward(A_CALM_WAIT)
    reader.page.get_by_text("1 result is being updated").wait_for(timeout=A_WHILE)
    up_to_date(maya)
    reader.page.locator(f'a.l4[href="{cell}"]').wait_for(timeout=A_WHILE)
    reader.page.get_by_text("Up to date at").wait_for(timeout=A_WHILE)
    assert reader.page.evaluate("window.unchanged.isConnected"), "the table itself was never replaced"
    reader.assert_fit()


def test_focus_and_the_open_panel_survive_a_change(
    window: Window, cell: str, section: Section, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    """Whoever reads why keeps their place, and the panel follows the cell."""
    reader = window(mr_okafor)
    reader.page.clock.install()
    reader.open(grid(section))
    reader.page.locator(f'a[href="{cell}"]').click()
    reader.page.get_by_role("heading", name="Why Maya Torres has a 2").wait_for()
    for _ in range(2):
        rate(mr_okafor, maya, continuum, "Unit rates", 4)
    up_to_date(maya)
    reader.page.clock.fast_forward(A_CALM_WAIT)
    reader.page.get_by_role("heading", name="Why Maya Torres has a 4").wait_for(timeout=A_WHILE)
    assert reader.page.locator("[aria-current=true][href]").last.get_attribute("href") == cell
    reader.press("Escape")
    assert reader.page.locator("#why").is_hidden()
    assert reader.page.evaluate("document.activeElement.getAttribute('href')") == cell


@pytest.mark.parametrize("broken", ["server", "network"])
def test_a_panel_that_cannot_be_opened_says_so_and_opens_the_next_time(
    window: Window, cell: str, section: Section, mr_okafor: User, broken: str
) -> None:
    """The teacher stays at the grid whatever went wrong, and presses the cell once more."""
    reader = window(mr_okafor)
    reader.open(grid(section))

    def fail(route: Any) -> None:
        if broken == "server":
            route.fulfill(status=500, content_type="text/html", body="<h1>Something went wrong on our side</h1>")
        else:
            route.abort()

    reader.page.route(f"**{cell}", fail)
    reader.page.locator(f'a[href="{cell}"]').click()
    reader.page.locator("#why").get_by_text("Could not open this. Try again.").wait_for()
    assert reader.page.url.endswith(grid(section))
    reader.assert_fit()
    reader.page.unroute(f"**{cell}")
    reader.page.locator(f'a[href="{cell}"]').click()
    reader.page.get_by_role("heading", name="Why Maya Torres has a 2").wait_for()
    assert reader.page.get_by_text("Could not open this").count() == 0


def test_the_arrow_keys_walk_the_cells_and_tab_stops_once(
    window: Window, cell: str, section: Section, mr_okafor: User
) -> None:
    """A table of a thousand cells is one stop of the Tab key."""
    reader = window(mr_okafor)
    reader.open(grid(section))
    assert reader.page.locator("tbody td a[tabindex='0']").count() == 1
    reader.page.locator(f'a[href="{cell}"]').focus()
    here = reader.page.evaluate("document.activeElement.parentElement.cellIndex")
    reader.press("ArrowRight")
    assert reader.page.evaluate("document.activeElement.parentElement.cellIndex") == here + 1
    reader.press("ArrowLeft", "Enter")
    reader.page.get_by_role("heading", name="Why Maya Torres has a 2").wait_for()
    reader.assert_fit()


def test_without_script_a_cell_leads_to_its_page(window: Window, cell: str, section: Section, mr_okafor: User) -> None:
    """The panel is the same page beside the grid; without script one goes there."""
    reader = window(mr_okafor, script=False)
    reader.open(grid(section))
    reader.page.locator(f'a[href="{cell}"]').click()
    assert reader.page.get_by_role("heading", level=1).inner_text() == "Why Maya Torres has a 2"


def test_on_a_phone_the_grid_is_a_card_for_each_student(
    window: Window, cell: str, section: Section, mr_okafor: User
) -> None:
    """Nothing is wider than 320 px, and a cell is big enough for a thumb."""
    reader = window(mr_okafor, look=Look(320, "light"))
    reader.open(grid(section))
    box = reader.page.locator(f'a[href="{cell}"]').bounding_box()
    assert box is not None
    assert box["height"] >= 44
    reader.assert_fit()


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_maya_finds_her_next_step_without_scrolling(window: Window, look: Look, cell: str, maya: Student) -> None:
    """The one thing to do is on the first screen, on a phone too."""
    reader = window(maya.user, look=look)
    reader.open(reverse("pathways:my_path"))
    box = reader.page.locator("#next .btn--main").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= look.height
    reader.assert_fit()
    reader.picture(f"path-{look}")


def test_the_path_swaps_itself_when_the_undo_window_has_closed(
    window: Window, cell: str, maya: Student, mr_okafor: User, continuum: TestContinuum
) -> None:
    """What a teacher can no longer take back appears on the student's open page."""
    for _ in range(2):
        rate(mr_okafor, maya, continuum, "Unit rates", 3)
    up_to_date(maya)
    reader = window(maya.user)
    reader.open(reverse("pathways:my_path"))
    assert reader.page.locator(".is-done", has_text="Unit rates").count() == 0
    state = LearnerState.objects.get(pk=maya.pk)
    LearnerState.objects.filter(pk=maya.pk).update(changed_at=state.computed_at - kit.YEAR)
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.page.locator(".is-done", has_text="Unit rates").wait_for(state="attached", timeout=A_WHILE)


def test_map_and_list_are_two_views_of_one_path(window: Window, cell: str, maya: Student) -> None:
    """The choice is remembered; on a phone the list is the trail."""
    reader = window(maya.user, look=LAPTOP)
    reader.open(reverse("pathways:my_path"))
    area = reader.page.locator("details.area").first
    assert area.locator("svg.map").is_visible()
    area.get_by_role("link", name="List").click()
    assert area.locator("ol.trail").first.is_visible()
    assert area.locator("svg.map").is_hidden()
    reader.open(reverse("pathways:my_path"))
    assert reader.page.locator("svg.map").first.is_hidden()


def test_a_phone_shows_the_list(window: Window, cell: str, maya: Student) -> None:
    """The map needs room; the list says the same."""
    reader = window(maya.user, look=PHONE)
    reader.open(reverse("pathways:my_path"))
    assert reader.page.locator("svg.map").first.is_hidden()
    assert reader.page.locator("ol.trail").first.is_visible()
