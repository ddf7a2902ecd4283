"""The admin's screens ask the database the same few questions, however large the continuum is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum, make_continuum
from competencies.models import CompetencyText, StrandText
from competencies.tests.screens import signed_in
from people.models import Role

pytestmark = pytest.mark.django_db
Address = Callable[[TestContinuum], str]


def _competency(continuum: TestContinuum) -> str:
    return reverse("competencies:edit_competency", args=[continuum["Unit rates"].competency.pk]) + "?earlier=number"


def _strand(continuum: TestContinuum) -> int:
    return StrandText.objects.filter(district=continuum.continuum.district, until=None).earliest("pk").pk


ADDRESSES: dict[str, tuple[Address, int]] = {
    "outline": (lambda _: reverse("competencies:edit"), 30),
    "searched outline": (lambda _: reverse("competencies:edit") + "?q=skill", 30),
    "competency": (_competency, 50),
    "standards": (lambda _: reverse("competencies:standards"), 25),
    "scales": (lambda _: reverse("competencies:scales"), 18),
    "profile": (lambda _: reverse("competencies:profile"), 18),
    "part": (lambda made: reverse("competencies:part", args=["strand", _strand(made)]), 18),
    "publish": (lambda _: reverse("competencies:publish"), 75),
}


def _asked(slug: str, more: int, address: Address) -> int:
    """Count what a page asks in a district of its own with so many more competencies, each of them reworded."""
    district = school_kit.make_district(slug, slug.title())
    continuum = make_continuum(district, more=more)
    CompetencyText.objects.filter(district=district).update(since=continuum.continuum.draft)
    admin = school_kit.make_user(district, f"ada-{slug}", "Ada", "Hill")
    school_kit.grant(admin, Role.ADMIN)
    client: Client = signed_in(admin)
    client.get(reverse("help"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address(continuum)).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_asks_no_more_of_a_large_continuum_than_of_a_small_one(name: str) -> None:
    address, most = ADDRESSES[name]
    small, large = _asked("small", 2, address), _asked("large", 20, address)
    assert small == large <= most
