"""The continuum: domains, strands, stages and competencies, each an identity with its text per version."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competencies.models.versioned import Versioned, one_at_a_time


class Continuum(models.Model):
    """The published, versioned map of what is to be learned; one for each district.

    ``published`` is the number of the version in force (0 before the first), ``published + 1`` is always the draft.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="continua")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    published = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district"], name="continuum_one_per_district"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def draft(self) -> int:
        """The version number that edits and imports write to."""
        return self.published + 1


class ContinuumVersion(models.Model):
    """One version of the continuum: a published one, or the draft that comes next. Evidence keeps the one it saw."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    stamp = models.UUIDField(default=uuid.uuid4, editable=False)
    note = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "continuum", "number"], name="continuum_version_number_unique"),
            models.UniqueConstraint(
                fields=["district", "continuum"], condition=Q(state="draft"), name="continuum_version_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="continuum_version_published_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.continuum} {self.number}"


class Identity(models.Model):
    """Something of the continuum that stays itself through every version, known everywhere by its GUID."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT, related_name="+")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Wording(Versioned):
    """What an identity says from one version on: its title, its place among its siblings, whether it is retired.

    ``translations`` maps a language code to a mapping of field name to text, for example
    ``{"es": {"title": "Razones"}}``; what is missing falls back to the district's own wording.
    """

    title = models.CharField(max_length=300)
    position = models.PositiveIntegerField(default=0)
    retired = models.BooleanField(default=False)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Domain(Identity):
    """A subject area, or an area of lifelong-learning skills; the two kinds are always kept apart."""

    class Kind(models.TextChoices):
        ACADEMIC = "academic", _("Academic")
        LIFELONG = "lifelong", _("Lifelong learning")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ACADEMIC)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="domain_guid_unique")]


class DomainText(Wording):
    """What a domain is called from one version on, and the scale its work is judged on."""

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="texts")
    description = models.TextField(blank=True)
    scale = models.ForeignKey("competencies.Scale", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = one_at_a_time("domain_text", "domain")


class Strand(Identity):
    """A learning progression inside a domain."""

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="strands")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="strand_guid_unique")]


class StrandText(Wording):
    """What a strand is called from one version on."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="texts")

    class Meta:
        constraints = one_at_a_time("strand_text", "strand")


class Stage(Identity):
    """A step along a strand; its typical grade tells families where most of that grade work, and binds nobody."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="stages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="stage_guid_unique")]


class StageText(Wording):
    """What a stage is called from one version on, and the grade most students work in it (KG, 01 ... 12)."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="texts")
    typical_grade = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = one_at_a_time("stage_text", "stage")


class Competency(Identity):
    """A transferable statement of what a student can do, with a place (strand and stage) on the continuum."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "guid"], name="competency_guid_unique")]


class CompetencyText(Wording):
    """What a competency says from one version on, where it stands, and whether its stage requires it."""

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="texts")
    statement = models.TextField()
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    required = models.BooleanField(default=True)

    class Meta:
        constraints = one_at_a_time("competency_text", "competency")


class SectionDomain(models.Model):
    """A domain that a section works in: decides whose feedback its teachers may read, and its grid's subject."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey("people.Section", on_delete=models.PROTECT, related_name="domains")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "section", "domain"], name="section_domain_once"),
        ]
