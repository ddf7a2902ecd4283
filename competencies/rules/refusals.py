"""The one way a rule refuses a value: by naming the field and saying what is wrong with it."""

from __future__ import annotations


class RefusedError(ValueError):
    """A value cannot be used: ``field`` says which (``policy.gates.min_depth``), ``problem`` what is wrong."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
