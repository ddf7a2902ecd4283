"""How much of a text has changed: an identifier must not quietly come to mean something else."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

TAGS = re.compile(r"<[^>]{0,200}>")
MEANING_CHANGED = 0.6
LONG = 2000


def text_change(before: str, after: str) -> float:
    """Return how much of a text has changed, from 0 (nothing) to 1 (everything).

    Case, spacing and mark-up do not count. Short texts are compared letter by letter, long ones by their words.
    """
    one, other = _plain(before), _plain(after)
    if one == other:
        return 0.0
    if max(len(one), len(other)) <= LONG:
        return 1.0 - SequenceMatcher(None, one, other, autojunk=False).ratio()
    words, others = Counter(one.split()), Counter(other.split())
    return 1.0 - 2 * (words & others).total() / (words.total() + others.total())


def means_another_thing(before: str, after: str) -> bool:
    """Tell whether more than 60 % of a text has changed."""
    return text_change(before, after) > MEANING_CHANGED


def _plain(text: str) -> str:
    return " ".join(TAGS.sub(" ", text).casefold().split())
