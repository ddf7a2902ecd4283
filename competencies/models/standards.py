"""Standards and their graph: own or imported by CASE, aligned to competencies, with prerequisites between them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.models.versioned import Versioned, one_at_a_time


class CaseDocument(models.Model):
    """A framework of standards received as one CASE package, known by its GUID for ever."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    continuum = models.ForeignKey("competencies.Continuum", on_delete=models.PROTECT, related_name="documents")
    guid = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="case_document_guid_unique")]

    def __str__(self) -> str:
        return self.guid


class CaseDocumentText(Versioned):
    """A CASE document as received, from one version on.

    ``payload`` is CFDocument itself; ``rest`` everything else at the top of the package (definitions, rubrics,
    extensions), each as it came; ``order`` the GUIDs of its items and links as they were listed. So an export loses
    nothing. ``last_change`` is the publisher's moment, whatever the district edited since.
    """

    document = models.ForeignKey(CaseDocument, on_delete=models.PROTECT, related_name="texts")
    title = models.TextField()
    case_version = models.CharField(max_length=10, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    rest = models.JSONField(default=dict, blank=True)
    order = models.JSONField(default=dict, blank=True)
    last_change = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = one_at_a_time("case_document_text", "document")


class Standard(models.Model):
    """A fine-grained learning target ("I can ..."), own or imported; its GUID is kept for ever (lower case)."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    continuum = models.ForeignKey("competencies.Continuum", on_delete=models.PROTECT, related_name="standards")
    document = models.ForeignKey(
        CaseDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="standards"
    )
    guid = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="standard_guid_unique")]

    def __str__(self) -> str:
        return self.guid


class StandardText(Versioned):
    """What a standard says from one version on.

    ``payload`` is the CFItem as received plus the district's own edits (empty for the district's own standards),
    ``last_change`` the publisher's moment of it; ``position`` its place in the package.
    """

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="texts")
    code = models.CharField(max_length=255, blank=True)
    statement = models.TextField()
    item_type = models.CharField(max_length=255, blank=True)
    grades = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    retired = models.BooleanField(default=False)
    translations = models.JSONField(default=dict, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    last_change = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["district", "code"], name="standard_text_by_code")]
        constraints = one_at_a_time("standard_text", "standard")

    def __str__(self) -> str:
        return self.code or self.statement[:60]


class Association(Versioned):
    """A link of a CASE package, as received; ``isChildOf`` links are the parent graph of the standards.

    ``origin`` and ``destination`` are filled where the node is a standard of the district; the GUIDs are kept for
    targets outside the package too.
    """

    document = models.ForeignKey(CaseDocument, on_delete=models.PROTECT, related_name="associations")
    guid = models.CharField(max_length=255)
    association_type = models.CharField(max_length=100)
    origin_guid = models.CharField(max_length=1000)
    destination_guid = models.CharField(max_length=1000)
    origin = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="links_out")
    destination = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="links_in")
    sequence = models.BigIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict, blank=True)
    last_change = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["district", "association_type", "destination"], name="association_children")]
        constraints = one_at_a_time("association", "document", "guid")


class Alignment(Versioned):
    """A standard's part in a competency: required for it, or optional."""

    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="alignments")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="alignments")
    required = models.BooleanField(default=True)
    weight = models.DecimalField(max_digits=8, decimal_places=3, default=1)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *one_at_a_time("alignment", "competency", "standard"),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="alignment_weight_positive",
                violation_error_message=_("A weight must be greater than zero."),
            ),
        ]


class Prerequisite(Versioned):
    """A standard that another builds on (source first, then target), or one that is only related to it."""

    class Kind(models.TextChoices):
        PREREQUISITE = "prerequisite", _("Prerequisite")
        RELATED = "related", _("Related")

    continuum = models.ForeignKey("competencies.Continuum", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="opens")
    target = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="builds_on")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PREREQUISITE)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *one_at_a_time("prerequisite", "source", "target"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="prerequisite_not_itself",
                violation_error_message=_("A standard cannot build on itself."),
            ),
        ]
