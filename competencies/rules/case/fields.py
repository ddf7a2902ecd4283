"""Reads single fields of a CASE package, collecting what is refused and what is only told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from competencies.rules.case.values import (
    KNOWN_LINKS,
    Item,
    Json,
    Link,
    Notice,
    Problem,
    UnreadablePackageError,
    shorten,
)

ITEM_TEXTS = (
    "identifier",
    "uri",
    "fullStatement",
    "CFItemType",
    "humanCodingScheme",
    "listEnumeration",
    "abbreviatedStatement",
    "alternativeLabel",
    "notes",
    "language",
    "lastChangeDateTime",
)
LINK_TEXTS = ("identifier", "uri", "associationType", "lastChangeDateTime")
MOST_PROBLEMS = 50
MOST_KEPT = 255
UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")
GRADES = frozenset({"IT", "PR", "PK", "TK", "KG", "13", "AS", "BA", "PB", "MD", "PM", "DO", "PD", "AE", "PT", "OT"})
GRADES |= {f"{grade:02d}" for grade in range(1, 13)}
WHOLE_MOST = 2**63 - 1


class Checker:
    """What has been found wrong with a package, and what its reader is told."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._told: dict[str, list[str]] = {}

    def refuse(self, where: str, field: str, problem: str, mend: str) -> None:
        """Note a problem that keeps the package out."""
        self._problems.append(Problem(where, field, problem, mend))

    def tell(self, text: str, *names: str) -> None:
        """Note something that is kept as it is, and told."""
        self._told.setdefault(text, []).extend(names)

    def stop(self) -> None:
        """Raise ``UnreadablePackageError`` if anything was refused."""
        if self._problems:
            raise UnreadablePackageError(*self._problems[:MOST_PROBLEMS])

    def notices(self) -> tuple[Notice, ...]:
        """Return what is told, each kind once with everything it is about."""
        return tuple(Notice(text, tuple(names)) for text, names in self._told.items())

    def texts(self, where: str, row: Json, names: tuple[str, ...]) -> None:
        """Refuse fields that should be text (or absent, or null) and are not."""
        for name in names:
            if not isinstance(row.get(name), str | None):
                self.refuse(where, name, f"is {_kind(row[name])}, not text", "Put it in quotes, or leave it out.")

    def identifier(self, where: str, row: Json) -> str:
        """Return an identifier in lower case; refuse a missing one, tell one that is no UUID."""
        value = row.get("identifier")
        if not isinstance(value, str) or not value.strip():
            if value is None or isinstance(value, str):
                self.refuse(where, "identifier", "is missing", "Every part of a package needs its own (a UUID).")
            return ""
        guid = value.strip().lower()
        if len(guid) > MOST_KEPT:
            self.refuse(where, "identifier", f"is longer than {MOST_KEPT} characters", "Use a UUID.")
        elif not UUID.fullmatch(guid):
            self.tell("The identifier is no UUID; it is kept as it is", guid)
        if isinstance(uri := row.get("uri"), str) and UUID.search(uri.lower()) and guid not in uri.lower():
            self.tell("The uri names another identifier; both are kept", guid)
        return guid

    def moment(self, where: str, row: Json, name: str) -> datetime | None:
        """Return an ISO 8601 moment (UTC where no zone is said), or None where there is none."""
        value = row.get(name)
        if not isinstance(value, str) or not value.strip():
            return None
        try:
            return read_moment(value)
        except (ValueError, OverflowError):
            self.refuse(where, name, f"is “{shorten(value, 40)}”, not a moment", "Write 2026-03-31T12:00:00+00:00.")
            return None

    def periods(self, where: str, row: Json) -> None:
        """Tell of a status that ends before it starts, one no longer in force, and a language that is none."""
        starts, ends = row.get("statusStartDate"), row.get("statusEndDate")
        if isinstance(starts, str) and isinstance(ends, str) and starts[:10] > ends[:10]:
            self.tell("The status ends before it starts; both dates are kept", where)
        if row.get("adoptionStatus") in ("Deprecated", "Retired"):
            self.tell(f"The framework's own status is {row['adoptionStatus']}")
        if isinstance(tongue := row.get("language"), str) and tongue and not LANGUAGE.fullmatch(tongue.strip()):
            self.tell("The language is no language tag; it is kept as it is", where)


def read_item(row: Any, place: int, types: Mapping[str, str], check: Checker) -> Item | None:
    """Return one CFItem, or None where it is refused. ``types`` are the package's item types by identifier."""
    if not isinstance(row, dict):
        check.refuse(f"Item {place}", "CFItems", f"holds {_kind(row)}", "Every item must be an object.")
        return None
    where = _item_name(row, place)
    check.texts(where, row, ITEM_TEXTS)
    check.periods(where, row)
    guid = check.identifier(where, row)
    last_change = check.moment(where, row, "lastChangeDateTime")
    statement = row.get("fullStatement")
    if not isinstance(statement, str) or not statement.strip():
        if statement is None or isinstance(statement, str):
            problem = "is missing" if statement is None else "is empty"
            check.refuse(where, "fullStatement", problem, "Say what the item stands for.")
        return None
    code = row.get("humanCodingScheme")
    return Item(
        guid=guid,
        statement=statement,
        code=code.strip()[:MOST_KEPT] if isinstance(code, str) else "",
        item_type=_item_type(row, types),
        grades=_grades(row.get("educationLevel"), where, check),
        last_change=last_change,
        payload=row,
    )


def read_link(row: Any, place: int, check: Checker) -> Link | None:
    """Return one CFAssociation, or None where it is refused."""
    if not isinstance(row, dict):
        check.refuse(f"Association {place}", "CFAssociations", f"holds {_kind(row)}", "Every one must be an object.")
        return None
    where = f"Association {row.get('identifier') or place}"
    check.texts(where, row, LINK_TEXTS)
    origin = _node(row, "originNodeURI", where, check)
    destination = _node(row, "destinationNodeURI", where, check)
    kind = row.get("associationType")
    if not isinstance(kind, str) or not kind.strip():
        if kind is None or isinstance(kind, str):
            check.refuse(where, "associationType", "is missing", "Say isChildOf, isRelatedTo, precedes ...")
        return None
    if kind not in KNOWN_LINKS:
        check.tell(f"“{shorten(kind, 40)}” is no CASE association type; it is kept and treated as related", where)
    if row.get("identifier") is None:
        check.tell("An association has no identifier; it is known by its two ends", where)
    ends = str(uuid5(NAMESPACE_URL, f"{origin} {kind} {destination}"))
    return Link(
        guid=check.identifier(where, row) if row.get("identifier") is not None else ends,
        kind=kind,
        origin=origin,
        destination=destination,
        sequence=_whole(row.get("sequenceNumber"), where, check),
        last_change=check.moment(where, row, "lastChangeDateTime"),
        payload=row,
    )


def read_moment(text: str) -> datetime:
    """Return an ISO 8601 moment in UTC. Raises ValueError, or OverflowError at the ends of time."""
    read = datetime.fromisoformat(text.strip())
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def moment_of(payload: Json) -> datetime | None:
    """Return when a payload that was read before says it changed last."""
    value = payload.get("lastChangeDateTime")
    return read_moment(value) if isinstance(value, str) and value.strip() else None


def fields_of(payload: Json) -> tuple[str, str]:
    """Return code and statement as a CFItem says them."""
    return str(payload.get("humanCodingScheme") or "").strip()[:MOST_KEPT], str(payload.get("fullStatement") or "")


def _item_name(row: Json, place: int) -> str:
    code, statement = fields_of(row)
    said = code or shorten(statement, 40)
    return f"Item {place}" + (f" ({said})" if said else "") + (f" {row['identifier']}" if row.get("identifier") else "")


def _item_type(row: Json, types: Mapping[str, str]) -> str:
    said = row.get("CFItemType")
    link = row.get("CFItemTypeURI")
    if not said and isinstance(link, dict):
        said = link.get("title") or types.get(str(link.get("identifier")).lower())
    return said.strip()[:MOST_KEPT] if isinstance(said, str) else ""


def _grades(value: Any, where: str, check: Checker) -> tuple[str, ...]:
    """Return grades from a list, or from a text that lists them with commas."""
    parts = value.split(",") if isinstance(value, str) else value
    if parts is None:
        return ()
    if not isinstance(parts, list) or not all(isinstance(one, str) for one in parts):
        check.refuse(where, "educationLevel", "is not a list of texts", 'Write ["06", "07"].')
        return ()
    grades = tuple(one.strip() for one in parts if one.strip())
    if unknown := [one for one in grades if one not in GRADES]:
        check.tell(f"“{shorten(unknown[0], 20)}” is no grade of the CEDS list; it is kept as it is", where)
    return grades


def _node(row: Json, name: str, where: str, check: Checker) -> str:
    """Return the GUID of one end of an association (or its address, where it has no identifier)."""
    value = row.get(name)
    if isinstance(value, dict):
        value = value.get("identifier") or value.get("uri")
    if not isinstance(value, str) or not value.strip():
        check.refuse(where, name, "names no item", 'Write {"title": ..., "identifier": ..., "uri": ...}.')
        return ""
    if len(value) > 1000:
        check.refuse(where, name, "is longer than 1000 characters", "Use the identifier of the item.")
    return value.strip().lower()[:1000]


def _whole(value: Any, where: str, check: Checker) -> int | None:
    """Return a sequence number, from a number or the text of one."""
    if value is None or value == "":
        return None
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) > WHOLE_MOST:
        check.refuse(where, "sequenceNumber", f"is “{shorten(str(value), 20)}”, not a whole number", "Write 1, 2, 3.")
        return None
    return number


def _kind(value: Any) -> str:
    """Return in a word what a JSON value is."""
    words = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object", str: "text"}
    return words.get(type(value), "nothing")
