"""What a report leads with is chosen from the child's own facts."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.queries.wording import CODES, say
from reporting.rules.choosing import area_words, closest, places, strongest, three_sentences
from reporting.rules.facts import Area, Facts, Goal, Working

START = date(2026, 9, 1)
DAY = date(2026, 10, 16)


def goal(number: int, state: str, **values: object) -> Goal:
    return Goal(competency_id=number, title=f"Goal {number}", statement="I can.", state=state, **values)  # type: ignore[arg-type]  # a test's own keywords


def facts(*goals: Goal, kind: str = "academic", **values: object) -> Facts:
    area = Area(domain_id=1, title="Mathematics", kind=kind, goals=goals)
    plain = Facts(
        called="Maya",
        full_name="Maya Torres",
        grade="07",
        school="Harbour Street School",
        term="Autumn term",
        term_starts=START,
        day=DAY,
        areas=(area,) if goals else (),
        working=(),
        words=(),
        teachers=(),
    )
    return dataclasses.replace(plain, **values)  # type: ignore[arg-type]  # a test's own keywords


def said(one: Facts) -> list[str]:
    return [say(sentence) for sentence in three_sentences(one)]


def test_a_child_without_work_is_told_that_this_is_normal() -> None:
    first, second, third = said(facts(goal(1, "started"), goal(2, "started")))
    assert "normal in the first weeks" in first
    assert second == "The first pieces of work from Maya will show here."
    assert third == "Maya has not had a chance to show 2 goals yet; “Goal 1” comes next."


def test_the_first_sentence_counts_this_child_s_goals() -> None:
    one = facts(goal(1, "shown"), goal(2, "shown"), goal(3, "working"))
    assert said(one)[0] == "Maya has shown 2 of the 3 school goals taught so far."


ON_TRACK = (
    "Yes, Maya is on track: 1 of the 2 school goals taught so far are shown, "
    "and the work is where most of grade 7 work, or further on."
)
COUNTED = "Maya has shown 1 of the 2 school goals taught so far."
EARLIER = f"{COUNTED} In Ratios, the work is on earlier goals than most of grade 7."


@pytest.mark.parametrize(("typical", "words"), [("07", ON_TRACK), ("09", ON_TRACK), ("05", EARLIER), ("", COUNTED)])
def test_on_track_is_said_only_where_the_child_works_with_the_grade(typical: str, words: str) -> None:
    one = facts(goal(1, "shown"), goal(2, "working"), working=(Working("Ratios", "Rates", typical),))
    assert said(one)[0] == words


def test_lifelong_learning_skills_are_not_counted_among_school_goals() -> None:
    assert "no school work" in said(facts(goal(1, "shown"), kind="lifelong"))[0]


def test_growth_names_the_newest_goal_reached_since_the_term_began() -> None:
    one = facts(
        goal(1, "shown", reached_on=START - timedelta(days=9)),
        goal(2, "shown", reached_on=START + timedelta(days=9)),
        goal(3, "shown", reached_on=date(2026, 10, 2)),
    )
    assert said(one)[1] == "Since September 1, Maya has reached 2 new goals; the newest is “Goal 3”, on October 2."


def test_the_goal_that_needs_one_more_piece_comes_before_one_that_needs_three() -> None:
    one = facts(goal(1, "working", missing=3), goal(2, "working", missing=1))
    chosen = closest(one)
    assert chosen
    assert chosen.title == "Goal 2"
    assert said(one)[2] == "“Goal 2” is very close: one more good piece of work would show it."


def test_what_is_done_best_is_the_highest_part_of_its_scale() -> None:
    best = strongest(facts(goal(1, "shown", rank=3, steps=4), goal(2, "shown", rank=3, steps=3)))
    assert best
    assert best.title == "Goal 2"


@pytest.mark.parametrize(
    ("typical", "words"),
    [
        ("07", "Where most of grade 7 work"),
        ("08", "Where most of grade 8 work, ahead of grade 7"),
        ("06", "Where most of grade 6 work; most of grade 7 work further on"),
        ("KG", "Where most of grade K work; most of grade 7 work further on"),
        ("", "On a path of its own, with no usual grade"),
    ],
)
def test_a_place_is_told_beside_the_typical_grade(typical: str, words: str) -> None:
    ((_one, sentence),) = places("07", [Working("Ratios", "Ratios", typical)])
    assert say(sentence) == words


goals = st.builds(
    goal,
    st.integers(1, 50),
    st.sampled_from(["shown", "confirm", "working", "started"]),
    rank=st.integers(0, 4),
    missing=st.none() | st.integers(1, 12),
    reached_on=st.none() | st.dates(START - timedelta(days=400), DAY),
    latest_on=st.none() | st.dates(START, DAY),
)


@given(st.lists(goals, max_size=8))
def test_every_child_gets_three_sentences_with_their_name_or_a_goal_in_them(some: list[Goal]) -> None:
    one = facts(*some)
    sentences = said(one)
    assert len(sentences) == 3
    assert all("Maya" in text or "“Goal" in text for text in sentences)
    assert all(sentence.code in CODES for sentence in three_sentences(one))
    assert say(area_words(Area(1, "Mathematics", "academic", tuple(some))))
