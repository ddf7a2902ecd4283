"""One student's work rated on several standards: each judged by itself, each with its feedback and next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.forms.class_set import marks_as_choices
from assessments.queries.targets import Target
from assessments.rules import Entry
from assessments.rules.marks import Choice, choices_of
from assessments.rules.text import says_something


@dataclass(slots=True)
class RubricRow:
    """One standard on the sheet, with its levels and what each looks like."""

    target: Target
    levels: tuple[Choice, ...]
    marks: tuple[Choice, ...]
    chosen: str = ""
    feedback: str = ""
    next_step: str = ""
    errors: list[str] = field(default_factory=list)
    next_errors: list[str] = field(default_factory=list)
    has_focus: bool = False
    own_words: list[str] = field(default_factory=list)

    def tell(self, field: str, words: str) -> None:
        """Keep what is wrong with one of the row's answers."""
        (self.next_errors if field == "next_step" else self.errors).append(words)

    @property
    def wrong(self) -> bool:
        """Whether the row needs a look."""
        return bool(self.errors or self.next_errors)

    @property
    def options(self) -> list[tuple[Choice, str]]:
        """The levels with their descriptors, lowest first."""
        competency = self.target.competency
        return [
            (choice, competency.descriptors.get(level.value, level.meaning))
            for choice, level in zip(self.levels, competency.scale.levels, strict=True)
        ]

    @property
    def level(self) -> Choice | None:
        """The level chosen, if one is."""
        return next((choice for choice in self.levels if choice.value == self.chosen), None)


def blank_rubric(targets: Iterable[Target]) -> list[RubricRow]:
    """Return a row for each standard, with nothing chosen."""
    return [RubricRow(target, choices_of(target.competency.scale), marks_as_choices()) for target in targets]


def read_rubric(rows: Iterable[RubricRow], data: QueryDict) -> None:
    """Fill the rows with what a browser sent; a level below proficient asks for the next step."""
    for row in rows:
        name = row.target.value
        row.chosen = data.get(f"level-{name}", "")
        row.feedback = data.get(f"feedback-{name}", "")
        row.next_step = data.get(f"next-{name}", "")
        known = {choice.value for choice in (*row.levels, *row.marks)}
        if row.chosen and row.chosen not in known:
            row.errors.append(_("Choose one of the levels or marks shown."))
            row.chosen = ""
        elif row.level and not row.level.proficient and not says_something(row.next_step):
            row.next_errors.append(_("Say what the next step is."))
        elif not row.chosen and says_something(row.feedback + row.next_step):
            row.errors.append(_("There is feedback, but no level or mark. Choose one, or take the feedback out."))


def rubric_entries(
    rows: Iterable[RubricRow], *, student_id: int, said: Mapping[str, Any], form_key: str
) -> list[Entry]:
    """Return an entry for each row with a choice."""
    return [
        Entry(
            student_id=student_id,
            competency_id=row.target.competency.id,
            standard_id=row.target.standard.id,
            level=Decimal(row.chosen) if row.level else None,
            mark="" if row.level else row.chosen,
            feedback=row.feedback,
            next_step=row.next_step,
            key=f"{form_key}:{student_id}:{row.target.value}",
            **said,
        )
        for row in rows
        if row.chosen
    ]
