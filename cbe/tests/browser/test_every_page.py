"""A tour of the demo school: every page as everyone who reads it is fit for everyone's eyes, hands and windows.

The tour is long; the pages of every day are looked at in the same way by the journeys beside this file.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from playwright.sync_api import Error as PlaywrightError

from cbe.demo.seed import seed
from cbe.testing.demo_school import GUARDIAN, STRANGER, STUDENT, DemoSchool
from cbe.testing.pages import NOT_PAGES, PAGES, Visit, named_addresses, visits
from cbe.testing.reader import LOOKS, PHONE, Look, Reader, reading

A_FEW = 60


def test_every_address_is_a_page_of_the_tour_or_says_why_not() -> None:
    on_the_tour = {page.view for page in PAGES}
    assert named_addresses() - on_the_tour - NOT_PAGES.keys() == set()
    assert (on_the_tour | NOT_PAGES.keys()) - named_addresses() == set()
    assert on_the_tour.isdisjoint(NOT_PAGES)


@pytest.mark.long
@pytest.mark.early
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_fit_to_read_in_every_window(browser: Any, live_server: Any, look: Look) -> None:
    """Each page as each of its readers, on a phone and a laptop, light and dark."""
    seed(students=A_FEW)
    school = DemoSchool()
    assert_all_fit(tour(browser, live_server.url, school, [(visit, look) for visit in visits()]))


@pytest.mark.long
@pytest.mark.early
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["es", "ar"])
def test_what_families_and_students_read_is_fit_in_every_language(
    browser: Any, live_server: Any, settings: Any, language: str
) -> None:
    """Longer words, and pages that run from right to left, on a phone."""
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish"), ("ar", "Arabic")]
    seed(students=A_FEW)
    theirs = [visit for visit in visits() if visit.role in {STRANGER, STUDENT, GUARDIAN}]
    pairs = [(visit, PHONE) for visit in theirs]
    assert_all_fit(tour(browser, live_server.url, DemoSchool(), pairs, language=language))


def tour(
    browser: Any, address: str, school: DemoSchool, wanted: list[tuple[Visit, Look]], *, language: str = "en"
) -> list[str]:
    """Make the visits, one window for each person and look, and return every fault found."""
    found: list[str] = []
    for role, look in sorted({(visit.role, look) for visit, look in wanted}, key=str):
        mine = [visit for visit, its_look in wanted if (visit.role, its_look) == (role, look)]
        person = None if role == STRANGER else school.person(role)
        with reading(browser, address, person, look, language=language) as reader:
            for visit in mine:
                found += [f"{visit}, {look}: {fault}" for fault in faults_of(reader, visit, school)]
                reader.picture(f"{visit.name}-{look}-{language}")
    return found


def faults_of(reader: Reader, visit: Visit, school: DemoSchool) -> list[str]:
    """Open a page and return what is wrong with it."""
    reader.errors.clear()
    try:
        path = visit.page.path(school)
    except (LookupError, ObjectDoesNotExist) as nothing:
        return [f"the demo school has no example of it ({nothing})"]
    try:
        response = reader.open(path)
    except PlaywrightError as failure:
        return [f"could not be opened: {failure.message.splitlines()[0]}"]
    return reader.faults() if response.status == 200 else [f"answered {response.status}"]


def assert_all_fit(found: list[str]) -> None:
    """Fail, naming every fault of every page."""
    assert not found, "\n" + "\n".join(found)
