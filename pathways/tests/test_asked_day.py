"""Which day an address asks for: one way of writing it, in plain digits, and no day still to come."""

from __future__ import annotations

from datetime import date

import pytest

from pathways.queries.asked import NotADayError, asked_day

TODAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2026-03-12", date(2026, 3, 12)), (" 2026-03-12 ", date(2026, 3, 12)), ("", None), ("2026-11-03", None)],
)
def test_a_day_is_read(typed: str, day: date | None) -> None:
    assert asked_day(typed, today=TODAY) == day


@pytest.mark.parametrize(
    "typed",
    ["2026-W01-1", "2026-W011", "20260312", "2026-3-12", "26-03-12", "٢٠٢٦-٠٣-١٢", "２０２６-03-12", "2026-03-12T00"],
)
def test_another_way_of_writing_it_is_refused_with_the_one_that_is_read(typed: str) -> None:
    with pytest.raises(NotADayError, match="Write it like 2026-03-12"):
        asked_day(typed, today=TODAY)
