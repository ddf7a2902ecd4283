"""What is concluded about a learner, and how far those conclusions have kept up with the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LearnerState(models.Model):
    """One row for each student: the outbox of recomputing, and the staleness flag that every page reads.

    ``version`` rises with every write to the student's ledger, in that write's own transaction;
    ``computed_through`` is the version the stored masteries were computed from, ``expectations`` and ``engine`` what
    they were computed with, ``valid_until`` the last day they hold without a new event. ``stale_since`` is the
    moment the oldest unanswered change was made.
    """

    student = models.OneToOneField(
        "people.Student", on_delete=models.PROTECT, primary_key=True, related_name="learner_state"
    )
    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveBigIntegerField(default=0)
    computed_through = models.PositiveBigIntegerField(default=0)
    expectations = models.PositiveBigIntegerField(default=0)
    engine = models.PositiveIntegerField(default=0)
    valid_until = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    stale_since = models.DateTimeField(null=True, blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["stale_since"], condition=Q(stale_since__isnull=False), name="learner_state_stale_first"
            ),
            models.Index(fields=["district", "expectations"], name="learner_state_by_expectations"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(computed_through__lte=F("version")), name="learner_state_not_ahead_of_the_ledger"
            )
        ]


class Status(models.TextChoices):
    """The engine's verdict (docs/mastery.md says when each holds)."""

    EXEMPT = "exempt", _("Exempt")
    NO_EVIDENCE = "no_evidence", _("No evidence yet")
    NEEDS_EVIDENCE = "needs_evidence", _("Needs more evidence")
    NOT_YET = "not_yet", _("Not yet")
    TO_CONFIRM = "to_confirm", _("To confirm")
    MASTERED = "mastered", _("Mastered")


class Mastery(models.Model):
    """The stored latest judgement of one student on one competency; disposable, rebuildable from the ledger.

    ``score`` is kept to 12 places after deciding; ``reached_on`` is the day since which the competency has been
    mastered without a break; ``latest_on`` the day of the newest counted work; ``pieces`` how many pieces were
    eligible. ``through`` is the learner's version it was judged from, ``as_of`` the day. Where an ``override`` is in
    force, status, level and ``mastered`` are the override's, and ``own_status`` and ``own_level`` keep the engine's
    own beside it (empty otherwise). ``exemptions`` says that what the evidence says, where that holds, rests on an
    exemption from one of its standards.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="masteries")
    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="masteries")
    status = models.CharField(max_length=16, choices=Status.choices)
    mastered = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=24, decimal_places=12, null=True, blank=True)
    level = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    override = models.ForeignKey(
        "assessments.Override", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    own_status = models.CharField(max_length=16, choices=Status.choices, blank=True)
    own_level = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    exemptions = models.BooleanField(default=False)
    pieces = models.PositiveIntegerField(default=0)
    confidence = models.CharField(max_length=8, blank=True)
    growth = models.DecimalField(max_digits=24, decimal_places=12, null=True, blank=True)
    ready = models.BooleanField(default=False)
    latest_on = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    as_of = models.DateField()
    through = models.PositiveBigIntegerField()
    policy_version = models.ForeignKey("competencies.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    continuum_version = models.ForeignKey("competencies.ContinuumVersion", on_delete=models.PROTECT, related_name="+")
    engine = models.PositiveIntegerField()
    trace = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "student", "competency"], name="mastery_once_per_student_and_competency"
            )
        ]
        indexes = [models.Index(fields=["student", "competency"], name="mastery_by_student")]
