"""How much work has been recorded, as whoever keeps the ledger answers; the continuum itself knows none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from competencies.models import Continuum
from competencies.rules.mapping import Place
from competencies.signals import work_asked


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many ratings stand, and whose."""

    pieces: int = 0
    students: int = 0


NONE = Recorded()


def recorded_at(district_id: int, places: Iterable[Place]) -> dict[Place, Recorded]:
    """Return how much work there is at each place: a competency and a standard, or None for all not asked by name.

    One query where anything is asked, however many places.
    """
    wanted = list(dict.fromkeys(places))
    found = dict.fromkeys(wanted, NONE)
    if wanted:
        answers: list[tuple[Any, Any]] = work_asked.send(sender=Continuum, district_id=district_id, places=wanted)
        for _receiver, answer in answers:
            found |= {place: Recorded(*counts) for place, counts in answer.items()}
    return found
