"""Log lines hold ids and places, never what was said about somebody."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from cbe.logging import configuration
from cbe.middleware import RequestLog
from people.models import User


@pytest.fixture
def lines(settings: Any) -> Iterator[StringIO]:
    """Everything that is logged, as production writes it."""
    written = StringIO()
    chain = configuration(level="DEBUG", as_json=True)
    chain["handlers"]["console"]["stream"] = written
    logging.config.dictConfig(chain)
    yield written
    logging.config.dictConfig(settings.LOGGING)


def test_an_exception_leaves_its_kind_and_place_but_not_its_words(lines: StringIO) -> None:
    try:
        raise IntegrityError("Key (username)=(maya.torres) already exists")
    except IntegrityError:
        structlog.get_logger("waypoint").exception("save_failed", student=7)
        logging.getLogger("waypoint").exception("save failed")
    first, second = (json.loads(line) for line in lines.getvalue().splitlines()[:2])
    assert (first["exception"], first["student"], second["exception"]) == ("IntegrityError", 7, "IntegrityError")
    assert "test_logging.py" in first["where"][-1]
    assert "maya" not in lines.getvalue()


@pytest.mark.django_db
def test_a_request_leaves_its_path_and_account_number_only(lines: StringIO, client: Client, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    client.get("/no-such-page/?q=Maya+Torres", headers={"user-agent": "Okafor's tablet"})
    finished = [json.loads(line) for line in lines.getvalue().splitlines() if "request_finished" in line]
    assert [(line["request"], line["user_id"], line["code"]) for line in finished] == [
        ("GET /no-such-page/", mr_okafor.pk, 404)
    ]
    assert finished[0]["request_id"]
    assert "Maya" not in lines.getvalue()
    assert "tablet" not in lines.getvalue()


def test_a_failing_page_is_logged_with_its_place(lines: StringIO) -> None:
    def failing(_request: HttpRequest) -> HttpResponse:
        raise ValueError("Maya's note")

    with pytest.raises(ValueError, match="note"):
        RequestLog(failing)(RequestFactory().get("/path/"))
    assert "Maya" not in lines.getvalue()


def test_watchers_are_not_logged(lines: StringIO, client: Client) -> None:
    client.get("/healthz")
    assert "healthz" not in lines.getvalue()
