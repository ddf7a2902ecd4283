"""Moments are told in the school's own time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import Client
from django.utils import timezone

from cbe.testing.continuum import TestContinuum
from competencies.models import ContinuumVersion
from people.models import District, User

EVENING = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)


def test_ms_haddad_reads_when_she_published_in_the_district_s_time(
    client: Client, admin: User, district: District, continuum: TestContinuum
) -> None:
    District.objects.update(time_zone="America/Chicago")
    ContinuumVersion.objects.filter(state="published").update(published_at=EVENING)
    client.force_login(admin)
    assert "March 2, 2026, 8:30 PM" in client.get("/continuum/edit/publish/").content.decode()


def test_the_next_request_on_the_thread_is_not_told_the_time_of_another_school(client: Client, admin: User) -> None:
    District.objects.update(time_zone="America/Chicago")
    client.force_login(admin)
    client.get("/district/")
    assert timezone.get_current_timezone_name() == "America/Chicago"
    Client().get("/accounts/login/")
    assert timezone.get_current_timezone_name() == "UTC"
