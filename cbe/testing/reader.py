"""A reader with a real browser: opens pages as somebody, looks at them, and says what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from people.models import User

LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => {
  const element = document.activeElement;
  const words = element.getAttribute("aria-label") || element.textContent || element.getAttribute("name") || "";
  return `${element.tagName.toLowerCase()} ${words.replace(/\\s+/g, " ").trim()}`.trim();
}"""


@dataclass(frozen=True)
class Look:
    """A window and a theme to read in."""

    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"

    @property
    def height(self) -> int:
        """A phone is tall, a laptop is not."""
        return 844 if self.width < 600 else 860


PHONE, PHONE_DARK = Look(390, "light"), Look(390, "dark")
LAPTOP, LAPTOP_DARK = Look(1280, "light"), Look(1280, "dark")
LOOKS = (PHONE, PHONE_DARK, LAPTOP, LAPTOP_DARK)


@dataclass
class Reader:
    """Somebody at a browser window; ``page`` is playwright's own page, for whatever is not named here."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write down whatever the browser complains about."""
        self.page.on("pageerror", lambda error: self.errors.append(f"script error: {error}"))
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(f"console: {message.text}")

    def open(self, path: str) -> Response:
        """Open a page of this installation and return its response."""
        response = self.page.goto(f"{self.address}{path}")
        if response is None:
            raise AssertionError(f"{path} answered nothing")
        return response

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as one does without a mouse."""
        for key in keys:
            self.page.keyboard.press(key)

    def walk(self, steps: int) -> list[str]:
        """Press Tab so often, and say what had the focus after each press."""
        stops = []
        for _ in range(steps):
            self.page.keyboard.press("Tab")
            stops.append(self.page.evaluate(FOCUSED))
        return stops

    def faults(self) -> list[str]:
        """Return what is wrong with the page as it now stands; empty where it is fit for everyone."""
        found = [f"policy: {words}" for words in self.page.evaluate("window.violations || []")]
        if (over := self.page.evaluate(WIDER_THAN_THE_WINDOW)) > 0:
            found.append(f"{over} px wider than the window")
        return [*self.errors, *found, *accessibility_faults(self.page)]

    def assert_fit(self) -> None:
        """Fail, naming every fault of the page as it now stands."""
        if found := self.faults():
            raise AssertionError("\n".join([self.page.url, *found]))

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page where WAYPOINT_PICTURES names a folder; else do nothing."""
        if folder := os.environ.get("WAYPOINT_PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def accessibility_faults(page: Page) -> list[str]:
    """Run the axe rules and return each violation with where it is."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"axe {one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:4]]}" for one in violations]


@contextmanager
def reading(
    browser: Browser,
    address: str,
    user: User | None = None,
    look: Look = LAPTOP,
    *,
    script: bool = True,
    language: str = "en",
) -> Iterator[Reader]:
    """Open a window of its own for somebody, signed in where a user is given, without JavaScript where asked."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.theme,  # type: ignore[arg-type]  # "light" or "dark", which playwright spells as a literal
        java_script_enabled=script,
        reduced_motion="reduce",
        locale=language,
    )
    context.set_default_timeout(10_000)
    context.add_init_script(LISTEN)
    chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": address}
    context.add_cookies([chosen])  # type: ignore[list-item]  # playwright's own dictionary
    if user is not None:
        context.add_cookies([session_cookie(user, address)])  # type: ignore[list-item]  # playwright's own dictionary
    try:
        yield Reader(context.new_page(), address)
    finally:
        context.close()


def session_cookie(user: User, address: str) -> dict[str, str]:
    """Return the cookie of a fresh session of this user."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}
