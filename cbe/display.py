"""How a reader likes pages to look: theme, text size, spacing, words and keys, kept in one cookie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

COOKIE = "display"
COOKIE_AGE = 400 * 24 * 3600
THEMES = ("auto", "light", "dark")
SWITCHES = ("roomy", "airy", "young", "nokeys")


@dataclass(frozen=True)
class Display:
    """A reader's choices; the default follows the reader's own device."""

    theme: str = "auto"
    switches: frozenset[str] = frozenset()

    @property
    def css(self) -> str:
        """The classes that carry these choices on the page's root element."""
        return " ".join(switch for switch in SWITCHES if switch in self.switches)

    def with_switch(self, switch: str) -> Display:
        """Return the same choices with one more switch on."""
        return Display(self.theme, self.switches | {switch})

    def to_cookie(self) -> str:
        """Write these choices as the cookie's value."""
        return ".".join([self.theme, *(switch for switch in SWITCHES if switch in self.switches)])


def from_cookie(value: str) -> Display:
    """Read the cookie; what it does not know it leaves out, so that a stray cookie never breaks a page."""
    return chosen(value.split("."))


def chosen(words: Iterable[str]) -> Display:
    """Return the display that these words ask for."""
    said = set(words)
    theme = next((theme for theme in THEMES if theme in said), THEMES[0])
    return Display(theme, frozenset(said.intersection(SWITCHES)))
