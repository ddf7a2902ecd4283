"""A competency a student is exempt from asks for nothing, and says whose decision that is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cbe.testing.decided import an_exemption
from pathways.tests.kit import up_to_date

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("own", [False, True])
def test_it_asks_for_nothing_and_is_told_as_a_decision(client, maya, principal_adeyemi, mr_okafor, continuum, own):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        made = an_exemption(principal_adeyemi, maya, continuum)
    up_to_date(maya)
    client.force_login(maya.user if own else mr_okafor)
    about = [maya.pk, made.competency_id]
    page = client.get(reverse("pathways:competency", args=about)).content.decode()
    for words in ("Next step", "no level yet", "Log evidence", "Work of", "Summative ·"):
        assert words not in page, words
    why = client.get(reverse("pathways:why", args=about)).content.decode()
    assert "no level yet" not in why
    assert "What would change it" not in why
    for said in (page, why):
        assert "Nothing is asked for here." in said


def test_the_page_says_who_exempted(client, maya, mr_okafor, principal_adeyemi, continuum):
    made = an_exemption(principal_adeyemi, maya, continuum)
    up_to_date(maya)
    client.force_login(mr_okafor)
    page = client.get(reverse("pathways:competency", args=[maya.pk, made.competency_id])).content.decode()
    assert "Exempted by Principal Adeyemi" in page
