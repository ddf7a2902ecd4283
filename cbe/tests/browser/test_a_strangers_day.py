"""A stranger's first day: one command, and then the whole main job by keyboard in a real browser, nothing held back."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from cbe.testing import real_data
from cbe.testing.reader import PHONE, Reader, reading
from competencies.tests.kit import small

pytestmark = [pytest.mark.browser, pytest.mark.long]

PATIENCE = 240.0
SWEEP = 40_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Waypoint as `manage.py up` starts it on a fresh machine: its address once it says that it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    surroundings = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    surroundings["WAYPOINT_DATA_DIR"] = str(tmp_path_factory.mktemp("first-day"))
    log = Path(surroundings["WAYPOINT_DATA_DIR"]) / "up.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=surroundings, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield wait_for_address(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for_address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return the address once it is printed; fail with what was printed where it never is."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"runs at (http://\S+?)/\s", log.read_text()):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def step_in(reader: Reader, name: str) -> None:
    """Press the person's button on the sign-in page with the keyboard."""
    reader.open("/accounts/login/")
    reader.page.get_by_role("button", name=name).focus()
    reader.press("Enter")
    reader.page.wait_for_url(lambda url: "login" not in url)


def test_mr_okafor_rates_his_class_by_keyboard_and_the_grid_changes_by_itself(browser: Any, running: str) -> None:
    """24 students, one stroke each, one to save; the grid in the other window follows without a reload."""
    with reading(browser, running) as grid, reading(browser, running) as desk:
        step_in(grid, "Mr Okafor")
        grid.page.get_by_role("link", name="Groups").click()
        grid.page.get_by_role("link", name="7B Mathematics").first.click()
        grid.page.locator("table.grid").wait_for()
        before = grid.page.locator("table.grid").inner_text()
        step_in(desk, "Mr Okafor")
        desk.page.get_by_role("link", name="Log evidence").first.click()
        section = desk.page.locator("section, article, li", has=desk.page.get_by_role("link", name="7B Mathematics"))
        section.first.get_by_role("link", name=re.compile("Percent problems")).first.click()
        rows = desk.page.locator("fieldset.rate")
        count = rows.count()
        desk.page.locator("fieldset.rate input[type=radio]").first.focus()
        desk.press(*["3"] * count)
        desk.press("Control+Enter")
        expect(desk.page.locator(".toast, [role=status]").filter(has_text=str(count)).first).to_be_visible()
        grid.page.wait_for_function(
            "before => document.querySelector('table.grid').innerText !== before", arg=before, timeout=SWEEP
        )
        grid.assert_fit()
        assert count >= 20


def test_maya_sees_her_path_and_why(browser: Any, running: str) -> None:
    """On her phone: one next step, and behind it the ladder, the evidence and the reason."""
    with reading(browser, running, look=PHONE) as reader:
        step_in(reader, "Maya Torres")
        expect(reader.page.get_by_role("heading", level=1)).to_contain_text("Maya")
        reader.page.locator(".card--next a.btn--main").click()
        expect(reader.page.get_by_role("heading", name="The ladder")).to_be_visible()
        reader.page.get_by_role("link", name=re.compile("Everything that counted")).click()
        expect(reader.page.get_by_role("heading", name="What counted")).to_be_visible()
        reader.assert_fit()


def test_rosa_reads_her_report_in_spanish(browser: Any, running: str) -> None:
    """One press changes the language, one opens the report; no English is left in the chrome."""
    with reading(browser, running, look=PHONE) as reader:
        step_in(reader, "Rosa Torres")
        reader.page.get_by_role("button", name="Español").click()
        card = reader.page.locator(".card", has=reader.page.get_by_role("heading", name="Maya Torres"))
        card.locator("a.btn--main").click()
        assert reader.page.locator("html").get_attribute("lang") == "es"
        expect(reader.page.locator("article.report")).to_be_visible()
        expect(reader.page.get_by_role("heading", level=1)).not_to_contain_text("progress report")
        expect(reader.page.get_by_role("heading", level=1)).to_contain_text("Maya")
        reader.assert_fit()


def test_the_admin_imports_a_framework_sees_the_difference_and_publishes(
    browser: Any, running: str, tmp_path: Path
) -> None:
    """Common Core where it is at hand, else a small package; the new version is on the public page at once."""
    with reading(browser, running) as reader:
        step_in(reader, "Ms Haddad")
        reader.open("/continuum/edit/import/")
        reader.page.set_input_files("input[type=file]", a_framework(tmp_path))
        reader.page.get_by_role("button", name="Show what it would change").click()
        expect(reader.page.get_by_role("heading", name=re.compile("would change"))).to_be_visible()
        reader.assert_fit()
        reader.page.get_by_role("button", name="Import into the draft").click()
        reader.open("/continuum/edit/publish/")
        before = published_version(reader)
        reader.open("/continuum/edit/publish/")
        reader.assert_fit()
        reader.page.get_by_role("button", name="See what changes").click()
        publish = reader.page.get_by_role("button", name="Publish", exact=True)
        expect(publish).to_be_visible(timeout=60_000)
        publish.click()
        expect(reader.page.get_by_text(f"Published version {before + 1}.")).to_be_visible()
        assert published_version(reader) == before + 1


def published_version(reader: Reader) -> int:
    """Return the number on the public continuum."""
    reader.open("/continuum/")
    words = reader.page.locator(".badge--live").first.inner_text()
    return int(words.removeprefix("Version "))


def a_framework(folder: Path) -> Path:
    """Return a CASE package to import."""
    real = real_data.folder() / "case" / "ccss-math-2010.json"
    if real.exists():
        return real
    made = folder / "package.json"
    made.write_text(json.dumps(small()), encoding="utf-8")
    return made
