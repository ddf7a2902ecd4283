"""Notices: one line to one person about one thing, sent once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """A notice to a person: shown on their home page at once, mailed by the outbox where they have an address."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Progress report")

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    report = models.ForeignKey("reporting.ProgressReport", on_delete=models.PROTECT, null=True, related_name="notices")
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], condition=Q(sent_at__isnull=True), name="notice_unsent_first")]
        constraints = [
            models.UniqueConstraint(fields=["district", "recipient", "kind", "report"], name="notice_once_per_report")
        ]
