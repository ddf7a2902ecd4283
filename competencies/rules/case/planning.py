"""Compares a package with what is held and says what an import would do, or why it is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from competencies.rules.case.meeting import Held, News, is_newer, is_older
from competencies.rules.case.values import CHILD_OF, Item, Json, Link, Notice, Package, Problem
from competencies.rules.circles import find_circles


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import does: what to write, and what it is told as. ``problems`` refuse all of it."""

    add: tuple[Item, ...] = ()
    change: tuple[Item, ...] = ()
    retire: tuple[str, ...] = ()
    add_links: tuple[Link, ...] = ()
    change_links: tuple[Link, ...] = ()
    end_links: tuple[str, ...] = ()
    document_changes: bool = False
    moved: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether the import would write nothing at all."""
        written = (self.add, self.change, self.retire, self.add_links, self.change_links, self.end_links)
        return not any(written) and not self.document_changes


def plan_import(package: Package, held: Held, *, now: datetime, accept_changes: bool = False) -> Plan:
    """Return what importing ``package`` over ``held`` does.

    A newer ``lastChangeDateTime`` updates in place and an older one never overwrites what is kept: a package whose
    document is older than the one kept changes nothing. What the package no longer has is retired.
    """
    news = News(held, accept_changes=accept_changes)
    _tell_of_the_future(package, now, news)
    if is_older(package.last_change, held.last_change):
        news.tell("The package is older than the one that is kept; nothing was changed")
        return Plan(unchanged=tuple(held.items), notices=(*package.notices, *news.notices()))
    for item in package.items:
        news.meet_item(item)
    for link in package.links:
        news.meet_link(link)
    gone_items, gone_links = _gone(package, held)
    return Plan(
        add=tuple(news.add),
        change=tuple(news.change),
        retire=gone_items,
        add_links=tuple(news.add_links),
        change_links=tuple(news.change_links),
        end_links=gone_links,
        document_changes=_document_changes(package, held),
        moved=_moved(package, held, news.change_links, gone_links),
        unchanged=tuple(news.unchanged),
        notices=(*package.notices, *news.notices()),
        problems=(*news.problems, *circle_problems(package, held.outside)),
    )


def _tell_of_the_future(package: Package, now: datetime, news: News) -> None:
    future = [item.name for item in package.items if item.last_change and item.last_change > now]
    if package.last_change and package.last_change > now:
        future.insert(0, package.title)
    if future:
        news.tell("lastChangeDateTime lies in the future; later releases count only when they are later still", *future)


def circle_problems(package: Package, outside: Iterable[tuple[str, str]]) -> tuple[Problem, ...]:
    """Return one problem for each circle of parents in the package (with the other documents' parents)."""
    own = [(link.origin, link.destination) for link in package.links if link.kind == CHILD_OF]
    names = package.names
    return tuple(
        Problem(
            "isChildOf",
            "associations",
            "go round in a circle: " + " → ".join(_named(guid, names) for guid in (*circle, circle[0])),
            "Take one of them out.",
        )
        for circle in find_circles([*own, *outside])
    )


def _gone(package: Package, held: Held) -> tuple[tuple[str, ...], tuple[str, ...]]:
    items = {item.guid for item in package.items}
    links = {link.guid for link in package.links}
    retire = tuple(guid for guid, kept in held.items.items() if guid not in items and not kept.retired)
    return retire, tuple(guid for guid in held.links if guid not in links)


def listed(package: Package) -> Json:
    """Return the order in which the package lists its parts."""
    return {"items": [item.guid for item in package.items], "links": [link.guid for link in package.links]}


def _document_changes(package: Package, held: Held) -> bool:
    if held.document is None:
        return True
    if package.document != held.document and is_newer(package.last_change, held.last_change):
        return True
    return package.rest != held.rest or listed(package) != held.order


def _moved(package: Package, held: Held, changed: Iterable[Link], gone: Collection[str]) -> tuple[str, ...]:
    """Return the items that were there before and have other parents now."""
    known = {guid: (link.origin, link.destination) for guid, link in held.links.items() if link.kind == CHILD_OF}
    now = {guid: edge for guid, edge in known.items() if guid not in gone}
    now |= {link.guid: (link.origin, link.destination) for link in changed if link.kind == CHILD_OF}
    fresh = (link for link in package.links if link.guid not in held.links and link.kind == CHILD_OF)
    now |= {link.guid: (link.origin, link.destination) for link in fresh}
    before, after = _parents(known.values()), _parents(now.values())
    return tuple(
        item.guid for item in package.items if item.guid in held.items and before[item.guid] != after[item.guid]
    )


def _parents(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    parents: dict[str, set[str]] = defaultdict(set)
    for child, parent in edges:
        parents[child].add(parent)
    return parents


def _named(guid: str, names: Mapping[str, str]) -> str:
    name = names.get(guid)
    return f"{name} ({guid})" if name and name != guid else guid
