"""What a section is being taught, and when."""

from __future__ import annotations

from django.db import models

from people.models.relations import Dated, ends_after_it_starts


class Focus(Dated):
    """A competency a section works on from one day to another.

    It decides a grid's columns, "not yet taught" against "not yet shown", and which opportunities are due.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey("people.Section", on_delete=models.PROTECT, related_name="focuses")
    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="focuses")

    class Meta:
        constraints = [
            ends_after_it_starts("focus_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["district", "section", "competency", "starts"], name="focus_once_per_start"
            ),
        ]
