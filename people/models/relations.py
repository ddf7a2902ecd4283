"""Dated relations between people and places: who is with whom, from which day to which."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_Relation = TypeVar("_Relation", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[_Relation]):
    """Relations that hold on a day."""

    def on(self, day: date) -> Self:
        """Return those that have started by ``day`` and not ended before it (both ends included)."""
        return self.filter(Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day)))


class Dated(models.Model):
    """A relation with a first day and, once known, a last day (both included, in the district's time zone)."""

    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """Return the named constraint that a dated relation does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
        name=name,
        violation_error_message=_("The last day cannot be before the first."),
    )


class Enrollment(Dated):
    """A student's place in a section from one day to another."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="enrollments")
    section = models.ForeignKey("people.Section", on_delete=models.PROTECT, related_name="enrollments")

    class Meta:
        indexes = [models.Index(fields=["section", "student"], name="enrollment_by_section")]
        constraints = [
            ends_after_it_starts("enrollment_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["district", "student", "section", "starts"], name="enrollment_once_per_start"
            ),
        ]


class TeachingAssignment(Dated):
    """A teacher's charge of a section from one day to another; co-teachers have one each."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teaching_assignments")
    section = models.ForeignKey("people.Section", on_delete=models.PROTECT, related_name="teaching_assignments")

    class Meta:
        constraints = [
            ends_after_it_starts("teaching_assignment_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["district", "teacher", "section", "starts"], name="teaching_assignment_once_per_start"
            ),
        ]


class Guardianship(Dated):
    """A guardian's link to a child, from one day to another."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guardianships")
    student = models.ForeignKey("people.Student", on_delete=models.PROTECT, related_name="guardianships")
    relationship = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            ends_after_it_starts("guardianship_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["district", "guardian", "student", "starts"], name="guardianship_once_per_start"
            ),
        ]


class Role(models.TextChoices):
    """What somebody is to a school, as pages and the access matrix name it."""

    STUDENT = "student", _("Student")
    GUARDIAN = "guardian", _("Guardian")
    TEACHER = "teacher", _("Teacher")
    LEADER = "leader", _("School leader")
    ADMIN = "admin", _("District admin")


class RoleGrant(Dated):
    """A leader's charge of a school, or an admin's of the district, from one day to another."""

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=10, choices=[(r.value, r.label) for r in (Role.LEADER, Role.ADMIN)])
    school = models.ForeignKey(
        "people.School", on_delete=models.PROTECT, null=True, blank=True, related_name="role_grants"
    )

    class Meta:
        constraints = [
            ends_after_it_starts("role_grant_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(role="leader", school__isnull=False) | Q(role="admin", school__isnull=True),
                name="role_grant_leader_has_school_admin_has_none",
                violation_error_message=_("A leader is granted one school; an admin the whole district."),
            ),
        ]
