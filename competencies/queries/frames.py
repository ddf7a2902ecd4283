"""Reading the rows of one version of a continuum: which hold, and what they say in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from competencies.models import ContinuumVersion, EvidenceMapping
from competencies.rules.mapping import Move


@dataclass(frozen=True, slots=True)
class Frame:
    """Which version is read, in which language."""

    version: ContinuumVersion
    language: str

    def rows(self, model: Any) -> Any:
        """The rows of a versioned model that hold in this version, in this district."""
        return model.objects.at(self.version.number).filter(district=self.version.district_id)

    def say(self, row: Any, field: str) -> str:
        """A field in the reader's language, or in the district's own wording."""
        translated = row.translations.get(self.language, {}).get(field)
        return str(translated or getattr(row, field))


def moves_in(rows: Iterable[EvidenceMapping]) -> list[Move]:
    """Return rows of mappings as the rules read them."""
    return [Move(row.source_id, row.source_standard_id, row.target_id, row.target_standard_id) for row in rows]
