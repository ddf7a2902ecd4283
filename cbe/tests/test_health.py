"""The two answers for whoever watches the machine."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cbe import health
from pathways.models import WorkerHeartbeat


def test_healthz_answers_without_touching_the_database(client: Client) -> None:
    """No `django_db` mark: a query would raise."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_health_pages_only_answer_to_safe_methods(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_readyz_says_503_until_a_worker_has_been_seen(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == {"ok": False, "detail": "no worker has been seen", "seconds": None}
    assert answer.json()["checks"]["database"]["ok"]


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "status"), [(5, 200), (120, 503)])
def test_readyz_follows_the_age_of_the_worker_heartbeat(client: Client, age: int, status: int) -> None:
    WorkerHeartbeat.objects.create(worker="one", seen_at=timezone.now() - timedelta(seconds=age))
    assert client.get("/readyz").status_code == status


@pytest.mark.django_db
def test_readyz_says_503_and_no_address_while_the_broker_is_away(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://:sesame@127.0.0.1:1/0"
    WorkerHeartbeat.objects.create(worker="one", seen_at=timezone.now())
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["checks"]["broker"]["ok"]
    assert "sesame" not in answer.content.decode()


@pytest.mark.django_db
def test_readiness_takes_four_queries(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        health.readiness()


def test_readyz_answers_503_when_the_database_is_away(client: Client) -> None:
    """Without the mark every query raises, as it would with the database down."""
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {
        "ok": False,
        "detail": "does not answer (RuntimeError)",
        "seconds": None,
    }
