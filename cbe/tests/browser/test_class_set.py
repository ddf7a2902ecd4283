"""Mr Okafor rates a class of thirty by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Evidence, EvidenceNote
from cbe.testing.continuum import TestContinuum
from cbe.testing.reader import Look, Reader
from cbe.testing.school import make_class, teach
from cbe.tests.browser.conftest import EVERY_LOOK
from competencies.models import PerformanceLevel, ScaleText
from people.models import Section, Student, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Reader]
STROKES_AT_MOST = 35


class Typist:
    """Counts every key pressed."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.strokes = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        self.strokes += len(keys)
        self.reader.press(*keys)


def sheet(section: Section, continuum: TestContinuum, title: str = "Unit rates") -> str:
    """Where a section is rated on a standard."""
    place = continuum[title]
    address = reverse("assessments:class_set", args=[section.pk])
    return f"{address}?competency={place.competency.pk}&standard={place.standard.pk}"


def levels() -> list[Decimal | None]:
    """What is in the ledger, in the order of the sheet."""
    rows = Evidence.objects.order_by("student__family_name", "student__given_name", "student")
    return list(rows.values_list("level", flat=True))


@pytest.fixture
def thirty(section: Section) -> list[Student]:
    """A class of thirty."""
    return make_class(section, 30)


@pytest.fixture
def reader(window: Window, mr_okafor: User, section: Section, continuum: TestContinuum, thirty: object) -> Reader:
    """Mr Okafor at the sheet for unit rates."""
    teach(continuum, section, "Unit rates")
    reader = window(mr_okafor)
    reader.open(sheet(section, continuum))
    return reader


def test_thirty_students_take_at_most_thirty_five_keys(reader: Reader) -> None:
    """One key for each student and one to save; the toast says so and the rows are there."""
    typist = Typist(reader)
    for number in range(30):
        typist.press(str(number % 4 + 1))
    typist.press("Control+Enter")
    reader.page.wait_for_url("**/grid/")
    assert typist.strokes <= STROKES_AT_MOST
    assert levels() == [Decimal(number % 4 + 1) for number in range(30)]
    assert "Saved 30 entries." in reader.page.locator("#toasts").inner_text()
    reader.assert_fit()


def test_the_toast_takes_the_save_back_and_opens_the_sheet_as_it_was(reader: Reader) -> None:
    """Undo within 30 seconds, and everything typed is there again."""
    reader.press("3", "2", "Control+Enter")
    reader.page.wait_for_url("**/grid/")
    reader.page.locator("#toasts").get_by_role("button", name="Undo").click()
    reader.page.wait_for_url("**again=**")
    assert Evidence.objects.filter(action="void").count() == 2
    assert reader.page.locator("[data-counts]").inner_text().startswith("2 rated")


def test_rows_are_walked_cleared_repeated_and_noted_by_key(reader: Reader) -> None:
    """Arrows move, Backspace clears, a full stop repeats, N writes a note, letters give marks."""
    reader.press("3", "ArrowUp", "Backspace", "4", ".", "m", "n")
    reader.page.keyboard.type("Found both rates. 2 to go")
    reader.press("Escape", "2", "Control+Enter")
    reader.page.wait_for_url("**/grid/")
    assert levels() == [Decimal(4), Decimal(4), None, Decimal(2)]
    note = EvidenceNote.objects.get()
    assert (note.text, note.evidence.level) == ("Found both rates. 2 to go", Decimal(2))


def test_the_focus_stays_where_moving_on_is_switched_off(reader: Reader) -> None:
    """Without "move on", a second key corrects the first."""
    reader.page.get_by_label("Move on after a rating").uncheck()
    reader.page.locator("[data-row] input[type=radio]").first.focus()
    reader.press("2", "3", "Control+Enter")
    reader.page.wait_for_url("**/grid/")
    assert levels() == [Decimal(3)]


def test_keys_do_nothing_outside_the_rows(reader: Reader) -> None:
    """A digit in the task's name rates nobody."""
    reader.page.get_by_label("Task").fill("")
    reader.page.get_by_label("Task").focus()
    reader.page.keyboard.type("3 shops. n")
    assert reader.page.get_by_label("Task").input_value() == "3 shops. n"
    assert reader.page.locator("[data-counts]").inner_text().startswith("0 rated")


def test_the_keys_are_listed(reader: Reader) -> None:
    """A question mark shows every key of the page."""
    reader.press("?")
    words = reader.page.locator("dialog").inner_text()
    assert "Rate this student" in words
    assert "Repeat the rating before" in words


def test_the_rest_is_set_by_an_explicit_press(reader: Reader) -> None:
    """Only students without a choice get it, and nothing is saved yet."""
    reader.press("4")
    reader.page.locator("[data-rest]").select_option("3")
    reader.page.get_by_role("button", name="Set", exact=True).click()
    assert reader.page.get_by_role("button", name="Save 30 entries").is_visible()
    assert not Evidence.objects.exists()
    reader.page.get_by_role("button", name="Save 30 entries").click()
    reader.page.wait_for_url("**/grid/")
    assert levels() == [Decimal(4)] + [Decimal(3)] * 29


def test_a_scale_of_twelve_steps_takes_two_digits(
    window: Window, mr_okafor: User, section: Section, continuum: TestContinuum, thirty: list[Student]
) -> None:
    """1 and 2 within 600 ms are twelve; 1 alone, after a moment, is one."""
    text = ScaleText.objects.get(name="Four levels")
    for value in range(5, 13):
        PerformanceLevel.objects.create(
            district=section.district, since=1, scale=text.scale, value=value, name=f"Step {value}"
        )
    reader = window(mr_okafor)
    reader.open(sheet(section, continuum))
    reader.press("1", "2", "7", "1")
    reader.page.wait_for_timeout(800)
    reader.press("1", "0", "Control+Enter")
    reader.page.wait_for_url("**/grid/")
    assert levels() == [Decimal(12), Decimal(7), Decimal(1), Decimal(10)]


def test_going_back_and_changing_a_value_asks(reader: Reader) -> None:
    """The browser's own Back brings the sheet; another value is a question, never an error."""
    reader.press("3", "Control+Enter")
    reader.page.wait_for_url("**/grid/")
    reader.page.go_back()
    reader.page.locator("[data-row] input[type=radio]").first.focus()
    reader.press("2", "Control+Enter")
    reader.page.get_by_role("heading", name="Correct these rows?").wait_for()
    reader.assert_fit()
    reader.page.get_by_role("button", name="Correct 1 row").click()
    reader.page.wait_for_url("**/grid/")
    assert list(Evidence.objects.order_by("pk").values_list("action", "level")) == [
        ("rating", Decimal(3)),
        ("correction", Decimal(2)),
    ]


def test_the_whole_sheet_works_without_a_script(
    window: Window, mr_okafor: User, section: Section, continuum: TestContinuum, thirty: list[Student]
) -> None:
    """Radios, a note behind its link, setting the rest, and saving."""
    reader = window(mr_okafor, script=False)
    reader.open(sheet(section, continuum))
    row = reader.page.locator("[data-row]").first
    row.get_by_label("3 Proficient").check(force=True)
    row.get_by_role("link").click()
    row.get_by_role("textbox").fill("By hand.")
    reader.page.locator("[data-rest]").select_option("missed")
    reader.page.get_by_role("button", name="Set", exact=True).click()
    reader.page.get_by_role("button", name="Save 30 entries").click()
    assert Evidence.objects.filter(mark="missed").count() == 29
    assert EvidenceNote.objects.get().text == "By hand."


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_every_screen_of_evidence_is_fit_for_everyone(
    window: Window, mr_okafor: User, section: Section, continuum: TestContinuum, maya: Student, look: Look
) -> None:
    """No violation of the policy, no axe finding, nothing wider than the window."""
    teach(continuum, section, "Unit rates", "Percent problems")
    make_class(section, 4)
    reader = window(mr_okafor, look=look)
    address = sheet(section, continuum)
    reader.open(address)
    if look.width > 600:
        reader.press("3", "2", "Control+Enter")
    else:
        reader.page.locator("[data-row]").first.get_by_label("3 Proficient").check(force=True)
        reader.page.locator("[data-save]").click()
    reader.page.wait_for_url("**/grid/")
    row = Evidence.objects.order_by("pk")[0]
    place = continuum["Unit rates"]
    for name, path in {
        "log": reverse("assessments:log"),
        "choose": reverse("assessments:class_set", args=[section.pk]),
        "class-set": address,
        "rubric-choose": reverse("assessments:rubric", args=[maya.pk]),
        "rubric": f"{reverse('assessments:rubric', args=[maya.pk])}?t={place.competency.pk}-{place.standard.pk}",
        "history": reverse("assessments:history", args=[section.pk]),
        "focus": reverse("assessments:focus", args=[section.pk]),
        "correct": reverse("assessments:correct", args=[row.pk]),
        "void": reverse("assessments:void", args=[row.pk]),
    }.items():
        assert reader.open(path).ok, path
        reader.assert_fit()
        reader.picture(f"{name}-{look}")


def test_the_reference_of_the_api_draws_under_our_policy(window: Window, mr_okafor: User, section: Section) -> None:
    """Offline, and without a violation."""
    reader = window(mr_okafor)
    reader.open(reverse("docs"))
    reader.page.get_by_text("/api/v1/evidence/batch/").wait_for()
    reader.page.get_by_text("/api/v1/evidence/batch/").click()
    reader.page.get_by_text("Record up to 500 ratings").wait_for()
    assert reader.page.evaluate("window.violations") == []
