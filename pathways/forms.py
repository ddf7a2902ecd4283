"""Forms of pathways: a decision about an advancement."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
