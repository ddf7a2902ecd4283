"""What people decide about one student beside the evidence: overrides and adapted expectations, append-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """A dated decision about one student and one competency, with who, when and why.

    It holds from ``starts`` until ``ends`` (the last day; empty: until reversed). A row never changes: a reversal is
    a new row that ``reverses`` it, and takes it back from the moment it was made. ``key`` is the client's idempotency
    key, unique for its author.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="%(class)ss")
    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=1000)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=200)

    class Meta:
        abstract = True


def dated_decision(name: str) -> list[models.BaseConstraint]:
    """Return the named constraints that every table of decisions has."""
    return [
        models.UniqueConstraint(fields=["district", "made_by", "key"], name=f"{name}_key_once_per_author"),
        models.CheckConstraint(
            condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
            name=f"{name}_ends_after_it_starts",
            violation_error_message=_("The last day cannot be before the first."),
        ),
        models.CheckConstraint(condition=~Q(reason=""), name=f"{name}_says_why", violation_error_message=_("Say why.")),
    ]


class Override(Decision):
    """A teacher's professional judgement on a competency: its level stands in place of the engine's own.

    The engine's own judgement is kept and shown beside it. A reversal carries no level.
    """

    level = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["student", "competency"], name="override_by_student")]
        constraints = [
            *dated_decision("override"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, level__isnull=False) | Q(reverses__isnull=False, level__isnull=True),
                name="override_has_a_level_unless_it_reverses",
            ),
        ]


class AdaptedExpectation(Decision):
    """What a student is to show instead of the published descriptors (modified expectations).

    While one is in force on the day of the work, *modified* work of this student counts, judged against
    ``descriptor``. ``standard`` empty means every standard of the competency.
    """

    standard = models.ForeignKey(
        "competencies.Standard", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    descriptor = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["student", "competency"], name="adapted_by_student")]
        constraints = [
            *dated_decision("adapted"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False) | ~Q(descriptor=""),
                name="adapted_says_what_is_expected",
                violation_error_message=_("Say what the student is to show."),
            ),
        ]
