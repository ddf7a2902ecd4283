"""What rules say to people: a code and its parameters, never a finished sentence, so that pages can translate it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence's worth: ``code`` picks the sentence (docs/mastery.md lists them), ``values`` fill it."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
