"""Who the demo school is made of, as plain values: staff, classes, houses, students and their families."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cbe.demo import content

WHOLE_SCHOOL = 120
CLASS_SIZE = 25
LETTERS = "EFGHIJKLMNOPQRSTUVWX"
# When somebody came to the school, as year and term of the calendar; everybody else was there from the beginning.
JOINED = {
    "Sofia Petrova": (0, 0),
    "Hana Sato": (-1, 2),
    "Rania Qasim": (0, 0),
    "Dmitri Volkov": (-1, 0),
    "Noor Saleh": (-1, 1),
    "My Bui": (-1, 2),
}
# The small house of the mock-ups; the others share who is left.
SMALL_HOUSE = 14


@dataclass(frozen=True, slots=True)
class Class:
    """A class as it is this year: its grade, and who teaches it what."""

    name: str
    grade: int
    teachers: dict[str, str]

    def name_in(self, year: int) -> str:
        """What the class was called ``year`` (0, -1, -2) years from now."""
        return f"{self.grade + year}{self.name.lstrip('0123456789')}"


@dataclass(frozen=True, slots=True)
class Child:
    """A student before there is a row: ``place`` counts through the school, ``joined`` is a year and a term."""

    place: int
    given: str
    family: str
    language: str
    group: Class
    house: str
    joined: tuple[int, int] = (-2, 0)

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}".strip()

    @property
    def username(self) -> str:
        """A school username: plain letters, given and family name."""
        return ".".join(plain(part) for part in (self.given, self.family) if part)


def plain(text: str) -> str:
    """Return a name in plain lower-case letters."""
    spread = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ł", "l").replace("ø", "o"))
    return "".join(letter for letter in spread.lower() if letter.isascii() and letter.isalnum())


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the file of names."""
    return dict(content.read("people"))


def houses() -> dict[str, str]:
    """Return each advisory house and the key of its teacher."""
    return {one["name"]: one["teacher"] for one in words()["houses"]}


def classes(students: int) -> list[Class]:
    """Return the classes a school of so many students needs."""
    named = [Class(one["name"], one["grade"], one["teachers"]) for one in words()["classes"]]
    more = max(0, -(-(students - WHOLE_SCHOOL) // CLASS_SIZE))
    for place in range(more):
        model = named[place % 5]
        # Two of the five are of grade 7, so letters go by twos.
        number = place // 5 * 2 + (model.name == "7D")
        named.append(replace(model, name=f"{model.grade}{LETTERS[number % 20]}{number // 20 or ''}"))
    return named


def children(students: int) -> list[Child]:
    """Return so many children: those with names of their own first, then made-up ones."""
    named = list(_named())
    made_up = _made_up(classes(students)[5:], students - len(named)) if students > len(named) else ()
    return [*named[:students], *made_up]


def _named() -> Iterator[Child]:
    place = 0
    for group, data in zip(classes(WHOLE_SCHOOL), words()["classes"], strict=True):
        for line in data["students"]:
            *name, language = line.split()
            given, family = name[0], " ".join(name[1:])
            child = Child(place, given, family, language, group, _house(place))
            yield replace(child, joined=JOINED.get(child.name, (-2, 0)))
            place += 1


def _house(place: int) -> str:
    names = list(houses())
    if place % 8 == 0 and place < 8 * SMALL_HOUSE:
        return names[0]
    return names[1 + place % 5]


def _made_up(groups: list[Class], count: int) -> Iterator[Child]:
    more, languages = words()["more"], ("en", "es", "en", "ar", "en", "vi")
    given, family = more["given"], more["family"]
    for number in range(count):
        first, last = given[number % len(given)], family[number // len(given) % len(family)]
        again = number // (len(given) * len(family))
        yield Child(
            place=WHOLE_SCHOOL + number,
            given=first,
            family=f"{last} {again + 1}" if again else last,
            language=languages[number % len(languages)],
            group=groups[number // CLASS_SIZE],
            house=_house(WHOLE_SCHOOL + number),
        )
