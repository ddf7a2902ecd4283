"""What a change of rule or continuum would do, worked out before it is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pathways.models.learner import Status


class Preview(models.Model):
    """Two sets of expectations compared on the real ledger of a district, student by student.

    ``before`` and ``after`` say what stands on each side (``pathways.queries.sides``). ``fingerprint`` tells one
    question from any other, so that two clicks are one preview: both sides, whom it is about, the day, and what was
    recorded when it was asked. ``begun_at`` is the moment the answer rests on and ``ledger`` the sum of the learners'
    versions at that moment: where it has moved, the preview is out of date and says so.

    It is worked out in portions of students, in the order of their ids: ``reached`` is the last one whose rows are
    written. ``holder`` is the worker at it and ``beaten_at`` when that one was last heard of; ``attempts`` counts
    those who took it up since it last came further. ``unchanged`` counts, by status, the judgements that stay as they
    are, and ``structure`` what a version of the continuum adds, retires and asks for anew.
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
        "competencies.PolicyVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    continuum_version = models.ForeignKey(
        "competencies.ContinuumVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.JSONField()
    after = models.JSONField()
    school = models.ForeignKey("people.School", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey("people.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    as_of = models.DateField()
    fingerprint = models.CharField(max_length=64)
    ledger = models.PositiveBigIntegerField(default=0)
    engine = models.PositiveIntegerField(default=0)
    students = models.PositiveIntegerField(default=0)
    students_done = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    fell_back = models.PositiveIntegerField(default=0)
    reached = models.PositiveBigIntegerField(default=0)
    unchanged = models.JSONField(default=dict, blank=True)
    structure = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=40, blank=True)
    beaten_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["district", "-id"], name="preview_newest_first"),
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "running"]), name="preview_to_be_worked_out"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["district", "fingerprint"], name="preview_once_per_question"),
            models.CheckConstraint(
                condition=Q(students_done__lte=F("students")), name="preview_not_further_than_its_end"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="preview_done_has_a_moment"
            ),
        ]


class PreviewRow(models.Model):
    """One student and competency whose judgement differs between the two sides.

    ``direction`` is 2 where mastery is gained, 1 where the level rises, 0 where only the status is another, -1 and -2
    the other way. ``reason`` is a code for what decided it, ``detail`` its figures; the detail of a retired competency
    says where its work was and is read (``pathways.queries.pairing``).
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
