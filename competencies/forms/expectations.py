"""Forms of levels, scales and graduate outcomes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.models import GraduateOutcomeText

MOST_LEVELS = 20


class LevelForm(forms.Form):
    """A level's name and meaning, in both languages."""

    name = forms.CharField(label=_("Name"), max_length=60)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=60, required=False)
    meaning = forms.CharField(label=_("What it means"), max_length=300, required=False)
    meaning_es = forms.CharField(label=_("What it means, in Spanish"), max_length=300, required=False)


class ScaleForm(forms.Form):
    """A new scale: its level names, lowest first, one on each line."""

    name = forms.CharField(label=_("Name of the scale"), max_length=100)
    levels = forms.CharField(
        label=_("Levels, lowest first, one on each line"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    proficient = forms.IntegerField(
        label=_("Proficient from which line on?"), min_value=1, max_value=MOST_LEVELS, initial=3
    )

    def scale(self) -> dict[str, Any]:
        """Return what ``add_scale`` takes: values count from 1."""
        names = [line.strip()[:60] for line in self.cleaned_data["levels"].splitlines() if line.strip()]
        levels = [(Decimal(value), name, "") for value, name in enumerate(names[:MOST_LEVELS], start=1)]
        return {
            "name": self.cleaned_data["name"],
            "levels": levels,
            "proficient": Decimal(self.cleaned_data["proficient"]),
        }


class OutcomeForm(forms.Form):
    """An outcome of the graduate profile, in both languages."""

    title = forms.CharField(label=_("Name"), max_length=300)
    title_es = forms.CharField(label=_("Name in Spanish"), max_length=300, required=False)
    description = forms.CharField(label=_("In a sentence"), max_length=1000, required=False)
    description_es = forms.CharField(label=_("In a sentence, in Spanish"), max_length=1000, required=False)
    row: int | None = None

    @classmethod
    def opened(cls, text: GraduateOutcomeText) -> OutcomeForm:
        """Return the form as the draft has the outcome; its questions have ids of their own."""
        spanish = text.translations.get("es", {})
        initial = {
            "title": text.title,
            "title_es": spanish.get("title", ""),
            "description": text.description,
            "description_es": spanish.get("description", ""),
        }
        form = cls(initial=initial, auto_id=f"o{text.pk}_%s")
        form.row = text.pk
        return form

    def words(self) -> dict[str, Any]:
        """Return what the draft's text takes."""
        said = self.cleaned_data
        pairs = (("title", said["title_es"]), ("description", said["description_es"]))
        spanish = {key: text for key, text in pairs if text}
        return {
            "title": said["title"],
            "description": said["description"],
            "translations": {"es": spanish} if spanish else {},
        }
