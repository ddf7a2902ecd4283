"""Markup built by hand, for pages with too many parts for a template loop."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe


def built(markup: str) -> SafeString:
    """Return markup as safe. The caller built it from fixed tags, numbers and words it escaped itself."""
    return mark_safe(markup)  # noqa: S308  # the one place; every caller escapes what a person typed
