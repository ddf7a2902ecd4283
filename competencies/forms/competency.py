"""The form of one competency: words in both languages, place, levels side by side, outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.actions.editing import CompetencyWords
from competencies.queries.editing import Choices, CompetencyEdit, LevelEdit

LONGEST = 2000


class CompetencyForm(forms.Form):
    """One competency; ``stamp`` says which state of it the form was opened with."""

    stamp = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Name"), max_length=300)
    title_es = forms.CharField(label=_("Name in Spanish"), max_length=300, required=False)
    statement = forms.CharField(
        label=_("“I can” statement"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    statement_es = forms.CharField(
        label=_("In Spanish"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    place = forms.ChoiceField(label=_("Place"))
    required = forms.BooleanField(label=_("Its stage requires it"), required=False, initial=True)
    outcomes = forms.TypedMultipleChoiceField(
        label=_("Adds up to"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Choices, levels: tuple[LevelEdit, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = levels
        self.fields["place"].choices = choices.places  # type: ignore[attr-defined]  # a choice field
        self.fields["outcomes"].choices = choices.outcomes  # type: ignore[attr-defined]  # a choice field
        for number, level in enumerate(levels):
            area = forms.Textarea(attrs={"rows": 4})
            self.fields[f"level{number}"] = forms.CharField(
                label=level.name, max_length=LONGEST, required=False, widget=area, initial=level.statement
            )
            self.fields[f"level{number}_es"] = forms.CharField(
                label=_("In Spanish"), max_length=LONGEST, required=False, widget=area, initial=level.spanish
            )

    @classmethod
    def opened(cls, known: CompetencyEdit, choices: Choices) -> CompetencyForm:
        """Return the form as the draft has the competency."""
        row = known.row
        spanish = row.translations.get("es", {})
        initial = {
            "stamp": known.stamp,
            "title": row.title,
            "title_es": spanish.get("title", ""),
            "statement": row.statement,
            "statement_es": spanish.get("statement", ""),
            "place": f"{row.strand_id}-{row.stage_id}" if row.stage_id else str(row.strand_id),
            "required": row.required,
            "outcomes": sorted(known.outcomes),
        }
        return cls(initial=initial, choices=choices, levels=known.levels)

    def level_fields(self) -> Iterator[tuple[LevelEdit, forms.BoundField, forms.BoundField]]:
        """Yield each level with its two questions."""
        for number, level in enumerate(self.levels):
            yield level, self[f"level{number}"], self[f"level{number}_es"]

    def words(self) -> CompetencyWords:
        """Return what a valid form says."""
        said = self.cleaned_data
        strand, _dash, stage = said["place"].partition("-")
        levels: dict[Decimal, tuple[str, str]] = {
            level.value: (said[f"level{number}"].strip(), said[f"level{number}_es"].strip())
            for number, level in enumerate(self.levels)
        }
        return CompetencyWords(
            title=said["title"],
            statement=said["statement"],
            strand_id=int(strand),
            stage_id=int(stage) if stage else None,
            required=said["required"],
            title_es=said["title_es"],
            statement_es=said["statement_es"],
            levels=levels,
            outcomes=said["outcomes"],
        )
