"""What tells one state of a draft from any other, so that nobody publishes what they have not seen."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Count, Max, Q, Sum

from competencies.models import Continuum, EvidenceMapping
from competencies.queries.readiness import VERSIONED

_KINDS = tuple(dict.fromkeys((*VERSIONED, EvidenceMapping)))


def draft_stamp(continuum: Continuum) -> str:
    """Return a mark of everything the draft says otherwise than what is published. One query for each kind of row.

    An edit of a word moves it too: a preview and a publication are about the same text.
    """
    touched = Q(since=continuum.draft) | Q(until=continuum.draft)
    said = [
        tuple(
            model.objects.filter(touched, district=continuum.district_id)
            .aggregate(count=Count("pk"), ids=Sum("pk"), edited=Max("edited_at"))
            .values()
        )
        for model in _KINDS
    ]
    return sha256(repr((continuum.draft, said)).encode()).hexdigest()[:32]
