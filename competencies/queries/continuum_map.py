"""The continuum of one version as one frozen value.

A published version never changes, so its map is built once in each process and language and then costs one query:
the look-up of which version is in force. A draft's map is built anew each time.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from competencies.models import Continuum, ContinuumVersion
from competencies.queries.building import build_map
from competencies.rules.continuum import ContinuumMap
from people.models import District


class NoContinuum(LookupError):
    """The district has not published a continuum (or has no such version)."""


def published_map(district: District, *, language: str = "", at: datetime | None = None) -> ContinuumMap:
    """Return the continuum in force, or the one that was at a moment.

    One query once the process knows this version, about twelve the first time. ``language`` falls back to the
    district's own wording. Raises ``NoContinuum`` before the first publication.
    """
    published = ContinuumVersion.objects.filter(continuum__district=district, state=ContinuumVersion.State.PUBLISHED)
    if at is not None:
        published = published.filter(published_at__lte=at)
    version = published.select_related("continuum").order_by("-number").first()
    if version is None:
        raise NoContinuum(district.slug)
    return _cached(version.pk, version.stamp, language or district.language)


def map_at(version_id: int, *, language: str = "en") -> ContinuumMap:
    """Return the continuum as it was in a published version. Raises ``NoContinuum`` for a draft or unknown one."""
    version = ContinuumVersion.objects.filter(pk=version_id, state=ContinuumVersion.State.PUBLISHED).first()
    if version is None:
        raise NoContinuum(str(version_id))
    return _cached(version.pk, version.stamp, language)


def draft_map(continuum: Continuum, *, language: str = "") -> ContinuumMap:
    """Return the continuum as the draft has it now. About a dozen queries."""
    version = ContinuumVersion.objects.select_related("continuum").get(continuum=continuum, number=continuum.draft)
    return build_map(version, language=language or continuum.district.language)


@lru_cache(maxsize=64)
def _cached(version_id: int, stamp: UUID, language: str) -> ContinuumMap:
    # The stamp is part of the key because ids come again in a restored or emptied database.
    version = ContinuumVersion.objects.select_related("continuum").get(pk=version_id, stamp=stamp)
    return build_map(version, language=language)
