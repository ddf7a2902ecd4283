"""What a preview says of a continuum that carries evidence is what judging says once it is published."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from cbe.testing.continuum import TestContinuum
from cbe.testing.school import make_student
from competencies.actions.mapping import retire_competency
from competencies.actions.reshaping import Part, merge_competencies, split_competency
from competencies.models import CompetencyText
from competencies.queries import draft_map
from competencies.rules.mapping import Move
from pathways.actions.recomputing import recompute_all
from pathways.models import Mastery
from pathways.queries.expecting import Expected, expectation, expected_of
from pathways.queries.impact import compare
from pathways.tests.kit import assert_true_to_the_ledger, rate
from pathways.tests.reshaping import give, published, rate_about, text_of
from people.models import District, Section, Student, User
from people.queries import today

pytestmark = pytest.mark.django_db
TITLES = ("Ratio language", "Equivalent ratios", "Unit rates", "Percent problems", "Negative numbers")
Standings = dict[tuple[int, int], tuple[str, Decimal | None]]


@pytest.fixture
def class_of_seven(continuum: TestContinuum, admin: User, section: Section, mr_okafor: User) -> list[Student]:
    """Seven students with a year of work on everything, Unit rates about two standards."""
    give(continuum, admin, "Unit rates", "Percent problems")
    random = Random("a year")
    students = [make_student(section, f"Student {n}", "Class") for n in range(7)]
    for student in students:
        for title in random.sample(TITLES, 4):
            rate(mr_okafor, student, continuum, title, *random.choices((1, 2, 3, 4), k=random.randint(1, 4)))
        rate_about(mr_okafor, student, continuum, "Unit rates", "Percent problems", *random.choices((2, 3, 4), k=2))
    return students


def stored(students: list[Student]) -> Standings:
    rows = Mastery.objects.filter(student__in=students)
    return {(row.student_id, row.competency_id): (row.status, row.level) for row in rows}


def as_drafted(district: District, continuum: TestContinuum) -> Expected:
    now = expected_of(district)
    assert now.in_force is not None
    return expectation(now.number, draft_map(continuum.continuum), now.in_force)


def previewed(district: District, continuum: TestContinuum, students: list[Student], before: Standings) -> Standings:
    """What would be stored: what is stored now with the preview's changes."""
    supposed, ids = as_drafted(district, continuum), [student.pk for student in students]
    found = compare(district, expected_of(district), supposed, as_of=today(district), student_ids=ids)
    changed = {(one.student_id, one.competency_id): (one.after_status, one.after_level) for one in found.changes}
    return {place: said for place, said in (before | changed).items() if said[0] != "no_evidence"}


def split(continuum: TestContinuum, admin: User) -> None:
    parts = [
        Part("Rates per one", "I can find a rate.", [continuum["Unit rates"].standard.pk]),
        Part("Percents", "I can find a percent.", [continuum["Percent problems"].standard.pk]),
    ]
    split_competency(row=text_of(continuum, "Unit rates"), by=admin, parts=parts)


def merge(continuum: TestContinuum, admin: User) -> None:
    rows = [text_of(continuum, one) for one in ("Ratio language", "Equivalent ratios")]
    merge_competencies(rows=rows, by=admin, into=Part("Ratios", "I can reason with ratios."))


def retire(continuum: TestContinuum, admin: User) -> None:
    row, target = text_of(continuum, "Negative numbers"), continuum["Percent problems"]
    moves = [Move(row.competency_id, None, target.competency.pk, target.standard.pk)]
    retire_competency(row=row, by=admin, moves=moves)


def rest(continuum: TestContinuum, admin: User) -> None:
    row = text_of(continuum, "Negative numbers")
    retire_competency(row=row, by=admin, moves=[Move(row.competency_id)])


CHANGES = {"split": split, "merge": merge, "retire into another": retire, "let rest": rest}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_preview_of_a_change_is_what_judging_gives_once_it_is_published(
    continuum: TestContinuum, admin: User, class_of_seven: list[Student], change: object
) -> None:
    ids, district = [student.pk for student in class_of_seven], continuum.continuum.district
    recompute_all(student_ids=ids)
    before = stored(class_of_seven)
    change(continuum, admin)  # type: ignore[operator]  # one of the changes above
    expected = previewed(district, continuum, class_of_seven, before)
    published(continuum, admin)
    recompute_all(student_ids=ids)
    assert stored(class_of_seven) == expected
    assert_true_to_the_ledger(learners=7)


def test_two_versions_one_after_the_other_preview_as_they_turn_out(
    continuum: TestContinuum, admin: User, class_of_seven: list[Student]
) -> None:
    ids, district = [student.pk for student in class_of_seven], continuum.continuum.district
    split(continuum, admin)
    published(continuum, admin)
    recompute_all(student_ids=ids)
    before = stored(class_of_seven)
    parts = [CompetencyText.objects.get(title=one, until=None) for one in ("Rates per one", "Percents")]
    merge_competencies(rows=[parts[0]], by=admin, into=parts[1])
    expected = previewed(district, continuum, class_of_seven, before)
    published(continuum, admin)
    recompute_all(student_ids=ids)
    assert stored(class_of_seven) == expected
    assert_true_to_the_ledger(learners=7)
