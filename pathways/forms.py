"""Forms of pathways: a decision on an advancement, what to publish and what to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[str, str]]

CONFIRM, DECLINE, REVERSE, KEEP = "confirm", "decline", "reverse", "keep"
NEEDS_REASON = (DECLINE, REVERSE, KEEP)


class DecisionForm(forms.Form):
    """What somebody decides, why, and the number the page was made with (so that two people are told apart)."""

    decision = forms.ChoiceField(
        choices=[(CONFIRM, _("Confirm")), (DECLINE, _("Decline")), (REVERSE, _("Take back")), (KEEP, _("Keep"))],
        error_messages={"required": _("Choose what to do."), "invalid_choice": _("Choose what to do.")},
    )
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label=_("Reason"),
        help_text=_("The student and the family read it."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )
    lock = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Ask for a reason wherever the answer is not a plain yes."""
        data = super().clean() or {}
        if data.get("decision") in NEEDS_REASON and not str(data.get("reason", "")).strip():
            self.add_error("reason", _("Say why, so that the student can be told."))
        return data


class PublishPreviewForm(forms.Form):
    """What is new, in a sentence (a continuum's), and whether to publish although the preview is out of date."""

    note = forms.CharField(label=_("What is new, in a sentence"), max_length=500, required=False)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)


class LabForm(forms.Form):
    """Which two rules to compare, and on whose evidence; the choices are the district's own."""

    before = forms.ChoiceField(label=_("This rule"))
    after = forms.ChoiceField(label=_("beside this one"))
    about = forms.ChoiceField(label=_("on the evidence of"))

    def __init__(self, rules: Choices, groups: Choices, data: Mapping[str, Any] | None = None) -> None:
        initial = {"before": rules[0][0] if rules else "", "after": rules[1][0] if len(rules) > 1 else ""}
        super().__init__(data, initial=initial)
        unknown = _("This choice is not there any more. Choose another one.")
        for name, choices in (("before", rules), ("after", rules), ("about", groups)):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices, field.error_messages["invalid_choice"] = choices, unknown

    def clean(self) -> dict[str, object]:
        """Ask for two rules that are not the same one."""
        data = super().clean() or {}
        if data.get("before") and data.get("before") == data.get("after"):
            self.add_error("after", _("Choose another rule here: both are the same."))
        return data
