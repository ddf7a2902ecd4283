"""Every past day is seen as it was: what the pages said each evening is what they say of that day for ever after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from assessments.actions.correct import Correction, correct_evidence
from assessments.actions.record import record_evidence
from assessments.actions.void import void_evidence
from assessments.models import Evidence, Override
from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum
from competencies.actions.drafting import revise
from competencies.actions.publish import publish_continuum
from competencies.models import Alignment, Competency, CompetencyText, PolicyVersion
from pathways.access import students_in_charge
from pathways.actions.marking import mark_stale
from pathways.actions.sweeping import sweep
from pathways.models import Advancement, Mastery
from pathways.queries.mastery_list import mastery_list
from pathways.queries.path import path_page
from pathways.queries.story import story_of
from pathways.tests.kit import entry, raise_expectations, up_to_date
from pathways.tests.screens.kit import BESIDE_THE_PAGE
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db
TITLES = ("Ratio language", "Equivalent ratios", "Unit rates")
ONE_DAY = timedelta(days=1)


@dataclass
class Diary:
    """A school that lives day by day, and writes down each evening what its pages say of Maya."""

    maya: Student
    teacher: User
    continuum: TestContinuum
    clock: Any
    said: dict[date, dict[str, object]] = field(default_factory=dict)

    def evening(self) -> None:
        """Bring everything up to date, write down what the pages say, and let the night pass."""
        up_to_date(self.maya)
        day = today(self.maya.district)
        self.said[day] = self.pages()
        self.clock.shift(ONE_DAY)

    def pages(self, on: date | None = None) -> dict[str, object]:
        """What path, stories and the API say, now or as of a day."""
        student, now = students_in_charge(self.teacher).get(pk=self.maya.pk), timezone.now()
        page = path_page(student, language="en", now=now, on=on)
        listed = mastery_list(student, language="en", now=now, on=on)
        return {
            "path": page.domains,
            "next": page.next_step,
            "reached": page.reached,
            "confirm": page.to_confirm,
            "focus": page.class_focus,
            "api": (listed["masteries"], listed["continuum_version"], listed["policy_version"]),
            "stories": [self.story(student, title, on) for title in TITLES],
        }

    def story(self, student: Student, title: str, on: date | None) -> object:
        """What the competency page says."""
        one = story_of(
            student, self.continuum[title].competency.pk, viewer=self.teacher, language="en", now=timezone.now(), on=on
        )
        return (
            one.judgement, one.stand, one.level, one.pieces, one.fall, one.growth, one.confidence, one.confirm_since,
            one.reached_on, one.builds_on, one.opens, one.competency, one.in_force,
        )  # fmt: skip

    def rate(self, title: str, level: int, *, days_ago: int = 0, **more: object) -> Evidence:
        """A piece of work, written down now."""
        work = entry(self.maya, self.continuum, title, level, days_ago=days_ago, **more)
        row = record_evidence(by=self.teacher, district=self.maya.district, entries=[work]).rows[0]
        return Evidence.objects.get(pk=row.id)

    def override(self, title: str, level: int | None, reverses: Override | None = None) -> Override:
        """A decision, or its taking back."""
        made = Override.objects.create(
            district=self.maya.district, student=self.maya, competency=self.continuum[title].competency,
            starts=today(self.maya.district), reason="I watched it.", reverses=reverses, made_by=self.teacher,
            made_at=timezone.now(), key=f"o{Override.objects.count()}",
            level=None if level is None else Decimal(level),
        )  # fmt: skip
        mark_stale(district_id=self.maya.district_id, student_ids=[self.maya.pk])
        return made

    def publish_a_rule(self, **change: object) -> None:
        """A new version of the policy."""
        last = PolicyVersion.objects.order_by("-number")[:1].get()
        PolicyVersion.objects.create(
            district=last.district, policy=last.policy, number=last.number + 1, state="published",
            published_at=timezone.now(), value={**last.value, **change},
        )  # fmt: skip
        raise_expectations(self.maya)

    def publish_new_words(self, title: str, words: str) -> None:
        """A new version of the continuum in which a competency is called otherwise."""
        text = CompetencyText.objects.get(competency=self.continuum[title].competency, until__isnull=True)
        revise(text, by=self.teacher, title=words)
        publish_continuum(continuum=self.continuum.continuum, by=self.teacher)


@pytest.fixture
def diary(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Iterator[Diary]:
    """Maya in a school whose terms do not end."""
    maya.enrollments.update(ends=None)
    section = maya.enrollments.get().section
    section.teaching_assignments.update(ends=None)
    type(section.term).objects.filter(pk=section.term_id).update(ends=section.term.ends + timedelta(days=9000))
    noon = timezone.now().replace(hour=17, minute=0)
    with time_machine.travel(noon + ONE_DAY, tick=True) as clock:
        yield Diary(maya, mr_okafor, continuum, clock)


def a_term(diary: Diary) -> None:
    """Work, a correction, a void, late entries, an override and its taking back, a new rule, new words."""
    first = diary.rate("Unit rates", 2)
    diary.rate("Ratio language", 3)
    diary.evening()
    diary.rate("Unit rates", 3)
    diary.rate("Ratio language", 3)
    diary.evening()
    slip = diary.rate("Unit rates", 1)
    diary.evening()
    better = entry(diary.maya, diary.continuum, "Unit rates", 3, days_ago=3, reason="Misread")
    correct_evidence(by=diary.teacher, corrections=[Correction(first.pk, better)], reason="Misread")
    diary.evening()
    diary.publish_a_rule(method="latest", gates={})
    diary.evening()
    decided = diary.override("Unit rates", 4)
    diary.rate("Equivalent ratios", 4, days_ago=4, kind="formative")
    diary.evening()
    void_evidence(by=diary.teacher, evidence=slip, reason="Another student's paper")
    diary.publish_new_words("Unit rates", "Comparing rates")
    diary.evening()
    diary.override("Unit rates", None, reverses=decided)
    diary.rate("Unit rates", 2, days_ago=6)
    diary.evening()
    diary.publish_a_rule(method="highest", gates={"within_months": 2})
    diary.evening()


def test_every_past_day_says_what_it_said_that_evening(diary: Diary) -> None:
    a_term(diary)
    diary.clock.shift(timedelta(days=200))
    up_to_date(diary.maya)
    assert len({str(one["api"]) for one in diary.said.values()}) > 6, "the days differ, or nothing is tested"
    for day, before in diary.said.items():
        then = diary.pages(on=day)
        for part, words in before.items():
            assert then[part] == words, f"{part} of {day}"


def test_a_family_sees_what_had_settled_and_never_what_was_undone(diary: Diary, rosa: User) -> None:
    diary.rate("Unit rates", 3)
    diary.clock.shift(timedelta(minutes=5))
    undone = diary.rate("Unit rates", 4)
    diary.clock.shift(timedelta(seconds=20))
    void_evidence(by=diary.teacher, evidence=undone, reason="Typed on the wrong line")
    day = today(diary.maya.district)
    diary.evening()
    child = students_in_charge(rosa).get(pk=diary.maya.pk)
    competency = diary.continuum["Unit rates"].competency.pk
    story = story_of(child, competency, viewer=rosa, language="en", now=timezone.now(), on=day)
    assert [one.level.value for one in story.pieces if one.level] == [3]
    assert story.judgement is not None
    assert [one.why for one in story.judgement.set_aside] == []


class TestFreshness:
    """Mastery that has grown old: without any event it asks for a fresh piece, and nothing is lost."""

    @pytest.fixture
    def old(self, diary: Diary) -> Diary:
        """Maya mastered two competencies under a rule that asks for work of the last two months."""
        diary.publish_a_rule(gates={"within_months": 2})
        for title in ("Ratio language", "Equivalent ratios"):
            diary.rate(title, 3)
        diary.evening()
        return diary

    def test_the_sweep_alone_turns_it_to_be_confirmed_on_the_day_after_the_last(self, old: Diary) -> None:
        rows = Mastery.objects.filter(student=old.maya)
        last = rows.get(competency=old.continuum["Ratio language"].competency).valid_until
        assert last is not None
        old.clock.shift(last - today(old.maya.district))
        sweep()
        assert {row.status for row in rows.all()} == {"mastered"}, f"on {last}, the last day"
        old.clock.shift(ONE_DAY)
        sweep()
        assert {(row.status, row.mastered) for row in rows.all()} == {("to_confirm", True)}

    def test_the_path_and_the_story_say_so_kindly_and_since_when(self, old: Diary, client: Client) -> None:
        old.clock.shift(timedelta(days=90))
        sweep()
        client.force_login(old.maya.user)
        path = client.get(reverse("pathways:my_path")).content.decode()
        assert "Worth showing once more" in path
        assert "show it once more" in path
        about = [old.maya.pk, old.continuum["Ratio language"].competency.pk]
        html = client.get(reverse("pathways:competency", args=about)).content.decode()
        assert "You have mastered this, and it stays so." in html
        assert "One more piece at Proficient confirms it." in html

    def test_the_familys_page_says_so_too(self, old: Diary, client: Client, rosa: User) -> None:
        rosa.language = "en"
        rosa.save()
        section = old.maya.enrollments.get().section
        kit.teach(old.continuum, section, "Ratio language")
        old.clock.shift(timedelta(days=90))
        sweep()
        client.force_login(rosa)
        html = client.get(reverse("reporting:child", args=[old.maya.pk])).content.decode()
        assert "worth showing once more" in html

    def test_a_confirmed_step_out_of_the_stage_stays_confirmed(self, old: Diary) -> None:
        stage = old.continuum["Ratio language"].competency.texts.get().stage
        step = Advancement.objects.create(
            district=old.maya.district, student=old.maya, stage=stage, through=1, state="confirmed",
            continuum_version=old.continuum.version, proposed_on=today(old.maya.district),
            decided_on=today(old.maya.district), decided_by=old.teacher,
        )  # fmt: skip
        old.clock.shift(timedelta(days=90))
        sweep()
        step.refresh_from_db()
        assert step.state == Advancement.State.CONFIRMED

    def test_fresh_work_confirms_it(self, old: Diary) -> None:
        old.clock.shift(timedelta(days=90))
        sweep()
        old.rate("Ratio language", 3)
        old.evening()
        row = Mastery.objects.get(competency=old.continuum["Ratio language"].competency)
        assert (row.status, row.mastered) == ("mastered", True)


class TestPages:
    """The pages as of a past day, as people meet them."""

    @pytest.fixture
    def lived(self, diary: Diary) -> Diary:
        """A term has passed."""
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
