"""Fixtures of the browser tests: a window for anyone of the cast on a live server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from cbe.testing.reader import LAPTOP, LAPTOP_DARK, PHONE, PHONE_DARK, Look, Reader, reading
from people.models import User

# A phone every time; the other widths and themes are seen by the full run.
EVERY_LOOK = (PHONE, *(pytest.param(look, marks=pytest.mark.long) for look in (PHONE_DARK, LAPTOP, LAPTOP_DARK)))
OpenWindow = Callable[..., Reader]


@pytest.fixture
def window(browser: Any, live_server: Any) -> Iterator[OpenWindow]:
    """Open a window: ``window()`` for a stranger, ``window(mr_okafor, look=PHONE_DARK)``; all close with the test."""
    with ExitStack() as stack:

        def open_window(user: User | None = None, look: Look = LAPTOP, *, script: bool = True) -> Reader:
            return stack.enter_context(reading(browser, live_server.url, user, look, script=script))

        yield open_window
