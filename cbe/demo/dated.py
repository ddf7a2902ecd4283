"""When the demo school's continuum was written: its texts are older than the evening on which they were made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.apps import apps

from competencies.models import Versioned
from people.models import District

# The words of a version were written in the days before it was published.
BEFORE = timedelta(days=3, hours=2)


def date_edits(*, district: District, published: Sequence[datetime]) -> None:
    """Say of every text of the published versions that it was written shortly before; two statements for each kind."""
    kinds = [one for one in apps.get_app_config("competencies").get_models() if issubclass(one, Versioned)]
    for number, moment in enumerate(published, start=1):
        for kind in kinds:
            kind.objects.filter(district=district, since=number).update(edited_at=moment - BEFORE)
