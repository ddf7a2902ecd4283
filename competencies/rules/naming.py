"""Words that level names should not have: they judge the child instead of the work."""

from __future__ import annotations

import re

SHAMING = (
    "fail", "failed", "failing", "failure", "below", "deficient", "inadequate", "poor", "weak", "bad", "low",
    "unsatisfactory", "incompetent", "slow", "worst", "insuficiente", "deficiente", "malo", "mal", "suspenso", "bajo",
)  # fmt: skip


def shaming_words(name: str) -> tuple[str, ...]:
    """Return the words of a level's name that can shame, in the order they stand."""
    return tuple(word for word in re.findall(r"\w+", name.casefold()) if word in SHAMING)
