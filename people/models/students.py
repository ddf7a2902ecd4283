"""Students: the centre of everything, with or without an account of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Student(models.Model):
    """A student of a district, whatever their grade, section or age.

    ``grade`` is the district's word for where students of that age usually are (KG, 01 ... 12); it is never the
    scope of a judgement. Families and classmates see ``called``.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="students")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="student"
    )
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200, blank=True)
    preferred_name = models.CharField(max_length=200, blank=True)
    grade = models.CharField(max_length=4, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    home_language = models.CharField(max_length=8, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        indexes = [models.Index(fields=["district", "family_name", "given_name"], name="student_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "external_id"],
                condition=~Q(external_id=""),
                name="student_external_id_unique_in_district",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def called(self) -> str:
        """The name people use: the preferred name, else the given name."""
        return self.preferred_name or self.given_name

    @property
    def full_name(self) -> str:
        """The called name and the family name."""
        return f"{self.called} {self.family_name}".strip()
