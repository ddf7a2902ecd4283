"""What is asked when a rating is corrected or taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.work import WorkForm
from assessments.models import Evidence
from assessments.rules import Entry
from assessments.rules.marks import Choice, value_of
from assessments.rules.text import NOTE_LENGTH


class VoidForm(forms.Form):
    """Why a rating is taken back."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=NOTE_LENGTH,
        error_messages={"required": _("Say in a few words why.")},
        help_text=_("Kept with the rating. The student can read it."),
    )


class CorrectForm(WorkForm):
    """What a rating should have said, and why it did not."""

    result = forms.ChoiceField(label=_("What was shown"), error_messages={"required": _("Choose a level or a mark.")})
    feedback = forms.CharField(
        label=_("Feedback"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=_("Why"), max_length=NOTE_LENGTH, error_messages={"required": _("Say in a few words why.")}
    )
    form_key = forms.RegexField(regex=r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    field_order = ("result", "on", "kind", "feedback", "reason")

    def __init__(self, *args: Any, choices: tuple[Choice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = {choice.value for choice in choices if choice.css}
        self.fields["result"].choices = [(choice.value, choice.words) for choice in choices]  # type: ignore[attr-defined] # a ChoiceField
        del self.fields["task"]

    def entry(self, row: Evidence) -> Entry:
        """Return what the row should have said."""
        value = self.cleaned_data["result"]
        return Entry(
            student_id=row.student_id,
            competency_id=row.competency_id,
            standard_id=row.standard_id,
            level=Decimal(value) if value in self.levels else None,
            mark="" if value in self.levels else value,
            attempt=row.attempt,
            feedback=self.cleaned_data["feedback"],
            key=f"correct:{self.cleaned_data['form_key']}",
            **self.said(),
        )


def initial_of(row: Evidence, *, feedback: str, form_key: str) -> dict[str, Any]:
    """Return the answers as the row has them now."""
    kept = ("on", "kind", "source_type", "context", "depth", "support", "transfer")
    return {
        **{name: getattr(row, name) for name in kept},
        "result": value_of(row.level, row.mark),
        "feedback": feedback,
        "form_key": form_key,
    }
