"""Which free text can be kept: anything people write, and nothing that hides, breaks or reorders what is read."""

from __future__ import annotations

import unicodedata

from assessments.rules.problems import Problem

NOTE_LENGTH = 4_000
TITLE_LENGTH = 200
KEY_LENGTH = 200

# Characters that turn the reading direction around without being seen; names and words never need them.
_TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\n\t")


def tidy(text: str) -> str:
    """Return text with one kind of line break and no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def text_problem(field: str, text: str, *, limit: int, lines: bool = True) -> Problem | None:
    """Return what is wrong with a text, or None."""
    if len(text) > limit:
        return Problem(field, f"is longer than {limit} characters; shorten it.")
    if text.isascii() and text.isprintable():  # most texts, in one step
        return None
    allowed = _BREAKS if lines else frozenset[str]()
    for character in text:
        if character not in allowed and _is_hidden(character):
            return Problem(field, f"holds a character that cannot be kept (U+{ord(character):04X}); remove it.")
    return None


def says_something(text: str) -> bool:
    """Tell whether a text has anything to read: not only spaces, joiners and other characters without a shape."""
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


def _is_hidden(character: str) -> bool:
    if character in _TURNERS or character == "\ufeff":
        return True
    return unicodedata.category(character) in ("Cc", "Cs")
