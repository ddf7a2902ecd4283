"""Places and times a school is made of: districts, schools, terms and sections."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def validate_time_zone(value: str) -> None:
    """Refuse a time zone name this machine's zone database does not know."""
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone. Try Europe/Madrid."), params={"value": value})


class District(models.Model):
    """A district: the owner of a continuum, of policies and of everything recorded about its students.

    Its time zone decides what "today" is; every large table carries its id.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    language = models.CharField(max_length=8, default="en")
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug"], name="district_slug_unique")]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school of a district."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "external_id"],
                condition=~Q(external_id=""),
                name="school_external_id_unique_in_district",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A stretch of the school year, from its first to its last day (both included)."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="terms")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=100)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="term_ends_after_it_starts",
                violation_error_message=_("A term cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """A group of students taught together during a term; it may span many levels and grades.

    It is never the scope of a judgement: that is the student.
    """

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="sections")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sections")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sections")
    name = models.CharField(max_length=120)
    external_id = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "external_id"],
                condition=~Q(external_id=""),
                name="section_external_id_unique_in_district",
            )
        ]

    def __str__(self) -> str:
        return self.name
