"""Minding words that judge a child: they are pointed out and kept, since words are the district's to choose."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from competencies.rules.naming import shaming_words


def mind(request: HttpRequest, *texts: str, names: bool = False) -> None:
    """Name the words of what was just saved that can shame; nothing is refused."""
    if shaming := shaming_words(*texts, names=names):
        text = _("“%(words)s” can sound like a verdict on a child. A neutral word is kinder; you can change it here.")
        messages.warning(request, text % {"words": ", ".join(shaming)})
