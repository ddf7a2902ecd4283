"""Forms of reporting: a teacher's words, and whom to issue reports for."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reporting.actions.drafting import FIELDS, LONGEST
from reporting.models import ReportComment

WORDS = {
    "doing_well": (_("Doing well"), _("One thing this child does well now, and how you know.")),
    "working_on": (_("Working on now"), _("What is not yet there, in plain words.")),
    "next_step": (_("Next"), _("The next step, and when there is a chance to show it.")),
    "at_home": (_("How to help at home"), _("Something a family can do or ask, in any language.")),
    "comment": (_("A personal line"), _("Stands on the report with your name.")),
}


class CommentForm(forms.Form):
    """A teacher's words about one student; every part may stay empty, and then the report speaks from the facts.

    ``lock`` says which state of the draft the form was opened with.
    """

    lock = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    language = forms.ChoiceField(label=_("I write in"), choices=settings.LANGUAGES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        for name in FIELDS:
            label, hint = WORDS[name]
            self.fields[name] = forms.CharField(
                label=label,
                help_text=hint,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @classmethod
    def opened(cls, draft: ReportComment | None, language: str) -> CommentForm:
        """Return the form with what has been drafted so far."""
        if draft is None:
            return cls(initial={"lock": 0, "language": language})
        values = {name: getattr(draft, name) for name in FIELDS}
        return cls(initial={**values, "lock": draft.lock, "language": draft.language})

    @property
    def words(self) -> list[forms.BoundField]:
        """The questions for words, in the order of the report."""
        return [self[name] for name in FIELDS]
