"""Read off every page of the tour: nobody is ranked, in words or by order, and no template asks the database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.db.models import Avg
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from cbe.demo.seed import seed
from cbe.testing.demo_school import GUARDIAN, STUDENT, TEACHER, DemoSchool
from cbe.testing.drawing import Drawn, draw_all
from cbe.testing.pages import visits
from pathways.models import Mastery
from people.models import Student

RANKING = re.compile(
    r"\b(rank(s|ed|ing|ings)?|percentiles?|top|bottom|leader ?boards?"
    r"|(class|section|group|school) (average|mean|median)"
    r"|(above|below) (the )?average|(best|worst|strongest|weakest|highest|lowest) (students?|in the class)"
    r"|ránking|clasificación|percentil(es)?|puestos?|podio|promedio (de la clase|del grupo|de la sección|de la escuela)"
    r"|media (de la clase|del grupo)|(mejores|peores) (estudiantes|alumnos|de la clase))\b",
    re.IGNORECASE,
)
# What says that there is no such thing.
DENIED = ("Waypoint has no ranks", "En Waypoint no hay puestos")
ROWS = {"tr", "li"}
LISTS = {"table", "tbody", "ul", "ol"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Lists in the order in which things happened; in the order of levels they may not stand either.
BY_TIME = {
    "assessments:history": "saves, the latest first",
    "pathways:advancements": "proposals and decisions, by their day",
    "reporting:reports": "reports, the latest first",
}
# So many names in a list make an order; of fewer, two may stand in any order by chance.
A_LIST = 4


class Lists(HTMLParser):
    """Collects what a page says, and the texts of the rows of each of its lists and tables."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.lists: list[list[str]] = []
        self.open: list[tuple[str, list[str] | None, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element; a list begins rows of its own."""
        self.said += [value or "" for name, value in attrs if name in ("aria-label", "title", "alt")]
        if tag not in VOID:
            self.open.append((tag, [] if tag in LISTS else None, []))

    def handle_endtag(self, tag: str) -> None:
        """End it: a row joins its list, a list is kept, and its text belongs to what is around it."""
        while self.open:
            ended, rows, words = self.open.pop()
            if self.open:
                self.open[-1][2].extend(words)
            if ended in ROWS:
                around = next((rows for _tag, rows, _words in reversed(self.open) if rows is not None), None)
                if around is not None:
                    around.append(" ".join(words))
            if rows:
                self.lists.append(rows)
            if ended == tag:
                return

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self.open and self.open[-1][0] not in ("script", "style"):
            self.open[-1][2].append(" ".join(data.split()))
            self.said.append(" ".join(data.split()))


def read(page: str) -> Lists:
    """Read a page."""
    reader = Lists()
    reader.feed(page)
    reader.close()
    return reader


def named_in(rows: list[str], students: dict[str, Student]) -> list[Student]:
    """The students a list names, in its order, where each row is about one of them."""
    found: list[Student] = []
    for row in rows:
        names = [name for name in students if name in row]
        if len(names) == 1 and (not found or found[-1] != students[names[0]]):
            found.append(students[names[0]])
    return found


def by_name(students: list[Student]) -> bool:
    """Whether they stand in the order of their names, as on a register."""
    keys = [(one.family_name.casefold(), one.given_name.casefold()) for one in students]
    return keys == sorted(keys) or [key[::-1] for key in keys] == sorted(key[::-1] for key in keys)


def by_level(students: list[Student], levels: dict[int, float]) -> bool:
    """Whether they stand in the order of what they reached, from either end."""
    reached = [levels.get(one.pk, 0.0) for one in students]
    return len(set(reached)) > 1 and reached in (sorted(reached), sorted(reached, reverse=True))


def ranking_words(texts: list[str]) -> Iterator[str]:
    """What is said of ranks."""
    for text in texts:
        if RANKING.search(text) and not any(denied in text for denied in DENIED):
            yield text[:120]


def test_the_reader_sees_a_ranking_when_there_is_one() -> None:
    students = {name: Student(pk=n, given_name=name.split()[0], family_name=name.split()[1])
                for n, name in enumerate(("Zoe Ames", "Abel Bond", "Mia Cole", "Ben Dean"))}  # fmt: skip
    page = "<ol>" + "".join(f"<li><b>{name}</b> 3</li>" for name in reversed(students)) + "</ol><p>Top of the class</p>"
    found = read(page)
    listed = named_in(found.lists[0], students)
    assert [one.pk for one in listed] == [3, 2, 1, 0]
    assert not by_name(listed[:2] + listed[3:] + listed[2:3])
    assert by_level(listed, {0: 1.0, 1: 2.0, 2: 3.0, 3: 4.0})
    assert list(ranking_words(found.said)) == ["Top of the class"]
    assert list(ranking_words(["Percentil 90", "El promedio de la clase", "Stop here", "Waypoint has no ranks."])) == [
        "Percentil 90", "El promedio de la clase",
    ]  # fmt: skip


@dataclass(frozen=True)
class Tour:
    """The demo school, and every page of it as each of its readers saw it in both languages."""

    school: DemoSchool
    pages: list[Drawn]


@pytest.fixture(scope="module")
def tour(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tour]:
    """Seeded and walked through once for all that is read off it."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(students=60)
        school = DemoSchool()
        yield Tour(school, draw_all(school))
        transaction.set_rollback(True)


@pytest.mark.long
@pytest.mark.django_db
def test_no_page_asks_the_database_while_it_is_drawn(tour: Tour) -> None:
    """Templates get finished values: every page was drawn with the database cut off."""
    asking = [f"{one.visit} in {one.language}: {one.wrong}" for one in tour.pages if one.wrong]
    assert not asking, "\n" + "\n".join(asking)
    assert len(tour.pages) == 2 * len(visits())


@pytest.mark.long
@pytest.mark.django_db
def test_no_page_and_no_answer_ranks_anybody(tour: Tour) -> None:
    """The whole tour, as everyone who reads each page, in English and in Spanish; then the API."""
    students = {one.full_name: one for one in Student.objects.all()}
    rows = Mastery.objects.values("student").annotate(mean=Avg("score"))
    levels = {row["student"]: float(row["mean"] or 0) for row in rows}
    wrong: list[str] = []
    lists = 0
    for drawn in tour.pages:
        visit, language, reader = drawn.visit, drawn.language, read(drawn.page)
        wrong += [f"{visit} in {language} says: {text}" for text in ranking_words(reader.said)]
        for listed in (named_in(rows, students) for rows in reader.lists):
            if len(set(listed)) < A_LIST:
                continue
            lists += 1
            in_order = visit.page.view in BY_TIME or by_name(listed)
            if not in_order or (by_level(listed, levels) and len(listed) > A_LIST):
                wrong.append(f"{visit} in {language} lists: {[one.full_name for one in listed[:8]]}")
    wrong += list(answers_that_rank(tour.school))
    assert not wrong, "\n" + "\n".join(wrong)
    assert lists >= 8, "hardly a list of students was seen"


def answers_that_rank(school: DemoSchool) -> Iterator[str]:
    """What the API says of ranks: in its names, its texts and its description."""
    mastery = reverse("pathways:api_mastery", args=[school.maya.pk])
    for role in (STUDENT, GUARDIAN, TEACHER):
        client = Client()
        client.force_login(school.person(role))
        for path in (mastery, reverse("assessments:api_evidence"), reverse("schema") + "?format=json"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            for text in ranking_words(list(texts_in(json.loads(answer.content)))):
                yield f"{path} as {role} says: {text}"
    recorded = client.get(reverse("assessments:api_evidence")).json()["results"]
    assert len(recorded) > A_LIST
    if [row["id"] for row in recorded] != sorted(row["id"] for row in recorded):
        yield "the evidence does not come in the order it was recorded in"


def texts_in(value: object) -> Iterator[str]:
    """Every name and text of an answer, names with their words apart."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name).replace("_", " ")
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value
