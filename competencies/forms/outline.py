"""Forms of the outline: beginning a continuum, and adding to it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

GRADES = [("", _("no typical grade")), ("KG", _("Kindergarten")), *((f"{n:02}", f"{n}") for n in range(1, 13))]


class BeginForm(forms.Form):
    """What a new continuum is called."""

    title = forms.CharField(label=_("What shall it be called?"), max_length=200, initial=_("What we learn"))


class AddForm(forms.Form):
    """A new domain, strand or stage: its name and where it goes."""

    KINDS = [
        ("academic", _("Subject")),
        ("lifelong", _("Lifelong-learning area")),
        ("strand", _("Strand")),
        ("stage", _("Stage")),
    ]
    kind = forms.ChoiceField(label=_("Add"), choices=KINDS)
    title = forms.CharField(label=_("Name"), max_length=300)
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    typical_grade = forms.ChoiceField(label=_("Typical grade"), choices=GRADES, required=False)

    def said_kind(self) -> str:
        """What was to be added, for the place on the page where it was typed."""
        return str(self.data.get("kind", ""))

    def said_parent(self) -> int:
        """Where it was to go; 0 where the form did not say."""
        said = str(self.data.get("parent", ""))
        return int(said) if said.isascii() and said.isdigit() else 0

    def said_title(self) -> str:
        """What it was to be called."""
        return str(self.data.get("title", ""))

    def problems(self) -> list[str]:
        """Everything that is wrong with it."""
        return [str(error) for errors in self.errors.values() for error in errors]

    def clean(self) -> dict[str, object]:
        """A strand needs its domain, a stage its strand."""
        said = super().clean() or {}
        if said.get("kind") in ("strand", "stage") and not said.get("parent"):
            self.add_error("kind", _("Choose the place where it goes."))
        return said
