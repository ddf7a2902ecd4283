"""Publishing: all at once or not at all, named obstacles, and every learner is judged anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from cbe.testing.continuum import TestContinuum
from competencies.actions.creating import add_competency, add_domain
from competencies.actions.drafting import revise, withdraw
from competencies.actions.publish import (
    NothingToPublishError,
    NotReadyError,
    draft_policy,
    publish_continuum,
    publish_policy,
)
from competencies.actions.starting import ContinuumExistsError, start_continuum
from competencies.models import (
    Alignment,
    CompetencyText,
    ContinuumVersion,
    MasteryPolicy,
    PerformanceLevel,
    PolicyVersion,
    Scale,
    ScaleText,
    StandardText,
    Strand,
    StrandText,
)
from competencies.queries import draft_map, expectations_version, policy_in_force, published_map
from competencies.queries.readiness import obstacles
from competencies.rules.policy import DEFAULT_POLICY
from competencies.rules.policy_json import write_policy
from competencies.rules.refusals import RefusedError
from competencies.signals import expectations_changed
from people.models import District, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    """What is sent about the expectations, and whether a transaction was open at that moment."""
    sent: list[dict[str, Any]] = []

    def hear(**said: Any) -> None:
        sent.append({"version": said["version"], "inside": connection.in_atomic_block})

    expectations_changed.connect(hear)
    yield sent
    expectations_changed.disconnect(hear)


def rename(continuum: TestContinuum, admin: User) -> CompetencyText:
    row = CompetencyText.objects.get(competency=continuum["Unit rates"].competency, until=None)
    return revise(row, by=admin, title="Rates per one")


def test_publishing_makes_the_draft_what_everyone_works_by(
    continuum: TestContinuum, admin: User, heard: list[dict[str, Any]]
) -> None:
    district = continuum.continuum.district
    row = rename(continuum, admin)
    before = published_map(district)
    version = publish_continuum(continuum=continuum.continuum, by=admin, note="Clearer words")
    assert (version.number, version.state, version.published_by, version.note) == (
        2,
        "published",
        admin,
        "Clearer words",
    )
    assert published_map(district).competencies[row.competency_id].title == "Rates per one"
    assert before.competencies[row.competency_id].title == "Unit rates"
    assert ContinuumVersion.objects.get(state="draft").number == 3
    assert expectations_version(district.pk) == 2
    assert heard == [{"version": 2, "inside": True}]


def test_a_second_click_publishes_nothing(continuum: TestContinuum, admin: User, heard: list[dict[str, Any]]) -> None:
    rename(continuum, admin)
    publish_continuum(continuum=continuum.continuum, by=admin)
    with pytest.raises(NothingToPublishError):
        publish_continuum(continuum=continuum.continuum, by=admin)
    assert len(heard) == 1


def test_the_next_draft_begins_from_what_was_published(continuum: TestContinuum, admin: User) -> None:
    row = rename(continuum, admin)
    publish_continuum(continuum=continuum.continuum, by=admin)
    again = revise(row, by=admin, title="Unit rates, again")
    assert (again.since, again.pk != row.pk) == (3, True)
    continuum.continuum.refresh_from_db()
    assert draft_map(continuum.continuum).competencies[row.competency_id].title == "Unit rates, again"


def test_everything_that_is_missing_is_named_and_nothing_is_published(
    continuum: TestContinuum, admin: User, heard: list[dict[str, Any]]
) -> None:
    place = CompetencyText.objects.get(competency=continuum["Unit rates"].competency, until=None)
    add_competency(strand=place.strand, stage=place.stage, by=admin, title="Slopes", statement="I can.")
    StandardText.objects.filter(standard=continuum["Percent problems"].standard).update(retired=True)
    StrandText.objects.filter(title="Number").update(retired=True)
    ScaleText.objects.filter(name="Three levels").update(proficient="2.5")
    with pytest.raises(NotReadyError) as caught:
        publish_continuum(continuum=continuum.continuum, by=admin)
    assert {one.name for one in caught.value.obstacles} == {
        "Three levels",
        "Slopes",
        "Percent problems",
        "Negative numbers",
    }
    assert "Slopes: it has no required standard" in str(caught.value)
    assert not heard
    assert ContinuumVersion.objects.get(state="draft").number == 2


def test_a_stage_of_another_strand_a_lost_scale_and_an_optional_standard_are_named(
    continuum: TestContinuum, admin: User
) -> None:
    unit = continuum["Unit rates"].competency
    other = CompetencyText.objects.get(competency=continuum["Negative numbers"].competency)
    CompetencyText.objects.filter(competency=unit).update(stage=other.stage)
    Alignment.objects.filter(competency=continuum["Percent problems"].competency).update(required=False)
    lonely = Scale.objects.create(district=admin.district)
    domain = add_domain(continuum=continuum.continuum, by=admin, title="Seamanship", scale=lonely)
    Strand.objects.filter(texts__title="Planning").update(domain=domain.domain)
    said = " ".join(str(one) for one in obstacles(continuum.continuum))
    assert "Unit rates: its stage is retired or belongs to another strand" in said
    assert "Percent problems: it has no required standard" in said
    assert "Plans the work: its domain has no scale" in said


def test_a_retired_competency_needs_nothing(continuum: TestContinuum, admin: User) -> None:
    row = CompetencyText.objects.get(competency=continuum["Unit rates"].competency, until=None)
    withdraw(row, by=admin)
    withdraw(Alignment.objects.get(competency=row.competency), by=admin)
    assert publish_continuum(continuum=continuum.continuum, by=admin).number == 2


def test_a_district_begins_with_an_empty_draft_a_scale_and_a_published_policy(district: District, admin: User) -> None:
    continuum = start_continuum(district=district, by=admin)
    assert (continuum.published, continuum.draft) == (0, 1)
    scale = next(iter(draft_map(continuum).scales.values()))
    assert [level.name for level in scale.levels] == ["Beginning", "Developing", "Proficient", "Extending"]
    assert [level.proficient for level in scale.levels] == [False, False, True, True]
    in_force = policy_in_force(district)
    assert (in_force.number, in_force.policy.method) == (1, DEFAULT_POLICY.method)
    with pytest.raises(ContinuumExistsError):
        start_continuum(district=district, by=admin)


class TestThePolicy:
    def test_a_new_version_is_drafted_then_published_for_everyone(
        self, continuum: TestContinuum, admin: User, heard: list[dict[str, Any]]
    ) -> None:
        policy = MasteryPolicy.objects.get()
        value = write_policy(DEFAULT_POLICY) | {"n": 5}
        assert draft_policy(policy=policy, value=value).number == 2
        assert draft_policy(policy=policy, value=value | {"n": 4}).number == 2
        assert policy_in_force(policy.district).policy.n == 3
        assert not heard
        published = publish_policy(policy=policy, by=admin)
        assert (published.number, published.published_by) == (2, admin)
        assert policy_in_force(policy.district).policy.n == 4
        assert heard == [{"version": 2, "inside": True}]
        with pytest.raises(NothingToPublishError):
            publish_policy(policy=policy, by=admin)

    def test_a_policy_that_cannot_be_read_is_refused_by_field(self, continuum: TestContinuum) -> None:
        with pytest.raises(RefusedError, match=r"policy\.method"):
            draft_policy(policy=MasteryPolicy.objects.get(), value={"method": "coin"})
        assert PolicyVersion.objects.count() == 1

    def test_a_policy_that_is_not_the_default_moves_nobody(
        self, continuum: TestContinuum, admin: User, heard: list[dict[str, Any]]
    ) -> None:
        other = MasteryPolicy.objects.create(district=continuum.continuum.district, name="For projects")
        draft_policy(policy=other, value=write_policy(DEFAULT_POLICY))
        publish_policy(policy=other, by=admin)
        assert not heard


class TestARuleThatMakesNoSense:
    """What the form refuses cannot come about by another way either."""

    def without_its_top(self) -> None:
        """The scale of lifelong learning loses its top level in the draft, so that proficient is the top."""
        withdraw(PerformanceLevel.objects.get(scale__texts__name="Three levels", value=3), by=None)

    def test_a_rule_drafted_before_a_scale_changed_is_not_published(
        self, continuum: TestContinuum, admin: User
    ) -> None:
        policy = MasteryPolicy.objects.get()
        draft_policy(policy=policy, value={"method": "mean"})
        self.without_its_top()
        with pytest.raises(NotReadyError, match="proficient is the top level"):
            publish_policy(policy=policy, by=admin)
        assert policy_in_force(policy.district).number == 1

    def test_a_scale_on_which_the_rule_in_force_makes_no_sense_is_not_published(
        self, continuum: TestContinuum, admin: User
    ) -> None:
        policy = MasteryPolicy.objects.get()
        draft_policy(policy=policy, value={"method": "mean"})
        publish_policy(policy=policy, by=admin)
        self.without_its_top()
        with pytest.raises(NotReadyError, match="Mastery rule: On the scale “Three levels”"):
            publish_continuum(continuum=continuum.continuum, by=admin)

    def test_a_draft_that_says_what_is_in_force_is_nothing_to_publish(
        self, continuum: TestContinuum, admin: User
    ) -> None:
        policy = MasteryPolicy.objects.get()
        draft_policy(policy=policy, value=continuum.policy.value)
        with pytest.raises(NothingToPublishError):
            publish_policy(policy=policy, by=admin)


def test_a_note_that_is_too_long_is_refused_by_name(continuum: TestContinuum, admin: User) -> None:
    rename(continuum, admin)
    for publish in (
        lambda: publish_continuum(continuum=continuum.continuum, by=admin, note="x" * 501),
        lambda: draft_policy(policy=continuum.policy.policy, value={"method": "latest"}, by=admin, note="x" * 501),
    ):
        with pytest.raises(RefusedError) as caught:
            publish()
        assert caught.value.field == "note"
        assert "At most 500 characters; this has 501." in str(caught.value)
    assert publish_continuum(continuum=continuum.continuum, by=admin, note="x" * 500).number == 2
