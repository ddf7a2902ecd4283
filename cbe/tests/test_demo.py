"""The demo school can be shown to a principal: whole, alive, the same every time, and gone again without a trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import models, transaction
from django.utils import timezone

from assessments.actions.record import record_evidence
from assessments.models import AdaptedExpectation, Demonstration, Evidence, EvidenceNote, Focus, Override
from assessments.rules import Entry
from cbe.demo.roster import PASSWORD
from cbe.demo.seed import SLUG, AlreadySeeded, seed
from cbe.queries import demo_accounts
from competencies.models import CompetencyText, ContinuumVersion, LevelDescriptor
from competencies.queries import published_map
from pathways.access import readable_students
from pathways.actions.auditing import audit
from pathways.models import Advancement, Effect, LearnerState, Mastery
from pathways.queries.past import case_in, sight_of
from people import access
from people.models import District, Enrollment, Section, Student, User
from people.queries import roles_of, today
from reporting.models import Notice, ProgressReport, ReportComment

pytestmark = pytest.mark.django_db
ONE_CLASS = 24


def demo(*arguments: str) -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


ENTRY = (
    "student_id", "competency_id", "standard_id", "on", "kind", "key", "level", "mark", "source_type", "context",
    "transfer", "depth", "support", "at", "attempt", "assessor_role",
)  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """The demo school with one class, 7B, which is Maya's."""

    district: District
    maya: Student
    rosa: User
    okafor: User


@pytest.fixture(scope="module")
def demo_school(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """Seeded once for all tests of this file, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(students=ONE_CLASS)
        yield Demo(
            district=District.objects.get(slug=SLUG),
            maya=Student.objects.select_related("district__expectations").get(user__username="maya.torres"),
            rosa=User.objects.get(username="rosa.torres"),
            okafor=User.objects.get(username="emeka.okafor"),
        )
        transaction.set_rollback(True)


def test_the_sign_in_page_has_one_person_for_each_role(demo_school: Demo) -> None:
    roles = [roles_of(user, on=today(demo_school.district)) for user in demo_accounts()]

    assert [list(held) for held in roles] == [
        ["student"],
        ["guardian"],
        ["teacher"],
        ["teacher"],
        ["leader"],
        ["admin"],
    ]


def test_everyone_on_the_sign_in_page_can_also_use_the_password(demo_school: Demo) -> None:
    for user in demo_accounts():
        assert check_password(PASSWORD, user.password), user.username


def test_nobody_else_can_sign_in(demo_school: Demo) -> None:
    others = User.objects.filter(district=demo_school.district, demo_order__isnull=True)

    assert not any(user.has_usable_password() for user in others)


def test_what_is_concluded_is_what_the_ledger_says(demo_school: Demo) -> None:
    result = audit()

    assert result.differences == []
    assert result.in_flight == 0
    assert result.rows > 20 * ONE_CLASS


def test_maya_is_one_proficient_piece_away_from_unit_rates(demo_school: Demo) -> None:
    unit_rates = CompetencyText.objects.get(title="Unit rates", district=demo_school.district).competency_id
    row = Mastery.objects.get(student=demo_school.maya, competency=unit_rates)
    maya = readable_students(demo_school.maya.user).get()
    sight = sight_of(maya, language="en", now=timezone.now())
    case = case_in(sight, unit_rates)

    assert (row.status, row.level) == ("not_yet", 2)
    assert case is not None
    judgement = case.judged(sight.day, sight.moment, explain=True)
    assert judgement.explanation is not None
    assert judgement.explanation.needed is not None
    assert [piece.level for piece in judgement.explanation.needed] == [3]


def test_maya_has_moved_on_and_has_a_proposal_waiting(demo_school: Demo) -> None:
    states = set(Advancement.objects.filter(student=demo_school.maya).values_list("state", flat=True))

    assert {"proposed", "confirmed"} <= states


def test_rosa_has_a_new_report_in_spanish(demo_school: Demo) -> None:
    report = ProgressReport.objects.filter(student=demo_school.maya).order_by("-issued_at").first()
    assert report is not None
    areas = [area["title"] for area in report.body["es"]["academic"]["areas"]]
    said = json.dumps(report.body["es"], ensure_ascii=False)

    assert "Matemáticas" in areas
    assert "Su charla sobre el precio del autobús fue clara y correcta." in said
    assert Notice.objects.filter(recipient=demo_school.rosa, report=report, read_at__isnull=True).exists()


def test_last_terms_report_knows_nothing_of_this_term(demo_school: Demo) -> None:
    report = ProgressReport.objects.filter(student=demo_school.maya).order_by("issued_at")[0]
    goals = {goal["title"]: goal["state"] for area in report.body["en"]["academic"]["areas"] for goal in area["goals"]}

    assert report.day < report.term.ends
    assert "Unit rates" not in goals


def test_some_comments_are_drafted_and_some_are_still_to_be_written(demo_school: Demo) -> None:
    section = Section.objects.filter(name="7B Mathematics").latest("term__starts")
    drafted = ReportComment.objects.filter(section=section).count()

    assert 0 < drafted < ONE_CLASS


def test_evidence_is_seen_by_the_teacher_of_the_section_while_the_student_was_in_it(demo_school: Demo) -> None:
    seats = set(Enrollment.objects.values_list("student", "section"))
    seen = Evidence.objects.exclude(mark="exempt")  # which a leader records, for no section
    rows = seen.values_list("student", "section", "author", "section__teaching_assignments__teacher")

    for student, section, author, teacher in rows:
        assert (student, section) in seats
        assert author == teacher


def test_no_work_is_of_a_weekend_or_of_the_future(demo_school: Demo) -> None:
    rows = list(Evidence.objects.values_list("on", "recorded_at"))
    zone = ZoneInfo(demo_school.district.time_zone)

    assert all(on.weekday() < 5 and on < today(demo_school.district) for on, _ in rows)
    assert all(on <= moment.astimezone(zone).date() for on, moment in rows)
    assert all(moment < timezone.now() for _, moment in rows)


def test_later_rows_were_recorded_later(demo_school: Demo) -> None:
    ratings = list(Evidence.objects.filter(action="rating").order_by("pk").values_list("recorded_at", flat=True))

    assert ratings == sorted(ratings)


def test_a_row_is_exactly_what_the_recording_action_writes(demo_school: Demo) -> None:
    for row in rows_with_everything(demo_school):
        notes = dict(row.notes.values_list("purpose", "text"))
        entry = Entry(
            **{name: getattr(row, name) for name in ENTRY},
            feedback=notes.get("feedback", ""),
            next_step=notes.get("next_step", ""),
        )
        again = record_evidence(by=row.author, district=demo_school.district, section=row.section, entries=[entry])

        assert (again.created, again.rows[0].id) == (0, row.pk)


def rows_with_everything(demo_school: Demo) -> list[Evidence]:
    taught = access.taught_sections(demo_school.okafor)
    mine = Evidence.objects.filter(author=demo_school.okafor, section__in=taught, action="rating").order_by("pk")
    noted = mine.filter(notes__purpose="next_step").filter(level__lt=3)[:3]
    return [*mine[:5], *noted, *mine.exclude(mark="")[:3]]


def test_corrections_and_voids_give_their_reasons(demo_school: Demo) -> None:
    followers = Evidence.objects.exclude(action="rating")

    assert followers.filter(action="correction").exists()
    for row in followers.prefetch_related("notes"):
        assert row.refers_to is not None
        assert row.refers_to.student_id == row.student_id
        assert row.refers_to_id < row.pk
        assert any(note.purpose == "reason" for note in row.notes.all())


def test_notes_and_works_are_as_old_as_the_evidence(demo_school: Demo) -> None:
    assert EvidenceNote.objects.exclude(made_at=models.F("evidence__recorded_at")).count() == 0
    assert not Demonstration.objects.filter(evidence__isnull=True).exists()


def test_evidence_is_of_the_version_in_force_on_its_day(demo_school: Demo) -> None:
    first, second = ContinuumVersion.objects.filter(state="published").order_by("number")

    assert second.published_at is not None
    assert not Evidence.objects.filter(recorded_at__lt=second.published_at, continuum_version=second).exists()
    assert Evidence.objects.filter(continuum_version=first).exists()
    assert published_map(demo_school.district).number == 2


def test_a_few_words_of_the_next_version_are_being_drafted(demo_school: Demo) -> None:
    drafted = LevelDescriptor.objects.filter(district=demo_school.district, since=3)

    assert drafted.count() == 2
    assert published_map(demo_school.district).number == 2


def test_every_group_of_this_term_works_on_something_now(demo_school: Demo) -> None:
    day = today(demo_school.district)
    now = Section.objects.filter(term__starts__lte=day, term__ends__gte=day, enrollments__isnull=False).distinct()

    for section in now:
        assert Focus.objects.on(day).filter(section=section).exists(), section.name


def test_the_outbox_is_empty_and_nobody_is_stale(demo_school: Demo) -> None:
    assert not LearnerState.objects.exclude(version=models.F("computed_through")).exists()
    assert not Effect.objects.filter(done_at__isnull=True).exists()


def test_a_second_run_says_that_it_is_there(demo_school: Demo) -> None:
    before = Evidence.objects.count()

    assert "is there already" in demo()
    assert json.loads(demo("--json")) == {"district": demo_school.district.name, "seeded": False}
    assert Evidence.objects.count() == before
    with pytest.raises(AlreadySeeded):
        seed()


def test_people_have_decided_beside_the_evidence_and_one_of_them_changed_a_mind(demo_school: Demo) -> None:
    made = Override.objects.filter(reverses=None)
    held = Mastery.objects.filter(override__isnull=False)

    assert made.count() == 3
    assert made.filter(reversed_by__isnull=False, student=demo_school.maya).count() == 1
    assert {(row.status, row.own_status) for row in held} == {("mastered", "not_yet")}
    assert Mastery.objects.get(exemptions=True).mastered
    adapted = AdaptedExpectation.objects.get()
    assert Mastery.objects.get(student=adapted.student, competency=adapted.competency).trace["decisions"]
