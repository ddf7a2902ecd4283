"""One way of writing days and times on every page, in the order of the reader's language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

ROOT = Path(settings.BASE_DIR)
DAY = date(2026, 11, 3)
AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
# Formats by name follow the language; letters are for parts of a day that have no name: a weekday, a month.
BY_NAME = re.compile(r"[A-Z]+(_[A-Z]+)+\Z")
PARTS = {"l", "M", "F"}


@pytest.mark.parametrize(
    ("language", "form", "words"),
    [
        ("en", "DATE_FORMAT", "November 3, 2026"),
        ("en", "SHORT_DATE_FORMAT", "Nov 3, 2026"),
        ("en", "MONTH_DAY_FORMAT", "November 3"),
        ("en", "DATETIME_FORMAT", "November 3, 2026, 2:05 PM"),
        ("es", "DATE_FORMAT", "3 de noviembre de 2026"),
        ("es", "SHORT_DATE_FORMAT", "3 Nov 2026"),
        ("es", "MONTH_DAY_FORMAT", "3 de noviembre"),
        ("es", "DATETIME_FORMAT", "3 de noviembre de 2026 a las 14:05"),
    ],
)
def test_a_day_is_written_as_its_reader_writes_it(language: str, form: str, words: str) -> None:
    with override(language):
        assert date_format(AT if "TIME" in form else DAY, form).lower() == words.lower()


def test_no_template_or_view_has_a_way_of_its_own() -> None:
    found = set()
    for file in (ROOT / "templates").rglob("*.html"):
        found |= {(file.name, form) for form in re.findall(r'\|date:"([^"]+)"', file.read_text(encoding="utf-8"))}
    for app in ("people", "competencies", "assessments", "pathways", "reporting", "cbe"):
        for file in (one for one in (ROOT / app).rglob("*.py") if "tests" not in one.parts):
            text = file.read_text(encoding="utf-8")
            found |= {(file.name, form) for form in re.findall(r'(?:date|time)_format\([^"\n]*"([^"\n]+)"', text)}
    assert {one for one in found if not BY_NAME.match(one[1]) and one[1] not in PARTS} == set()
