"""The form that retires a competency and says where its evidence goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.forms.reshaping import GONE, HISTORY, ReshapingForm
from competencies.models import CompetencyText
from competencies.queries.reshaping import Named, Offer
from competencies.rules.mapping import Move

CARRIED = "carried"


class CarryForm(ReshapingForm):
    """Where the evidence of one competency goes: nowhere, or place by place to others.

    Nothing is chosen beforehand unless the draft says it already. Of what was never published nothing is asked, since
    nothing can have been recorded on it (``public`` False).
    """

    goes = forms.ChoiceField(
        label=_("Where does its evidence go?"),
        choices=[
            (HISTORY, _("Nowhere: it stays readable as history")),
            (CARRIED, _("To other competencies, as chosen below")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where its evidence goes."), "invalid_choice": GONE},
    )

    def __init__(
        self,
        *args: Any,
        row: CompetencyText,
        places: Sequence[Named],
        offered: Sequence[Offer],
        moves: Sequence[Move],
        public: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.places, self.public = row, places if public else (), public
        self.initial.setdefault("seen", row.edited_at.isoformat())
        if not public:
            del self.fields["goes"]
        elif moves:
            self.initial.setdefault("goes", CARRIED if any(move.target for move in moves) else HISTORY)
        for place in self.places:
            already = [_value(move) for move in moves if move.standard == place.id and move.target]
            for number, value in enumerate([*already, ""]):
                none = _("stays as history") if number == 0 else _("nowhere else")
                self.fields[_name(place, number)] = forms.ChoiceField(
                    label=place.name or _("everything else"),
                    required=False,
                    choices=[("", none), *_choices(place, offered)],
                    initial=value,
                    widget=forms.Select(attrs={"class": "input"}),
                    error_messages={"invalid_choice": GONE},
                )

    def place_fields(self) -> Iterator[tuple[Named, list[forms.BoundField]]]:
        """Yield each place with its questions: what there is, and one more."""
        for place in self.places:
            yield place, [self[name] for name in self._names(place)]

    def clean(self) -> dict[str, Any]:
        """Carried means that something is; the same competency cannot take the same work twice."""
        said = super().clean() or {}
        chosen = {place: [said.get(name) for name in self._names(place) if said.get(name)] for place in self.places}
        if said.get("goes") == CARRIED and not any(chosen.values()) and not self.errors:
            self.add_error("goes", _("Choose at least one competency below, or let the evidence stay as history."))
        for place, values in chosen.items():
            targets = [str(value).partition("-")[0] for value in values]
            if len(set(targets)) < len(targets):
                self.add_error(_name(place, 0), _("This work would reach one competency twice. Let one of them go."))
        return said

    def moves(self) -> list[Move]:
        """Return what a valid form says."""
        source, said = self.row.competency_id, self.cleaned_data
        if said.get("goes") != CARRIED:
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
            yield offer.name, ways


def _value(move: Move) -> str:
    return f"{move.target}-{move.target_standard or ''}"


def _move(source: int, standard: int | None, value: str) -> Move:
    target, _dash, about = value.partition("-")
    return Move(source, standard, int(target), int(about) if about else None)
