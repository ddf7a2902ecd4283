"""The mark on words that a person wrote in another language than the page is read in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Written:
    """The language some words are written in, for the page's markup and for its reader."""

    code: str
    note: str


def written_in(language: str) -> Written | None:
    """Return the mark for words in a language; None where the page is read in it.

    What teachers write about a piece of work carries no language of its own: it is the district's.
    """
    if language == (get_language() or language).split("-")[0]:
        return None
    names = {"en": _("Written in English."), "es": _("Written in Spanish.")}
    return Written(language, names.get(language, _("Written in another language.")))
