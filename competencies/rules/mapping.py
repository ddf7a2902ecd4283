"""Where evidence is read: the mappings of every version, one after the other, as one plain table.

A *place* is a competency and a standard of it; None in a standard's stead means every standard that is not named.
A row says where the work of a place is read from some version on. What a later version says of its target goes on
from there, so that work recorded long ago arrives where today's continuum has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

Place = tuple[int, int | None]
Entry = tuple[int, int | None, int | None]
# By target: (source, standard or None for all the rest, standard it is read about or None for the same one).
Carried = Mapping[int, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One row: work on ``source`` about ``standard`` (None: all the rest) is read on ``target`` (None: it rests)."""

    source: int
    standard: int | None = None
    target: int | None = None
    target_standard: int | None = None


@dataclass(frozen=True, slots=True)
class TwoWays:
    """Work of one place would reach the same target about different standards."""

    source: int
    standard: int | None
    target: int
    about: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Routes:
    """A composed table made ready for asking; ``table`` is by source, then by standard."""

    table: Mapping[int, Mapping[int | None, tuple[Place, ...]]] = field(default_factory=dict)

    def ends(self, competency: int, standard: int) -> tuple[tuple[int, int], ...]:
        """Return where work on a competency about a standard is read; where it was recorded if nothing says else."""
        ways = self.table.get(competency, {})
        found = ways.get(standard) or ways.get(None) or ((competency, None),)
        return tuple((target, standard if about is None else about) for target, about in found)

    def targets(self, competency: int) -> frozenset[int]:
        """Return the other competencies on which work recorded on this one is read."""
        ways = self.table.get(competency, {}).values()
        return frozenset(target for target, _about in chain.from_iterable(ways)) - {competency}


def routes_of(carried: Carried) -> Routes:
    """Return the table by source of a table by target."""
    table: dict[int, dict[int | None, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for target in sorted(carried):
        for source, standard, about in carried[target]:
            table[source][standard].append((target, about))
    return Routes({source: {one: tuple(ways[one]) for one in ways} for source, ways in table.items()})


def sources_of(carried: Carried, competency: int) -> frozenset[int]:
    """Return the other competencies of which some work is read on this one."""
    return frozenset(source for source, _standard, _about in carried.get(competency, ())) - {competency}


def composed(moves: Iterable[Move]) -> dict[int, tuple[Entry, ...]]:
    """Return where all evidence is read in the end, by target; the order of the rows never matters.

    A standard that is named goes before all the rest, and what stays although the rest is carried is an entry of the
    competency itself. Work reaches a target once. Rows that go round in a circle leave the work where it begins to
    repeat itself (``circles`` names them, and they are refused before they can be published).
    """
    steps = _Steps(moves)
    found: dict[int, set[Entry]] = defaultdict(set)
    for source in steps.sources:
        rest = _shortest(steps.ends((source, None)), None)
        ways: dict[int | None, dict[int, int | None]] = {None: rest} if rest != {source: None} else {}
        for standard in steps.named(source):
            ends = _shortest(steps.ends((source, standard)), standard)
            if ends != rest:
                ways[standard] = ends
        for named, ends in ways.items():
            for target, about in ends.items():
                found[target].add((source, named, about))
    return {target: tuple(sorted(found[target], key=_order)) for target in sorted(found)}


def circles(moves: Iterable[Move]) -> tuple[tuple[int, ...], ...]:
    """Return the ways that come back to where they began, each as its competencies from the smallest id on."""
    steps = _Steps(moves)
    found = {_turned(circle) for place in steps.places() for circle in steps.circles(place, ())}
    return tuple(sorted(found))


def two_ways(moves: Iterable[Move]) -> tuple[TwoWays, ...]:
    """Return the places whose work would reach one target about different standards."""
    steps = _Steps(moves)
    found = []
    for source, standard in steps.places():
        about: dict[int, set[int | None]] = defaultdict(set)
        for target, end in steps.ends((source, standard)):
            about[target].add(end)
        found += [
            TwoWays(source, standard, target, tuple(sorted(ends, key=_none_first)))
            for target, ends in sorted(about.items())
            if len(ends) > 1
        ]
    return tuple(found)


class _Steps:
    """The rows by where they begin."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._by_place: dict[Place, list[Move]] = defaultdict(list)
        self._by_source: dict[int, list[Move]] = defaultdict(list)
        for move in sorted(set(moves), key=lambda one: tuple(map(_none_first, _fields(one)))):
            self._by_place[move.source, move.standard].append(move)
            self._by_source[move.source].append(move)
        self.sources = sorted(self._by_source)

    def places(self) -> Iterator[Place]:
        """Yield every place a way can begin at: the named standards of each source, then its rest."""
        for source in self.sources:
            yield from ((source, standard) for standard in self.named(source))
            yield (source, None)

    def named(self, source: int) -> list[int]:
        """Return every standard that is named somewhere on the way from a source."""
        reached, waiting = {source}, [source]
        while waiting:
            for move in self._by_source.get(waiting.pop(), ()):
                if move.target is not None and move.target not in reached:
                    reached.add(move.target)
                    waiting.append(move.target)
        moves = chain.from_iterable(self._by_source.get(one, ()) for one in reached)
        return sorted({move.standard for move in moves if move.standard is not None})

    def ends(self, place: Place, seen: tuple[Place, ...] = ()) -> set[Place]:
        """Return where the work of a place is read in the end."""
        following = [] if place in seen else self.following(place)
        if not following:
            return {place}
        return set(chain.from_iterable(self.ends(one, (*seen, place)) if one else {place} for one in following))

    def circles(self, place: Place, seen: tuple[Place, ...]) -> Iterator[tuple[int, ...]]:
        """Yield the circles on the ways from a place."""
        if place in seen:
            yield tuple(competency for competency, _standard in seen[seen.index(place) :])
            return
        for one in self.following(place):
            if one is not None:
                yield from self.circles(one, (*seen, place))

    def following(self, place: Place) -> list[Place | None]:
        """Return the next place of each row that holds for a place; None where the work rests."""
        competency, standard = place
        moves = self._by_place.get(place) or self._by_place.get((competency, None), [])
        return [None if one.target is None else (one.target, one.target_standard or standard) for one in moves]


def _shortest(ends: Iterable[Place], standard: int | None) -> dict[int, int | None]:
    """The ends by target, each once; a standard that stays the same is not said."""
    found: dict[int, int | None] = {}
    for target, about in sorted(ends, key=lambda one: (one[0], _none_first(one[1]))):
        found.setdefault(target, None if about == standard else about)
    return found


def _turned(circle: Sequence[int]) -> tuple[int, ...]:
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first])


def _fields(move: Move) -> tuple[int | None, ...]:
    return (move.source, move.standard, move.target, move.target_standard)


def _order(entry: Entry) -> tuple[tuple[bool, int], ...]:
    return tuple(map(_none_first, entry))


def _none_first(value: int | None) -> tuple[bool, int]:
    return (value is not None, value or 0)
