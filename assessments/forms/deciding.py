"""What is asked when somebody decides beside the evidence: an override, an exemption, an adapted expectation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.fields import DayField
from assessments.rules.deciding import DESCRIPTOR_LENGTH, REASON_LENGTH
from assessments.rules.marks import Choice
from competencies.rules.continuum import StandardView

EVERY_STANDARD = ""


def _starts() -> DayField:
    return DayField(
        label=_("From"), error_messages={"required": _("Choose the first day."), "invalid": _("Choose a day.")}
    )


def _ends() -> DayField:
    return DayField(
        label=_("Until"),
        required=False,
        help_text=_("The last day. Left empty it holds until somebody takes it back."),
        error_messages={"invalid": _("Choose a day, or leave it empty.")},
    )


def _reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={"required": _("Say in a few words why.")},
    )


class DecidingForm(forms.Form):
    """What every decision is asked: why; the key makes a double click one save."""

    form_key = forms.RegexField(regex=r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse days the wrong way round."""
        data = super().clean() or {}
        first, last = data.get("starts"), data.get("ends")
        if first and last and last < first:
            self.add_error("ends", _("The last day cannot be before the first. Choose the first day or a later one."))
        return data


class OverrideForm(DecidingForm):
    """The level a teacher judges, from when, until when, and why."""

    level = forms.ChoiceField(
        label=_("Your judgement"),
        error_messages={
            "required": _("Choose the level you judge."),
            "invalid_choice": _("Choose a level from the list."),
        },
    )
    starts = _starts()
    ends = _ends()
    reason = _reason(_("The student and the family read it, with your name."))

    def __init__(self, *args: Any, choices: tuple[Choice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(one.value, one.words) for one in choices]  # type: ignore[attr-defined] # a ChoiceField

    def said(self) -> dict[str, Any]:
        """Return the answers as the action takes them."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("starts", "ends", "reason")}
        return {**kept, "level": Decimal(data["level"]), "key": f"override:{data['form_key']}"}


class ExemptionForm(DecidingForm):
    """Which standards are no longer asked of a student, from when, and why."""

    standards = forms.MultipleChoiceField(
        label=_("What is no longer asked"),
        error_messages={
            "required": _("Choose at least one standard."),
            "invalid_choice": _("Choose standards from the list."),
        },
    )
    starts = _starts()
    reason = _reason(_("Kept with the exemption. The student and the family read it."))

    def __init__(self, *args: Any, standards: tuple[StandardView, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standards"].choices = [(str(one.id), one.statement) for one in standards]  # type: ignore[attr-defined] # a ChoiceField

    def said(self) -> dict[str, Any]:
        """Return the answers as the action takes them."""
        data = self.cleaned_data
        return {
            "standard_ids": [int(one) for one in data["standards"]],
            "starts": data["starts"],
            "reason": data["reason"],
            "key": f"exempt:{data['form_key']}",
        }


class AdaptedForm(DecidingForm):
    """What a student is to show instead, of what, from when, until when, and why."""

    descriptor = forms.CharField(
        label=_("What the student is to show"),
        max_length=DESCRIPTOR_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words. Modified work is judged against this."),
        error_messages={"required": _("Say what the student is to show.")},
    )
    standard = forms.ChoiceField(
        label=_("Of"), required=False, error_messages={"invalid_choice": _("Choose from the list.")}
    )
    starts = _starts()
    ends = _ends()
    reason = _reason(_("Read by the student, the family and those who teach or lead the student, by nobody else."))

    def __init__(self, *args: Any, standards: tuple[StandardView, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = (EVERY_STANDARD, _("Every standard of the competency"))
        self.fields["standard"].choices = [every, *((str(one.id), one.statement) for one in standards)]  # type: ignore[attr-defined] # a ChoiceField

    def said(self) -> dict[str, Any]:
        """Return the answers as the action takes them."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("descriptor", "starts", "ends", "reason")}
        standard = int(data["standard"]) if data["standard"] else None
        return {**kept, "standard_id": standard, "key": f"adapt:{data['form_key']}"}


class TakeBackForm(DecidingForm):
    """Why a decision is taken back."""

    reason = _reason(_("Kept with the decision. The student and the family read it."))
