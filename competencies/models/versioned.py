"""Text per version: rows that hold from one version number of the continuum until a later one.

An identity row (a competency, a standard) never changes; what it says is a row with ``since`` (the first version it
holds in) and ``until`` (the first version it no longer holds in, empty while it holds). Editing the draft ends the
published row at the draft's number and adds a new one; nothing published is ever rewritten, and the text at version
N is one query: ``Model.objects.at(N)``.
"""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class VersionedQuerySet(models.QuerySet[_Row]):
    """Rows that hold in a version."""

    def at(self, number: int) -> Self:
        """Return the rows that hold in version ``number``."""
        return self.filter(Q(since__lte=number) & (Q(until__isnull=True) | Q(until__gt=number)))


class Versioned(models.Model):
    """A row that holds from version ``since`` until (not including) version ``until``.

    ``edited_by`` wrote it; ``ended_by`` took it out, where nothing came in its place.
    """

    district = models.ForeignKey("people.District", on_delete=models.PROTECT, related_name="+")
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(auto_now=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True


def holds_forward(name: str) -> models.CheckConstraint:
    """Return the named constraint that a versioned row ends after it begins."""
    return models.CheckConstraint(
        condition=Q(until__isnull=True) | Q(until__gt=F("since")),
        name=name,
        violation_error_message=_("A text cannot end before the version it begins in."),
    )


def one_at_a_time(name: str, *fields: str) -> list[models.BaseConstraint]:
    """Return the named constraints that one identity has one row per beginning and one open row."""
    return [
        models.UniqueConstraint(fields=["district", *fields, "since"], name=f"{name}_once_per_version"),
        models.UniqueConstraint(fields=["district", *fields], condition=Q(until__isnull=True), name=f"{name}_one_open"),
        holds_forward(f"{name}_holds_forward"),
    ]
