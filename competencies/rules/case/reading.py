"""Reads a CASE v1.0 or v1.1 package: liberal in what it takes, and every refusal names the field and its mend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from competencies.rules.case.fields import Checker, read_item, read_link
from competencies.rules.case.text import read_json
from competencies.rules.case.values import Item, Json, Link, Notice, Package, Problem, UnreadablePackageError, shorten

PARTS = ("CFDocument", "CFItems", "CFAssociations")
DOCUMENT_TEXTS = ("identifier", "title", "creator", "uri", "lastChangeDateTime", "language", "notes")
One = TypeVar("One", Item, Link)


def read_package(raw: bytes) -> Package:
    """Return the package in a file, flat or wrapped in ``CFPackage``.

    Everything received is kept: what is not understood stays in the payloads. Raises ``UnreadablePackageError`` with
    every problem found, so that a file is mended once.
    """
    return package_from(read_json(raw))


def package_from(value: Json) -> Package:
    """Return the package that JSON values hold. Raises ``UnreadablePackageError``."""
    check = Checker()
    body = value.get("CFPackage", value) if "CFDocument" not in value else value
    document = _document(body, check)
    items = _items(body, check)
    links = _links(body, check)
    guid = check.identifier("CFDocument", document)
    check.stop()
    kept = {name: part for name, part in body.items() if name not in PARTS}
    # An empty (or null) list of associations is written back as it came.
    if "CFAssociations" in body and not links:
        kept["CFAssociations"] = body["CFAssociations"]
    return Package(
        guid=guid,
        title=str(document.get("title") or "").strip() or guid,
        case_version=_version(document, check),
        last_change=check.moment("CFDocument", document, "lastChangeDateTime"),
        document=document,
        rest=kept,
        items=_only_once(items, "item", check),
        links=_only_once(links, "association", check),
        notices=_finish(check, guid, items),
    )


def _document(body: Any, check: Checker) -> Json:
    if not isinstance(body, dict):
        raise UnreadablePackageError(
            Problem("The file", "CFPackage", "is not an object", "It must hold CFDocument and CFItems.")
        )
    document = body.get("CFDocument")
    if not isinstance(document, dict):
        problem = "is missing" if document is None else "is not an object"
        check.refuse("The file", "CFDocument", problem, "Export the whole package (CFPackages), not its items alone.")
        return {}
    check.texts("CFDocument", document, DOCUMENT_TEXTS)
    check.periods("CFDocument", document)
    return document


def _items(body: Json, check: Checker) -> list[Item]:
    rows = body.get("CFItems")
    if not isinstance(rows, list):
        problem = "is missing" if rows is None else "is not a list"
        check.refuse("The file", "CFItems", problem, "Export the whole package (CFPackages), with its items.")
        return []
    if not rows:
        check.refuse("The file", "CFItems", "is empty", "A package without items brings no standards.")
    types = _item_types(body)
    return [item for place, row in enumerate(rows, start=1) if (item := read_item(row, place, types, check))]


def _links(body: Json, check: Checker) -> list[Link]:
    rows = body.get("CFAssociations")
    if rows is None:
        return []
    if not isinstance(rows, list):
        check.refuse("The file", "CFAssociations", "is not a list", "Leave it out, or make it a list.")
        return []
    return [link for place, row in enumerate(rows, start=1) if (link := read_link(row, place, check))]


def _item_types(body: Json) -> dict[str, str]:
    """The titles of the package's own item types, by identifier, for items that only point at theirs."""
    definitions = body.get("CFDefinitions")
    rows = definitions.get("CFItemTypes") if isinstance(definitions, dict) else None
    return {
        str(row.get("identifier")).lower(): row["title"]
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and isinstance(row.get("title"), str)
    }


def _version(document: Json, check: Checker) -> str:
    said = document.get("caseVersion")
    if isinstance(said, str):
        return said[:10]
    return "1.1" if "v1p1" in str(document.get("uri", "")) + str(document.get("CFPackageURI", "")) else "1.0"


def _only_once(rows: Sequence[One], word: str, check: Checker) -> tuple[One, ...]:
    """Keep the first of each GUID; the same content again is accepted and told, another content is refused."""
    kept: dict[str, One] = {}
    again = []
    for row in rows:
        first = kept.setdefault(row.guid, row)
        if first is row:
            continue
        if _alike(first.payload, row.payload):
            again.append(row.guid)
        else:
            names = f"“{_call(first)}” and “{_call(row)}”"
            check.refuse(
                f"{word.capitalize()} {row.guid}",
                "identifier",
                f"is used for two different contents: {names}",
                "Give one of them an identifier of its own.",
            )
    if again:
        check.tell(f"The same {word} is listed more than once; it is kept once", *again)
    check.stop()
    return tuple(kept.values())


def _alike(one: Json, other: Json) -> bool:
    """The same content, whatever the case of its identifier."""
    return _lowered(one) == _lowered(other)


def _lowered(payload: Json) -> Json:
    return payload | {"identifier": str(payload.get("identifier")).strip().lower()}


def _call(row: Item | Link) -> str:
    return shorten(row.statement) if isinstance(row, Item) else f"{row.origin} {row.kind} {row.destination}"


def _finish(check: Checker, guid: str, items: Iterable[Item]) -> tuple[Notice, ...]:
    if any(item.guid == guid for item in items):
        check.refuse(
            f"Item {guid}", "identifier", "is the document's own as well", "Give the item an identifier of its own."
        )
    check.stop()
    return check.notices()
