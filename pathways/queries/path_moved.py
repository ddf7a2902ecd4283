"""The waymarks of a path that are open again only because the rule or the map changed: no work did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assessments.access import UNDO_WINDOW
from competencies.rules.continuum import CompetencyView
from pathways.access import reads_as_staff
from pathways.queries.judging import Case, cases, modified_work_needs
from pathways.queries.ledgers import EMPTY, read_ledgers
from pathways.queries.past import Sight, case_in
from pathways.queries.settled import Standing
from pathways.queries.story_moved import moved_of

# So long a path says it: afterwards the competency's own page still does.
TOLD_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Reopened:
    """Waymarks that one publication opened again: its day, whether it was a rule's, and which, as the map has them."""

    changed_on: date
    by_rule: bool
    waymarks: tuple[CompetencyView, ...]


def reopened_on(sight: Sight, rows: Mapping[int, Standing]) -> tuple[Reopened, ...]:
    """Return what the publications of the last weeks opened again, the newest first.

    No query unless one of them came after the last work on something unmastered; then one for the ledger, one more
    where work was modified, and what ``moved_of`` costs once.
    """
    since = _published_lately(sight)
    asked = {one for one, row in rows.items() if since is not None and _may_have_moved(row, since)}
    found: dict[tuple[date, bool], list[CompetencyView]] = {}
    for case in _cases(sight, asked) if asked else ():
        competency = sight.continuum.competencies[case.competency_id]
        moved = moved_of(sight, case, case.judged(sight.day, sight.moment), competency)
        if moved is not None and sight.day - moved.changed_on <= TOLD_FOR:
            found.setdefault((moved.changed_on, moved.by_rule), []).append(competency)
    return tuple(
        Reopened(day, by_rule, tuple(sorted(found[day, by_rule], key=lambda one: one.order)))
        for day, by_rule in sorted(found, reverse=True)
    )


def _published_lately(sight: Sight) -> date | None:
    """The day of the newest publication that changed something, where that was in the last weeks."""
    in_force, continuum = sight.expected.in_force, sight.continuum
    versions: list[tuple[int, datetime | None]] = [(continuum.number, continuum.published_at)]
    if in_force is not None:
        versions.append((in_force.number, in_force.published_at))
    moment = max((at for number, at in versions if at is not None and number > 1), default=None)
    if moment is None:
        return None
    day = moment.astimezone(ZoneInfo(sight.student.district.time_zone)).date()
    return day if sight.day - day <= TOLD_FOR else None


def _may_have_moved(row: Standing, published: date) -> bool:
    open_again = not row.mastered and row.override is None and row.latest_on is not None
    return open_again and row.latest_on is not None and row.latest_on <= published


def _cases(sight: Sight, asked: set[int]) -> Iterable[Case]:
    if sight.past:
        return [case for one in sorted(asked) if (case := case_in(sight, one)) is not None]
    ledger = read_ledgers([sight.student.pk]).get(sight.student.pk, EMPTY).under(sight.expected.routes)
    if not reads_as_staff(sight.student):
        ledger = ledger.settled(UNDO_WINDOW)
    work = ledger.work(sight.moment, only=asked)
    return cases(work, sight.expected, modified_work_needs(sight.student, work))
