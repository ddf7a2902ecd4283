"""What a change of rule or continuum would do, worked out before it is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pathways.models.learner import Status


class Preview(models.Model):
    """Two sets of expectations compared on the real ledger of a district, student by student.

    ``before`` and ``after`` are policy values (``competencies.rules.policy_json``). ``fingerprint`` tells one state of
    everything the comparison rests on from any other: expectations in force, draft, day, and ``ledger`` (the sum of
    the learners' versions). Where any of it has moved, the preview is out of date and says so.
    """

    class Kind(models.TextChoices):
        POLICY = "policy", _("A change of the rule")
        CONTINUUM = "continuum", _("A new version of the continuum")
        LAB = "lab", _("Two rules side by side")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being worked out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    policy_version = models.ForeignKey(
        "competencies.PolicyVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    continuum_version = models.ForeignKey(
        "competencies.ContinuumVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.JSONField()
    after = models.JSONField()
    as_of = models.DateField()
    fingerprint = models.CharField(max_length=64, blank=True)
    ledger = models.PositiveBigIntegerField(default=0)
    students = models.PositiveIntegerField(default=0)
    students_done = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    fell_back = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    beaten_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["district", "-id"], name="preview_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(students_done__lte=F("students")), name="preview_not_further_than_its_end"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="preview_done_has_a_moment"
            ),
        ]


class PreviewRow(models.Model):
    """One student and competency whose judgement differs between the two sides; ``direction`` 1 up, -1 down.

    ``reason`` is a code for what decided it, ``detail`` its figures.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    preview = models.ForeignKey(Preview, on_delete=models.CASCADE, related_name="rows")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("people.School", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    direction = models.SmallIntegerField()
    before_status = models.CharField(max_length=16, choices=Status.choices)
    before_level = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    after_status = models.CharField(max_length=16, choices=Status.choices)
    after_level = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "preview", "student", "competency"], name="preview_row_once_per_judgement"
            )
        ]
        indexes = [models.Index(fields=["preview", "school", "student"], name="preview_row_by_school")]
