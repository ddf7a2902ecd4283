"""The demo school's words are whole in both languages, easy to read, and hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from graphlib import TopologicalSorter
from itertools import pairwise

import pytest

from cbe.demo import calendar, content, people
from cbe.demo.content import Words

SHAMING = ("fail", "deficient", "below", "weak", "poor", "bad ")


def pairs() -> Iterator[tuple[str, Words]]:
    """Every text of the continuum, with where it stands."""
    for domain in content.domains():
        yield domain.key, domain.title
        yield domain.key, domain.description
        for strand in domain.strands:
            yield strand.key, strand.title
            yield from ((strand.key, stage.title) for stage in strand.stages)
    for one in content.competencies().values():
        yield one.key, one.title
        yield one.key, one.statement
        yield from ((one.key, standard.statement) for standard in one.standards)
        yield from ((one.key, level) for level in one.levels)


def banks() -> Iterator[Words]:
    """Every text of scales and profile."""
    for scale in content.read("scales"):
        for level in scale["levels"]:
            yield content.words(level["name"])
            yield content.words(level["meaning"])
    for outcome in content.read("profile"):
        yield content.words(outcome["title"])
        yield content.words(outcome["description"])


def test_every_text_is_there_in_english_and_in_spanish() -> None:
    for place, text in [*pairs(), *(("bank", text) for text in banks())]:
        assert text.en.strip(), place
        assert text.es.strip(), place


def test_sentences_are_translated_and_not_copied() -> None:
    same = [text.en for _, text in pairs() if text.en == text.es and " " in text.en]

    assert same == []


def test_the_continuum_has_the_size_of_a_real_one() -> None:
    assert 60 <= len(content.competencies()) <= 90
    assert {domain.kind for domain in content.domains()} == {"academic", "lifelong"}
    assert {one.grade for one in content.competencies().values()} == {5, 6, 7, 8, 9}


@pytest.mark.parametrize("key", list(content.competencies()))
def test_a_competency_is_complete(key: str) -> None:
    one = content.competencies()[key]

    assert one.statement.en.startswith("I can ")
    assert one.statement.es.startswith("Puedo ")
    assert 1 <= len(one.standards) <= 3
    assert one.required_standards, "something must be required"
    assert len(one.levels) == 4
    assert len({level.en for level in one.levels}) == 4
    assert content.read("tasks")[key], "teachers need a piece of work for it"


def test_what_builds_on_what_has_no_circle() -> None:
    known = content.competencies()
    graph = {key: one.builds_on for key, one in known.items()}

    assert set(TopologicalSorter(graph).static_order()) == set(known)
    assert any(known[before].strand != one.strand for one in known.values() for before in one.builds_on)


def test_nothing_builds_on_a_later_stage() -> None:
    known = content.competencies()

    late = [(before, key) for key, one in known.items() for before in one.builds_on if known[before].grade > one.grade]

    assert late == []


def test_the_graduate_profile_names_competencies_that_exist() -> None:
    named = [key for outcome in content.read("profile") for key in outcome["competencies"]]

    assert set(named) <= set(content.competencies())
    assert set(content.competencies()) - set(named) != set(content.competencies())


def test_earlier_and_later_wordings_differ_from_those_in_force() -> None:
    for before in [*content.read("earlier"), *content.read("drafted")]:
        level = content.competencies()[before["competency"]].levels[before["level"] - 1]
        assert (before["en"], before["es"]) != (level.en, level.es)


def test_students_can_read_it() -> None:
    texts = [level.en for one in content.competencies().values() for level in one.levels]
    ages = [reading_grade(text) for text in texts]

    assert sum(ages) / len(ages) <= 6
    assert max(len(text.split()) for text in texts) <= 22


def test_no_word_shames() -> None:
    spoken = [text.en.lower() for _, text in pairs()] + [text.en.lower() for text in banks()]

    # “Below zero” and “weak evidence” speak of numbers and texts, not of students.
    found = [text for text in spoken for word in SHAMING if word in text]

    assert [text for text in found if "below zero" not in text and "evidence from weak" not in text] == []


def test_the_school_has_a_hundred_and_twenty_students_with_names_of_many_kinds() -> None:
    school = people.children(people.WHOLE_SCHOOL)

    assert len(school) == 120
    assert len({child.username for child in school}) == 120
    assert [child.name for child in school].count("Maya Torres") == 1
    assert sum(child.group.name == "7B" for child in school) == 24
    assert len({child.language for child in school}) == 4
    assert any(not child.family for child in school)
    assert any("’" in child.name for child in school)
    assert any(not child.name.isascii() for child in school)


def test_a_larger_school_gets_made_up_names_and_more_classes() -> None:
    school = people.children(1000)

    assert len(school) == 1000
    assert len({(child.name, child.place) for child in school}) == 1000
    assert max(sum(child.group.name == one.name for child in school) for one in people.classes(1000)) <= 27


@pytest.mark.parametrize("days", range(0, 800, 13))
def test_whatever_the_day_it_is_in_the_middle_of_a_term(days: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=days)
    terms = calendar.terms(today)

    assert calendar.current(today) == terms[6]
    assert 70 <= (today - terms[6].starts).days < 84
    assert all(before.ends < after.starts for before, after in pairwise(terms))
    assert len({term.name for term in terms}) == 9


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text, its syllables counted by groups of vowels."""
    words = re.findall(r"[A-Za-z’]+", text)
    sentences = max(1, len(re.findall(r"[.!?]", text)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
