"""English days: the month as a word, in full where there is room, so that nobody takes it for the day."""

from __future__ import annotations

DATE_FORMAT = "F j, Y"
SHORT_DATE_FORMAT = "M j, Y"
DATETIME_FORMAT = "F j, Y, g:i A"
SHORT_DATETIME_FORMAT = "M j, Y, g:i A"
TIME_FORMAT = "g:i A"  # no full stops: a sentence may end with it
