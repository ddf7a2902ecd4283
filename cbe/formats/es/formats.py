"""Spanish days: the month as a word, so that nobody takes it for the day; the rest is Django's own."""

from __future__ import annotations

SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
