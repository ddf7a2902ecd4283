"""Finds and starts the browser that tests and pictures are made with."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@functools.cache
def find_chromium() -> str:
    """The browser to drive: the one named by WAYPOINT_CHROMIUM, the system's, or playwright's own; else nothing."""
    named = os.environ.get("WAYPOINT_CHROMIUM", "")
    own = sorted((Path.home() / ".cache" / "ms-playwright").glob("chromium-*/chrome-linux*/chrome"))
    found = [named, *(shutil.which(name) or "" for name in NAMES), *map(str, reversed(own))]
    return next((path for path in found if path and Path(path).exists()), "")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A real browser, closed at the end of the `with`."""
    # Playwright runs its own event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        words = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=words)
        yield browser
        browser.close()
