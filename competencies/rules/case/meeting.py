"""Meets the parts of a package one by one with what is held: new, changed, kept as it is, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from competencies.rules.case.fields import moment_of
from competencies.rules.case.likeness import means_another_thing
from competencies.rules.case.values import Item, Json, Link, Notice, Problem, shorten


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An item as the draft has it; ``last_change`` is the publisher's moment of it."""

    name: str
    statement: str
    payload: Json
    last_change: datetime | None
    retired: bool = False

    @property
    def edited(self) -> bool:
        """Whether the district changed it since it was received."""
        return moment_of(self.payload) != self.last_change


@dataclass(frozen=True, slots=True)
class HeldLink:
    """A link as the draft has it."""

    kind: str
    origin: str
    destination: str
    payload: Json
    last_change: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """What the draft has of a document (nothing, where it is new) and of the world around it.

    ``elsewhere`` maps the GUIDs of this package that belong to another framework to that framework's title;
    ``outside`` are the isChildOf edges of the other documents.
    """

    document: Json | None = None
    rest: Json = field(default_factory=dict)
    order: Json = field(default_factory=dict)
    last_change: datetime | None = None
    items: Mapping[str, HeldItem] = field(default_factory=dict)
    links: Mapping[str, HeldLink] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    outside: tuple[tuple[str, str], ...] = ()


def is_older(incoming: datetime | None, kept: datetime | None) -> bool:
    """Tell whether what comes in was changed before what is kept."""
    return incoming is not None and kept is not None and incoming < kept


def is_newer(incoming: datetime | None, kept: datetime | None) -> bool:
    """Tell whether what comes in was changed after what is kept; where neither says when, the newcomer counts."""
    if incoming is None:
        return kept is None
    return kept is None or incoming > kept


class News:
    """Meets the package's parts one by one and sorts them by what they bring."""

    def __init__(self, held: Held, *, accept_changes: bool) -> None:
        self.held = held
        self.accept_changes = accept_changes
        self.add: list[Item] = []
        self.change: list[Item] = []
        self.unchanged: list[str] = []
        self.add_links: list[Link] = []
        self.change_links: list[Link] = []
        self.problems: list[Problem] = []
        self._told: dict[str, list[str]] = {}

    def tell(self, text: str, *names: str) -> None:
        """Note something to be told of one or more items."""
        self._told.setdefault(text, []).extend(names)

    def notices(self) -> tuple[Notice, ...]:
        """Return what is told, each kind once."""
        return tuple(Notice(text, tuple(names)) for text, names in self._told.items())

    def meet_item(self, item: Item) -> None:
        """Sort one item of the package."""
        if title := self.held.elsewhere.get(item.guid):
            self.problems.append(
                Problem(
                    f"Item {item.guid} ({item.name})",
                    "identifier",
                    f"belongs to “{title}” already",
                    "An item stands in one framework; a copy needs an identifier of its own.",
                )
            )
            return
        kept = self.held.items.get(item.guid)
        if kept is None:
            self.add.append(item)
        elif item.payload == kept.payload and not kept.retired:
            self.unchanged.append(item.guid)
        else:
            self._meet_other(item, kept)

    def _meet_other(self, item: Item, kept: HeldItem) -> None:
        if not self.accept_changes and not is_newer(item.last_change, kept.last_change):
            self._keep(item, kept)
        elif not self.accept_changes and means_another_thing(kept.statement, item.statement):
            self.problems.append(_other_meaning(item, kept))
        else:
            if kept.edited:
                self.tell("The district's own edit is replaced by the publisher's newer text", item.name)
            self.change.append(item)

    def _keep(self, item: Item, kept: HeldItem) -> None:
        """Say why what is kept stays; one that had been retired comes back as the package has it."""
        if kept.retired and not kept.edited:
            self.change.append(item)
            return
        self.unchanged.append(item.guid)
        if kept.edited and item.last_change == kept.last_change:
            self.tell("The district's own edit is kept", item.name)
        elif is_older(item.last_change, kept.last_change):
            self.tell("The package has an older text; the newer one is kept", item.name)
        else:
            self.tell(
                "The text differs, and lastChangeDateTime is no later; what is kept stays "
                "(--accept-changes takes the package's)",
                item.name,
            )

    def meet_link(self, link: Link) -> None:
        """Sort one association of the package."""
        kept = self.held.links.get(link.guid)
        if kept is None:
            self.add_links.append(link)
        elif link.payload != kept.payload:
            if self.accept_changes or is_newer(link.last_change, kept.last_change):
                self.change_links.append(link)
            else:
                self.tell("An association differs, and is no newer; what is kept stays", link.guid)


def _other_meaning(item: Item, kept: HeldItem) -> Problem:
    return Problem(
        f"Item {item.guid} ({item.name})",
        "fullStatement",
        f"says something else than before: “{kept.name}” becomes “{shorten(item.statement)}”",
        "A new meaning needs a new identifier, and replacedBy; or import with --accept-changes.",
    )
