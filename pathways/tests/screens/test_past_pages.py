"""The pages as of a past day, as people meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from cbe.testing.continuum import TestContinuum
from competencies.actions.publish import publish_continuum
from competencies.models import Alignment, Competency, CompetencyText
from pathways.tests.diary import Diary, a_term, diary_of
from pathways.tests.screens.kit import BESIDE_THE_PAGE
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Iterator[Diary]:
    """Maya in a school whose terms do not end."""
    with diary_of(maya, mr_okafor, continuum) as living:
        yield living


class TestPages:
    """The pages as of a past day, as people meet them."""

    @pytest.fixture
    def lived(self, diary: Diary) -> Diary:
        """A term has passed; only its days are wanted, not what each evening's pages said."""
        diary.writes = False
        a_term(diary)
        return diary

    def first(self, diary: Diary) -> date:
        return min(diary.said)

    def addresses(self, diary: Diary) -> list[str]:
        about = [diary.maya.pk, diary.continuum["Unit rates"].competency.pk]
        return [
            reverse("pathways:path", args=[diary.maya.pk]),
            reverse("pathways:competency", args=about),
            reverse("pathways:why", args=about),
            reverse("reporting:child", args=[diary.maya.pk]),
        ]

    def test_each_says_which_day_one_sees_and_leads_back(self, lived: Diary, client: Client) -> None:
        client.force_login(lived.teacher)
        for address in self.addresses(lived):
            html = client.get(address, {"as_of": self.first(lived).isoformat()}).content.decode()
            assert "as it was known then, under rule version 1 and continuum version 1." in html, address
            assert f'href="{address}">Back to today' in html

    def test_every_link_to_the_students_pages_keeps_the_day(self, lived: Diary, client: Client) -> None:
        client.force_login(lived.teacher)
        keep = f"?as_of={self.first(lived).isoformat()}"
        for address in self.addresses(lived):
            html = client.get(address + keep).content.decode()
            main = html[html.index("<main") : html.index("</main")]
            inside = re.findall(r'href="(/students/[^"]*)"', main)
            left = [one for one in inside if not one.endswith(keep) and one != address]
            assert left == [], address

    def test_nothing_can_be_recorded_from_a_past_page(self, lived: Diary, client: Client) -> None:
        client.force_login(lived.teacher)
        for address in self.addresses(lived):
            html = client.get(address, {"as_of": self.first(lived).isoformat()}).content.decode()
            main = html[html.index("<main") : html.index("</main")]
            assert "/log/" not in main
            assert "/correct/" not in main
            assert "/override/" not in main
            assert 'method="post"' not in main
            assert "data-fresh" not in main

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("yesterday", "This is not a day we can read."),
            ("2026-02-30", "This is not a day we can read."),
            ("0001-01-01", "This is not a day we can read."),
            ("9999-12-31", "That day is still to come."),
            ("<script>", "This is not a day we can read."),
        ],
    )
    def test_a_day_that_cannot_be_shown_is_named_with_the_mend(
        self, diary: Diary, client: Client, typed: str, words: str
    ) -> None:
        client.force_login(diary.teacher)
        for address in self.addresses(diary):
            answer = client.get(address, {"as_of": typed})
            assert (answer.status_code, words in answer.content.decode()) == (422, True), address
            main = answer.content.decode().split("<main", 1)[1]
            top = main[main.index('role="alert"') :]
            assert top.index(escape(typed)) < top.index(words) < top.index("</div>"), "named above the content"
            assert main.index('role="alert"') < main.index("</h1>") + 3000
            assert escape(typed) in answer.content.decode(), "what was typed is kept"

    def test_a_day_before_the_first_publication_says_so_kindly(self, diary: Diary, client: Client) -> None:
        client.force_login(diary.teacher)
        for address in self.addresses(diary):
            answer = client.get(address, {"as_of": "2001-09-11"})
            assert answer.status_code == 200
            assert "the school had not published its map yet. The first one is of" in answer.content.decode()

    def test_a_competency_that_was_not_on_the_map_yet_says_so(self, diary: Diary, client: Client) -> None:
        before = today(diary.maya.district)
        diary.evening()
        text = diary.continuum["Unit rates"].competency.texts.get()
        new = Competency.objects.create(district=diary.maya.district, continuum=diary.continuum.continuum)
        CompetencyText.objects.create(
            district=diary.maya.district, competency=new, title="Scale drawings", statement="I can scale.",
            strand=text.strand, stage=text.stage, position=99, since=diary.continuum.continuum.draft,
        )  # fmt: skip
        Alignment.objects.create(
            district=diary.maya.district, competency=new, since=diary.continuum.continuum.draft,
            standard=diary.continuum["Unit rates"].standard,
        )  # fmt: skip
        publish_continuum(continuum=diary.continuum.continuum, by=diary.teacher)
        client.force_login(diary.teacher)
        address = reverse("pathways:competency", args=[diary.maya.pk, new.pk])
        html = client.get(address, {"as_of": before.isoformat()}).content.decode()
        assert "“Scale drawings” was not on the map on" in html
        assert client.get(address).status_code == 200

    def test_todays_day_is_todays_page(self, diary: Diary, client: Client) -> None:
        client.force_login(diary.teacher)
        for address in self.addresses(diary):
            answer = client.get(address, {"as_of": today(diary.maya.district).isoformat()})
            assert "as it was known then" not in answer.content.decode()

    def test_who_may_look_back_is_decided_today(self, lived: Diary, client: Client, ms_lindqvist: User) -> None:
        client.force_login(ms_lindqvist)
        for address in self.addresses(lived):
            assert client.get(address, {"as_of": self.first(lived).isoformat()}).status_code == 404

    def test_a_past_page_costs_the_same_however_much_was_done(self, lived: Diary, client: Client) -> None:
        client.force_login(lived.teacher)
        costs = []
        for address in self.addresses(lived):
            for day in (min(lived.said), max(lived.said)):
                client.get(address, {"as_of": day.isoformat()})
                with CaptureQueriesContext(connection) as captured:
                    client.get(address, {"as_of": day.isoformat()})
                costs.append(len(captured) - BESIDE_THE_PAGE)
        assert costs[::2] == costs[1::2]
        assert max(costs) <= 10, costs

    def test_the_api_answers_as_of_a_day_or_says_what_is_wrong(self, lived: Diary, client: Client) -> None:
        client.force_login(lived.teacher)
        address = reverse("pathways:api_mastery", args=[lived.maya.pk])
        said = client.get(address, {"as_of": self.first(lived).isoformat()}).json()
        assert (said["policy_version"], said["continuum_version"], said["through"]) == (1, 1, None)
        assert client.get(address).json()["policy_version"] == 3
        wrong = client.get(address, {"as_of": "soon"})
        assert (wrong.status_code, list(wrong.json())) == (400, ["as_of"])
        assert client.get(address, {"as_of": "2001-09-11"}).status_code == 404
