"""Small CASE packages in our own words."""

from __future__ import annotations

import copy
import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

LONG_AGO = "2024-01-01T00:00:00+00:00"
LATER = "2024-06-01T00:00:00+00:00"


def guid(name: str) -> str:
    """Return the same UUID for the same name every time."""
    return str(uuid5(NAMESPACE_URL, f"https://harbour.example/{name}"))


def item(name: str, statement: str = "", **more: Any) -> dict[str, Any]:
    """Return a CFItem whose code is its name; a field given as None is left out."""
    made = {
        "identifier": guid(name),
        "uri": f"https://harbour.example/items/{guid(name)}",
        "fullStatement": statement or f"I can show what {name} asks and explain how.",
        "humanCodingScheme": name,
        "CFItemType": "Standard",
        "educationLevel": ["07"],
        "lastChangeDateTime": LONG_AGO,
    }
    return {key: value for key, value in (made | more).items() if value is not None}


def link(origin: str, destination: str, kind: str = "isChildOf", **more: Any) -> dict[str, Any]:
    """Return a CFAssociation between two things known by their names."""
    name = f"{origin} {kind} {destination}"
    made = {
        "identifier": guid(name),
        "uri": f"https://harbour.example/links/{guid(name)}",
        "associationType": kind,
        "originNodeURI": node(origin),
        "destinationNodeURI": node(destination),
        "lastChangeDateTime": LONG_AGO,
    }
    return {key: value for key, value in (made | more).items() if value is not None}


def node(name: str) -> dict[str, Any]:
    """Return a LinkURI to something known by its name."""
    return {"title": name, "identifier": guid(name), "uri": f"https://harbour.example/items/{guid(name)}"}


def package(items: list[Any], links: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a package called Numbers at sea; ``document`` may change its CFDocument."""
    document = {
        "identifier": guid("document"),
        "uri": f"https://harbour.example/documents/{guid('document')}",
        "creator": "Harbour district",
        "title": "Numbers at sea",
        "language": "en",
        "lastChangeDateTime": LONG_AGO,
    } | more.pop("document", {})
    made = {"CFDocument": document, "CFItems": items, "CFAssociations": links, **more}
    return {key: value for key, value in made.items() if value is not None}


def small() -> dict[str, Any]:
    """Return a package of two grades: a domain in each, with standards, one of them in two parts."""
    items = [
        item("Grade 7", "Grade 7", CFItemType="Grade Level", humanCodingScheme=None),
        item("Tides", "Tides and rates", CFItemType="Domain", humanCodingScheme=None),
        item("T.1", "I can say how fast the tide rises."),
        item("T.1.a", "I can find the rate from a table of tides.", CFItemType="Component"),
        item("T.1.b", "I can find the rate from a graph of tides.", CFItemType="Component"),
        item("T.2", "I can plan a crossing by the tide."),
    ]
    links = [
        link("Grade 7", "document", sequenceNumber=1),
        link("Tides", "Grade 7", sequenceNumber=1),
        link("T.2", "Tides", sequenceNumber=2),
        link("T.1", "Tides", sequenceNumber=1),
        link("T.1.b", "T.1", sequenceNumber=2),
        link("T.1.a", "T.1", sequenceNumber=1),
    ]
    return package(items, links)


def changed(value: dict[str, Any], name: str, *, when: str | None = LATER, **fields: Any) -> dict[str, Any]:
    """Return a copy of a package in which one item says something else (later, unless told otherwise)."""
    made = copy.deepcopy(value)
    for one in made["CFItems"]:
        if one["identifier"] == guid(name):
            one.update(fields)
            if when:
                one["lastChangeDateTime"] = when
    return made


def without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a copy of a package that no longer lists some items, nor the links that touch them."""
    gone = {guid(name) for name in names}
    made = copy.deepcopy(value)
    made["CFItems"] = [one for one in made["CFItems"] if one["identifier"] not in gone]
    made["CFAssociations"] = [
        one
        for one in made["CFAssociations"]
        if one["originNodeURI"]["identifier"] not in gone and one["destinationNodeURI"]["identifier"] not in gone
    ]
    return made


def as_bytes(value: Any) -> bytes:
    """Return the file of a package."""
    return json.dumps(value, ensure_ascii=False).encode()
