"""Advancement: moving on when a stage's required competencies are mastered, decided by people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Advancement(models.Model):
    """A student's step out of a stage: proposed by the engine any day, confirmed or declined by a teacher.

    Dated and reversible. It is never silently undone: when mastery falls afterwards, ``questioned_at`` raises a
    question to a person.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        REVERSED = "reversed", _("Reversed")

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="advancements")
    stage = models.ForeignKey("competencies.Stage", on_delete=models.PROTECT, related_name="+")
    continuum_version = models.ForeignKey("competencies.ContinuumVersion", on_delete=models.PROTECT, related_name="+")
    through = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=1000, blank=True)
    questioned_at = models.DateTimeField(null=True, blank=True)
    lock = models.PositiveIntegerField(default=0, help_text=_("Rises with every decision; a stale form is refused."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "student", "stage"],
                condition=Q(state__in=["proposed", "confirmed"]),
                name="advancement_one_alive_per_stage",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="advancement_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "reversed"]) | ~Q(reason=""),
                name="advancement_refused_with_a_reason",
                violation_error_message=_("Say why, so that the student can be told."),
            ),
        ]
