"""Mastery that has grown old: without any event it asks for a fresh piece, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing import school as kit
from cbe.testing.continuum import TestContinuum
from pathways.actions.sweeping import sweep
from pathways.models import Advancement, Mastery
from pathways.tests.diary import ONE_DAY, Diary, diary_of
from people.models import Student, User
from people.queries import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Iterator[Diary]:
    """Maya in a school whose terms do not end."""
    with diary_of(maya, mr_okafor, continuum) as living:
        yield living


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
        assert old.maya.user is not None
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
        assert stage is not None
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
