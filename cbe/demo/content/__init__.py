"""The demo school's own words: its continuum, scales, graduate profile and the sentences its teachers write.

The words live in JSON files beside this one, each text in English and Spanish; this module reads them into plain
values. Nothing here knows the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DOMAINS = ("mathematics", "english", "science", "planning", "together", "communication")
FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages of the school."""

    en: str
    es: str


@dataclass(frozen=True, slots=True)
class StandardWords:
    """A learning target of a competency, with the code the school gives it."""

    code: str
    statement: Words
    required: bool


@dataclass(frozen=True, slots=True)
class CompetencyWords:
    """A competency, its standards, and what work at each level looks like (lowest first)."""

    key: str
    title: Words
    statement: Words
    required: bool
    builds_on: tuple[str, ...]
    standards: tuple[StandardWords, ...]
    levels: tuple[Words, ...]
    domain: str
    strand: str
    grade: int

    @property
    def required_standards(self) -> tuple[int, ...]:
        """The places of the standards a student must show."""
        return tuple(place for place, one in enumerate(self.standards) if one.required)


@dataclass(frozen=True, slots=True)
class StageWords:
    """A step along a strand and the grade most students work in it."""

    title: Words
    typical_grade: str
    competencies: tuple[CompetencyWords, ...]


@dataclass(frozen=True, slots=True)
class StrandWords:
    """A progression inside a domain."""

    key: str
    title: Words
    stages: tuple[StageWords, ...]


@dataclass(frozen=True, slots=True)
class DomainWords:
    """A subject, or an area of lifelong-learning skills, and the scale its work is judged on."""

    key: str
    kind: str
    scale: str
    title: Words
    description: Words
    strands: tuple[StrandWords, ...]

    @property
    def competencies(self) -> Iterator[CompetencyWords]:
        """Every competency of the domain, in order."""
        return (one for strand in self.strands for stage in strand.stages for one in stage.competencies)


def read(name: str) -> Any:
    """Return what a file of words holds."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def domains() -> tuple[DomainWords, ...]:
    """Return the six domains of the continuum, in order."""
    return tuple(_domain(read(name)) for name in DOMAINS)


@lru_cache(maxsize=1)
def competencies() -> Mapping[str, CompetencyWords]:
    """Return every competency by its key, in the order of the continuum."""
    return {one.key: one for domain in domains() for one in domain.competencies}


def words(pair: Mapping[str, str]) -> Words:
    """Return a pair of texts as a value."""
    return Words(en=pair["en"], es=pair["es"])


def _domain(data: dict[str, Any]) -> DomainWords:
    return DomainWords(
        key=data["key"],
        kind=data["kind"],
        scale=data["scale"],
        title=words(data["title"]),
        description=words(data["description"]),
        strands=tuple(_strand(one, data["key"]) for one in data["strands"]),
    )


def _strand(data: dict[str, Any], domain: str) -> StrandWords:
    count = 0
    stages = []
    for stage in data["stages"]:
        members = []
        for one in stage["competencies"]:
            count += 1
            members.append(
                _competency(one, f"{data['code']}.{count}", domain, data["key"], int(stage["typical_grade"]))
            )
        stages.append(StageWords(words(stage["title"]), stage["typical_grade"], tuple(members)))
    return StrandWords(key=data["key"], title=words(data["title"]), stages=tuple(stages))


def _competency(data: dict[str, Any], code: str, domain: str, strand: str, grade: int) -> CompetencyWords:
    letters = "abc"
    return CompetencyWords(
        key=data["key"],
        title=words(data["title"]),
        statement=words(data["statement"]),
        required=data["required"],
        builds_on=tuple(data["builds_on"]),
        standards=tuple(
            StandardWords(f"{code}{letters[place]}", words(one), one["required"])
            for place, one in enumerate(data["standards"])
        ),
        levels=tuple(words(one) for one in data["levels"]),
        domain=domain,
        strand=strand,
        grade=grade,
    )
