"""Two texts compared word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
SAME, GONE, CAME = "same", "gone", "came"
# Beyond this comparing word by word takes long and reads badly: then the whole text went and the whole text came.
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text and what became of it: ``SAME``, ``GONE`` or ``CAME``."""

    what: str
    text: str


def word_difference(before: str, after: str) -> tuple[Part, ...]:
    """Return the parts in reading order; what went stands before what came in its place."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _parts([(GONE, before), (CAME, after)])
    found: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append((SAME, "".join(old[a:b])))
        else:
            found += [(GONE, "".join(old[a:b])), (CAME, "".join(new[c:d]))]
    return _parts(_readable(found))


def _readable(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A lone space between two changes belongs to both, so that a phrase reads as one."""
    read: list[tuple[str, str]] = []
    gone = came = ""
    for i, (what, text) in enumerate(found):
        bridge = what == SAME and not text.strip() and (gone or came) and i + 1 < len(found)
        if what == SAME and not bridge:
            read += [(GONE, gone), (CAME, came), (SAME, text)]
            gone = came = ""
        else:
            gone += text if what != CAME else ""
            came += text if what != GONE else ""
    return [*read, (GONE, gone), (CAME, came)]


def _parts(found: list[tuple[str, str]]) -> tuple[Part, ...]:
    return tuple(Part(what, text) for what, text in found if text)
