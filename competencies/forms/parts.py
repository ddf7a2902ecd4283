"""The form of a domain, a strand or a stage: its name, and what only its kind has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.forms.outline import GRADES
from competencies.forms.translating import spanish_of, with_spanish
from competencies.models import DomainText, StageText, Versioned


class PartForm(forms.Form):
    """The words of a part; ``seen`` says which state of it the form was opened with."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Name"), max_length=300)
    title_es = forms.CharField(label=_("Name in Spanish"), max_length=300, required=False)
    description = forms.CharField(
        label=_("In a sentence"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    description_es = forms.CharField(
        label=_("In a sentence, in Spanish"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    scale = forms.TypedChoiceField(label=_("Judged on the scale"), coerce=int)
    typical_grade = forms.ChoiceField(label=_("Typical grade"), choices=GRADES, required=False)

    def __init__(self, *args: Any, text: Versioned, scales: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        if isinstance(text, DomainText):
            self.fields["scale"].choices = scales  # type: ignore[attr-defined]  # a choice field
        else:
            for name in ("scale", "description", "description_es"):
                del self.fields[name]
        if not isinstance(text, StageText):
            del self.fields["typical_grade"]

    @classmethod
    def opened(cls, text: Any, *, scales: list[tuple[int, str]]) -> PartForm:
        """Return the form as the draft has the part."""
        spanish = spanish_of(text)
        initial = {
            "seen": text.edited_at.isoformat(),
            "title": text.title,
            "title_es": spanish.get("title", ""),
            "description": getattr(text, "description", ""),
            "description_es": spanish.get("description", ""),
            "scale": getattr(text, "scale_id", None),
            "typical_grade": getattr(text, "typical_grade", ""),
        }
        return cls(initial=initial, text=text, scales=scales)

    def words(self) -> dict[str, Any]:
        """Return what the draft's text takes."""
        said = self.cleaned_data
        found: dict[str, Any] = {"title": said["title"]}
        spanish = {"title": said["title_es"]}
        if "scale" in self.fields:
            found |= {"description": said["description"], "scale_id": said["scale"]}
            spanish["description"] = said["description_es"]
        if "typical_grade" in self.fields:
            found["typical_grade"] = said["typical_grade"]
        return found | {"translations": with_spanish(self.text, spanish)}
