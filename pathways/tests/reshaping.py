"""Short words for tests of a continuum that changes after a year of evidence."""

from __future__ import annotations

from collections.abc import Sequence

from cbe.testing.continuum import Place, TestContinuum
from competencies.actions.creating import align
from competencies.actions.publish import publish_continuum
from competencies.actions.reshaping import Part, split_competency
from competencies.models import CompetencyText
from pathways.tests.kit import rate, up_to_date
from people.models import Student, User


def text_of(continuum: TestContinuum, title: str) -> CompetencyText:
    return CompetencyText.objects.get(competency=continuum[title].competency, until=None)


def give(continuum: TestContinuum, admin: User, title: str, *others: str) -> None:
    """Let a competency have the standards of others too, and publish that."""
    for other in others:
        align(competency=continuum[title].competency, standard=continuum[other].standard, by=admin)
    published(continuum, admin)


def published(continuum: TestContinuum, admin: User) -> None:
    publish_continuum(continuum=continuum.continuum, by=admin)
    continuum.continuum.refresh_from_db()


def rate_about(by: User, student: Student, continuum: TestContinuum, title: str, about: str, *levels: int) -> list[int]:
    """Rate work on one competency about the standard that another one is named after."""
    place = Place(continuum[title].competency, continuum[about].standard)
    there = TestContinuum(**{**vars(continuum), "places": {**continuum.places, "there": place}})
    return rate(by, student, there, "there", *levels)


def split_ratios(continuum: TestContinuum, admin: User) -> Sequence[CompetencyText]:
    """Unit rates, with two standards, becomes one competency for each of them."""
    rates, percent = continuum["Unit rates"].standard.pk, continuum["Percent problems"].standard.pk
    return split_competency(
        row=text_of(continuum, "Unit rates"),
        by=admin,
        parts=[Part("Rates per one", "I can find a rate.", [rates]), Part("Percents", "I can find one.", [percent])],
    )


def a_year_of_unit_rates(continuum: TestContinuum, admin: User, maya: Student, by: User) -> TestContinuum:
    """Unit rates has two standards, and Maya has shown one of them well and one not yet."""
    give(continuum, admin, "Unit rates", "Percent problems")
    rate(by, maya, continuum, "Unit rates", 3, 3)
    rate_about(by, maya, continuum, "Unit rates", "Percent problems", 2, 2)
    up_to_date(maya)
    return continuum
