"""JSON as it is defined, and nothing that only looks like it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LARGEST_BODY = 2 * 1024 * 1024
LONGEST_NUMBER = 40
DEEPEST = 20


class TooLarge(APIException):
    """The body is larger than any request needs to be."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is larger than 2 MB. Send fewer entries at a time."


class StrictJSONParser(BaseParser):
    """Refuses what other parsers let through: repeated fields, NaN, endless numbers, deep nesting, other encodings."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the body, numbers with a fraction as decimals."""
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TooLarge
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ParseError("The body is not UTF-8 text.") from error
        _refuse_depth(text)
        try:
            return json.loads(
                text,
                object_pairs_hook=_once,
                parse_float=_decimal,
                parse_int=_integer,
                parse_constant=_no_constant,
            )
        except (json.JSONDecodeError, RecursionError) as error:
            raise ParseError("The body is not JSON.") from error


def _refuse_depth(text: str) -> None:
    """Refuse nesting before it is parsed; brackets inside texts count too, which harms nobody at this depth."""
    depth = deepest = 0
    quoted = escaped = False
    for character in text:
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted, escaped = True, False
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    if deepest > DEEPEST:
        raise ParseError("The body is nested too deeply.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParseError(f"The field {name[:100]!a} is given twice.")
        found[name] = value
    return found


def _decimal(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        raise ParseError("A number is longer than 40 characters.")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ParseError("A number is longer than 40 characters.")
    return int(text)


def _no_constant(text: str) -> NoReturn:
    raise ParseError(f"{text} is not JSON; leave the field out.")
