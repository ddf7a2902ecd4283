"""The versions of a continuum that were published: the one in force and those before it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from competencies.models import Continuum, ContinuumVersion

MOST = 50


def version_in_force(continuum: Continuum) -> ContinuumVersion | None:
    """Return the version that was published last, or None before the first. One query."""
    return ContinuumVersion.objects.filter(continuum=continuum, number=continuum.published).first()


def published_since(district_id: int) -> datetime | None:
    """Return when the district published its first map, None before that. One query."""
    published = ContinuumVersion.objects.filter(district=district_id, state=ContinuumVersion.State.PUBLISHED)
    first: datetime | None = published.aggregate(first=Min("published_at"))["first"]
    return first


def published_versions(continuum: Continuum) -> list[ContinuumVersion]:
    """Return the newest versions (at most ``MOST``) with who published each, newest first. One query."""
    published = ContinuumVersion.objects.filter(continuum=continuum, state=ContinuumVersion.State.PUBLISHED)
    return list(published.select_related("published_by").order_by("-number")[:MOST])
