"""What the school's teachers decided about advancements that mastery had proposed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from cbe.demo.calendar import school_day
from cbe.demo.continuum import School
from cbe.demo.roster import Roster
from competencies.queries import published_map
from pathways.models import Advancement, Effect, LearnerState, Mastery
from people.models import User

# Proposals wait for a teacher about this long; what is newer is still open.
WAITED = timedelta(days=6)
FIELDS = ("student", "competency", "reached_on")
DECLINED = (
    "We agreed to stay with this a little longer and to finish the project first.",
    "One more piece without notes, and then we move on together.",
    "You know this well, and you wanted to help your group before you go on.",
)
CONFIRMED = ("", "", "", "Shown in two settings. Well deserved.", "Ready for more.", "You worked for this.")


def write_decisions(roster: Roster, school: School, today: date) -> None:
    """Turn the proposals that wait in the outbox into advancements: old ones decided, recent ones open.

    The outbox is left as the delivery leaves it: everything carried out.
    """
    waiting = list(Effect.objects.filter(district=roster.district, done_at__isnull=True, kind=Effect.Kind.ADVANCEMENT))
    reached = _reached(roster)
    deciders = _deciders(roster, {key: domain.pk for key, domain in school.domains.items()})
    chart = published_map(roster.district)
    names = {student.pk: student.external_id for student in roster.students.values()}
    versions = dict(LearnerState.objects.filter(district=roster.district).values_list("pk", "computed_through"))
    rows = []
    for effect in sorted(waiting, key=lambda one: (one.student_id, one.target)):
        stage = chart.stages[int(effect.target.removeprefix("stage:"))]
        required = [one for one in stage.competency_ids if chart.competencies[one].required]
        day = max(reached[(effect.student_id, one)] for one in required)
        row = Advancement(
            district=roster.district,
            student_id=effect.student_id,
            stage_id=stage.id,
            continuum_version_id=chart.version_id,
            through=versions[effect.student_id],
            proposed_on=day,
        )
        decider = deciders.get((effect.student_id, chart.strands[stage.strand_id].domain_id))
        random = Random(f"{names[effect.student_id]}/{stage.guid}")  # noqa: S311 - a made-up school, not a secret
        _decide(row, decider, today, random)
        rows.append(row)
    Advancement.objects.bulk_create(rows)
    Effect.objects.filter(pk__in=[effect.pk for effect in waiting]).update(done_at=timezone.now())


def _reached(roster: Roster) -> dict[tuple[int, int], date]:
    rows = Mastery.objects.filter(district=roster.district, reached_on__isnull=False)
    return {(row.student_id, row.competency_id): row.reached_on for row in rows.only(*FIELDS) if row.reached_on}


def _deciders(roster: Roster, domains: dict[str, int]) -> dict[tuple[int, int], User]:
    """Return who teaches each student each domain; the newest group wins."""
    return {
        (roster.students[child.place].pk, domains[domain]): roster.staff[group.teacher]
        for group in roster.groups
        for domain in group.domains
        for child in group.members
    }


def _decide(row: Advancement, by: User | None, today: date, random: Random) -> None:
    if (
        by is None
        or today - row.proposed_on < WAITED
        or (today - row.proposed_on < 2 * WAITED and random.random() < 0.3)
    ):
        return
    declined = random.random() < 0.04
    row.state = Advancement.State.DECLINED if declined else Advancement.State.CONFIRMED
    row.reason = random.choice(DECLINED if declined else CONFIRMED)
    row.decided_by = by
    row.decided_on = min(school_day(row.proposed_on + timedelta(days=random.randrange(1, 9))), today)
    row.decided_on = max(row.decided_on, row.proposed_on)
    row.lock = 1
