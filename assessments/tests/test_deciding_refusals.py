"""Whatever is sent to the pages of decisions, and however often: an answer people can read, and one decision."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse

from assessments.actions.adjusting import take_back
from assessments.actions.void import void_evidence
from assessments.actions.writing import Refused
from assessments.models import AdaptedExpectation, Evidence, Override
from cbe.testing.decided import WHY, an_adapted_expectation, an_exemption, an_override
from competencies.models import Alignment, CompetencyText, ContinuumVersion
from people.queries import today

KEY = "0123456789abcdef0123456789abcdef"
NAMES = ("override", "exempt", "adapt")
pytestmark = pytest.mark.django_db


@pytest.fixture
def address(maya, continuum):
    place = continuum["Unit rates"]
    return lambda name: reverse(f"assessments:{name}", args=[maya.pk, place.competency.pk])


@pytest.fixture
def said(maya, continuum):
    """What each of the three forms can be sent: it is saved."""
    return {
        "form_key": KEY, "starts": today(maya.district).isoformat(), "reason": WHY, "level": "4",
        "descriptor": "Whole numbers", "standard": "", "standards": [str(continuum["Unit rates"].standard.pk)],
    }  # fmt: skip


def rows() -> int:
    return Override.objects.count() + AdaptedExpectation.objects.count() + Evidence.objects.count()


@pytest.mark.parametrize("name", NAMES)
class TestTheSameFormAgain:
    def test_with_another_reason_it_is_refused_in_words(self, client, admin, address, said, name):
        client.force_login(admin)
        assert client.post(address(name), said).status_code == 302
        answer = client.post(address(name), {**said, "reason": "Said otherwise"})
        assert answer.status_code == 422
        assert "sent before and said something else. Open it again" in answer.content.decode()
        assert rows() == 1

    def test_after_it_was_taken_back_it_does_not_say_that_it_stands(
        self, client, maya, admin, continuum, address, said, name
    ):
        client.force_login(admin)
        client.post(address(name), said)
        if name == "exempt":
            void_evidence(by=admin, evidence=Evidence.objects.get(), reason="Stays after all")
        else:
            made = (Override if name == "override" else AdaptedExpectation).objects.get()
            take_back(by=admin, decision=made, reason="Read again")
        answer = client.post(address(name), said)
        assert answer.status_code == 422
        assert "taken back since. Open the form again" in answer.content.decode()
        assert rows() == 2


def test_an_exemption_from_other_standards_by_the_same_form_is_refused(maya, principal_adeyemi, continuum):
    text = CompetencyText.objects.get(competency=continuum["Unit rates"].competency, until=None)
    more = continuum["Percent problems"].standard
    Alignment.objects.create(district=maya.district, competency=text.competency, standard=more, since=text.since)
    ContinuumVersion.objects.update(stamp=uuid4())
    both = [continuum["Unit rates"].standard.pk, more.pk]
    an_exemption(principal_adeyemi, maya, continuum, standard_ids=both)
    with pytest.raises(Refused) as found:
        an_exemption(principal_adeyemi, maya, continuum, standard_ids=both[:1])
    assert [(one.field, one.code) for one in found.value.problems] == [("key", "key")]
    an_exemption(principal_adeyemi, maya, continuum, standard_ids=both)
    assert Evidence.objects.count() == 2


ODD = [
    {},
    {"form_key": ""},
    {"form_key": "x" * 5000},
    {"form_key": "\x00" * 32},
    {"form_key": "٣" * 32},
    {"starts": "٢٠٢٦-١١-٠٣"},
    {"starts": "2026-02-30"},
    {"starts": "2026-W01-1"},
    {"starts": "0000-01-01"},
    {"starts": "0001-01-01"},
    {"starts": "9999-12-31"},
    {"starts": "10000-01-01"},
    {"starts": "2026-11-03\x00"},
    {"ends": "9999-12-31"},
    {"ends": "99999-12-31"},
    {"reason": "\x00"},
    {"reason": "x" * 300_000},
    {"reason": "\u202eturned around"},
    {"reason": "\u200b\u200b"},
    {"level": "٤"},
    {"level": "4\x00"},
    {"level": "NaN"},
    {"level": "1e999999"},
    {"level": ["4", "3"]},
    {"standards": ["١"]},
    {"standards": ["1\x00"]},
    {"standards": ["9" * 400]},
    {"standards": []},
    {"standard": "9" * 400},
    {"standard": "x\x00"},
    {"descriptor": "\x00"},
    {"descriptor": "x" * 300_000},
    {"descriptor": "\u202e"},
]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_sent_gets_an_answer_and_at_most_one_row(client, admin, address, said, name):
    client.force_login(admin)
    for number, odd in enumerate(ODD):
        sent = {**said, "form_key": f"{number:032x}", **odd} if odd else {}
        before = rows()
        answer = client.post(address(name), sent)
        assert answer.status_code in (302, 422), (odd, answer.status_code)
        assert rows() - before <= (answer.status_code == 302), odd


@pytest.mark.parametrize("kind", ["override_back", "adapted_back"])
def test_whatever_is_sent_to_take_back_gets_an_answer(client, maya, mr_okafor, continuum, kind):
    make = {"override_back": an_override, "adapted_back": an_adapted_expectation}[kind]
    back = reverse(f"assessments:{kind}", args=[make(mr_okafor, maya, continuum).pk])
    client.force_login(mr_okafor)
    for odd in [one for one in ODD if not set(one) - {"form_key", "reason"}]:
        sent = {"form_key": KEY, "reason": " ", **odd} if odd else {}
        answer = client.post(back, sent)
        assert answer.status_code == 422, odd
    assert rows() == 1


def test_an_unknown_competency_or_student_is_not_found(client, maya, admin, continuum, said):
    client.force_login(admin)
    known = continuum["Unit rates"].competency.pk
    for name in NAMES:
        for who, what in ((maya.pk, 987_654), (maya.pk, 10**30), (10**30, known)):
            address = reverse(f"assessments:{name}", args=[who, what])
            assert client.post(address, said).status_code == 404


class TestAtTheSameMoment:
    """Two connections at once: a form open twice, each with a key of its own."""

    @staticmethod
    def at_once(work, count=3):
        found, start = [], threading.Barrier(count)

        def one(number):
            try:
                start.wait()
                found.append(work(number))
            except Refused as refused:
                found.append(refused.problems[0].code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    @pytest.mark.django_db(transaction=True)
    def test_the_same_judgement_by_the_same_person_is_one(self, maya, mr_okafor, continuum):
        found = self.at_once(lambda number: an_override(mr_okafor, maya, continuum, key=f"key {number}"))
        assert found == [Override.objects.get()] * 3

    @pytest.mark.django_db(transaction=True)
    def test_a_standard_is_taken_out_once(self, maya, principal_adeyemi, continuum):
        found = self.at_once(lambda number: an_exemption(principal_adeyemi, maya, continuum, key=f"key {number}"))
        assert sorted(str(one) for one in found if isinstance(one, str)) == ["already", "already"]
        assert Evidence.objects.count() == 1


def test_two_teachers_of_the_same_mind_have_each_decided(maya, mr_okafor, admin, continuum):
    assert an_override(mr_okafor, maya, continuum) != an_override(admin, maya, continuum)
    assert Override.objects.count() == 2
