"""Words that levels and statements should not have: they judge the child instead of the work."""

from __future__ import annotations

import re

SHAMING = frozenset(
    {
        "fail", "failed", "failing", "failure", "deficient", "inadequate", "unsatisfactory", "incompetent", "worst",
        "poor", "weak", "bad", "insuficiente", "deficiente", "malo", "mal", "suspenso",
    }
)  # fmt: skip
# As the name of a level these judge a child; in a statement they speak of numbers, tides and tempos.
SHAMING_IN_NAMES = SHAMING | {"below", "low", "slow", "bajo"}


def shaming_words(*texts: str, names: bool = False) -> tuple[str, ...]:
    """Return the words of all these texts that can shame, each once, in the order they stand.

    ``names`` are what levels are called; other texts are statements and descriptors.
    """
    listed = SHAMING_IN_NAMES if names else SHAMING
    said = (word for text in texts for word in re.findall(r"\w+", text.casefold()))
    return tuple(dict.fromkeys(word for word in said if word in listed))
