"""Deciding when a student moves on: what waits, who decides, and what the second of two people is told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.void import void_evidence
from assessments.models import Evidence
from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum
from pathways.actions.delivering import deliver_effects
from pathways.models import Advancement
from pathways.tests.kit import master, rate, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db
LIST = "/advancements/"


@pytest.fixture
def proposed(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Advancement:
    """Maya has mastered all of stage Ratios 7."""
    master(mr_okafor, maya, continuum, "Unit rates", "Percent problems")
    up_to_date(maya)
    deliver_effects()
    return Advancement.objects.get()


def url_of(one: Advancement) -> str:
    return reverse("pathways:decide", args=[one.pk])


def decide(client: Client, user: User, one: Advancement, decision: str, reason: str = "", lock: int | None = None):  # type: ignore[no-untyped-def]  # the test client's answer
    client.force_login(user)
    data = {"decision": decision, "reason": reason, "lock": one.lock if lock is None else lock}
    return client.post(url_of(one), data, follow=True)


def test_a_proposal_waits_on_the_teachers_list(client: Client, proposed: Advancement, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    html = client.get(LIST).content.decode()
    assert "Maya Torres: Ratios 7" in html
    assert "complete since" in html


def test_the_page_says_what_it_rests_on(client: Client, proposed: Advancement, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    html = client.get(url_of(proposed)).content.decode()
    assert "Unit rates" in html
    assert "Percent problems" in html


def test_a_confirmation_is_dated_signed_and_on_the_students_path(
    client: Client, proposed: Advancement, mr_okafor: User, maya: Student
) -> None:
    decide(client, mr_okafor, proposed, "confirm")
    proposed.refresh_from_db()
    assert (proposed.state, proposed.decided_by) == ("confirmed", mr_okafor)
    client.force_login(maya.user)
    assert "Moved on from Ratios 7 on" in client.get(reverse("pathways:my_path")).content.decode()


def test_declining_needs_a_reason_and_keeps_what_was_typed(
    client: Client, proposed: Advancement, mr_okafor: User
) -> None:
    answer = decide(client, mr_okafor, proposed, "decline")
    assert answer.status_code == 422
    assert "Say why, so that the student can be told." in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_a_decline_with_its_reason_is_shown_to_the_student(
    client: Client, proposed: Advancement, mr_okafor: User, maya: Student
) -> None:
    decide(client, mr_okafor, proposed, "decline", "Show it in the market task first.")
    client.force_login(maya.user)
    assert "Show it in the market task first." in client.get(reverse("pathways:my_path")).content.decode()


def test_a_confirmation_can_be_taken_back_with_a_reason(client: Client, proposed: Advancement, mr_okafor: User) -> None:
    decide(client, mr_okafor, proposed, "confirm")
    proposed.refresh_from_db()
    decide(client, mr_okafor, proposed, "reverse", "Too early.")
    proposed.refresh_from_db()
    assert (proposed.state, proposed.reason) == ("reversed", "Too early.")


def test_the_second_of_two_people_is_told_what_the_first_decided(
    client: Client, proposed: Advancement, mr_okafor: User, principal_adeyemi: User
) -> None:
    decide(client, mr_okafor, proposed, "confirm")
    answer = decide(client, principal_adeyemi, proposed, "decline", "I think not.", lock=0)
    assert "has decided meanwhile: confirmed. Nothing of yours was saved." in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.state == "confirmed"


def test_nothing_is_decided_from_what_may_be_out_of_date(
    client: Client, proposed: Advancement, mr_okafor: User, maya: Student, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 1)
    answer = decide(client, mr_okafor, proposed, "confirm")
    assert answer.status_code == 409
    assert "being updated just now" in answer.content.decode()


def test_a_fall_after_the_confirmation_asks_a_person_and_changes_nothing(
    client: Client, proposed: Advancement, mr_okafor: User, maya: Student
) -> None:
    decide(client, mr_okafor, proposed, "confirm")
    void_evidence(by=mr_okafor, evidence=Evidence.objects.filter(action="rating").latest("pk"), reason="A mistake")
    up_to_date(maya)
    deliver_effects()
    html = client.get(LIST).content.decode()
    assert "not all of it is mastered" in html
    proposed.refresh_from_db()
    assert proposed.state == "confirmed"
    decide(client, mr_okafor, proposed, "keep", "One slip.")
    assert "not all of it is mastered" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("lock", ["", "abc", "-1"])
def test_a_form_without_a_proper_number_is_refused(
    client: Client, proposed: Advancement, mr_okafor: User, lock: str
) -> None:
    client.force_login(mr_okafor)
    answer = client.post(url_of(proposed), {"decision": "confirm", "lock": lock})
    assert answer.status_code == 422
    assert Advancement.objects.get().state == "proposed"


def test_the_list_costs_the_same_for_one_and_for_many(
    client: Client, section: Section, proposed: Advancement, mr_okafor: User
) -> None:
    client.force_login(mr_okafor)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for student in kit.make_class(section, 8):
        Advancement.objects.create(
            district=section.district,
            student=student,
            stage=proposed.stage,
            continuum_version=proposed.continuum_version,
            through=1,
            proposed_on=proposed.proposed_on,
        )
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(one) == len(many)
    assert len(many) - BESIDE_THE_PAGE <= 8


class TestLitany:
    """Who may look, and who may decide."""

    @pytest.mark.parametrize("who", ["mr_okafor", "principal_adeyemi", "admin"])
    def test_the_teacher_and_the_leaders_decide(
        self, client: Client, proposed: Advancement, who: str, request: pytest.FixtureRequest
    ) -> None:
        decide(client, request.getfixturevalue(who), proposed, "confirm")
        assert Advancement.objects.get().state == "confirmed"

    @pytest.mark.parametrize("who", ["ms_lindqvist", "outsider"])
    def test_for_a_colleague_and_an_outsider_it_is_not_there(
        self, client: Client, proposed: Advancement, who: str, request: pytest.FixtureRequest
    ) -> None:
        assert decide(client, request.getfixturevalue(who), proposed, "confirm").status_code == 404
        assert Advancement.objects.get().state == "proposed"

    def test_family_and_student_read_it_on_the_path_and_decide_nothing(
        self, client: Client, proposed: Advancement, rosa: User, maya: Student
    ) -> None:
        assert maya.user is not None
        for user in (rosa, maya.user):
            assert decide(client, user, proposed, "confirm").status_code == 403
        assert Advancement.objects.get().state == "proposed"

    def test_a_teacher_of_another_domain_only_reads(
        self, client: Client, section: Section, maya: Student, proposed: Advancement, continuum: TestContinuum
    ) -> None:
        advisor = kit.make_user(section.district, "advisor", "Ada", "Visor")
        kit.enroll(maya, kit.make_section(section.term, "Advisory", advisor, continuum.domains["Lifelong learning"]))
        assert decide(client, advisor, proposed, "confirm").status_code == 403
        client.force_login(advisor)
        assert "Maya Torres" not in client.get(LIST).content.decode()

    def test_other_verbs_are_not_answered(self, client: Client, proposed: Advancement, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        assert client.delete(url_of(proposed)).status_code == 405
        assert client.post(LIST).status_code == 405

    def test_an_advancement_that_does_not_exist_is_not_there(self, client: Client, mr_okafor: User) -> None:
        client.force_login(mr_okafor)
        assert client.get(reverse("pathways:decide", args=[999999])).status_code == 404


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"reason": "x" * 1_001}, "1000"),
        ({"reason": "\u202eturned"}, "a character that cannot be kept"),
        ({"reason": "\u200b"}, "Say why, so that the student can be told."),
        ({"reason": "\x00"}, "id_reason_error"),
        ({"decision": "everything"}, "Choose what to do."),
        ({"lock": ""}, "This has changed since you opened it."),
        ({"lock": "9" * 5_000}, "This has changed since you opened it."),
        ({"lock": ""}, "Once more</textarea>"),
        ({"lock": "9" * 40}, "This has changed since you opened it."),
    ],
)
def test_whatever_is_sent_gets_an_answer_in_words_and_decides_nothing(
    client: Client, proposed: Advancement, mr_okafor: User, odd: dict[str, str], words: str
) -> None:
    client.force_login(mr_okafor)
    sent = {"decision": "decline", "reason": "Once more", "lock": "0", **odd}
    assert words in client.post(url_of(proposed), sent, follow=True).content.decode()
    assert Advancement.objects.get().state == Advancement.State.PROPOSED
