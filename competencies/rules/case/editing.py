"""Writes the district's own edits into the CASE payloads they came as, so that an export carries them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from competencies.rules.case.fields import fields_of
from competencies.rules.case.values import Json


def edited_item(
    payload: Json,
    *,
    code: str,
    statement: str,
    item_type: str,
    grades: Sequence[str],
    moment: datetime,
    retired: bool | None = None,
) -> Json:
    """Return a CFItem that says the edited words; fields that were not edited stay exactly as received.

    ``retired`` says that the edit retires the item (its status ends today) or brings it back; None where it does not.
    """
    was_code, was_statement = fields_of(payload)
    changed: Json = {}
    if code != was_code:
        changed["humanCodingScheme"] = code
    if statement != was_statement:
        changed["fullStatement"] = statement
    if item_type != _text(payload, "CFItemType") and item_type:
        changed["CFItemType"] = item_type
    if list(grades) != _grades(payload):
        changed["educationLevel"] = list(grades)
    if retired:
        changed["statusEndDate"] = moment.date().isoformat()
    left = {name: value for name, value in payload.items() if retired is not False or name != "statusEndDate"}
    if not changed and len(left) == len(payload):
        return payload
    return left | changed | {"lastChangeDateTime": stamp(moment)}


def edited_document(payload: Json, *, moment: datetime) -> Json:
    """Return a CFDocument that says when something in it changed last."""
    return payload | {"lastChangeDateTime": stamp(moment)}


def stamp(moment: datetime) -> str:
    """Return a moment as CASE writes it, to the second."""
    return moment.isoformat(timespec="seconds")


def _text(payload: Json, name: str) -> str:
    return str(payload.get(name) or "").strip()


def _grades(payload: Json) -> list[str]:
    value = payload.get("educationLevel") or []
    parts = value.split(",") if isinstance(value, str) else value
    return [one.strip() for one in parts if one.strip()]
