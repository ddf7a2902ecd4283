"""JSON read strictly: decimals stay exact, and what other readers let pass is refused with the field named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from competencies.rules.refusals import RefusedError

# Far beyond any scale a school uses, and far within what sixty digits hold exactly.
LARGEST = Decimal("1E9")
MOST_DIGITS = 40
LARGEST_ID: int = 10**40


def read_object(text: str | bytes, *, field: str = "line") -> dict[str, Any]:
    """Read one JSON object. Raises ``RefusedError`` for anything else, a key given twice, or a number out of range."""
    try:
        value = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_key_twice,
        )
    except RecursionError:
        raise RefusedError(field, "is nested too deeply") from None
    except RefusedError:
        raise
    except ValueError as error:
        raise RefusedError(field, f"is not JSON ({error})") from None
    if not isinstance(value, dict):
        raise RefusedError(field, "must be a JSON object")
    _check_numbers(value)
    return value


def _no_constant(name: str) -> NoReturn:
    raise RefusedError("line", f"{name} is not a JSON number")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, one in pairs:
        if key in value:
            raise RefusedError(key, "is given twice")
        value[key] = one
    return value


def _check_numbers(value: Any) -> None:
    """Refuse numbers that exact arithmetic could not hold; walks with a stack of its own."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, Mapping):
            waiting.extend((f"{path}.{key}" if path else key, inner) for key, inner in one.items())
        elif isinstance(one, list):
            waiting.extend((f"{path}[{i}]", inner) for i, inner in enumerate(one))
        elif isinstance(one, int | Decimal) and not isinstance(one, bool) and not _holds(one):
            raise RefusedError(path, "is a number out of range")


def _holds(one: int | Decimal) -> bool:
    if isinstance(one, int):
        return abs(one) < LARGEST_ID
    return abs(one) <= LARGEST and len(one.as_tuple().digits) <= MOST_DIGITS and one.adjusted() >= -MOST_DIGITS
