"""A day as people choose it in a browser, and as nobody can misread it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

WRITTEN = "%Y-%m-%d"
PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


class DayField(forms.DateField):
    """A day written like 2026-10-14, in plain digits; 03/04 would be two days."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format=WRITTEN)
        super().__init__(input_formats=[WRITTEN], widget=widget, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """Refuse digits of other scripts, which the date parser would read."""
        if isinstance(value, str) and value.strip() and not PLAIN.match(value.strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
