"""The page that publishes: what is read is what is published, and a change only after its preview."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from competencies.actions.drafting import revise
from competencies.actions.publish import publish_continuum
from competencies.models import CompetencyText, Continuum, ContinuumVersion, Expectations, LevelDescriptor
from competencies.queries.differences import draft_difference
from competencies.queries.draft_stamp import draft_stamp
from competencies.tests.screens import before_its_first_publication, messages_of, page_of, signed_in
from people.models import District, User

pytestmark = pytest.mark.django_db
PUBLISH = "/continuum/edit/publish/"


@pytest.fixture
def haddad(admin: User) -> Client:
    """Ms Haddad, the district's admin, at her desk."""
    return signed_in(admin)


@pytest.fixture
def first(continuum: TestContinuum) -> Continuum:
    """The draft of the very first version."""
    return before_its_first_publication(continuum)


def sent(client: Client, **said: Any) -> dict[str, Any]:
    """What a browser sends with the form that publishes the first version."""
    page = client.get(PUBLISH)
    return {"draft": page.context["continuum"].draft, "seen": page.context["stamp"], **said}


def reworded(admin: User, title: str) -> None:
    revise(CompetencyText.objects.get(title="Unit rates", until=None), by=admin, title=title)


def test_the_first_version_is_published_as_it_was_read(haddad: Client, first: Continuum, district: District) -> None:
    words = haddad.get(PUBLISH).content.decode()
    assert "This is your first version. Nobody has been judged yet" in words
    assert "See what changes" not in words
    form = sent(haddad, note="Our first.")
    answer = haddad.post(PUBLISH, form)
    assert answer.headers["Location"] == "/continuum/"
    assert Expectations.objects.get(district=district).version == 2
    assert ContinuumVersion.objects.get(number=1).note == "Our first."
    assert "Unit rates" in Client().get("/continuum/").content.decode()
    assert messages_of(haddad.post(PUBLISH, form))[-1] == "This draft has been published already."
    assert Expectations.objects.get(district=district).version == 2


def test_a_first_version_that_was_edited_since_it_was_read_is_not_published(
    haddad: Client, first: Continuum, admin: User
) -> None:
    form = sent(haddad, note="Words that stay.")
    reworded(admin, "Rates for one")
    answer = haddad.post(PUBLISH, form)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "the draft has been edited since you opened this page" in words
    assert "Rates for one" in words
    assert "Words that stay." in words
    assert not ContinuumVersion.objects.filter(state="published").exists()
    again = {**form, "seen": answer.context["stamp"]}
    assert haddad.post(PUBLISH, again).status_code == 302


def test_a_change_of_what_is_published_leads_to_its_preview(
    haddad: Client, continuum: TestContinuum, admin: User
) -> None:
    reworded(admin, "Rates for one")
    words = haddad.get(PUBLISH).content.decode()
    assert "Rates for one" in words
    assert "first see who would move" in words
    assert reverse("pathways:preview_continuum") in words
    assert 'name="draft"' not in words


def test_a_change_is_not_published_past_its_preview(haddad: Client, continuum: TestContinuum, admin: User) -> None:
    reworded(admin, "Rates for one")
    answer = haddad.post(PUBLISH, {"draft": 2, "seen": draft_stamp(continuum.continuum), "note": "Unseen."})
    assert answer.status_code == 409
    assert "first see whose results this draft changes" in answer.content.decode()
    assert ContinuumVersion.objects.filter(state="published").count() == 1


def test_an_unchanged_draft_is_not_published(haddad: Client, continuum: TestContinuum) -> None:
    assert "The draft says what is published." in haddad.get(PUBLISH).content.decode()
    answer = haddad.post(PUBLISH, {"draft": "2"})
    assert messages_of(answer) == ["Nothing has changed since the last publication."]


def test_what_was_published_elsewhere_meanwhile_is_not_published_twice(
    haddad: Client, first: Continuum, admin: User
) -> None:
    form = sent(haddad)
    publish_continuum(continuum=first, by=admin)
    assert messages_of(haddad.post(PUBLISH, form))[-1] == "This draft has been published already."
    assert ContinuumVersion.objects.filter(state="published").count() == 1


def test_what_stands_in_the_way_is_named_with_the_way_to_it(haddad: Client, first: Continuum) -> None:
    made = CompetencyText.objects.get(title="Unit rates")
    address = f"/continuum/edit/strands/{made.strand_id}/new/"
    haddad.post(address, {"title": "Bare", "statement": "I can.", "place": str(made.strand_id), "required": "on"})
    bare = CompetencyText.objects.get(title="Bare")
    row = page_of(haddad, bare.competency_id).context["known"].standards[0].row
    haddad.post(f"/continuum/edit/c/{bare.competency_id}/", {"do": "unalign", "id": row})
    assert LevelDescriptor.objects.filter(competency=bare.competency).count() == 0
    words = haddad.get(PUBLISH).content.decode()
    assert f"/continuum/edit/c/{bare.competency_id}/" in words
    refused = haddad.post(PUBLISH, sent(haddad, note="Words that stay."))
    assert refused.status_code == 422
    assert "Nothing was published: some things need mending first." in refused.content.decode()
    assert "To mend first" in refused.content.decode()
    assert ContinuumVersion.objects.get(number=1).state == ContinuumVersion.State.DRAFT


def test_what_changes_is_told_as_a_head_of_school_would(haddad: Client, continuum: TestContinuum, admin: User) -> None:
    row = CompetencyText.objects.get(title="Unit rates", until=None)
    number = CompetencyText.objects.get(title="Negative numbers", until=None)
    said = {"es": {"title": "Tasas", "statement": "Puedo hallar una tasa."}}
    revise(row, by=admin, translations=said, strand=number.strand, stage=number.stage)
    [change] = draft_difference(continuum.continuum)
    assert [(one.word, one.before, one.after) for one in change.fields] == [
        ("strand", "Ratios", "Number"),
        ("stage", "Ratios 7", "Number 7"),
        ("name in Spanish", "", "Tasas"),
        ("“I can” statement in Spanish", "", "Puedo hallar una tasa."),
    ]
    words = haddad.get(PUBLISH).content.decode()
    for said_badly in ("translations", "strand_id", "(es)"):
        assert said_badly not in words
    assert "name in Spanish" in words
