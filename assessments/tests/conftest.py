"""What several tests of evidence begin with."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.correct import Correction, correct_evidence
from assessments.models import Evidence
from assessments.tests.kit import an_entry, recorded, yesterday

LIST = "/api/v1/evidence/"
FORM_KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def said(maya, continuum, section):
    """A 3 for Maya, as another system says it."""
    place = continuum["Unit rates"]
    return {
        "student": maya.pk,
        "competency": place.competency.pk,
        "standard": place.standard.pk,
        "section": section.pk,
        "level": 3,
        "kind": "summative",
        "on": yesterday(maya).isoformat(),
        "key": "lab-1",
    }


@pytest.fixture
def post(client, mr_okafor, section):
    """Send a body as Mr Okafor."""
    client.force_login(mr_okafor)

    def send(body, address=LIST, **headers):
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return client.post(address, text, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def time_machine_forward(time_machine):
    def forward(**by):
        time_machine.move_to(timezone.now() + timedelta(**by))

    return forward


@pytest.fixture
def rating(maya, mr_okafor, section, continuum):
    return recorded(mr_okafor, section, an_entry(maya, continuum))[0]


@pytest.fixture
def correct(maya, mr_okafor, continuum):
    """Correct a row to a level, as Mr Okafor."""

    def change(row, level, *, by=mr_okafor, reason="Read again", key=None):
        entry = an_entry(maya, continuum, level=Decimal(level), key=key or f"c{row.pk}:{level}")
        made = correct_evidence(by=by, corrections=[Correction(row.pk, entry)], reason=reason)
        return Evidence.objects.get(pk=made.rows[0].id)

    return change


@pytest.fixture
def sheet_url(section):
    return reverse("assessments:class_set", args=[section.pk])


@pytest.fixture
def sheet_filled(continuum, maya):
    """What a browser sends when Maya is given a 3."""
    place = continuum["Unit rates"]
    return {
        "form_key": FORM_KEY,
        "competency": place.competency.pk,
        "standard": place.standard.pk,
        "task": "Better buy at the market",
        "on": timezone.now().date().isoformat(),
        "kind": "summative",
        "support": "independent",
        f"level-{maya.pk}": "3",
        "do": "save",
    }


@pytest.fixture
def sheet_page(client, mr_okafor, sheet_url, continuum):
    """The sheet for unit rates, as Mr Okafor opens it."""
    client.force_login(mr_okafor)
    place = continuum["Unit rates"]
    return lambda **more: client.get(
        sheet_url, {"competency": place.competency.pk, "standard": place.standard.pk, "form": "a" * 32, **more}
    )
