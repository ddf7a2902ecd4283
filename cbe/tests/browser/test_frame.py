"""The frame in a real browser: sign-in, language, display settings, menus and keys, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cbe.testing.reader import PHONE, Look, Reader
from cbe.tests.browser.conftest import EVERY_LOOK
from people.models import District, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Reader]
DOORS = ["/accounts/login/", "/accounts/password/reset/", "/help/", "/display/", "/nothing-here/"]


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_a_stranger_finds_every_open_page_fit_to_read(window: Window, look: Look) -> None:
    """Sign-in, password reset, help, display and the page for what does not exist."""
    reader = window(look=look)
    for path in DOORS:
        reader.open(path)
        reader.assert_fit()


def test_a_visitor_steps_into_the_demo_by_keyboard(window: Window, mr_okafor: User, district: District) -> None:
    """Tab to the person, Enter, and the menu says who one is."""
    District.objects.filter(pk=district.pk).update(is_demo=True)
    User.objects.filter(pk=mr_okafor.pk).update(demo_order=1)
    reader = window()
    reader.open("/accounts/login/")
    stops = reader.walk(8)
    there = next(stop for stop in stops if "Mr Okafor" in stop)
    reader.page.get_by_role("button", name="Mr Okafor").focus()
    assert there.startswith("button")
    reader.press("Enter")
    reader.page.wait_for_url(lambda url: "login" not in url)
    assert reader.page.locator("summary", has_text="Emeka Okafor").count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_language_changes_on_any_page_and_stays(window: Window, script: bool) -> None:
    """The switch is named in its own script and needs no JavaScript."""
    reader = window(look=PHONE, script=script)
    reader.open("/help/")
    reader.page.get_by_role("button", name="Español").click()
    assert reader.page.locator("html").get_attribute("lang") == "es"
    reader.open("/accounts/login/")
    assert reader.page.locator("html").get_attribute("lang") == "es"


def test_display_settings_are_kept_without_script(window: Window) -> None:
    """Dark, larger and airy, chosen once, hold on every page."""
    reader = window(script=False)
    reader.open("/display/")
    reader.page.get_by_label("Dark").check(force=True)
    reader.page.get_by_label("More space").check()
    reader.page.get_by_role("button", name="Save these settings").click()
    reader.open("/help/")
    page = reader.page.locator("html")
    assert page.get_attribute("data-theme") == "dark"
    assert "airy" in (page.get_attribute("class") or "").split()


def test_the_menu_opens_and_closes_by_keyboard(window: Window, mr_okafor: User) -> None:
    """Enter opens it, Escape closes it and the focus comes back."""
    reader = window(mr_okafor)
    reader.open("/help/")
    summary = reader.page.locator("summary.tool")
    summary.focus()
    reader.press("Enter")
    assert reader.page.get_by_role("link", name="Change password").is_visible()
    reader.assert_fit()
    reader.press("Escape")
    assert not reader.page.get_by_role("link", name="Change password").is_visible()
    assert summary.evaluate("element => element === document.activeElement")


def test_a_question_mark_lists_the_keys_unless_single_keys_are_off(window: Window, mr_okafor: User) -> None:
    """The list opens with ?, is fit to read, and stays away for who switched single keys off."""
    reader = window(mr_okafor)
    reader.open("/help/")
    reader.press("?")
    assert reader.page.get_by_role("dialog", name="Keys on this page").is_visible()
    reader.assert_fit()
    reader.page.context.add_cookies([{"name": "display", "value": "auto.nokeys", "url": reader.address}])
    reader.open("/help/")
    reader.press("?")
    assert reader.page.get_by_role("dialog").count() == 0


def test_the_skip_link_is_first_and_leads_to_the_content(window: Window) -> None:
    """One Tab and Enter pass the whole frame."""
    reader = window()
    reader.open("/help/")
    assert reader.walk(1) == ["a Skip to content"]
    reader.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "main"


def test_pages_turn_round_in_a_language_read_from_right_to_left(window: Window, settings: Any) -> None:
    """Nothing is cut off or pushed out when the frame runs from right to left."""
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    reader = window(look=PHONE)
    reader.open("/help/")
    reader.page.locator("button[lang=ar]").click()
    assert reader.page.locator("html").get_attribute("dir") == "rtl"
    reader.assert_fit()


def test_the_api_is_explained_without_any_other_house(window: Window, mr_okafor: User) -> None:
    """The docs are drawn under the same policy, from this installation alone."""
    reader = window(mr_okafor)
    elsewhere: list[str] = []
    reader.page.on("request", lambda one: elsewhere.append(one.url) if not one.url.startswith(reader.address) else None)
    reader.open("/api/v1/docs/")
    reader.page.locator(".opblock").first.wait_for()
    assert elsewhere == []
    reader.assert_fit()


def test_ctrl_k_finds_from_anywhere_and_the_list_follows_the_letters(
    window: Window, mr_okafor: User, maya: Any
) -> None:
    """Ctrl K, a few letters, and the student is there without pressing anything else."""
    reader = window(mr_okafor)
    reader.open("/help/")
    reader.press("Control+k")
    reader.page.wait_for_url("**/find/")
    reader.page.keyboard.type("may")
    reader.page.get_by_role("link", name="Maya Torres").wait_for()
    reader.assert_fit()
