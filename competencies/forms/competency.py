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
        label=_("Statement in Spanish"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
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
        for level in levels:
            self._ask(_key(level), level.name, level.statement, rows=6)
            self._ask(f"{_key(level)}_es", _("%(level)s in Spanish") % {"level": level.name}, level.spanish, rows=3)

    def _ask(self, name: str, label: Any, said: str, *, rows: int) -> None:
        area = forms.Textarea(attrs={"rows": rows, "class": "input"})
        self.fields[name] = forms.CharField(label=label, max_length=LONGEST, required=False, widget=area, initial=said)

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

    def level_fields(self) -> Iterator[tuple[LevelEdit, forms.BoundField]]:
        """Yield each level with its question."""
        for level in self.levels:
            yield level, self[_key(level)]

    def spanish_fields(self) -> list[forms.BoundField]:
        """Return the questions that are answered in Spanish."""
        return [self["title_es"], self["statement_es"], *(self[f"{_key(level)}_es"] for level in self.levels)]

    def spanish_missing(self) -> int:
        """Count the answers that are still to be given in Spanish."""
        return sum(not field.value() for field in self.spanish_fields())

    def spanish_wrong(self) -> bool:
        """Tell whether something is wrong with an answer in Spanish, so that it must be seen."""
        return any(field.errors for field in self.spanish_fields())

    def clean(self) -> dict[str, Any]:
        """A level said in Spanish only would be lost: it needs its English words first."""
        said = super().clean() or {}
        for level in self.levels:
            if said.get(f"{_key(level)}_es", "").strip() and not said.get(_key(level), "").strip():
                self.add_error(_key(level), _("Say this level in English too; the Spanish words go with them."))
        return said

    def said(self) -> Iterator[str]:
        """Yield what a valid form says about the learner: the statement and every level, in each language."""
        words = self.words()
        yield from (words.statement, words.statement_es)
        for level in words.levels.values():
            yield from level

    def words(self) -> CompetencyWords:
        """Return what a valid form says."""
        said = self.cleaned_data
        strand, _dash, stage = said["place"].partition("-")
        levels: dict[Decimal, tuple[str, str]] = {
            level.value: (said[_key(level)].strip(), said[f"{_key(level)}_es"].strip()) for level in self.levels
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


class OwnStandardForm(forms.Form):
    """A standard of the district's own, for the competency it is written at."""

    code = forms.CharField(label=_("Code"), max_length=255, required=False)
    statement = forms.CharField(
        label=_("“I can” statement"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


def _key(level: LevelEdit) -> str:
    """Name a level's question by its value, so that a level added meanwhile moves no words to another one."""
    return f"level_{level.value.normalize():f}".replace(".", "_").replace("-", "m")
