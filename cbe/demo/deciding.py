"""What the school's people decided beside the evidence: overrides, an exemption, a modified expectation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from assessments.actions.adjusting import adapt_expectation, override_mastery, take_back
from assessments.actions.writing import append, row_of, texts_of
from assessments.models import Evidence, Override
from assessments.rules import Entry, digest_of
from cbe.demo.calendar import school_day
from cbe.demo.continuum import School, guid
from cbe.demo.pieces import Piece
from cbe.demo.roster import Group, Roster
from competencies.queries import published_map
from pathways.models import Mastery, Status
from people.models import Student

MAYA = 0
MATHEMATICS = "mathematics"
UNIT_RATES = "unit-rates"
ALOUD = "You explained better buys out loud, clearly and correctly, twice."
NOT_THERE = "The check showed that the comparing is not there yet. One more piece, and we look again."
# What the teacher saw in two classmates that the evidence does not hold yet, and how many days ago.
JUDGED = (
    (9, "Explained it to two others at the board, without notes and with an own example."),
    (16, "Both tests were on bad days. In the market project all of this was right, alone."),
)
EXEMPTED = "Joined us from another country; this part was shown there, and the papers are on file."
MODIFIED = "Whole numbers up to 20, with a number line at hand, one step at a time; told aloud or written."
AGREED = "Agreed with the family and the support team, for this school year."
# How many days ago the modified work was, and what it was called.
ADAPTED_WORK = ((20, "Recipe cards, one step"), (6, "Better buy, one step"))


def write_adjustments(roster: Roster, school: School, today: date) -> list[int]:
    """Let people decide in the demo school, and return the students it is about: their results are stale then."""
    deciding = _Deciding(roster, school, today)
    deciding.changed_a_mind()
    deciding.judged_up()
    deciding.exempted()
    deciding.modified()
    return sorted(deciding.about)


def adapted_pieces(groups: Sequence[Group], today: date) -> list[Piece]:
    """Return the modified work of the classmate for whom something else is expected."""
    group = _mayas(groups, today)
    place = _in_own_steps(group)
    if place is None:
        return []
    return [
        Piece(
            place, group, UNIT_RATES, 0, school_day(today - timedelta(days=ago)), "summative", title,
            guid("save", f"adapted/{place}/{ago}"), level=3, source_type="performance_task", support="modified",
        )
        for ago, title in ADAPTED_WORK
    ]  # fmt: skip


def _mayas(groups: Sequence[Group], today: date) -> Group:
    """The newest mathematics class that Maya is or was in."""
    hers = [group for group in groups if any(child.place == MAYA for child in group.members)]
    ours = [one for one in hers if one.domains == (MATHEMATICS,) and one.klass and one.plan.starts <= today]
    return max(ours, key=lambda one: one.plan.starts)


def _in_own_steps(group: Group) -> int | None:
    """The classmate whose name is last, None where Maya is alone."""
    mates = [child for child in group.members if child.place != MAYA]
    return max(mates, key=lambda child: child.name).place if mates else None


class _Deciding:
    """Whoever is picked is picked once, by name, so that the same school is made every time."""

    def __init__(self, roster: Roster, school: School, today: date) -> None:
        self.roster, self.school, self.today = roster, school, today
        self.group = _mayas(roster.groups, today)
        self.teacher, self.leader = roster.staff[self.group.teacher], roster.staff["adeyemi"]
        self.about: set[int] = set()
        domain = school.domains[MATHEMATICS].pk
        self.chart = published_map(roster.district)
        self.mathematics = {one.id for one in self.chart.in_order if one.domain_id == domain}

    def classmates(self) -> list[Student]:
        """Those of Maya's class nobody has decided about yet, by name."""
        kept = {MAYA, _in_own_steps(self.group)}
        mates = [self.roster.students[child.place] for child in self.group.members if child.place not in kept]
        return sorted((one for one in mates if one.pk not in self.about), key=lambda one: one.full_name)

    def changed_a_mind(self) -> None:
        """Maya's unit rates, judged after the talk about bus fares and taken back after the check."""
        maya = self.roster.students[MAYA]
        made = self.override(maya, self.school.competencies[UNIT_RATES], 12, ALOUD)
        take_back(by=self.teacher, decision=made, reason=NOT_THERE, key="demo:back", made_at=self.moment(2))

    def judged_up(self) -> None:
        """Classmates of whom the teacher has seen more than the evidence says."""
        for ago, reason in JUDGED:
            waiting = self.waiting()
            if waiting:
                row = waiting[0]
                self.override(row.student, row.competency_id, ago, reason)

    def waiting(self) -> list[Mastery]:
        """What the classmates are not yet proficient in, by name."""
        mates = self.classmates()
        place = {one.pk: number for number, one in enumerate(mates)}
        rows = Mastery.objects.filter(student__in=mates, competency__in=self.mathematics, status=Status.NOT_YET)
        found = rows.filter(pieces__gte=2).select_related("student__district", "student__district__expectations")
        return sorted(found, key=lambda row: (place[row.student_id], row.competency_id))

    def exempted(self) -> None:
        """One classmate for whom a single standard is in the way, shown elsewhere."""
        for row in self.waiting():
            required = [one for one in row.trace["standards"] if one["required"]]
            below = [one["id"] for one in required if not one["proficient"]]
            if len(below) == 1 and len(required) > 1:
                self.exempt(row, below[0])
                return

    def exempt(self, row: Mastery, standard_id: int) -> None:
        """Write the row as ``exempt_student`` does, with a moment and a save that are the same every time."""
        entry = Entry(
            student_id=row.student_id, competency_id=row.competency_id, standard_id=standard_id, on=self.day(5),
            kind="summative", mark="exempt", key="exempt:demo", reason=EXEMPTED,
        )  # fmt: skip
        newest = Evidence.objects.filter(district=self.roster.district).latest("pk")
        common = {
            "district_id": newest.district_id, "continuum_version_id": self.chart.version_id, "author": self.leader,
            "assessor": self.leader, "recorded_at": newest.recorded_at, "batch": guid("save", "demo/exempt"),
        }  # fmt: skip
        append([row_of(entry, common=common, digest=digest_of(entry))], {entry.key: texts_of(entry)}, bulk=False)
        self.about.add(row.student_id)

    def modified(self) -> None:
        """One classmate works towards unit rates in own steps (``adapted_pieces`` is the work)."""
        place = _in_own_steps(self.group)
        if place is not None and (student := self.roster.students[place]).pk not in self.about:
            adapt_expectation(
                by=self.teacher, student=student, competency_id=self.school.competencies[UNIT_RATES],
                descriptor=MODIFIED, starts=self.day(60), reason=AGREED, key="demo:adapt", made_at=self.moment(60),
            )  # fmt: skip
            self.about.add(student.pk)

    def override(self, student: Student, competency_id: int, ago: int, reason: str) -> Override:
        self.about.add(student.pk)
        return override_mastery(
            by=self.teacher, student=student, competency_id=competency_id, level=Decimal(3), starts=self.day(ago),
            reason=reason, key=f"demo:override:{student.pk}", made_at=self.moment(ago),
        )  # fmt: skip

    def day(self, ago: int) -> date:
        return school_day(self.today - timedelta(days=ago))

    def moment(self, ago: int) -> datetime:
        """Shortly after school on a day."""
        return datetime.combine(self.day(ago), time(15, 20), ZoneInfo(self.roster.district.time_zone))
