"""Progress reports: comments while they are drafted, and the immutable snapshots that families read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ReportComment(models.Model):
    """A teacher's words about one student in one section, drafted for the next report of the term."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="report_comments")
    section = models.ForeignKey("people.Section", on_delete=models.PROTECT, related_name="report_comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, default="en")
    doing_well = models.TextField(blank=True)
    working_on = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    at_home = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    translations = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    lock = models.PositiveIntegerField(default=0, help_text=_("Rises with every save; a stale form is refused."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "student", "section"], name="report_comment_once_per_student_and_section"
            )
        ]


class ProgressReport(models.Model):
    """An issued report: a snapshot that never changes, reproducible byte for byte from its version.

    The database refuses UPDATE and DELETE. ``body`` holds everything a reader sees, in every language it was issued
    in: ``{"en": {...}, "es": {...}}``. A reissue is a new row that ``supersedes`` the old; both stay readable.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="reports")
    term = models.ForeignKey("people.Term", on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField(help_text=_("1 for the first report of the term, 2 for its reissue."))
    day = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    through = models.PositiveBigIntegerField(help_text=_("The learner's version it was made from."))
    expectations = models.PositiveBigIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "student", "term", "number"], name="progress_report_number_once_per_term"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="progress_report_not_its_own_reissue",
            ),
        ]
