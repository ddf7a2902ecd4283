"""What is wrong with an entry: the field, and a sentence that says what is wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one entry; ``code`` names it for screens that have words of their own for it."""

    field: str
    message: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem and the entry it is about, counted from 0 in the order given."""

    row: int
    field: str
    message: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.row + 1}: {self.field}: {self.message}"
