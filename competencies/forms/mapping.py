"""Forms that reshape a competency: split it, merge it with others, or retire it and say where its evidence goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from competencies.actions.reshaping import FEWEST_PARTS, Part
from competencies.models import CompetencyText
from competencies.queries.reshaping import Named, Offer
from competencies.rules.mapping import Move

LONGEST = 2000
MOST_PARTS = 6
HISTORY = "history"
NEW = "new"


class ReshapingForm(forms.Form):
    """A form about one competency; ``seen`` says which state of it the form was opened with."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


def _title(label: Any, *, required: bool = True) -> forms.CharField:
    wrong = {"required": _("Give this part a name.")}
    return forms.CharField(label=label, max_length=300, required=required, error_messages=wrong)


def _statement(*, required: bool = True) -> forms.CharField:
    area, wrong = forms.Textarea(attrs={"rows": 2}), {"required": _("Say what a student can do: “I can …”")}
    return forms.CharField(
        label=_("“I can” statement"), max_length=LONGEST, required=required, widget=area, error_messages=wrong
    )


class SplitForm(ReshapingForm):
    """Two or more new competencies, and for each standard which of them takes it (or that its work rests)."""

    def __init__(self, *args: Any, standards: Sequence[Named], parts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standards = [one for one in standards if one.id is not None]
        self.parts = max(FEWEST_PARTS, min(MOST_PARTS, parts))
        self.fields["parts"] = forms.IntegerField(initial=self.parts, widget=forms.HiddenInput)
        for number in range(1, self.parts + 1):
            self.fields[f"title_{number}"] = _title(_("Name of part %(n)s") % {"n": number})
            self.fields[f"statement_{number}"] = _statement()
        where = [*((str(n), _("Part %(n)s") % {"n": n}) for n in range(1, self.parts + 1)), (HISTORY, _("As history"))]
        for standard in self.standards:
            self.fields[f"standard_{standard.id}"] = forms.MultipleChoiceField(
                label=standard.name,
                choices=where,
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "required": _("Say which part takes this standard, or that its work stays as history.")
                },
            )

    @classmethod
    def opened(cls, row: CompetencyText, *, standards: Sequence[Named]) -> SplitForm:
        """Return the form as it begins."""
        return cls(initial={"seen": row.edited_at.isoformat()}, standards=standards, parts=FEWEST_PARTS)

    @classmethod
    def with_one_more(cls, said: QueryDict, *, standards: Sequence[Named]) -> SplitForm:
        """Return the form with everything typed and room for one more part."""
        kept = {name: said.getlist(name) if name.startswith("standard_") else said[name] for name in said}
        number = parts_said(said) + 1
        return cls(initial={**kept, "parts": min(MOST_PARTS, number)}, standards=standards, parts=number)

    def part_fields(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField]]:
        """Yield the number and the questions of each part."""
        for number in range(1, self.parts + 1):
            yield number, self[f"title_{number}"], self[f"statement_{number}"]

    def standard_fields(self) -> Iterator[tuple[Named, forms.BoundField]]:
        """Yield each standard with its question."""
        for standard in self.standards:
            yield standard, self[f"standard_{standard.id}"]

    def full(self) -> bool:
        """Tell whether there is no room for another part."""
        return self.parts >= MOST_PARTS

    def clean(self) -> dict[str, Any]:
        """A standard's work is carried or rests, not both."""
        said = super().clean() or {}
        for standard in self.standards:
            where = said.get(f"standard_{standard.id}", [])
            if HISTORY in where and len(where) > 1:
                text = _("Choose the parts that take it, or “As history”, not both.")
                self.add_error(f"standard_{standard.id}", text)
        return said

    def said_parts(self) -> list[Part]:
        """Return the parts of a valid form."""
        said = self.cleaned_data
        return [
            Part(
                title=said[f"title_{number}"],
                statement=said[f"statement_{number}"],
                standards=[one.id for one in self.standards if one.id and str(number) in said[f"standard_{one.id}"]],
            )
            for number in range(1, self.parts + 1)
        ]


def parts_said(said: QueryDict) -> int:
    """Return how many parts a form was shown with."""
    number = said.get("parts", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 3 else FEWEST_PARTS


class MergeForm(ReshapingForm):
    """Which others become one with this competency, and whether that is a new one or one there is."""

    sources = forms.TypedMultipleChoiceField(
        label=_("Merge with"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one more competency.")},
    )
    into = forms.ChoiceField(label=_("They become"), widget=forms.RadioSelect, initial=NEW)
    title = _title(_("Name, if it is a new one"), required=False)
    statement = _statement(required=False)

    def __init__(self, *args: Any, row: CompetencyText, offered: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        others = [(one.id, one.title) for one in offered]
        self.fields["sources"].choices = others  # type: ignore[attr-defined]  # a choice field
        self.fields["into"].choices = [  # type: ignore[attr-defined]  # as above
            (NEW, _("a new competency")),
            *((str(pk), title) for pk, title in [(row.competency_id, row.title), *others]),
        ]
        self.initial.setdefault("seen", row.edited_at.isoformat())

    def clean(self) -> dict[str, Any]:
        """A new one needs its words."""
        said = super().clean() or {}
        if said.get("into") == NEW:
            for name in ("title", "statement"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("The new competency needs this."))
        return said

    def said_sources(self) -> list[int]:
        """Return the competencies that retire: this one and those chosen, without the one they become."""
        chosen = [self.row.competency_id, *self.cleaned_data["sources"]]
        return [one for one in chosen if str(one) != self.cleaned_data["into"]]

    def said_into(self) -> Part | int:
        """Return the new competency, or the id of the one there is."""
        said = self.cleaned_data
        return Part(said["title"], said["statement"]) if said["into"] == NEW else int(said["into"])


class CarryForm(ReshapingForm):
    """Where the evidence of one competency goes: nowhere, or place by place to others."""

    goes = forms.ChoiceField(
        label=_("Where does its evidence go?"),
        choices=[
            (HISTORY, _("Nowhere: it stays readable as history")),
            ("carried", _("To other competencies, as chosen below")),
        ],
        widget=forms.RadioSelect,
        initial=HISTORY,
    )

    def __init__(
        self,
        *args: Any,
        row: CompetencyText,
        places: Sequence[Named],
        offered: Sequence[Offer],
        moves: Sequence[Move],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.places = row, places
        self.initial.setdefault("seen", row.edited_at.isoformat())
        if any(move.target for move in moves):
            self.initial.setdefault("goes", "carried")
        for place in places:
            already = [_value(move) for move in moves if move.standard == place.id and move.target]
            for number, value in enumerate([*already, ""]):
                none = _("stays as history") if number == 0 else _("nowhere else")
                self.fields[_name(place, number)] = forms.ChoiceField(
                    label=place.name or _("everything else"),
                    required=False,
                    choices=[("", none), *_choices(place, offered)],
                    initial=value,
                    widget=forms.Select(attrs={"class": "input"}),
                )

    def place_fields(self) -> Iterator[tuple[Named, list[forms.BoundField]]]:
        """Yield each place with its questions: what there is, and one more."""
        for place in self.places:
            yield place, [self[name] for name in self._names(place)]

    def clean(self) -> dict[str, Any]:
        """Carried means that something is; the same competency cannot take the same work twice."""
        said = super().clean() or {}
        chosen = {place: [said.get(name) for name in self._names(place) if said.get(name)] for place in self.places}
        if said.get("goes") == "carried" and not any(chosen.values()) and not self.errors:
            self.add_error("goes", _("Choose at least one competency below, or let the evidence stay as history."))
        for place, values in chosen.items():
            targets = [str(value).partition("-")[0] for value in values]
            if len(set(targets)) < len(targets):
                self.add_error(_name(place, 0), _("This work would reach one competency twice. Let one of them go."))
        return said

    def moves(self) -> list[Move]:
        """Return what a valid form says."""
        source, said = self.row.competency_id, self.cleaned_data
        if said["goes"] == HISTORY:
            return [Move(source)]
        found = []
        for place in self.places:
            values = [said[name] for name in self._names(place) if said[name]]
            found += [_move(source, place.id, value) for value in values] or [Move(source, place.id)]
        return found

    def _names(self, place: Named) -> list[str]:
        start = _name(place, 0)[:-1]
        return [name for name in self.fields if name.startswith(start)]


def _name(place: Named, number: int) -> str:
    return f"to_{place.id or 'rest'}_{number}"


def _choices(place: Named, offered: Sequence[Offer]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """The competencies offered, each with the standards as which the work could be read there."""
    for offer in offered:
        ways: list[tuple[str, Any]] = []
        if place.id is None or place.id in offer.standards:
            ways.append((f"{offer.id}-", _("%(title)s, about the same standard") % {"title": offer.title}))
        ways += [
            (f"{offer.id}-{pk}", _("%(title)s, as work about %(standard)s") % {"title": offer.title, "standard": name})
            for pk, name in offer.standards.items()
            if pk != place.id
        ]
        if ways:
            yield offer.title, ways


def _value(move: Move) -> str:
    return f"{move.target}-{move.target_standard or ''}"


def _move(source: int, standard: int | None, value: str) -> Move:
    target, _dash, about = value.partition("-")
    return Move(source, standard, int(target), int(about) if about else None)
