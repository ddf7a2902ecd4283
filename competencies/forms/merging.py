"""The form that makes one competency of several: a new one, or one there is that takes the others in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from competencies.actions.reshaping import Part
from competencies.forms.reshaping import GONE, ReshapingForm, statement_field, title_field
from competencies.models import CompetencyText
from competencies.queries.reshaping import Offer

NEW = "new"


class MergeForm(ReshapingForm):
    """Which others become one with this competency, and whether that is a new one or one there is.

    One that is to take the others in is one of those merged, ticked or not; where it was not, it is ticked, and what
    would happen is said before anything does. ``spanish`` asks for a new one's words in Spanish too.
    """

    sources = forms.TypedMultipleChoiceField(
        label=_("Merge with"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )
    into = forms.ChoiceField(
        label=_("They become"),
        widget=forms.RadioSelect,
        initial=NEW,
        error_messages={"required": _("Choose what they become."), "invalid_choice": GONE},
    )
    title = title_field(_("Name of the new competency"))
    statement = statement_field(_("“I can” statement"))
    title_es = title_field(_("Name in Spanish"), required=False)
    statement_es = statement_field(_("Statement in Spanish"), required=False)

    def __init__(
        self, *args: Any, row: CompetencyText, offered: Sequence[Offer], spanish: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.row, self.spanish = row, spanish
        self.names = {row.competency_id: row.title, **{one.id: one.title for one in offered}}
        self.fields["sources"].choices = [(one.id, one.name) for one in offered]  # type: ignore[attr-defined]  # a choice field
        stay = [(row.competency_id, row.title), *((one.id, one.name) for one in offered)]
        self.fields["into"].choices = [  # type: ignore[attr-defined]  # as above
            (NEW, _("a new competency")),
            *((str(pk), gettext("“%(title)s”, which stays") % {"title": name}) for pk, name in stay),
        ]
        if not spanish:
            del self.fields["title_es"], self.fields["statement_es"]
        new = (self.data or self.initial).get("into", NEW) == NEW
        for name in ("title", "statement"):
            self.fields[name].required = new
            self.fields[name].error_messages["required"] = _("The new competency needs this.")
        self.initial.setdefault("seen", row.edited_at.isoformat())

    def word_fields(self) -> list[forms.BoundField]:
        """Return the questions about a new one."""
        return [self[name] for name in ("title", "statement", "title_es", "statement_es") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """One that takes the others in is among those merged."""
        said = super().clean() or {}
        into, chosen = said.get("into", ""), said.get("sources", [])
        left_out = into not in ("", NEW, str(self.row.competency_id)) and int(into) not in chosen
        if left_out and "sources" not in self.errors:
            self._tick(int(into), chosen)
        elif not chosen and "sources" not in self.errors:
            self.add_error("sources", _("Choose at least one more competency."))
        return said

    def _tick(self, into: int, chosen: Sequence[int]) -> None:
        """Tick what they are to become, and say what that means."""
        answers = self.data.copy()  # type: ignore[attr-defined]  # what a browser sent, and that has a copy
        answers.appendlist("sources", str(into))
        self.data = answers
        retired = ", ".join(f"“{self.names[one]}”" for one in (self.row.competency_id, *chosen))
        text = _(
            "“%(into)s” was not ticked above; it is now. It stays and takes the standards and the evidence of "
            "%(retired)s, and what it takes in is retired. Press the button again if you mean that."
        )
        self.add_error("into", text % {"into": self.names[into], "retired": retired})

    def said_sources(self) -> list[int]:
        """Return the competencies that retire: this one and those chosen, without the one they become."""
        chosen = [self.row.competency_id, *self.cleaned_data["sources"]]
        return [one for one in chosen if str(one) != self.cleaned_data["into"]]

    def said_into(self) -> Part | int:
        """Return the new competency, or the id of the one there is."""
        return next(iter(self.said_new()), None) or int(self.cleaned_data["into"])

    def said_new(self) -> list[Part]:
        """Return the new competency, if they become one."""
        said = self.cleaned_data
        spanish = {name: said.get(name, "") for name in ("title_es", "statement_es")}
        return [Part(said["title"], said["statement"], **spanish)] if said["into"] == NEW else []
