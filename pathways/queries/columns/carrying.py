"""Work read on another competency than the one it was recorded on: the continuum's routes, applied to columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from competencies.rules.mapping import Place, Routes
from pathways.rules.twin.columns import Columns, Flags, Ints


def carried(columns: Columns, routes: Routes) -> Columns:
    """Return the rows as a continuum reads them: each once on every competency its work is carried to."""
    sources = [one for one in routes.table if (columns.competency == one).any()]
    if not sources:
        return columns
    moved = np.isin(columns.competency, sources)
    parts = [columns.take(~moved)]
    for source in sources:
        for rows, ends in _by_end(columns, source, routes):
            for target, about in ends:
                parts.append(_placed(columns.take(rows), target, about))
    return Columns.joined(parts)


def _by_end(columns: Columns, source: int, routes: Routes) -> Iterator[tuple[Ints, tuple[Place, ...]]]:
    """Yield the rows of a source that go the same way: each standard that is named, then all the rest."""
    left: Flags = columns.competency == source
    ways = routes.table[source]
    for standard, ends in ways.items():
        # A standard named without a way goes with the rest, as ``Routes.ends`` has it.
        if standard is not None and ends:
            named = left & (columns.standard == standard)
            yield np.flatnonzero(named), ends
            left &= ~named
    yield np.flatnonzero(left), ways.get(None) or ((source, None),)


def _placed(columns: Columns, target: int, about: int | None) -> Columns:
    competency = np.full(len(columns), target, np.int64)
    standard = columns.standard if about is None else np.full(len(columns), about, np.int64)
    return replace(columns, competency=competency, standard=standard)
