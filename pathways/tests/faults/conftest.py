"""The pair that this run is on, and a class that saves go to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import redis
from django.db import connection

from pathways.adapters.doorbell import doorbell
from pathways.tests.faults.kit import Pair


@pytest.fixture
def pair(transactional_db: None, tmp_path: Path, settings: Any, request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Committed data, a broker nobody else uses, and the environment in which workers find both."""
    own = {"WAYPOINT_TEST_HOOKS": str(tmp_path), "WAYPOINT_DATA_DIR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    environment = {**os.environ, **own}
    if connection.vendor == "sqlite":
        on_the_embedded_pair(settings, environment, tmp_path)
    else:
        on_the_production_pair(settings, environment, request)
    doorbell.close()
    pair = Pair(
        folder=tmp_path, environment=environment, pool="threads" if connection.vendor == "sqlite" else "prefork"
    )
    yield pair
    pair.stop()
    doorbell.settle(2.0)
    doorbell.close()


def on_the_embedded_pair(settings: Any, environment: dict[str, str], folder: Path) -> None:
    """A data folder whose database is this run's, and a broker folder beside it."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    (folder / "db.sqlite3").symlink_to(Path(connection.settings_dict["NAME"]).resolve())
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "data_folder_in": str(folder / "broker" / "messages"),
        "data_folder_out": str(folder / "broker" / "messages"),
        "control_folder": str(folder / "broker" / "control"),
    }
    for name in ("messages", "control"):
        (folder / "broker" / name).mkdir(parents=True)


def on_the_production_pair(settings: Any, environment: dict[str, str], request: pytest.FixtureRequest) -> None:
    """This run's PostgreSQL database, and a Redis server of this process's own: these tests stop and empty it."""
    redis_url = request.getfixturevalue("redis_url")
    client = redis.Redis.from_url(redis_url)
    client.flushdb()
    client.close()
    outside = urlsplit(os.environ["DATABASE_URL"])
    environment["DATABASE_URL"] = outside._replace(path=f"/{quote(connection.settings_dict['NAME'])}").geturl()
    environment["REDIS_URL"] = settings.CELERY_BROKER_URL = redis_url
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    }
