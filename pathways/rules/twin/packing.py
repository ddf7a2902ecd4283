"""Several whole numbers in one: columns packed into a single 64-bit key sort in one go, and the fastest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pathways.rules.twin.columns import Flags, Ints

_ROOM = 63
# Ids closer together than this are looked up in a table, others by halving.
_TABLE = 1 << 22

Whole = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Key:
    """Columns packed by rank: the first is the most significant. ``words`` gives a rank its value back."""

    packed: Ints
    widths: tuple[int, ...]
    words: tuple[int | Ints, ...]

    def part(self, place: int, of: Ints) -> Ints:
        """Return one column's values in (some of) the packed numbers."""
        rank: Ints = (of >> sum(self.widths[place + 1 :])) & ((1 << self.widths[place]) - 1)
        word = self.words[place]
        return rank + word if isinstance(word, int) else word[rank]

    def upto(self, place: int, of: Ints) -> Ints:
        """Return the columns up to and with one, still packed: equal where all of them are equal."""
        return of >> sum(self.widths[place + 1 :])


def pack(*columns: Whole) -> Key | None:
    """Pack equally long, not empty columns; None where even their ranks do not fit into 63 bits."""
    ranks: list[Whole] = []
    words: list[int | Ints] = []
    spans = []
    for column in columns:
        low = int(column.min())
        ranks.append(column)
        words.append(low)
        spans.append(int(column.max()) - low)
    for place in sorted(range(len(columns)), key=lambda one: -spans[one]):
        if sum(span.bit_length() for span in spans) <= _ROOM:
            break
        values, ranks[place] = np.unique(columns[place], return_inverse=True)
        words[place], spans[place] = values.astype(np.int64), len(values) - 1
    widths = tuple(span.bit_length() for span in spans)
    return Key(_packed(ranks, words, widths), widths, tuple(words)) if sum(widths) <= _ROOM else None


def _packed(ranks: list[Whole], words: list[int | Ints], widths: tuple[int, ...]) -> Ints:
    key = np.zeros(len(ranks[0]), np.int64)
    for rank, word, width in zip(ranks, words, widths, strict=True):
        key <<= width
        if isinstance(word, int):
            key += rank
            key -= word
        else:
            key += rank
    return key


def starts_of(groups: Whole) -> Ints:
    """Return where each run of equal values begins."""
    if not len(groups):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))


def counts_of(starts: Ints, total: int) -> Ints:
    """Return how long each run is."""
    return np.diff(starts, append=total)


def places_of(known: Ints, values: Whole) -> Whole:
    """Return the place of each value among known, rising ones; -1 where it is not known."""
    if not len(known):
        return np.full(len(values), -1)
    low, span = int(known[0]), int(known[-1]) - int(known[0])
    if span > _TABLE:
        found = np.minimum(np.searchsorted(known, values), len(known) - 1)
        return np.where(known[found] == values, found, -1)
    # Both ends of the table stand for everything beyond them.
    table = np.full(span + 3, -1, np.int32)
    table[known - (low - 1)] = np.arange(len(known))
    return table.take(values - (low - 1), mode="clip")


def any_in(flags: Flags, starts: Ints) -> Flags:
    """Tell for each run whether any of its flags is up."""
    return np.logical_or.reduceat(flags, starts) if len(starts) else np.zeros(0, np.bool_)
