"""A class set as a form: one row per student with a choice and a note, read from whatever a browser sends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.models import Mark
from assessments.queries.targets import Target
from assessments.rules import Entry
from assessments.rules.marks import Choice, choices_of

# "Exempt" is not given in passing: it needs a reason and a leader.
MARKS = (Mark.MISSED, Mark.INSUFFICIENT, Mark.EXCUSED)
MARK_KEYS = {Mark.MISSED: "m", Mark.INSUFFICIENT: "i", Mark.EXCUSED: "e"}
ROW_FIELD = re.compile(r"level-([0-9]{1,18})\Z", re.ASCII)
FORM_KEY = re.compile(r"[0-9a-f]{32}\Z", re.ASCII)


@dataclass(slots=True)
class SheetRow:
    """One student on the sheet: what is chosen and written, and what is wrong with it."""

    student_id: int
    name: str
    last: Choice | None = None
    chosen: str = ""
    note: str = ""
    errors: list[str] = field(default_factory=list)

    def tell(self, _field: str, words: str) -> None:
        """Keep what is wrong with one of the row's answers."""
        self.errors.append(words)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows are rated, marked and blank, and what will be saved."""

    rated: int
    marks: tuple[tuple[str, int], ...]
    blank: int

    @property
    def entries(self) -> int:
        """How many entries a save would make."""
        return self.rated + sum(count for _label, count in self.marks)


@dataclass(slots=True)
class Sheet:
    """The rows of a class set for one standard, with the choices there are."""

    target: Target
    rows: list[SheetRow]
    levels: tuple[Choice, ...]
    marks: tuple[Choice, ...]
    strangers: int = 0

    @property
    def counts(self) -> Counts:
        """Count the rows as they are now."""
        values = [row.chosen for row in self.rows if row.chosen]
        levels = {choice.value for choice in self.levels}
        return Counts(
            rated=sum(1 for value in values if value in levels),
            marks=tuple((mark.name, values.count(mark.value)) for mark in self.marks),
            blank=len(self.rows) - len(values),
        )

    @property
    def choices(self) -> dict[str, Choice]:
        """Every way to answer, by value."""
        return {choice.value: choice for choice in (*self.levels, *self.marks)}

    def entries(self, *, said: Mapping[str, Any], form_key: str) -> list[Entry]:
        """Return an entry for each row with a choice; a row's key is made of the form's, so a double click is one."""
        standard = self.target.standard.id
        levels = {choice.value for choice in self.levels}
        return [
            Entry(
                student_id=row.student_id,
                competency_id=self.target.competency.id,
                standard_id=standard,
                level=Decimal(row.chosen) if row.chosen in levels else None,
                mark="" if row.chosen in levels else row.chosen,
                feedback=row.note,
                key=self.key(form_key, row),
                **said,
            )
            for row in self.rated
        ]

    def key(self, form_key: str, row: SheetRow) -> str:
        """Return the key of a row of one form."""
        return f"{form_key}:{row.student_id}:{self.target.standard.id}"

    def keys(self, form_key: str) -> list[str]:
        """Return the keys of all rows of one form."""
        return [self.key(form_key, row) for row in self.rows]

    @property
    def rated(self) -> list[SheetRow]:
        """The rows with a choice, in the order of the entries."""
        return [row for row in self.rows if row.chosen]

    @property
    def wrong(self) -> list[SheetRow]:
        """The rows that need a look."""
        return [row for row in self.rows if row.errors]

    def fill(self, value: str) -> None:
        """Give every row without a choice this one."""
        if value in self.choices:
            for row in self.rows:
                row.chosen = row.chosen or value


def blank_sheet(target: Target, students: Sequence[tuple[int, str]]) -> Sheet:
    """Return a sheet with nothing chosen for anybody: no result is suggested."""
    return Sheet(
        target=target,
        rows=[SheetRow(student_id, name) for student_id, name in students],
        levels=choices_of(target.competency.scale),
        marks=marks_as_choices(),
    )


def marks_as_choices() -> tuple[Choice, ...]:
    """Return the marks that can be given in passing."""
    return tuple(
        Choice(value=mark.value, figure="", name=str(mark.label), css="", key=MARK_KEYS[mark]) for mark in MARKS
    )


def read_sheet(sheet: Sheet, data: QueryDict) -> None:
    """Fill a sheet with what a browser sent, and note on each row what cannot be meant."""
    known = {row.student_id for row in sheet.rows}
    for row in sheet.rows:
        row.chosen = data.get(f"level-{row.student_id}", "")
        row.note = data.get(f"note-{row.student_id}", "")
        if row.chosen and row.chosen not in sheet.choices:
            row.errors.append(_("Choose one of the levels or marks shown."))
            row.chosen = ""
        elif row.note.strip() and not row.chosen:
            row.errors.append(_("There is a note, but no level or mark. Choose one, or take the note out."))
    sheet.strangers = sum(1 for student_id in _rated_ids(data) if student_id not in known)


def form_key_of(data: Mapping[str, Any]) -> str:
    """Return the key a form was made with, or nothing where it has none that we made."""
    key = str(data.get("form_key", ""))
    return key if FORM_KEY.match(key) else ""


def _rated_ids(data: QueryDict) -> Iterable[int]:
    for name in data:
        match = ROW_FIELD.match(name)
        if match and data.get(name):
            yield int(match.group(1))
