"""The questions about a piece of work that are the same for everybody rated on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import DayField
from assessments.models import Context, Depth, Kind, SourceType, Support
from assessments.rules.text import TITLE_LENGTH


def _optional(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("Not said")), *choices]


class WorkForm(forms.Form):
    """What the work was, on which day, and what for. Who it was and how it went is asked elsewhere."""

    task = forms.CharField(label=_("Task"), required=False, max_length=TITLE_LENGTH)
    on = DayField(
        label=_("Day of the work"),
        error_messages={
            "required": _("Choose the day of the work."),
            "invalid": _("Choose a day that exists, written like 2026-10-14."),
        },
    )
    kind = forms.ChoiceField(
        label=_("This work is"),
        choices=Kind.choices,
        error_messages={"required": _("Say what the work was for.")},
    )
    source_type = forms.ChoiceField(label=_("Kind of work"), choices=_optional(SourceType.choices), required=False)
    context = forms.ChoiceField(label=_("Where it was done"), choices=_optional(Context.choices), required=False)
    depth = forms.ChoiceField(label=_("Depth of thinking"), choices=_optional(Depth.choices), required=False)
    support = forms.ChoiceField(label=_("Support"), choices=Support.choices, required=False)
    transfer = forms.BooleanField(
        label=_("In a new setting"), required=False, help_text=_("The student used it somewhere it was not taught.")
    )

    def in_brief(self) -> str:
        """Return the task, the day and the kind as they are answered now, in one line."""
        day = self["on"].value()
        try:
            day = self.fields["on"].to_python(day)
        except forms.ValidationError:
            day = None
        kinds = dict(Kind.choices)
        parts = (self["task"].value(), day and date_format(day, "DATE_FORMAT"), kinds.get(self["kind"].value()))
        return " · ".join(str(part) for part in parts if part)

    def said(self) -> dict[str, Any]:
        """Return the answers as fields of an entry."""
        cleaned = self.cleaned_data
        return {
            "on": cleaned["on"],
            "kind": cleaned["kind"],
            "source_type": cleaned["source_type"],
            "context": cleaned["context"],
            "depth": cleaned["depth"],
            "support": cleaned["support"] or Support.INDEPENDENT.value,
            "transfer": cleaned["transfer"],
        }
