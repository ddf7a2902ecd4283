"""What an import did (or would do), in words and as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from competencies.rules.case.meeting import Held
from competencies.rules.case.planning import Plan
from competencies.rules.case.values import Item, Notice, Package

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that says something else than before, and in which fields."""

    name: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.fields)})"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The difference between a package and the draft, by the names people know the items by."""

    identifier: str
    title: str
    version: int
    dry_run: bool
    items: int
    added: tuple[str, ...]
    changed: tuple[Changed, ...]
    moved: tuple[str, ...]
    retired: tuple[str, ...]
    unchanged: int
    links_added: int
    links_changed: int
    links_removed: int
    notices: tuple[Notice, ...]
    changes_nothing: bool

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "identifier": self.identifier,
            "title": self.title,
            "version": self.version,
            "dry_run": self.dry_run,
            "items": self.items,
            "added": list(self.added),
            "changed": [{"name": one.name, "fields": list(one.fields)} for one in self.changed],
            "moved": list(self.moved),
            "retired": list(self.retired),
            "unchanged": self.unchanged,
            "associations": {
                "added": self.links_added,
                "changed": self.links_changed,
                "removed": self.links_removed,
            },
            "notices": [{"text": one.text, "names": list(one.names)} for one in self.notices],
            "changes_nothing": self.changes_nothing,
        }

    def lines(self) -> Iterator[str]:
        """Yield one line for each kind of thing, with the first names of each."""
        yield f"{self.title} ({self.identifier}): {self.items} items" + (" (dry run)" if self.dry_run else "")
        yield from _names("added", self.added)
        yield from _names("changed", [str(one) for one in self.changed])
        yield from _names("moved", self.moved)
        yield from _names("retired", self.retired)
        yield f"  unchanged: {self.unchanged}"
        links = f"{self.links_added} added, {self.links_changed} changed, {self.links_removed} removed"
        yield f"  associations: {links}"
        yield from (f"  told: {notice}" for notice in self.notices)
        if self.changes_nothing:
            yield "  nothing changes"


def report_of(package: Package, held: Held, plan: Plan, *, version: int, dry_run: bool) -> ImportReport:
    """Return the report of carrying out ``plan``."""
    names = package.names
    return ImportReport(
        identifier=package.guid,
        title=package.title,
        version=version,
        dry_run=dry_run,
        items=len(package.items),
        added=tuple(item.name for item in plan.add),
        changed=tuple(_changed(item, held) for item in plan.change),
        moved=tuple(names[guid] for guid in plan.moved),
        retired=tuple(held.items[guid].name for guid in plan.retire),
        unchanged=len(plan.unchanged),
        links_added=len(plan.add_links),
        links_changed=len(plan.change_links),
        links_removed=len(plan.end_links),
        notices=plan.notices,
        changes_nothing=plan.changes_nothing,
    )


def _changed(item: Item, held: Held) -> Changed:
    kept = held.items[item.guid]
    names = [*item.payload, *(name for name in kept.payload if name not in item.payload)]
    fields = tuple(name for name in names if item.payload.get(name) != kept.payload.get(name))
    words = tuple(name for name in fields if name != "lastChangeDateTime") or fields
    return Changed(item.name, ("in use again", *words) if kept.retired else words)


def _names(word: str, names: Iterable[str]) -> Iterator[str]:
    listed = list(names)
    if not listed:
        yield f"  {word}: 0"
        return
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    yield f"  {word}: {len(listed)}: {', '.join(listed[:SHOWN])}{more}"
