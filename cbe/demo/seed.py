"""Makes the demo school, once: people, continuum, three years of evidence, conclusions and decisions."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from cbe.demo import people, saying
from cbe.demo.calendar import terms
from cbe.demo.continuum import School as Continuum
from cbe.demo.continuum import draft_changes, write_continuum
from cbe.demo.dated import date_edits
from cbe.demo.deciding import adapted_pieces, write_adjustments
from cbe.demo.decisions import write_decisions
from cbe.demo.focus import write_focus
from cbe.demo.history import History
from cbe.demo.ledger import Scribe
from cbe.demo.merged import write_merger
from cbe.demo.pieces import Piece
from cbe.demo.previews import write_preview
from cbe.demo.reports import in_last_term, write_last_term, write_this_term
from cbe.demo.roster import Roster, write_sections, write_staff, write_students
from cbe.demo.stories import stories
from competencies.models import SectionDomain
from pathways.actions.delivering import deliver_effects
from pathways.actions.recomputing import Outcome, recompute_all
from pathways.models import Advancement, LearnerState, Mastery
from people.models import District, School, User
from people.queries import today as today_of

SLUG = "harbour-demo"
ZONE = "America/Chicago"
THIS_TERM = 6
Tell = Callable[[str], None]


class AlreadySeeded(Exception):
    """The demo school is there; ``district`` is its district."""

    def __init__(self, district: District) -> None:
        super().__init__(district.name)
        self.district = district


class NameTaken(Exception):
    """A real district or account has a name the demo school needs; nothing was changed."""


def find() -> District | None:
    """Return the demo district, or None. Raises ``NameTaken`` where a real district has its name."""
    district = District.objects.filter(slug=SLUG).first()
    if district is not None and not district.is_demo:
        raise NameTaken(f"A real district is called {SLUG}; the demo school cannot be made beside it.")
    return district


def seed(*, students: int = people.WHOLE_SCHOOL, tell: Tell = lambda _: None) -> dict[str, int]:
    """Make the demo school with so many students, all or nothing, and return how many there are of each kind.

    ``tell`` hears what is being done. Raises ``AlreadySeeded`` and ``NameTaken``.
    """
    if (district := find()) is not None:
        raise AlreadySeeded(district)
    with _without_collecting(), transaction.atomic():
        return _Seeding(tell).run(students)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundreds of thousands of rows are made and none is garbage: looking for some would take a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Seeding:
    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.district = District.objects.create(slug=SLUG, name="Harbour District (demo)", time_zone=ZONE, is_demo=True)
        self.today = today_of(self.district)
        self.plans = terms(self.today)
        school = School.objects.create(
            district=self.district, name="Harbour Street School", external_id="harbour-street"
        )
        self.roster = Roster(self.district, school)

    def run(self, students: int) -> dict[str, int]:
        self.people(students)
        continuum = self.continuum()
        pieces = self.pieces()
        last_term, this_term = self.plans[THIS_TERM - 1], self.plans[THIS_TERM]
        scribe = Scribe(self.roster, continuum, timezone.now())
        self.tell("Recording the years before …")
        rows = scribe.write([piece for piece in pieces if piece.on <= last_term.ends])
        self.conclude(continuum, in_last_term(self.roster, last_term))
        reports = write_last_term(self.roster, continuum, last_term)
        self.tell("Recording this term …")
        rows += scribe.write([piece for piece in pieces if piece.on > last_term.ends])
        self.conclude(continuum, [student.pk for student in self.roster.students.values()])
        self.adjust(continuum)
        scribe.date_what_was_made()
        deliver_effects()
        self.tell("Previewing a draft of the rule …")
        write_preview(district=self.district, by=self.roster.staff["haddad"])
        self.tell("Issuing the reports …")
        reports += write_this_term(self.roster, continuum, this_term)
        return {
            "students": len(self.roster.children),
            "accounts": User.objects.filter(district=self.district).count(),
            "sections": len(self.roster.groups),
            "competencies": len(continuum.competencies),
            "evidence": rows,
            "masteries": Mastery.objects.filter(district=self.district).count(),
            "advancements": Advancement.objects.filter(district=self.district).count(),
            "reports": reports,
        }

    def people(self, students: int) -> None:
        self.tell("Enrolling the school …")
        since = self.plans[0].starts
        _refuse_taken_names(students)
        write_staff(self.roster, since=since)
        write_students(self.roster, students=students, today=self.today, since=since)
        write_sections(self.roster, plans=self.plans, today=self.today)

    def continuum(self) -> Continuum:
        self.tell("Publishing the continuum …")
        before = (self.plans[0].starts - timedelta(days=12), self.plans[THIS_TERM].starts - timedelta(days=14))
        moments = [datetime.combine(day, time(10, 30), ZoneInfo(ZONE)) for day in before]
        continuum = write_continuum(district=self.district, by=self.roster.staff["haddad"], published=moments)
        SectionDomain.objects.bulk_create(
            SectionDomain(district=self.district, section=group.section, domain=continuum.domains[domain])
            for group in self.roster.groups
            for domain in group.domains
        )
        write_merger(district=self.district, school=continuum, by=self.roster.staff["haddad"])
        write_focus(self.roster.groups, continuum)
        date_edits(district=self.district, published=moments)
        draft_changes(school=continuum, by=self.roster.staff["haddad"])
        return continuum

    def pieces(self) -> list[Piece]:
        pieces = History(self.roster, self.today).live(self.roster.groups)
        saying.mend(pieces, Random("mend"))  # noqa: S311 - a made-up school, not a secret
        told = stories(self.roster.groups, self.today)
        return [*pieces, *told, *adapted_pieces(self.roster.groups, self.today)]

    def conclude(self, continuum: Continuum, students: Collection[int]) -> None:
        """Judge learners, and decide what was proposed."""
        self.tell("Judging …")
        ids = list(LearnerState.objects.filter(pk__in=students).values_list("pk", flat=True))
        report = recompute_all(student_ids=ids)
        if report.outcomes[Outcome.WRITTEN] != len(ids):
            raise RuntimeError(f"Not every learner could be judged: {dict(report.outcomes)}")
        write_decisions(self.roster, continuum, self.today)

    def adjust(self, continuum: Continuum) -> None:
        """Let people decide beside the evidence, and judge again whom it is about."""
        recompute_all(student_ids=write_adjustments(self.roster, continuum, self.today))


def _refuse_taken_names(students: int) -> None:
    wanted = {one["username"] for one in people.words()["staff"]} | {"rosa.torres"}
    wanted |= {child.username for child in people.children(students)}
    lower = User.objects.annotate(lower=Lower("username"))
    taken = lower.filter(lower__in=wanted).values_list("username", flat=True)[:3]
    if taken:
        raise NameTaken(f"These user names are taken by real accounts: {', '.join(taken)}.")
