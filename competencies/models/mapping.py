"""Where evidence is read when competencies are split, merged or retired."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.models.versioned import Versioned


class EvidenceMapping(Versioned):
    """From a version on, evidence recorded on ``source`` is read as evidence on ``target``.

    One row per pair: a split has several targets, a merge several sources. ``source_standard`` empty means work on
    every standard of the source that no other row of it names; ``target_standard`` empty keeps the standard the work
    was recorded on; ``target`` empty means that the work rests: it stays where it was recorded, as history. Evidence
    itself never changes: it keeps the competency, the standard and the version it was recorded under.
    """

    source = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="carried_to")
    source_standard = models.ForeignKey(
        "competencies.Standard", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target = models.ForeignKey(
        "competencies.Competency", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_from"
    )
    target_standard = models.ForeignKey(
        "competencies.Standard", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "source", "source_standard", "target", "since"], name="evidence_mapping_once"
            ),
            models.UniqueConstraint(
                fields=["district", "source", "target", "since"],
                condition=Q(source_standard__isnull=True),
                name="evidence_mapping_of_all_the_rest_once",
            ),
            models.UniqueConstraint(
                fields=["district", "source", "source_standard", "since"],
                condition=Q(target__isnull=True),
                name="evidence_mapping_rests_once",
            ),
            models.UniqueConstraint(
                fields=["district", "source", "since"],
                condition=Q(target__isnull=True, source_standard__isnull=True),
                name="evidence_mapping_rests_whole_once",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(source=F("target")),
                name="evidence_mapping_leads_elsewhere",
                violation_error_message=_("A competency cannot be replaced by itself."),
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(target_standard__isnull=True),
                name="evidence_mapping_standard_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="evidence_mapping_holds_forward"
            ),
        ]
