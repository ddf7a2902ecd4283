"""What becomes of a split, merged or retired competency is one change of a student, not two that look like both."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_override
from competencies.actions.mapping import retire_competency
from competencies.actions.reshaping import merge_competencies
from competencies.rules.mapping import Move
from pathways.actions.previewing import preview_continuum
from pathways.models import Preview, PreviewRow
from pathways.queries.previews import Chosen, Movers, found_by, leading, rows_of
from pathways.tests.kit import rate, up_to_date
from pathways.tests.previewing import worked_out
from pathways.tests.reshaping import a_year_of_unit_rates, rate_about, split_ratios, text_of
from people.models import Student, User

pytestmark = pytest.mark.django_db


def previewed(continuum: TestContinuum, admin: User) -> Preview:
    continuum.continuum.refresh_from_db()
    return worked_out(preview_continuum(continuum=continuum.continuum, by=admin))


@pytest.fixture
def split(continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User) -> Preview:
    """Maya has shown both halves of Unit rates; the draft makes two of it."""
    a_year_of_unit_rates(continuum, admin, maya, mr_okafor)
    rate_about(mr_okafor, maya, continuum, "Unit rates", "Percent problems", 3, 3)
    up_to_date(maya)
    split_ratios(continuum, admin)
    return previewed(continuum, admin)


def test_mastery_of_a_split_competency_is_neither_lost_nor_gained(split: Preview, maya: Student) -> None:
    assert PreviewRow.objects.count() == 3, "every judgement that changes is kept"
    found = found_by(split)
    assert found.movers == Movers(neither=1)
    assert [row.direction for row in PreviewRow.objects.all()] == [0, 0, 0]
    [row] = rows_of(split, Chosen())
    assert row.student == maya
    assert list(rows_of(split, Chosen(direction=1))) == []


def test_the_list_tells_what_it_becomes_in_one_line(client: Client, admin: User, split: Preview) -> None:
    client.force_login(admin)
    words = client.get(reverse("pathways:preview", args=[split.pk])).content.decode()
    assert "Unit rates → Rates per one, Percents" in words
    assert "The work on Unit rates is read on Rates per one and Percents now." in words
    assert "0 up, 0 down, 1 neither up nor down" in words
    assert "Nobody gains or loses mastery." in words
    assert words.count('class="what-moves"') == 1


def test_asked_for_one_of_the_new_ones_the_whole_is_told(client: Client, admin: User, split: Preview) -> None:
    client.force_login(admin)
    new = PreviewRow.objects.exclude(before_status="mastered").earliest("pk")
    assert [row.before_status for row in leading(list(rows_of(split, Chosen(competency=new.competency_id))))] == [
        "mastered"
    ]
    words = client.get(reverse("pathways:preview", args=[split.pk]), {"competency": new.competency_id}).content.decode()
    assert words.count('class="what-moves"><span>Unit rates → Rates per one, Percents<') == 1


def test_both_judgements_of_each_are_a_click_away(client: Client, admin: User, split: Preview) -> None:
    client.force_login(admin)
    lead, *others = PreviewRow.objects.order_by("-before_status", "pk")
    [lead] = rows_of(split, Chosen())
    words = client.get(reverse("pathways:preview_change", args=[split.pk, lead.pk])).content.decode()
    for other in PreviewRow.objects.exclude(pk=lead.pk):
        assert reverse("pathways:preview_change", args=[split.pk, other.pk]) in words
    page = client.get(reverse("pathways:preview_change", args=[split.pk, others[-1].pk]))
    assert page.status_code == 200


def test_the_file_tells_it_in_one_row(client: Client, admin: User, split: Preview) -> None:
    client.force_login(admin)
    answer = client.get(reverse("pathways:preview_list", args=[split.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    _head, row = list(csv.reader(StringIO(text)))
    assert row[3:9] == [
        "Unit rates → Rates per one, Percents", "neither up nor down", "Mastered", "Proficient",
        "Rates per one: Mastered; Percents: Mastered", "Rates per one: Proficient; Percents: Proficient",
    ]  # fmt: skip


def test_two_that_become_one_are_told_together(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Ratio language", 3, 3)
    rate(mr_okafor, maya, continuum, "Percent problems", 2, 2)
    up_to_date(maya)
    merge_competencies(
        rows=[text_of(continuum, "Ratio language")], by=admin, into=text_of(continuum, "Percent problems")
    )
    preview = previewed(continuum, admin)
    [row] = rows_of(preview, Chosen())
    was, now = row.detail["moves"]
    assert {(one, status) for one, status, _level in was} == {
        (continuum["Ratio language"].competency.pk, "mastered"),
        (continuum["Percent problems"].competency.pk, "not_yet"),
    }
    assert [(one, status) for one, status, _level in now] == [(continuum["Percent problems"].competency.pk, "not_yet")]
    assert found_by(preview).movers == Movers(down=1, lose=1)


def test_what_is_carried_to_where_it_changes_nothing_is_told_with_where_that_stands(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Negative numbers", 3, 3)
    rate(mr_okafor, maya, continuum, "Percent problems", 3, 3)
    up_to_date(maya)
    source, target = text_of(continuum, "Negative numbers"), continuum["Percent problems"]
    moves = [Move(source.competency_id, None, target.competency.pk, target.standard.pk)]
    retire_competency(row=source, by=admin, moves=moves)
    preview = previewed(continuum, admin)
    [row] = PreviewRow.objects.all()
    assert row.competency_id == source.competency_id
    assert [one[0] for one in row.detail["moves"][1]] == [target.competency.pk]
    assert found_by(preview).movers == Movers(neither=1), "mastered before, mastered after"


def test_a_decision_that_rests_is_where_the_student_stood(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    a_year_of_unit_rates(continuum, admin, maya, mr_okafor)
    an_override(admin, maya, continuum, 4)
    split_ratios(continuum, admin)
    preview = previewed(continuum, admin)
    [row] = rows_of(preview, Chosen())
    was, now = row.detail["moves"]
    assert [(one, status) for one, status, _level in was] == [(continuum["Unit rates"].competency.pk, "mastered")]
    assert sorted(status for _one, status, _level in now) == ["mastered", "not_yet"]
    assert found_by(preview).movers == Movers(down=1, lose=1), "one half is not yet shown"


def test_what_rests_as_history_moves_nobody(
    continuum: TestContinuum, admin: User, maya: Student, mr_okafor: User
) -> None:
    rate(mr_okafor, maya, continuum, "Negative numbers", 3, 3)
    up_to_date(maya)
    source = text_of(continuum, "Negative numbers")
    retire_competency(row=source, by=admin, moves=[Move(source.competency_id)])
    assert found_by(previewed(continuum, admin)).movers == Movers()
