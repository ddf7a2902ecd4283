"""What runs where: options, markers and fixtures shared by every app's tests (loaded by the root conftest)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone, translation
from whitenoise.middleware import WhiteNoiseMiddleware

from cbe.testing.chromium import chromium, find_chromium
from cbe.testing.services import ServiceUnavailableError, start_postgres, start_valkey

SUMMARY = "WAYPOINT_TEST_SUMMARY"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("waypoint")
    group.addoption("--long", action="store_true", help="also run the tests marked `long`")
    group.addoption("--require-services", action="store_true", help="fail where a server or browser is missing")
    group.addoption("--database-only", action="store_true", help="run only tests that touch the database, no browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, by name and not by failing, what this run was not asked for; begin with what takes longest."""
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        (kept if _wanted(config, item) else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept
    items.sort(key=lambda item: item.get_closest_marker("early") is None)


def _wanted(config: pytest.Config, item: pytest.Item) -> bool:
    if not config.getoption("--long"):
        again = config.getoption("--database-only") and (item.get_closest_marker("once") or _of_pages(item))
        if item.get_closest_marker("long") or again:
            return False
    return not config.getoption("--database-only") or (
        _touches_database(item) and not item.get_closest_marker("browser")
    )


def _of_pages(item: pytest.Item) -> bool:
    """Whether it lies among the tests of pages, by the name of its file or folder."""
    return any(word in item.nodeid.split("::")[0] for word in ("screens", "pages"))


def _touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & {"db", "transactional_db", "live_server"})


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that drives a browser says why it does not run, or fails where services are required."""
    if item.get_closest_marker("browser") and not find_chromium():
        _missing(
            item.config, "no Chromium here (Debian: apt-get install chromium; elsewhere: playwright install chromium)"
        )


def _missing(config: pytest.Config, reason: str) -> None:
    if config.getoption("--require-services"):
        pytest.fail(f"required: {reason}", pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Leave the counts where `manage.py test` adds them up."""
    target = os.environ.get(SUMMARY)
    if target and not os.environ.get("PYTEST_XDIST_WORKER"):
        kinds = ("passed", "failed", "error", "skipped")
        counts = {kind: len(terminalreporter.stats.get(kind, ())) for kind in kinds}
        Path(target).write_text(json.dumps(counts), encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def _quick_and_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Cheap password hashes, a cache of this process, a doorbell that rings in a folder nobody listens at."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once() -> Iterator[None]:
    """A process lists the static files once; with a client for each test they would be listed for each test."""
    listing, known = WhiteNoiseMiddleware.add_files_from_finders, {}

    def listed(self: WhiteNoiseMiddleware) -> None:
        asked = (self.static_prefix, self.static_root, str(settings.STATICFILES_DIRS), self.max_age)
        if asked not in known:
            listing(self)
            known[asked] = dict(self.files)
        self.files.update(known[asked])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", listed)
        yield


@pytest.fixture(autouse=True)
def _fresh_limits(_quick_and_apart: None) -> None:
    """No test is throttled by the sign-ins of another."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_place() -> None:
    """No test reads in the language or the time of the one before: a request leaves both behind on the thread."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _no_leftover_database(request: pytest.FixtureRequest) -> None:
    """A killed run leaves SQLite's write-ahead log behind, which would bring its tables into the new file."""
    test_name = settings.DATABASES["default"]["TEST"].get("NAME") if "TEST" in settings.DATABASES["default"] else None
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if test_name and not request.config.getoption("--reuse-db"):
        name = f"{test_name}_{worker}" if worker and not str(test_name).endswith(worker) else str(test_name)
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, _no_leftover_database: None) -> None:
    """Pytest-django's own hook, run after the leftovers are gone."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser, started once; tests that ask for it are marked `browser` and open their own context in it."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL of this test run's own, whatever database the run itself is on."""
    yield from _service(request, start_postgres)


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A Redis-protocol server of this test run's own."""
    yield from _service(request, start_valkey)


def _service(request: pytest.FixtureRequest, start: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(start())
        except ServiceUnavailableError as reason:
            _missing(request.config, str(reason))
        else:
            yield url
