"""Which entries can be recorded; every refusal names its field. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import Entry, Facts, Seat, digest_of, problems_of
from assessments.rules.marks import choices_of
from assessments.rules.text import says_something, text_problem, tidy
from competencies.rules.continuum import CompetencyView, LevelView, ScaleView, StandardView
from competencies.rules.marks import css_of
from competencies.rules.scale import Scale

NOW = datetime(2026, 10, 14, 16, 0, tzinfo=UTC)
TODAY = NOW.date()
MAYA, ELIF = 7, 8


def scale_of(*values, proficient=3):
    levels = tuple(
        LevelView(Decimal(str(value)), rank, f"Level {value}", "", float(value) >= proficient)
        for rank, value in enumerate(values, start=1)
    )
    rule = Scale(Decimal(proficient), levels[-1].value, levels[0].value, tuple(level.value for level in levels))
    return ScaleView(1, "A scale", levels, rule)


def competency(number=3, *, scale=None, retired=False, standards=(31, 32)):
    return CompetencyView(
        id=number, guid=uuid4(), title="Unit rates", statement="I can.", domain_id=1, strand_id=1, stage_id=1,
        required=True, retired=retired, order=1, scale=scale or scale_of(1, 2, 3, 4),
        standards=tuple(StandardView(one, str(one), "", "", True, Decimal(1)) for one in standards), descriptors={},
    )  # fmt: skip


FACTS = Facts(
    now=NOW,
    zone=ZoneInfo("America/New_York"),
    seats={MAYA: Seat(birth_date=date(2014, 3, 2), days=((date(2026, 9, 1), None),), enrolled_only=True)},
    competencies={
        3: competency(),
        4: competency(4, retired=True),
        5: competency(5, scale=scale_of(0, 1, proficient=1)),
    },
)
GOOD = Entry(
    student_id=MAYA, competency_id=3, standard_id=31, on=date(2026, 10, 12), kind="summative", key="k", level=Decimal(3)
)


def fields_of(entry, facts=FACTS):
    return [problem.field for problem in problems_of(entry, facts)]


def test_maya_s_unit_rates_can_be_recorded():
    assert problems_of(GOOD, FACTS) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"student_id": ELIF}, "student"),
        ({"competency_id": 99}, "competency"),
        ({"competency_id": 4}, "competency"),
        ({"standard_id": 99}, "standard"),
        ({"level": None}, "level"),
        ({"level": Decimal(5)}, "level"),
        ({"level": Decimal(0)}, "level"),
        ({"level": Decimal("2.5")}, "level"),
        ({"level": Decimal("3.0000000001")}, "level"),
        ({"level": Decimal("NaN")}, "level"),
        ({"level": Decimal("Infinity")}, "level"),
        ({"level": Decimal(3), "mark": "excused"}, "level"),
        ({"level": None, "mark": "late"}, "mark"),
        ({"level": None, "mark": "exempt"}, "reason"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": date(9999, 12, 31)}, "on"),
        ({"on": date(1, 1, 1)}, "on"),
        ({"on": date(2026, 8, 31)}, "on"),
        ({"on": date(2013, 1, 1)}, "on"),
        ({"at": datetime(2026, 10, 12, 9, 0)}, "at"),  # noqa: DTZ001 - the missing zone is what is refused
        ({"at": NOW + timedelta(minutes=1)}, "at"),
        ({"at": datetime(2026, 10, 13, 12, 0, tzinfo=UTC)}, "at"),
        ({"kind": "exam"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"source_type": "quiz"}, "source_type"),
        ({"context": "moon"}, "context"),
        ({"depth": "deep"}, "depth"),
        ({"support": ""}, "support"),
        ({"assessor_role": "parrot"}, "assessor_role"),
        ({"attempt": 0}, "attempt"),
        ({"attempt": 1001}, "attempt"),
        ({"key": ""}, "key"),
        ({"key": "\u200b"}, "key"),
        ({"key": "x" * 201}, "key"),
        ({"key": "a\nb"}, "key"),
        ({"feedback": "a\x00b"}, "feedback"),
        ({"feedback": "x" * 4001}, "feedback"),
        ({"next_step": "a\u202eb"}, "next_step"),
        ({"reason": "\ud800"}, "reason"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named(change, field):
    assert field in fields_of(replace(GOOD, **change))


def test_several_mistakes_are_told_together():
    wrong = replace(GOOD, level=Decimal(9), on=date(2030, 1, 1), kind="exam")
    assert {"level", "on", "kind"} <= set(fields_of(wrong))


def test_of_a_wrong_day_only_the_plainest_is_told():
    far, early, before = date(2030, 1, 1), date(2000, 1, 1), date(2026, 8, 31)
    codes = [[one.code for one in problems_of(replace(GOOD, on=day), FACTS)] for day in (far, early, before)]
    assert codes == [["future"], ["long ago"], ["away"]]


def test_every_message_says_how_to_mend_it():
    wrong = replace(GOOD, level=Decimal(9))
    assert problems_of(wrong, FACTS)[0].message == "is not on the scale; choose one of 1, 2, 3, 4."


def test_zero_is_a_level_only_where_the_scale_has_it():
    met = replace(GOOD, competency_id=5, level=Decimal(0))
    assert fields_of(met) == []
    assert fields_of(replace(met, level=Decimal("-0.0"))) == ["level"]


def test_today_is_the_districts_today():
    late = replace(FACTS, now=datetime(2026, 10, 15, 2, 0, tzinfo=UTC))  # still the 14th in New York
    assert fields_of(replace(GOOD, on=date(2026, 10, 14)), late) == []
    assert fields_of(replace(GOOD, on=date(2026, 10, 15)), late) == ["on"]


def test_an_instant_counts_on_its_day_in_the_district():
    night = datetime(2026, 10, 13, 3, 0, tzinfo=UTC)  # eleven in the evening of the 12th in New York
    assert fields_of(replace(GOOD, at=night)) == []
    assert fields_of(replace(GOOD, at=night.astimezone(timezone(timedelta(hours=14))))) == []


def test_a_leader_may_only_exempt():
    facts = replace(FACTS, seats={MAYA: Seat(may_rate=False, may_exempt=True)})
    exempt = replace(GOOD, level=None, mark="exempt", reason="New to the country")
    assert fields_of(exempt, facts) == []
    assert fields_of(GOOD, facts) == ["student"]


def test_a_teacher_may_not_exempt():
    assert fields_of(replace(GOOD, level=None, mark="exempt", reason="Because")) == ["mark"]


@pytest.mark.parametrize(
    "text", ["Both rates.", "عمر 李雷", "👨‍👩‍👧", "line\nline", "a\tb", "'; DROP TABLE", "<b>{{7*7}}"]
)
def test_what_people_write_is_kept(text):
    assert text_problem("feedback", text, limit=100) is None
    assert says_something(text)


@given(st.text(max_size=200))
def test_no_text_breaks_the_rules(text):
    text_problem("feedback", tidy(text), limit=100)
    says_something(text)


def test_line_breaks_become_one_kind():
    assert tidy(" a\r\nb\rc ") == "a\nb\nc"


def test_the_same_said_twice_has_the_same_digest_whatever_the_key():
    assert digest_of(GOOD) == digest_of(replace(GOOD, key="other", level=Decimal("3.000")))


@pytest.mark.parametrize(
    "change", [{"level": Decimal(2)}, {"on": date(2026, 10, 11)}, {"feedback": "x"}, {"transfer": True}, {"attempt": 2}]
)
def test_anything_else_said_has_another_digest(change):
    assert digest_of(GOOD) != digest_of(replace(GOOD, **change))
    assert digest_of(GOOD) != digest_of(GOOD, section_id=1)


def test_keys_are_the_values_of_a_scale_and_its_ranks_where_those_are_fractions():
    assert [choice.key for choice in choices_of(scale_of(0, 1, 2))] == ["0", "1", "2"]
    assert [choice.key for choice in choices_of(scale_of(1, 1.5, 2))] == ["1", "2", "3"]
    assert choices_of(scale_of(*range(1, 13)))[-1].key == "12"


@pytest.mark.parametrize(
    ("values", "proficient", "looks"),
    [
        ((1, 2, 3, 4), 3, ["l1", "l2", "l3", "l4"]),
        ((0, 1), 1, ["l1", "l3"]),
        ((1, 2, 3), 2, ["l1", "l3", "l4"]),
        ((1, 2, 3, 4, 5, 6), 5, ["l1", "l1", "l2", "l2", "l3", "l4"]),
    ],
)
def test_marks_keep_their_meaning_on_every_scale(values, proficient, looks):
    scale = scale_of(*values, proficient=proficient)
    assert [css_of(scale, level.rank) for level in scale.levels] == looks
