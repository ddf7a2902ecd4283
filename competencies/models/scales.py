"""Scales, their performance levels, and what work at each level looks like."""

from __future__ import annotations

import uuid

from django.db import models

from competencies.models.versioned import Versioned, one_at_a_time


class Scale(models.Model):
    """Ordered performance levels with a proficient mark; domains may differ (4 points, 12 steps, met / not yet)."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="scales")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="scale_guid_unique")]


class ScaleText(Versioned):
    """What a scale is called from one version on, and the value from which work is proficient."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="texts")
    name = models.CharField(max_length=100)
    proficient = models.DecimalField(max_digits=8, decimal_places=3)

    class Meta:
        constraints = one_at_a_time("scale_text", "scale")

    def __str__(self) -> str:
        return self.name


class PerformanceLevel(Versioned):
    """One step of a scale: its value, its neutral name, and what the word means in plain language."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="levels")
    value = models.DecimalField(max_digits=8, decimal_places=3)
    name = models.CharField(max_length=60)
    meaning = models.CharField(max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = one_at_a_time("performance_level", "scale", "value")

    def __str__(self) -> str:
        return self.name


class LevelDescriptor(Versioned):
    """What work on a competency looks like at one level: an "I can" text a student can aim at."""

    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="descriptors")
    value = models.DecimalField(max_digits=8, decimal_places=3)
    statement = models.TextField()
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = one_at_a_time("level_descriptor", "competency", "value")
