"""What is previewed is what happens: student by student, for rules and for versions of the continuum."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from competencies.actions.drafting import revise
from competencies.actions.publish import publish_continuum
from competencies.models import CompetencyText, PolicyVersion
from pathways.actions.previewing import compare_rules, forget_old_previews, preview_again, preview_policy
from pathways.actions.publishing import OutOfDateError, publish_previewed
from pathways.models import LearnerState, Mastery, Preview, PreviewRow
from pathways.queries.outdated import moved_since
from pathways.queries.previews import found_by
from pathways.tests.kit import rate, up_to_date
from pathways.tests.previewing import KINDER, STRICTER, drafted, fresh, whats_moved, worked_out
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def theo(section: Section) -> Student:
    """Theo, who sits beside Maya."""
    return school_kit.make_student(section, "Theo", "Ames")


@pytest.fixture
def previewed(maya: Student, theo: Student, mr_okafor: User, continuum: TestContinuum, admin: User) -> Preview:
    """A stricter rule, previewed: it takes Maya's mastery down, and leaves Theo where he is."""
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    rate(mr_okafor, theo, continuum, "Unit rates", 3, 3, 4)
    for student in (maya, theo):
        up_to_date(student)
    drafted(continuum, STRICTER)
    return worked_out(preview_policy(district=maya.district, by=admin))


def test_a_preview_names_exactly_who_moves_and_why(previewed: Preview, maya: Student, continuum: TestContinuum) -> None:
    assert (previewed.state, previewed.students, previewed.students_done, previewed.judged) == ("done", 2, 2, 2)
    [row] = PreviewRow.objects.filter(preview=previewed)
    assert (row.student, row.competency, row.direction) == (maya, continuum["Unit rates"].competency, -2)
    assert (row.before_status, row.after_status) == ("mastered", "needs_evidence")
    assert (row.reason, row.detail["need"], row.detail["have"]) == ("distinct_days", "3", "2")
    assert row.school is not None
    found = found_by(previewed)
    assert (found.movers.students, found.movers.down, found.changed, found.unchanged) == (1, 1, 1, 1)
    assert (found.movers.gain, found.movers.lose) == (0, 1)
    assert found.before == {"mastered": 2}
    assert found.after == {"mastered": 1, "needs_evidence": 1}


def test_what_was_previewed_is_what_publishing_does(
    previewed: Preview, maya: Student, theo: Student, admin: User
) -> None:
    assert publish_previewed(preview=previewed, by=admin) == 2
    for student in (maya, theo):
        up_to_date(student)
    assert dict(Mastery.objects.values_list("student", "status")) == {maya.pk: "needs_evidence", theo.pk: "mastered"}
    assert whats_moved(previewed) == ["published"]


def test_new_evidence_puts_a_preview_out_of_date(
    previewed: Preview, theo: Student, mr_okafor: User, continuum: TestContinuum, admin: User
) -> None:
    rate(mr_okafor, theo, continuum, "Unit rates", 1)
    [moved] = moved_since(fresh(previewed))
    assert (moved.what, moved.count) == ("evidence", 1)
    with pytest.raises(OutOfDateError):
        publish_previewed(preview=previewed, by=admin)
    again = worked_out(preview_again(preview=fresh(previewed), by=admin))
    assert again.pk != previewed.pk
    assert whats_moved(again) == []
    assert publish_previewed(preview=again, by=admin) == 2


def test_whoever_publishes_anyway_accepts_newer_evidence(
    previewed: Preview, theo: Student, mr_okafor: User, continuum: TestContinuum, admin: User
) -> None:
    rate(mr_okafor, theo, continuum, "Unit rates", 1)
    assert publish_previewed(preview=previewed, by=admin, anyway=True) == 2


def test_a_draft_that_was_edited_is_never_published_unseen(
    previewed: Preview, continuum: TestContinuum, admin: User
) -> None:
    drafted(continuum, KINDER)
    assert whats_moved(previewed) == ["draft_changed"]
    with pytest.raises(OutOfDateError):
        publish_previewed(preview=previewed, by=admin, anyway=True)
    PolicyVersion.objects.filter(state="draft").delete()
    assert whats_moved(previewed) == ["draft_gone"]


def test_another_publication_puts_a_preview_out_of_date(
    previewed: Preview, continuum: TestContinuum, admin: User
) -> None:
    version = PolicyVersion.objects.get(state="draft")
    PolicyVersion.objects.filter(pk=version.pk).update(number=7)
    PolicyVersion.objects.create(
        district=previewed.district, policy=continuum.policy.policy, number=2, state="published", value=KINDER,
        published_at=timezone.now(),
    )  # fmt: skip
    assert whats_moved(previewed) == ["rule"]


def test_the_next_day_puts_a_preview_out_of_date(previewed: Preview) -> None:
    Preview.objects.update(as_of=previewed.as_of - timedelta(days=1))
    assert whats_moved(previewed) == ["day"]


def test_two_clicks_are_one_preview(previewed: Preview, maya: Student, admin: User) -> None:
    assert preview_policy(district=maya.district, by=admin) == previewed
    assert Preview.objects.count() == 1


def test_the_lab_compares_any_two_rules_and_changes_nothing(
    previewed: Preview, maya: Student, section: Section, admin: User
) -> None:
    before = list(Mastery.objects.values_list("pk", "status", "level"))
    lab = compare_rules(
        district=maya.district, before="version:1", after="preset:outcomes-highest", by=admin, section=section
    )
    lab = worked_out(lab)
    assert (lab.state, lab.students) == ("done", 2)
    assert list(Mastery.objects.values_list("pk", "status", "level")) == before
    assert PolicyVersion.objects.filter(state="published").count() == 1
    assert LearnerState.objects.filter(computed_through=0).count() == 0


def test_a_comparison_of_two_rules_not_in_force_reads_the_continuum_in_force(
    previewed: Preview, maya: Student, continuum: TestContinuum, admin: User
) -> None:
    lab = compare_rules(district=maya.district, before="preset:trend", after="preset:outcomes-highest", by=admin)
    lab = worked_out(lab)
    assert whats_moved(lab) == []
    row = CompetencyText.objects.get(competency=continuum["Unit rates"].competency, until=None)
    revise(row, by=admin, title="Rates per one")
    publish_continuum(continuum=continuum.continuum, by=admin)
    assert whats_moved(lab) == ["continuum"]


def test_old_comparisons_are_forgotten_and_what_was_published_is_kept(
    previewed: Preview, maya: Student, admin: User
) -> None:
    lab = compare_rules(district=maya.district, before="in_force", after="draft", by=admin)
    assert forget_old_previews() == 0
    Preview.objects.filter(pk=lab.pk).update(made_at=timezone.now() - timedelta(days=15))
    forget_old_previews()
    assert list(Preview.objects.all()) == [previewed]
    publish_previewed(preview=previewed, by=admin)
    Preview.objects.update(made_at=timezone.now() - timedelta(days=1000))
    assert forget_old_previews() == 0
