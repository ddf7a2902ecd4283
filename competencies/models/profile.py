"""The graduate profile: what a student leaves with, and the competencies that add up to it."""

from __future__ import annotations

from django.db import models

from competencies.models.continuum import Identity, Wording
from competencies.models.versioned import Versioned, one_at_a_time


class GraduateOutcome(Identity):
    """One named outcome of the graduate profile."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="graduate_outcome_guid_unique")]


class GraduateOutcomeText(Wording):
    """What an outcome of the graduate profile is called from one version on."""

    outcome = models.ForeignKey(GraduateOutcome, on_delete=models.PROTECT, related_name="texts")
    description = models.TextField(blank=True)

    class Meta:
        constraints = one_at_a_time("graduate_outcome_text", "outcome")


class OutcomeCompetency(Versioned):
    """A competency that contributes to an outcome of the graduate profile."""

    outcome = models.ForeignKey(GraduateOutcome, on_delete=models.PROTECT, related_name="contributions")
    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="outcomes")

    class Meta:
        constraints = one_at_a_time("outcome_competency", "outcome", "competency")
