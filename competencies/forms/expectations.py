"""Forms of levels, scales and graduate outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.forms.translating import spanish_of, with_spanish
from competencies.models import GraduateOutcomeText, PerformanceLevel

# What a form was sent with.
Data: TypeAlias = Mapping[str, Any]
MOST_LEVELS = 20
LONGEST_NAME = 60


class LevelForm(forms.Form):
    """A level's name and meaning, in both languages; ``seen`` says which state of it the form was opened with."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=60)
    meaning = forms.CharField(
        label=_("What it means"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=60, required=False)
    meaning_es = forms.CharField(
        label=_("What it means, in Spanish"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    level: PerformanceLevel | None = None

    @classmethod
    def opened(cls, level: PerformanceLevel) -> LevelForm:
        """Return the form as the draft has the level; its questions have ids of their own."""
        spanish = spanish_of(level)
        initial = {
            "seen": level.edited_at.isoformat(),
            "name": level.name,
            "meaning": level.meaning,
            "name_es": spanish.get("name", ""),
            "meaning_es": spanish.get("meaning", ""),
        }
        return cls.about(level, initial=initial)

    @classmethod
    def about(
        cls, level: PerformanceLevel, data: Data | None = None, initial: dict[str, Any] | None = None
    ) -> LevelForm:
        """Return a form of this level, with what was typed where that is given."""
        form = cls(data, auto_id=f"l{level.pk}_%s", initial=initial)
        form.level = level
        for field in form.fields.values():
            field.widget.attrs["class"] = "input"
        return form

    def words(self, level: PerformanceLevel | None = None) -> dict[str, Any]:
        """Return what the draft's level takes."""
        said = self.cleaned_data
        spanish = {"name": said["name_es"], "meaning": said["meaning_es"]}
        return {"name": said["name"], "meaning": said["meaning"], "translations": with_spanish(level, spanish)}


class NewLevelForm(LevelForm):
    """A further level of a scale."""

    value = forms.DecimalField(
        label=_("Value"),
        max_digits=8,
        decimal_places=3,
        min_value=Decimal(-9999),
        max_value=Decimal(9999),
        error_messages={"invalid": _("The value of a level is a number, such as 5.")},
    )
    field_order = ("value", "name", "meaning", "name_es", "meaning_es")
    scale: int = 0

    @classmethod
    def of(cls, scale: int, data: Data | None = None) -> NewLevelForm:
        """Return a form for a level of this scale, with what was typed where that is given."""
        form = cls(data, auto_id=f"s{scale}_%s")
        form.scale = scale
        return form


class ScaleForm(forms.Form):
    """A new scale: its level names, lowest first, one on each line."""

    name = forms.CharField(label=_("Name of the scale"), max_length=100)
    levels = forms.CharField(
        label=_("Levels, lowest first, one on each line"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    proficient = forms.IntegerField(
        label=_("Proficient from which line on?"), min_value=1, max_value=MOST_LEVELS, initial=3
    )

    def clean_levels(self) -> list[str]:
        """Take the names apart; too many or too long ones are named, never cut off."""
        names = [line.strip() for line in self.cleaned_data["levels"].splitlines() if line.strip()]
        if len(names) > MOST_LEVELS:
            raise forms.ValidationError(_("A scale has at most %(most)s levels.") % {"most": MOST_LEVELS})
        if long := next((name for name in names if len(name) > LONGEST_NAME), ""):
            raise forms.ValidationError(_("“%(name)s…” is longer than a level’s name can be.") % {"name": long[:40]})
        return names

    def scale(self) -> dict[str, Any]:
        """Return what ``add_scale`` takes: values count from 1."""
        names = self.cleaned_data["levels"]
        return {
            "name": self.cleaned_data["name"],
            "levels": [(Decimal(value), name, "") for value, name in enumerate(names, start=1)],
            "proficient": Decimal(self.cleaned_data["proficient"]),
        }


class OutcomeForm(forms.Form):
    """An outcome of the graduate profile, in both languages."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Name"), max_length=300)
    title_es = forms.CharField(label=_("Name in Spanish"), max_length=300, required=False)
    description = forms.CharField(
        label=_("In a sentence"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    description_es = forms.CharField(
        label=_("In a sentence, in Spanish"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    text: GraduateOutcomeText | None = None

    @classmethod
    def opened(cls, text: GraduateOutcomeText) -> OutcomeForm:
        """Return the form as the draft has the outcome; its questions have ids of their own."""
        spanish = spanish_of(text)
        initial = {
            "seen": text.edited_at.isoformat(),
            "title": text.title,
            "title_es": spanish.get("title", ""),
            "description": text.description,
            "description_es": spanish.get("description", ""),
        }
        return cls.about(text, initial=initial)

    @classmethod
    def about(
        cls, text: GraduateOutcomeText, data: Data | None = None, initial: dict[str, Any] | None = None
    ) -> OutcomeForm:
        """Return a form of this outcome, with what was typed where that is given."""
        form = cls(data, auto_id=f"o{text.pk}_%s", initial=initial)
        form.text = text
        return form

    def words(self, text: GraduateOutcomeText | None = None) -> dict[str, Any]:
        """Return what the draft's text takes."""
        said = self.cleaned_data
        spanish = {"title": said["title_es"], "description": said["description_es"]}
        return {
            "title": said["title"],
            "description": said["description"],
            "translations": with_spanish(text, spanish),
        }
