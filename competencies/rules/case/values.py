"""A CASE package as plain values: the document, its items and the links between them, each with what it came as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]

CHILD_OF = "isChildOf"
KNOWN_LINKS = frozenset(
    {
        CHILD_OF,
        "isPeerOf",
        "isPartOf",
        "exactMatchOf",
        "precedes",
        "isRelatedTo",
        "replacedBy",
        "exemplar",
        "hasSkillLevel",
        "isTranslationOf",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a package cannot be imported: where, which field, what is wrong with it, and how to mend it."""

    where: str
    field: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.field} {self.problem}. {self.mend}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something told but not refused: ``text`` says it of all ``names``."""

    text: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.names:
            return self.text
        more = f" and {len(self.names) - 5} more" if len(self.names) > 5 else ""
        return f"{self.text}: {', '.join(self.names[:5])}{more}"


@dataclass(frozen=True, slots=True)
class Item:
    """One CFItem. ``guid`` is its identifier in lower case; ``payload`` the whole of it as received."""

    guid: str
    statement: str
    code: str
    item_type: str
    grades: tuple[str, ...]
    last_change: datetime | None
    payload: Json

    @property
    def name(self) -> str:
        """What people call it: its code, else the beginning of its statement."""
        return self.code or shorten(self.statement) or self.guid


@dataclass(frozen=True, slots=True)
class Link:
    """One CFAssociation, from ``origin`` to ``destination`` (both in lower case; either may be outside)."""

    guid: str
    kind: str
    origin: str
    destination: str
    sequence: int | None
    last_change: datetime | None
    payload: Json


@dataclass(frozen=True, slots=True)
class Package:
    """A CASE package, whole. ``rest`` is everything beside CFDocument, CFItems and CFAssociations."""

    guid: str
    title: str
    case_version: str
    last_change: datetime | None
    document: Json
    rest: Json
    items: tuple[Item, ...]
    links: tuple[Link, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """What each item is called, by its GUID; the document too."""
        return {self.guid: self.title} | {item.guid: item.name for item in self.items}


class PackageRefusedError(ValueError):
    """A package cannot be imported, and nothing of it was; ``problems`` names each place and its mend."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class UnreadablePackageError(PackageRefusedError):
    """The file is no CASE package, or a part of it is missing or of the wrong kind."""


class ContradictingPackageError(PackageRefusedError):
    """The package contradicts itself or what is held: parents in a circle, an identifier that means two things."""


def shorten(text: str, length: int = 60) -> str:
    """Return the beginning of a text on one line, cut at a word, for naming it."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    return words[: length - 1].rsplit(" ", 1)[0] + "…"
