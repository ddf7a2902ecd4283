"""Whatever a small district has recorded: what a preview lists is exactly what publishing does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments.actions.record import record_evidence
from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_adapted_expectation, an_exemption, an_override
from competencies.actions.creating import align
from competencies.actions.drafting import revise
from competencies.actions.mapping import retire_competency
from competencies.actions.publish import draft_policy
from competencies.actions.reshaping import merge_competencies
from competencies.models import CompetencyText, ContinuumVersion, ScaleText
from competencies.rules.mapping import Move
from pathways.actions.previewing import preview_continuum, preview_policy
from pathways.actions.publishing import publish_previewed
from pathways.actions.recomputing import recompute_all
from pathways.actions.working_out import work_on
from pathways.models import LearnerState, Mastery, Preview, PreviewRow
from pathways.tests.kit import entry
from people.models import Section, Student, User
from people.queries import today

pytestmark = pytest.mark.django_db
_keys = count()
TITLES = ("Ratio language", "Equivalent ratios", "Unit rates")
NOTHING = ("no_evidence", None, False)
# Where each student stands on each competency: status, level, mastered.
Stands = dict[tuple[int, int], tuple[str, Decimal | None, bool]]

ratings = st.tuples(
    st.integers(0, 2),
    st.sampled_from(TITLES),
    st.integers(1, 4),
    st.integers(0, 400),
    st.sampled_from(["summative", "summative", "formative"]),
    st.sampled_from(["independent", "modified"]),
    st.sampled_from(["test", "project", ""]),
)
decisions = st.tuples(st.sampled_from(["override", "adapt", "exempt"]), st.integers(0, 2), st.sampled_from(TITLES))
gates = st.fixed_dictionaries(
    {},
    optional={
        "distinct_days": st.integers(1, 4),
        "min_source_types": st.integers(1, 2),
        "min_level": st.integers(1, 3),
        "within_months": st.integers(1, 13),
        "require_summative": st.just(True),
    },
)
methods = st.sampled_from(
    [
        {"method": "latest"},
        {"method": "highest"},
        {"method": "mean"},
        {"method": "power_law"},
        {"method": "mode", "n": 5},
        {"method": "n_times", "n": 2},
        {"method": "best_n", "n": 2},
        {"method": "decaying_average", "weight": "0.65"},
    ]
)
rules = st.builds(
    lambda method, gates, counts: {**method, "gates": gates, "counts": counts},
    methods,
    gates,
    st.sampled_from(["summative", "all"]),
)
histories = st.tuples(st.lists(ratings, min_size=1, max_size=25), st.lists(decisions, max_size=3, unique=True))
changes = st.lists(
    st.sampled_from(["retire and carry", "retire and rest", "another standard", "merge", "lower the mark"]),
    min_size=1,
    max_size=3,
    unique=True,
)
# No shrinking: every example is a district, and the first that differs says enough.
ANY = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def class_of_three(section: Section) -> list[Student]:
    """Three students of 7B."""
    return school_kit.make_class(section, 3)


def lived(students: list[Student], teacher: User, admin: User, continuum: TestContinuum, history: Any) -> None:
    """Let a generated history happen to three students, and judge them."""
    ratings, decided = history
    works = [
        entry(students[who], continuum, title, level, days_ago=ago, kind=kind, support=support, source_type=type_)
        for who, title, level, ago, kind, support, type_ in ratings
    ]
    record_evidence(by=teacher, district=teacher.district, entries=works)
    for what, who, title in decided:
        decide = {"override": an_override, "adapt": an_adapted_expectation, "exempt": an_exemption}[what]
        # A teacher's judgement begins with the map it judges against, at the earliest; the others may be older.
        first = today(admin.district) - timedelta(days=0 if what == "override" else 20)
        decide(admin, students[who], continuum, title=title, key=f"decided {next(_keys)}", starts=first)
    judge_everyone()


def judge_everyone() -> None:
    """Bring every learner up to date with the exact engine."""
    recompute_all(student_ids=list(LearnerState.objects.values_list("pk", flat=True)))


def stands() -> Stands:
    """Where everybody stands now."""
    rows = Mastery.objects.values_list("student", "competency", "status", "level", "mastered")
    return {(student, competency): (status, level, mastered) for student, competency, status, level, mastered in rows}


def moves(before: Stands, after: Stands) -> dict[tuple[int, int], tuple[Any, ...]]:
    """What really changed: everyone whose status, level or mastery is another."""
    both = {key: (before.get(key, NOTHING), after.get(key, NOTHING)) for key in before.keys() | after.keys()}
    return {key: (was[:2], now[:2]) for key, (was, now) in both.items() if was != now}


def listed(preview: Preview) -> dict[tuple[int, int], tuple[Any, ...]]:
    """What the preview said would change."""
    return {
        (row.student_id, row.competency_id): (
            (row.before_status, row.before_level),
            (row.after_status, row.after_level),
        )
        for row in PreviewRow.objects.filter(preview=preview)
    }


def comes_true(preview: Preview, admin: User) -> None:
    """Publish what is previewed, judge everybody anew, and compare row by row."""
    before = stands()
    while work_on(preview_id=preview.pk):
        pass
    preview.refresh_from_db()
    assert preview.state == "done", preview.last_error
    publish_previewed(preview=preview, by=admin)
    judge_everyone()
    assert listed(preview) == moves(before, stands())


@ANY
@given(histories, rules)
def test_publishing_a_rule_moves_exactly_those_the_preview_named(
    class_of_three: list[Student], mr_okafor: User, admin: User, continuum: TestContinuum, history: Any, rule: Any
) -> None:
    with transaction.atomic():
        lived(class_of_three, mr_okafor, admin, continuum, history)
        draft_policy(policy=continuum.policy.policy, value=rule)
        comes_true(preview_policy(district=continuum.continuum.district, by=admin), admin)
        transaction.set_rollback(True)


@ANY
@given(histories, changes)
def test_publishing_a_continuum_moves_exactly_those_the_preview_named(
    class_of_three: list[Student], mr_okafor: User, admin: User, continuum: TestContinuum, history: Any, changes: Any
) -> None:
    with transaction.atomic():
        lived(class_of_three, mr_okafor, admin, continuum, history)
        # What is rolled back comes again under the same number: only the stamp tells one draft from the other.
        ContinuumVersion.objects.filter(state=ContinuumVersion.State.DRAFT).update(stamp=uuid4())
        for change in changes:
            CHANGES[change](continuum, admin)
        comes_true(preview_continuum(continuum=continuum.continuum, by=admin), admin)
        transaction.set_rollback(True)


def text(continuum: TestContinuum, title: str) -> CompetencyText:
    """The draft's text of a competency."""
    return CompetencyText.objects.get(competency=continuum[title].competency, until=None)


def carry(continuum: TestContinuum, admin: User, target: str | None) -> None:
    """Retire unit rates; its work goes to another competency, or rests."""
    source = text(continuum, "Unit rates")
    to = (continuum[target].competency.pk, continuum[target].standard.pk) if target else (None, None)
    retire_competency(row=source, by=admin, moves=[Move(source.competency_id, None, *to)])


def another_standard(continuum: TestContinuum, admin: User) -> None:
    """Ask for a second standard on equivalent ratios."""
    align(
        competency=continuum["Equivalent ratios"].competency,
        standard=continuum["Negative numbers"].standard,
        by=admin,
        required=True,
    )


def merge(continuum: TestContinuum, admin: User) -> None:
    """Make ratio language part of percent problems."""
    rows = [text(continuum, "Ratio language")]
    merge_competencies(rows=rows, by=admin, into=text(continuum, "Percent problems"))


def lower_the_mark(continuum: TestContinuum, admin: User) -> None:
    """Let Developing be proficient."""
    scale = ScaleText.objects.get(district=continuum.continuum.district, name="Four levels", until=None)
    revise(scale, by=admin, proficient=2)


CHANGES = {
    "retire and carry": lambda continuum, admin: carry(continuum, admin, "Percent problems"),
    "retire and rest": lambda continuum, admin: carry(continuum, admin, None),
    "another standard": another_standard,
    "merge": merge,
    "lower the mark": lower_the_mark,
}


def test_a_stricter_and_a_kinder_rule_at_once(
    class_of_three: list[Student], mr_okafor: User, admin: User, continuum: TestContinuum
) -> None:
    first, second, third = class_of_three
    works = [(0, 3, 10), (0, 3, 9), (1, 2, 10), (1, 4, 9), (1, 2, 8), (2, 3, 3)]
    history = ([(who, "Unit rates", level, ago, "summative", "independent", "") for who, level, ago in works], [])
    lived(class_of_three, mr_okafor, admin, continuum, history)
    draft_policy(policy=continuum.policy.policy, value={"method": "highest", "gates": {"distinct_days": 3}})
    preview = preview_policy(district=continuum.continuum.district, by=admin)
    comes_true(preview, admin)
    ways = {row.student_id: row.direction for row in PreviewRow.objects.all()}
    assert ways == {first.pk: -2, second.pk: 2}
    assert third.pk not in ways
