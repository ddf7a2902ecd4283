"""The reports the demo school has issued, and the comments its teachers have drafted for the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from cbe.demo.calendar import TermPlan, school_day
from cbe.demo.comments import Commenter, some
from cbe.demo.continuum import School
from cbe.demo.roster import SUBJECTS, Group, Roster
from cbe.demo.stories import MAYA
from people.models import Student
from reporting.actions.issuing import digest_of, issue_reports
from reporting.actions.noticing import notice_families
from reporting.models import Notice, ProgressReport
from reporting.queries.preview import bodies_of

# Whose reports of last term are kept: the seventh grade, and the family with two children here.
LAST_TERM = ("7B", "7D")
# Whose reports of this term are out already; their classmates' are drafted or still to be written.
OUT_NOW = ("7B",)
SHARE_OUT = 0.3


def write_last_term(roster: Roster, school: School, plan: TermPlan) -> int:
    """Draft and issue last term's reports as they were read then; return how many.

    The ledger holds nothing later yet, so what is concluded now is what was known on that day.
    """
    day = school_day(plan.ends - timedelta(days=2))
    moment = datetime.combine(day, time(15, 30), ZoneInfo(roster.district.time_zone))
    commenter = Commenter(roster, school)
    for group in _subjects(roster, plan):
        if group.klass and group.klass.name in LAST_TERM:
            commenter.write(group, some(group.members, 0.75, "last term"), moment=moment - timedelta(days=3))
    students = _students(roster, plan)
    for student in students:
        _issue(roster, student, plan, moment)
    return len(students)


def write_this_term(roster: Roster, school: School, plan: TermPlan) -> int:
    """Draft this term's comments and issue the first of its reports; return how many are out."""
    commenter = Commenter(roster, school)
    now = timezone.now()
    for group in _subjects(roster, plan):
        if group.klass and group.klass.name in LAST_TERM:
            share = 0.6 if group.klass.name in OUT_NOW else 0.25
            commenter.write(group, some(group.members, share, "this term"), moment=now - timedelta(days=1))
    out = [
        child.place
        for child in some([one for one in roster.children if one.group.name in OUT_NOW], SHARE_OUT, "issued")
    ]
    out += [child.place for child in roster.children if child.family == "Torres" and child.place != MAYA]
    students = list(
        Student.objects.filter(pk__in=[roster.students[place].pk for place in out]).select_related(
            "district__expectations", "learner_state"
        )
    )
    term = roster.terms[(plan.year, plan.place)]
    issued = issue_reports(by=roster.staff["okafor"], students=students, term=term, now=now)
    if issued.held:
        raise RuntimeError(f"Reports held back: {issued.held}")
    return len(issued.reports)


def _subjects(roster: Roster, plan: TermPlan) -> Sequence[Group]:
    return [group for group in roster.groups if group.plan == plan and group.klass and group.domains[0] in SUBJECTS]


def in_last_term(roster: Roster, plan: TermPlan) -> list[int]:
    """Return the ids of the students whose reports of a term are kept."""
    return [
        roster.students[child.place].pk
        for child in roster.children
        if child.joined <= (plan.year, plan.place) and (child.group.name in LAST_TERM or child.family == "Torres")
    ]


def _students(roster: Roster, plan: TermPlan) -> list[Student]:
    rows = Student.objects.filter(pk__in=in_last_term(roster, plan)).order_by("pk")
    return list(rows.select_related("district__expectations", "learner_state"))


def _issue(roster: Roster, student: Student, plan: TermPlan, moment: datetime) -> None:
    """Issue one report as ``issue_reports`` does, on a day that has gone by; the family has read it."""
    term = roster.terms[(plan.year, plan.place)]
    day: date = moment.date()
    languages = [code for code, _name in settings.LANGUAGES]
    body = bodies_of(student, term=term, day=day, now=moment, languages=languages)(1)
    report = ProgressReport.objects.create(
        district=roster.district,
        student=student,
        term=term,
        number=1,
        day=day,
        issued_at=moment,
        issued_by=roster.staff["okafor"],
        through=student.learner_state.computed_through,
        expectations=student.district.expectations.version,
        body=body,
        digest=digest_of(body),
    )
    notice_families(report=report)
    Notice.objects.filter(report=report).update(made_at=moment, read_at=moment + timedelta(hours=4))
