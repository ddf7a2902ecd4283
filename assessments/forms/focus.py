"""What is asked when a section begins to work on something."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import DayField


class FocusForm(forms.Form):
    """A competency, from when, and until when if that is known."""

    competency_id = forms.IntegerField(
        label=_("Competency"),
        min_value=1,
        max_value=2**63 - 1,
        error_messages={
            "required": _("Choose what the section works on."),
            "invalid": _("Choose one from the list."),
        },
    )
    starts = DayField(
        label=_("From"),
        error_messages={"required": _("Choose the first day."), "invalid": _("Choose a day.")},
    )
    ends = DayField(
        label=_("Until"),
        required=False,
        error_messages={"invalid": _("Choose a day, or leave it empty.")},
    )
