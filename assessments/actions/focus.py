"""What a section works on, from one day to another."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from assessments.models import Focus
from competencies.queries import published_map
from people import access
from people.models import Section, User
from people.queries import today


class FocusRefused(ValueError):
    """The focus cannot be set: ``field`` says which answer is wrong, ``message`` how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def set_focus(
    *, by: User, section: Section, competency_id: int, starts: date | None = None, ends: date | None = None
) -> Focus:
    """Let a section work on a competency from a day on; twice is once. The person must teach the section.

    Raises ``FocusRefused``.
    """
    _refuse_stranger(by, section)
    if by.district is None or competency_id not in _in_use(by):
        raise FocusRefused("competency", "This competency is not in the published continuum. Choose one that is.")
    first = starts or today(by.district)
    if ends is not None and ends < first:
        raise FocusRefused("ends", "The last day cannot be before the first.")
    with transaction.atomic():
        running = Focus.objects.on(first).select_for_update().filter(section=section, competency=competency_id).first()
        if running is not None:
            running.ends = ends
            running.save(update_fields=["ends"])
            return running
        focus, _made = Focus.objects.update_or_create(
            district=by.district,
            section=section,
            competency_id=competency_id,
            starts=first,
            defaults={"ends": ends},
        )
    return focus


def end_focus(*, by: User, focus: Focus) -> None:
    """End a focus yesterday; one that only starts today or later is taken away. The person must teach the section."""
    _refuse_stranger(by, focus.section)
    day = today(focus.section.district)
    if focus.starts >= day:
        focus.delete()
        return
    focus.ends = day - timedelta(days=1)
    focus.save(update_fields=["ends"])


def _refuse_stranger(by: User, section: Section) -> None:
    if not access.taught_sections(by).filter(pk=section.pk).exists() and not access.is_admin(by):
        raise FocusRefused("section", "This is not one of your sections.")


def _in_use(by: User) -> set[int]:
    if by.district is None:
        return set()
    chart = published_map(by.district)
    return {competency.id for competency in chart.competencies.values() if not competency.retired}
