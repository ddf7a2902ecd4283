"""Spanish words beside the district's own; other languages that a text may have stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SPANISH = "es"


def spanish_of(text: Any) -> Mapping[str, str]:
    """Return what a text says in Spanish, field by field."""
    said: Mapping[str, str] = text.translations.get(SPANISH, {})
    return said


def with_spanish(text: Any | None, spanish: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return a text's translations with these Spanish words; empty ones fall back to the district's own."""
    known = dict(text.translations) if text is not None else {}
    said = {name: words for name, words in {**known.pop(SPANISH, {}), **spanish}.items() if words}
    return {**known, SPANISH: said} if said else known
