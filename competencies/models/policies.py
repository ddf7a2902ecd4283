"""Mastery policies and the district's expectations version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MasteryPolicy(models.Model):
    """A rule, with a history, by which evidence becomes a judgement; one is the district's default."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="policies")
    name = models.CharField(max_length=100)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district"], condition=Q(is_default=True), name="mastery_policy_one_default_per_district"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """The value of a policy at one version (see ``competencies.rules.policy``); never changed once published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(MasteryPolicy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    value = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "policy", "number"], name="policy_version_number_unique"),
            models.UniqueConstraint(
                fields=["district", "policy"], condition=Q(state="draft"), name="policy_version_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="policy_version_published_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.number}"


class Expectations(models.Model):
    """What a district expects, as one number: raised by every publication, so that learners behind it are stale."""

    district = models.OneToOneField("people.District", on_delete=models.PROTECT, related_name="expectations")
    version = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
