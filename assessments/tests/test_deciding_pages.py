"""The screens of decisions: the list, the forms, what is refused and kept, and who is let in."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.actions.adjusting import take_back
from assessments.models import AdaptedExpectation, Evidence, Override
from cbe.testing.decided import WHY, an_adapted_expectation, an_exemption, an_override
from competencies.models import Alignment, CompetencyText, ContinuumVersion
from people.queries import today

KEY = "0123456789abcdef0123456789abcdef"
pytestmark = pytest.mark.django_db


@pytest.fixture
def address(maya, continuum):
    place = continuum["Unit rates"]
    return lambda name: reverse(f"assessments:{name}", args=[maya.pk, place.competency.pk])


@pytest.fixture
def said(maya):
    return {"form_key": KEY, "starts": today(maya.district).isoformat(), "reason": WHY}


class TestOverride:
    def test_it_is_saved_told_and_shown_beside_what_the_evidence_says(
        self, client, maya, mr_okafor, continuum, address, said
    ):
        client.force_login(mr_okafor)
        answer = client.post(address("override"), {**said, "level": "4"}, follow=True)
        assert answer.redirect_chain == [(address("decisions"), 302)]
        page = answer.content.decode()
        assert "Your judgement stands" in page
        assert WHY in page
        assert "In force" in page
        assert Override.objects.get().level == 4

    def test_a_double_click_is_one_override(self, client, mr_okafor, continuum, address, said):
        client.force_login(mr_okafor)
        for _ in range(2):
            assert client.post(address("override"), {**said, "level": "4"}).status_code == 302
        assert Override.objects.count() == 1

    def test_back_and_save_once_more_adds_nothing_and_says_so(self, client, mr_okafor, continuum, address, said):
        client.force_login(mr_okafor)
        for key in (KEY, KEY[::-1]):
            form = {**said, "form_key": key, "level": "4"}
            page = client.post(address("override"), form, follow=True).content.decode()
        assert "Nothing was added" in page
        assert Override.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"level": ""}, "Choose the level you judge."),
            ({"level": "7"}, "Choose a level from the list."),
            ({"reason": " "}, "Say in a few words why."),
            ({"starts": ""}, "Choose the first day."),
            ({"starts": "03/04/2026"}, "Choose a day."),
            ({"starts": "2020-01-01"}, "The school’s map begins on "),
            ({"starts": "2036-01-01"}, "more than a year ahead"),
            ({"ends": "2020-01-01"}, "The last day cannot be before the first."),
        ],
    )
    def test_what_is_wrong_is_said_at_its_question_and_what_was_typed_is_kept(
        self, client, mr_okafor, continuum, address, said, wrong, words
    ):
        client.force_login(mr_okafor)
        answer = client.post(address("override"), {**said, "level": "4", "reason": "At the board", **wrong})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert ("At the board" in page) == ("reason" not in wrong)
        assert not Override.objects.exists()

    def test_the_same_form_with_other_content_is_refused(self, client, mr_okafor, continuum, address, said):
        client.force_login(mr_okafor)
        client.post(address("override"), {**said, "level": "4"})
        answer = client.post(address("override"), {**said, "level": "2"})
        assert answer.status_code == 422
        assert "Open it again" in answer.content.decode()

    def test_of_several_the_page_says_which_one_counts(self, client, maya, mr_okafor, admin, continuum, address):
        an_override(mr_okafor, maya, continuum, 3)
        an_override(admin, maya, continuum, 4)
        client.force_login(mr_okafor)
        page = client.get(address("decisions")).content.decode()
        assert page.count("In force") == page.count("This one counts") == page.count("Rests behind the one") == 1
        assert page.index("This one counts") < page.index("Rests behind the one")

    def test_it_is_taken_back_with_a_reason(self, client, maya, mr_okafor, continuum, address):
        made = an_override(mr_okafor, maya, continuum)
        client.force_login(mr_okafor)
        back = reverse("assessments:override_back", args=[made.pk])
        assert back in client.get(address("decisions")).content.decode()
        assert client.post(back, {"form_key": KEY, "reason": ""}).status_code == 422
        page = client.post(back, {"form_key": KEY, "reason": "Read again"}, follow=True).content.decode()
        assert "Taken back" in page
        assert "Read again" in page
        assert back not in page

    def test_the_second_to_take_it_back_is_told_who_was_first(
        self, client, maya, mr_okafor, principal_adeyemi, continuum
    ):
        made = an_override(mr_okafor, maya, continuum)
        back = reverse("assessments:override_back", args=[made.pk])
        client.force_login(mr_okafor)
        client.post(back, {"form_key": KEY, "reason": "Read again"})
        client.force_login(principal_adeyemi)
        page = client.post(back, {"form_key": KEY, "reason": "Me too"}, follow=True).content.decode()
        assert "Mr Okafor took this back already" in page


class TestExemption:
    def test_a_leader_exempts_and_takes_it_back(self, client, maya, principal_adeyemi, continuum, address, said):
        client.force_login(principal_adeyemi)
        standard = continuum["Unit rates"].standard.pk
        page = client.post(address("exempt"), {**said, "standards": [standard]}, follow=True).content.decode()
        assert "Exemption" in page
        row = Evidence.objects.get(mark="exempt")
        assert "Exempt already." in client.get(address("exempt")).content.decode()
        back = reverse("assessments:void", args=[row.pk])
        assert back in page
        assert client.post(back, {"reason": "Stays after all"}).headers["Location"] == address("decisions")

    def test_a_teacher_sees_it_and_cannot_record_it(
        self, client, maya, mr_okafor, principal_adeyemi, continuum, address, said
    ):
        an_exemption(principal_adeyemi, maya, continuum)
        client.force_login(mr_okafor)
        page = client.get(address("decisions")).content.decode()
        assert "Exemption" in page
        assert address("exempt") not in page
        assert client.get(address("exempt")).status_code == 403
        assert client.post(address("exempt"), said).status_code == 403

    def test_a_day_that_cannot_be_is_said_once_and_at_the_top_links_to_it(
        self, client, maya, principal_adeyemi, continuum, address, said
    ):
        text = CompetencyText.objects.get(competency=continuum["Unit rates"].competency, until=None)
        more = continuum["Percent problems"].standard
        Alignment.objects.create(district=maya.district, competency=text.competency, standard=more, since=text.since)
        ContinuumVersion.objects.update(stamp=uuid4())
        client.force_login(principal_adeyemi)
        standards = [continuum["Unit rates"].standard.pk, more.pk]
        ahead = (today(maya.district) + timedelta(days=3)).isoformat()
        page = client.post(address("exempt"), {**said, "standards": standards, "starts": ahead}).content.decode()
        assert page.count("This day is in the future.") == 1
        assert "Nothing was saved yet." in page
        assert 'href="#id_starts"' in page

    def test_nothing_chosen_is_said(self, client, principal_adeyemi, continuum, address, said):
        client.force_login(principal_adeyemi)
        answer = client.post(address("exempt"), said)
        assert answer.status_code == 422
        assert "Choose at least one standard." in answer.content.decode()


class TestAdaptedExpectation:
    def test_it_is_recorded_for_one_standard_or_all(self, client, mr_okafor, continuum, address, said):
        client.force_login(mr_okafor)
        place = continuum["Unit rates"]
        for number, standard in enumerate(("", str(place.standard.pk))):
            form = {**said, "form_key": KEY[:-1] + str(number), "descriptor": "Whole numbers", "standard": standard}
            assert client.post(address("adapt"), form).status_code == 302
        assert [row.standard_id for row in AdaptedExpectation.objects.order_by("pk")] == [None, place.standard.pk]

    def test_the_family_reads_it_and_a_leader_takes_it_back(
        self, client, maya, mr_okafor, rosa, principal_adeyemi, continuum, address
    ):
        made = an_adapted_expectation(mr_okafor, maya, continuum)
        for who in (maya.user, rosa, principal_adeyemi):
            client.force_login(who)
            assert made.descriptor in client.get(address("decisions")).content.decode()
        back = reverse("assessments:adapted_back", args=[made.pk])
        assert client.post(back, {"form_key": KEY, "reason": "No longer needed"}).status_code == 302


class TestTold:
    def test_words_in_another_language_than_the_page_are_marked_as_such(
        self, client, maya, mr_okafor, rosa, continuum, address
    ):
        take_back(by=mr_okafor, decision=an_override(mr_okafor, maya, continuum), reason="Read again")
        an_adapted_expectation(mr_okafor, maya, continuum)
        client.force_login(rosa)
        page = client.get(address("decisions")).content.decode()
        assert f'<span lang="en">{WHY}</span>' in page
        assert '<span lang="en">Read again</span>' in page
        assert page.count('lang="en"') >= 4
        assert page.count("Escrito en inglés.") == 2
        client.force_login(mr_okafor)
        assert "Written in" not in client.get(address("decisions")).content.decode()


class TestTexts:
    @pytest.mark.parametrize("name", ["override", "adapt", "exempt"])
    def test_a_reason_longer_than_its_column_is_refused_and_kept(
        self, client, admin, mr_okafor, continuum, address, said, name
    ):
        client.force_login(admin)
        long = "x" * 20_000
        more = {"level": "4", "descriptor": "Whole numbers", "standards": [continuum["Unit rates"].standard.pk]}
        answer = client.post(address(name), {**said, **more, "reason": long})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert long in page
        assert 'id="id_reason_error"' in page
        assert (Override.objects.count(), AdaptedExpectation.objects.count(), Evidence.objects.count()) == (0, 0, 0)

    def test_a_descriptor_says_what_to_show_in_two_thousand_letters(self, client, mr_okafor, continuum, address, said):
        client.force_login(mr_okafor)
        answer = client.post(address("adapt"), {**said, "descriptor": "x" * 2_001, "standard": ""})
        assert answer.status_code == 422
        assert 'id="id_descriptor_error"' in answer.content.decode()
        assert not AdaptedExpectation.objects.exists()

    def test_a_reason_for_taking_back_is_no_longer(self, client, maya, mr_okafor, continuum):
        made = an_override(mr_okafor, maya, continuum)
        client.force_login(mr_okafor)
        back = reverse("assessments:override_back", args=[made.pk])
        assert client.post(back, {"form_key": KEY, "reason": "x" * 1_001}).status_code == 422
        assert Override.objects.count() == 1
