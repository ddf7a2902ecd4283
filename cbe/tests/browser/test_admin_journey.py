"""The admin's day in a real browser: standards come in, become competencies, are worded, joined and published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cbe.testing.continuum import TestContinuum
from cbe.testing.reader import PHONE_DARK, Look, Reader
from cbe.tests.browser.conftest import EVERY_LOOK, OpenWindow
from competencies.models import CompetencyText
from competencies.tests.kit import small
from pathways.actions.working_out import work_on_waiting
from people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "source,target,relationship\nT.1,T.2,dependency\n"


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path: Path, settings: Any) -> None:
    """Files wait between two steps in a folder of the test's own."""
    settings.DATA_DIR = tmp_path


def press(reader: Reader, name: str) -> None:
    """Press a button by its name and wait for the page it leads to."""
    button = reader.page.get_by_role("button", name=name).first
    button.focus()
    with reader.page.expect_navigation():
        reader.press("Enter")


def bring_in(reader: Reader, folder: Path) -> None:
    """Choose a package, look at the difference, and import it."""
    file = folder / "tides.json"
    file.write_text(json.dumps(small()), encoding="utf-8")
    reader.open("/continuum/edit/import/")
    reader.assert_fit()
    reader.page.get_by_label("CASE package").set_input_files(file)
    press(reader, "Show what it would change")
    expect(reader.page.get_by_role("heading", name="would change")).to_be_visible()
    expect(reader.page.locator(".big-n").first).to_have_text("6")
    reader.assert_fit()
    press(reader, "Import into the draft")
    expect(reader.page.get_by_text("Numbers at sea").first).to_be_visible()


def join(reader: Reader, folder: Path) -> None:
    """Make competencies of the standards, and say which builds on which by a list."""
    reader.page.get_by_label("Make competencies from").select_option(label="Standard of Numbers at sea (2)")
    press(reader, "Show what it would make")
    expect(reader.page.get_by_text("2 competencies would be made")).to_be_visible()
    reader.assert_fit()
    press(reader, "Make them in the draft")
    file = folder / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    reader.open("/continuum/edit/standards/")
    reader.page.get_by_label("List of prerequisites").set_input_files(file)
    prerequisites = reader.page.locator("form", has=reader.page.get_by_label("List of prerequisites"))
    prerequisites.get_by_role("button", name="Show what it would change").click()
    expect(reader.page.get_by_role("heading", name="What the file would change")).to_be_visible()
    reader.assert_fit()
    press(reader, "Attach to the draft")
    expect(reader.page.get_by_role("heading", name="Attached to the draft")).to_be_visible()


def test_standards_come_in_and_stand_on_the_public_page_once_published(
    window: OpenWindow, admin: User, continuum: TestContinuum, tmp_path: Path
) -> None:
    haddad, stranger = window(admin), window()
    bring_in(haddad, tmp_path)
    join(haddad, tmp_path)
    made = CompetencyText.objects.get(statement="I can plan a crossing by the tide.")
    haddad.open(f"/continuum/edit/c/{made.competency_id}/")
    expect(haddad.page.get_by_role("region", name="Builds on")).to_contain_text("T.1")
    haddad.page.get_by_label("Name", exact=True).focus()
    haddad.press("Control+a")
    haddad.page.keyboard.type("Plans a crossing")
    haddad.page.get_by_label("Proficient", exact=False).first.focus()
    haddad.page.keyboard.type("I can plan a crossing and say why it is safe.")
    press(haddad, "Save in the draft")
    expect(haddad.page.get_by_role("heading", level=1)).to_have_text("Plans a crossing")
    haddad.assert_fit()
    stranger.open("/continuum/?q=crossing")
    expect(stranger.page.get_by_text("Plans a crossing")).to_have_count(0)
    haddad.open("/continuum/edit/publish/")
    haddad.assert_fit()
    press(haddad, "See what changes")
    work_on_waiting()
    expect(haddad.page.get_by_role("heading", name="This change moves nobody")).to_be_visible()
    haddad.page.get_by_label("What is new").fill("Tides.")
    press(haddad, "Publish")
    expect(haddad.page.get_by_text("Published version 2.")).to_be_visible()
    stranger.open("/continuum/?q=crossing")
    stranger.page.get_by_role("link", name="Plans a crossing").click()
    expect(stranger.page.get_by_text("say why it is safe")).to_be_visible()
    stranger.assert_fit()


def test_the_outline_is_walked_moved_and_mended_by_keyboard(
    window: OpenWindow, admin: User, continuum: TestContinuum
) -> None:
    haddad = window(admin)
    haddad.open("/continuum/edit/")
    outline = haddad.page.get_by_role("navigation", name="Outline")
    outline.locator("summary").first.focus()
    haddad.press("ArrowDown", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown")
    with haddad.page.expect_navigation():
        haddad.press("Alt+ArrowUp")
    titles = outline.locator(".leaf > a").all_text_contents()
    assert titles.index("Equivalent ratios") < titles.index("Ratio language")
    expect(outline.get_by_role("link", name="Equivalent ratios")).to_be_focused()
    haddad.assert_fit()
    with haddad.page.expect_navigation():
        haddad.press("Enter")
    expect(haddad.page.get_by_role("heading", level=1)).to_have_text("Equivalent ratios")


def test_what_was_taken_out_comes_back_with_one_press_of_undo(
    window: OpenWindow, admin: User, continuum: TestContinuum
) -> None:
    haddad = window(admin)
    haddad.open("/continuum/edit/")
    haddad.page.locator("summary", has=haddad.page.get_by_role("heading", name="Number")).click()
    press(haddad, "Retire Negative numbers")
    toast = haddad.page.locator(".toast")
    expect(toast).to_contain_text("Took “Negative numbers” out of the draft.")
    haddad.assert_fit()
    toast.get_by_role("button", name="Undo").click()
    expect(haddad.page.locator(".toast")).to_contain_text("“Negative numbers” is in use again.")


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_a_loop_is_named_beside_the_link_in_every_window(
    window: OpenWindow, admin: User, continuum: TestContinuum, look: Look
) -> None:
    haddad = window(admin, look=look)
    haddad.open(f"/continuum/edit/c/{continuum['Ratio language'].competency.pk}/?earlier=unit")
    haddad.assert_fit()
    press(haddad, "Add Unit rates")
    notice = haddad.page.get_by_role("alert")
    expect(notice).to_contain_text("This would make a loop.")
    expect(notice).to_contain_text("Unit rates")
    haddad.assert_fit()
    haddad.picture(f"loop-{look}")
    press(haddad, "Keep the two as related instead")
    expect(haddad.page.get_by_role("region", name="Builds on")).to_contain_text("Related")


def test_two_admins_see_each_others_words_on_a_phone_and_nothing_is_lost(
    window: OpenWindow, admin: User, continuum: TestContinuum
) -> None:
    address = f"/continuum/edit/c/{continuum['Unit rates'].competency.pk}/"
    haddad, colleague = window(admin, look=PHONE_DARK), window(admin)
    haddad.open(address)
    colleague.open(address)
    colleague.page.get_by_label("Name", exact=True).fill("Rates for one")
    press(colleague, "Save in the draft")
    haddad.page.get_by_label("Name", exact=True).fill("Rates of one")
    press(haddad, "Save in the draft")
    expect(haddad.page.get_by_role("alert")).to_contain_text("Rates for one")
    expect(haddad.page.get_by_label("Name", exact=True)).to_have_value("Rates of one")
    haddad.assert_fit()
    press(haddad, "Save in the draft")
    expect(haddad.page.get_by_role("heading", level=1)).to_have_text("Rates of one")


def test_the_editor_works_without_scripts(window: OpenWindow, admin: User, continuum: TestContinuum) -> None:
    haddad = window(admin, script=False)
    haddad.open("/continuum/edit/")
    haddad.page.locator("summary", has_text="Ratios").first.click()
    haddad.page.get_by_role("button", name="Move Percent problems up").focus()
    press(haddad, "Move Percent problems up")
    titles = haddad.page.locator(".leaf > a").all_text_contents()
    assert titles.index("Percent problems") < titles.index("Unit rates")
