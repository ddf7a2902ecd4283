"""Words that levels and statements should not have: they judge the child instead of the work."""

from __future__ import annotations

import re

SHAMING = (
    "fail", "failed", "failing", "failure", "below", "deficient", "inadequate", "poor", "weak", "bad", "low",
    "unsatisfactory", "incompetent", "slow", "worst", "insuficiente", "deficiente", "malo", "mal", "suspenso", "bajo",
)  # fmt: skip


def shaming_words(*texts: str) -> tuple[str, ...]:
    """Return the words of all these texts that can shame, each once, in the order they stand."""
    said = (word for text in texts for word in re.findall(r"\w+", text.casefold()))
    return tuple(dict.fromkeys(word for word in said if word in SHAMING))
