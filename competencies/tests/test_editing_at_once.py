"""Several editors at the same moment: one of them wins, the others are told, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from cbe.testing import school as school_kit
from cbe.testing.continuum import make_continuum
from competencies.actions.drafting import revise
from competencies.actions.publish import NothingToPublishError, publish_continuum
from competencies.actions.rows import ChangedMeanwhileError
from competencies.importers.case import import_case
from competencies.models import CompetencyText, Continuum, ContinuumVersion, StandardText
from competencies.tests.kit import as_bytes, small

pytestmark = pytest.mark.django_db(transaction=True)
EDITORS = 4


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do ``work`` for each editor in a thread of its own; errors come back as results."""

    def one(number: int) -> Any:
        try:
            return work(number)
        except (ChangedMeanwhileError, NothingToPublishError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(EDITORS) as pool:
        return list(pool.map(one, range(EDITORS)))


def test_of_four_edits_of_one_text_one_is_kept_and_three_are_told() -> None:
    made = make_continuum(school_kit.make_district())
    row = CompetencyText.objects.get(competency=made["Unit rates"].competency)
    results = at_once(lambda number: revise(row, by=None, title=f"Rates {number}"))
    kept = [one for one in results if isinstance(one, CompetencyText)]
    assert len(kept) == 1
    assert sum(isinstance(one, ChangedMeanwhileError) for one in results) == EDITORS - 1
    assert CompetencyText.objects.get(competency=row.competency, until=None).title == kept[0].title
    results = at_once(lambda _number: publish_continuum(continuum=made.continuum, by=None))
    assert sum(isinstance(one, NothingToPublishError) for one in results) == EDITORS - 1
    assert ContinuumVersion.objects.count() == 3


def test_four_first_imports_of_one_framework_bring_it_once() -> None:
    district = school_kit.make_district()
    reports = at_once(lambda _number: import_case(raw=as_bytes(small()), district=district, by=None))
    assert sum(report.changes_nothing for report in reports) == EDITORS - 1
    assert (Continuum.objects.count(), StandardText.objects.count()) == (1, 6)
