"""What the forms that reshape a competency share, and the one that splits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from competencies.actions.reshaping import FEWEST_PARTS, Part
from competencies.models import CompetencyText
from competencies.queries.reshaping import Named

LONGEST = 2000
LONGEST_TITLE = 300
MOST_PARTS = 6
HISTORY = "history"
# The answers of which there may be several.
SEVERAL = ("standard_", "sources")
GONE = _("What you chose is no longer offered: it was retired or moved meanwhile. Choose again.")


class ReshapingForm(forms.Form):
    """A form about one competency; ``seen`` says which state of it the form was opened with."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def renew(self, row: CompetencyText) -> None:
        """Let the answers hold for the state that is now shown, so that they can be sent again."""
        answers = self.data.copy()  # type: ignore[attr-defined]  # what a browser sent, and that has a copy
        answers["seen"] = row.edited_at.isoformat()
        self.data = answers


def typed(said: QueryDict) -> dict[str, Any]:
    """Return what was typed so far, to open a form with it that marks nothing yet."""
    return {name: said.getlist(name) if name.startswith(SEVERAL) else said[name] for name in said}


def title_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Ask for the name of a competency."""
    wrong = {"required": _("Give this part a name.")}
    return forms.CharField(label=label, max_length=LONGEST_TITLE, required=required, error_messages=wrong)


def statement_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Ask for the statement of a competency."""
    area, wrong = forms.Textarea(attrs={"rows": 2}), {"required": _("Say what a student can do: “I can …”")}
    return forms.CharField(label=label, max_length=LONGEST, required=required, widget=area, error_messages=wrong)


class SplitForm(ReshapingForm):
    """Two or more new competencies, and for each standard which of them takes it (or that its work rests).

    ``spanish`` asks for each in Spanish too, as the district says its texts in both. A part beyond the second that is
    left empty is none.
    """

    def __init__(self, *args: Any, standards: Sequence[Named], parts: int, spanish: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.standards = [one for one in standards if one.id is not None]
        self.parts = max(FEWEST_PARTS, min(MOST_PARTS, parts))
        self.spanish = spanish
        self.fields["parts"] = forms.IntegerField(initial=self.parts, widget=forms.HiddenInput)
        for number in range(1, self.parts + 1):
            self._ask_part(number)
        for standard in self.standards:
            self._ask_standard(standard)

    def _ask_part(self, number: int) -> None:
        asked = number <= FEWEST_PARTS
        self.fields[f"title_{number}"] = title_field(_("Name of part %(n)s") % {"n": number}, required=asked)
        self.fields[f"statement_{number}"] = statement_field(_("“I can” statement"), required=asked)
        if self.spanish:
            self.fields[f"title_es_{number}"] = title_field(_("Name in Spanish"), required=False)
            self.fields[f"statement_es_{number}"] = statement_field(_("Statement in Spanish"), required=False)

    def _ask_standard(self, standard: Named) -> None:
        parts = [(str(n), _("Part %(n)s") % {"n": n}) for n in range(1, self.parts + 1)]
        needed = _("Say which part takes this standard, or that its work stays as history.")
        self.fields[f"standard_{standard.id}"] = forms.MultipleChoiceField(
            label=standard.name,
            choices=[*parts, (HISTORY, _("As history"))],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": needed, "invalid_choice": GONE},
        )

    @classmethod
    def opened(cls, row: CompetencyText, **about: Any) -> SplitForm:
        """Return the form as it begins."""
        return cls(initial={"seen": row.edited_at.isoformat()}, parts=FEWEST_PARTS, **about)

    @classmethod
    def with_one_more(cls, said: QueryDict, **about: Any) -> SplitForm:
        """Return the form with everything typed and room for one more part."""
        number = parts_said(said) + 1
        return cls(initial={**typed(said), "parts": min(MOST_PARTS, number)}, parts=number, **about)

    def part_fields(self) -> Iterator[tuple[int, list[forms.BoundField], list[forms.BoundField]]]:
        """Yield the number of each part, its questions, and those to be answered in Spanish."""
        for number in range(1, self.parts + 1):
            spanish = [self[f"{name}_es_{number}"] for name in ("title", "statement") if self.spanish]
            yield number, [self[f"title_{number}"], self[f"statement_{number}"]], spanish

    def standard_fields(self) -> Iterator[tuple[Named, forms.BoundField]]:
        """Yield each standard with its question."""
        for standard in self.standards:
            yield standard, self[f"standard_{standard.id}"]

    def full(self) -> bool:
        """Tell whether there is no room for another part."""
        return self.parts >= MOST_PARTS

    def clean(self) -> dict[str, Any]:
        """A standard's work is carried or rests, not both; a part has a name and a statement, or nothing at all."""
        said = super().clean() or {}
        for standard in self.standards:
            where = said.get(f"standard_{standard.id}", [])
            if HISTORY in where and len(where) > 1:
                text = _("Choose the parts that take it, or “As history”, not both.")
                self.add_error(f"standard_{standard.id}", text)
        for number in range(FEWEST_PARTS + 1, self.parts + 1):
            if not self._left_empty(said, number):
                self._check_words(said, number)
        return said

    def _check_words(self, said: Mapping[str, Any], number: int) -> None:
        for name in (f"title_{number}", f"statement_{number}"):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])

    def _left_empty(self, said: Mapping[str, Any], number: int) -> bool:
        words = [said.get(f"{name}_{number}") for name in ("title", "statement", "title_es", "statement_es")]
        wrong = any(name in self.errors for name in (f"title_{number}", f"statement_{number}"))
        return not (wrong or any(words) or self._standards_of(said, number))

    def _standards_of(self, said: Mapping[str, Any], number: int) -> list[int]:
        return [one.id for one in self.standards if one.id and str(number) in said.get(f"standard_{one.id}", [])]

    def said_parts(self) -> list[Part]:
        """Return the parts of a valid form."""
        said = self.cleaned_data
        wanted = [one for one in range(1, self.parts + 1) if one <= FEWEST_PARTS or not self._left_empty(said, one)]
        return [
            Part(
                title=said[f"title_{number}"],
                statement=said[f"statement_{number}"],
                standards=self._standards_of(said, number),
                title_es=said.get(f"title_es_{number}", ""),
                statement_es=said.get(f"statement_es_{number}", ""),
            )
            for number in wanted
        ]


def parts_said(said: QueryDict) -> int:
    """Return how many parts a form was shown with."""
    number = said.get("parts", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 3 else FEWEST_PARTS
