"""From the bytes of a file to plain JSON values, refusing what no database and no reader could keep."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from competencies.rules.case.values import Json, Problem, UnreadablePackageError

# Escapes that JSON allows and that PostgreSQL, XML and UTF-8 do not; a hit only means that a closer look is due.
SUSPECT = re.compile(r"\\u(0000|[dD][89a-fA-F])")
FILE = "The file"


def read_json(raw: bytes) -> Json:
    """Return the JSON object that a file holds (UTF-8, with or without a mark, or UTF-16 or UTF-32).

    Raises ``UnreadablePackageError`` for anything else, saying where it breaks off.
    """
    text = _decode(raw)
    if not text.strip():
        raise _refused("content", "is empty", "Choose the JSON file of a CASE package")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise _refused("content", f"holds a NUL character (line {line})", "Remove it, or download the package again")
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise _refused(
            "content",
            f"is not whole JSON (line {error.lineno}, column {error.colno}: {error.msg})",
            "Download the package again; it may have been cut off",
        ) from error
    except RecursionError as error:
        raise _refused("content", "is nested too deeply", "A CASE package has a handful of levels") from error
    except ValueError as error:
        raise _refused("content", str(error), "Mend it where the package was made") from error
    if not isinstance(value, dict):
        raise _refused("content", "is not a JSON object", "A package begins with { and holds CFDocument and CFItems")
    if SUSPECT.search(text):
        _look_closely(value)
    return value


def _decode(raw: bytes) -> str:
    try:
        return raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _refused("content", f"is not UTF-8 text (byte {error.start})", "Save the file as UTF-8") from error


def _once(pairs: list[tuple[str, Any]]) -> Json:
    """Make an object, refusing a key that says two things."""
    made = dict(pairs)
    if len(made) < len(pairs):
        for key, value in pairs:
            if made[key] != value:
                raise ValueError(f"says “{key}” twice in one object, with two values")
    return made


def _no_constant(name: str) -> Any:
    raise ValueError(f"holds {name}, which is not a JSON number")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError(f"holds a number beyond all measure ({digits[:20]})")
    return value


def _look_closely(value: Json) -> None:
    """Walk the whole value (without recursion) and refuse text that cannot be stored. Names where it stands."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, here = waiting.pop()
        if isinstance(here, dict):
            waiting.extend((f"{path}.{key}".lstrip("."), one) for key, one in here.items())
            waiting.extend((f"{path} (a key)", key) for key in here)
        elif isinstance(here, list):
            waiting.extend((f"{path}[{place}]", one) for place, one in enumerate(here))
        elif isinstance(here, str) and (fault := _fault(here)):
            raise _refused(path, f"holds {fault}", "Remove the character where the package was made")


def _fault(text: str) -> str:
    if "\x00" in text:
        return "a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half of a character (a lone surrogate)"
    return ""


def _refused(field: str, problem: str, mend: str) -> UnreadablePackageError:
    return UnreadablePackageError(Problem(FILE, field, problem, mend + "."))
