"""Words of the draft that can sound like a verdict on a child, so that whoever publishes reads them once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from competencies.models import CompetencyText, Continuum, LevelDescriptor, PerformanceLevel
from competencies.rules.naming import shaming_words


@dataclass(frozen=True, slots=True)
class Unkind:
    """A text of the draft with the words in it that can shame, and the competency to open (or none)."""

    name: str
    words: tuple[str, ...]
    competency_id: int | None = None

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(self.words)}"


def unkind_words(continuum: Continuum) -> tuple[Unkind, ...]:
    """Return where the draft newly says what can shame: level names, "I can" statements, level descriptors.

    What was published as it stands is not told again. Four queries.
    """
    texts = (*_levels(continuum), *_statements(continuum), *_descriptors(continuum))
    return tuple(one for one in texts if one.words)


def _levels(continuum: Continuum) -> Iterator[Unkind]:
    for row in _new(PerformanceLevel, continuum):
        yield Unkind(row.name, shaming_words(row.name, *_translated(row, "name"), names=True))


def _statements(continuum: Continuum) -> Iterator[Unkind]:
    for row in _new(CompetencyText, continuum).filter(retired=False):
        words = shaming_words(row.statement, *_translated(row, "statement"))
        yield Unkind(_("“I can” statement of %(name)s") % {"name": row.title}, words, row.competency_id)


def _descriptors(continuum: Continuum) -> Iterator[Unkind]:
    used = CompetencyText.objects.filter(until=None, retired=False, district=continuum.district_id)
    titles = dict(used.values_list("competency_id", "title"))
    for row in _new(LevelDescriptor, continuum):
        if title := titles.get(row.competency_id):
            words = shaming_words(row.statement, *_translated(row, "statement"))
            name = _("Level %(value)s of %(name)s") % {"value": f"{row.value.normalize():f}", "name": title}
            yield Unkind(name, words, row.competency_id)


def _translated(row: Any, field: str) -> list[str]:
    return [said.get(field, "") for said in row.translations.values()]


def _new(model: Any, continuum: Continuum) -> Any:
    return model.objects.filter(district=continuum.district_id, since=continuum.draft, until=None).order_by("pk")
