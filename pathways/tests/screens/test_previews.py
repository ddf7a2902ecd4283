"""The pages around a preview, as Ms Haddad meets them: see what changes, read who and why, publish what was seen."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cbe.testing import school as school_kit
from cbe.testing.continuum import DEFAULT_POLICY, TestContinuum
from competencies.actions.drafting import revise, withdraw
from competencies.actions.publish import draft_policy
from competencies.models import Alignment, CompetencyText, ContinuumVersion, PolicyVersion
from pathways.actions.heartbeats import say_alive
from pathways.actions.working_out import work_on, work_on_waiting
from pathways.models import Preview, PreviewRow
from pathways.tests.kit import rate, up_to_date
from people.models import Section, Student, User

pytestmark = pytest.mark.django_db
STRICTER = {**DEFAULT_POLICY, "gates": {"distinct_days": 3}}


@pytest.fixture
def haddad(client: Client, admin: User) -> Client:
    """Ms Haddad's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def drafted(maya: Student, mr_okafor: User, continuum: TestContinuum) -> Student:
    """Maya has mastered unit rates, and a stricter rule is drafted."""
    rate(mr_okafor, maya, continuum, "Unit rates", 3, 3)
    up_to_date(maya)
    draft_policy(policy=continuum.policy.policy, value=STRICTER)
    return maya


@pytest.fixture
def previewed(haddad: Client, drafted: Student) -> Preview:
    """The same, previewed."""
    haddad.post(reverse("pathways:preview_policy"))
    preview = Preview.objects.get()
    work_on(preview_id=preview.pk)
    return preview


def page(client: Client, preview: Preview, query: str = "", status: int = 200) -> str:
    """The page of a preview."""
    answer = client.get(reverse("pathways:preview", args=[preview.pk]) + query)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_click_begins_a_preview_and_a_second_one_finds_it(haddad: Client, drafted: Student) -> None:
    say_alive(worker="w")
    first = haddad.post(reverse("pathways:preview_policy"))
    second = haddad.post(reverse("pathways:preview_policy"))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    said = page(haddad, Preview.objects.get())
    assert "Waiting for a worker" in said
    assert "It begins in a moment." in said
    assert 'data-current="no"' in said


def test_the_page_says_when_nobody_comes_to_work_it_out(haddad: Client, drafted: Student) -> None:
    haddad.post(reverse("pathways:preview_policy"))
    preview = Preview.objects.get()
    assert "No worker is running just now" in page(haddad, preview)
    say_alive(worker="w")
    Preview.objects.update(made_at=timezone.now() - timedelta(seconds=8))
    assert "The message to the worker has not arrived" in page(haddad, preview)
    Preview.objects.update(state="running", beaten_at=timezone.now() - timedelta(minutes=5), begun_at=timezone.now())
    assert "has not been heard of" in page(haddad, preview)
    assert work_on_waiting() == 1
    assert "Changing this rule moves 1 student" in page(haddad, preview)


def test_the_page_says_exactly_who_moves_and_why(haddad: Client, previewed: Preview) -> None:
    said = page(haddad, previewed)
    assert "Changing this rule moves 1 student: 0 up, 1 down, on 1 competency." in said
    assert "1 student loses mastery." in said
    assert "0 judgements stay as they are." in said
    assert "Maya Torres" in said
    assert "Asked for now: work on 3 different days; Maya has 2." in said
    assert 'data-current="yes"' in said


def test_what_is_there_is_said_also_where_the_list_is_too_long_to_keep_it(haddad: Client, previewed: Preview) -> None:
    row = PreviewRow.objects.get()
    PreviewRow.objects.update(detail={name: value for name, value in row.detail.items() if name != "have"})
    assert "Asked for now: work on 3 different days; Maya has 2." in page(haddad, previewed)


def test_a_part_of_the_list_can_be_asked_for(haddad: Client, previewed: Preview, continuum: TestContinuum) -> None:
    unit_rates = continuum["Unit rates"].competency.pk
    assert "Maya Torres" in page(haddad, previewed, f"?way=down&competency={unit_rates}")
    up = page(haddad, previewed, "?way=up")
    assert "Maya Torres" not in up
    assert "Nothing in this part of the list." in up
    assert "Maya Torres" in page(haddad, previewed, "?school=x&competency=999999999999999999999&page=77")


def test_the_list_is_by_name_and_in_pages_of_a_hundred(haddad: Client, previewed: Preview, section: Section) -> None:
    row = PreviewRow.objects.get()
    students = school_kit.make_class(section, 120)
    PreviewRow.objects.bulk_create(
        PreviewRow(
            district=row.district, preview=previewed, student=one, competency=row.competency, school=row.school,
            direction=-1, before_status="mastered", after_status="not_yet", reason="score", detail={},
        )
        for one in reversed(students)
    )  # fmt: skip
    first, second = page(haddad, previewed), page(haddad, previewed, "?page=2")
    assert first.index("Student 001 Class") < first.index("Student 098 Class")
    assert "Student 110 Class" not in first
    assert "Student 110 Class" in second
    assert "Maya Torres" in second


def test_the_list_comes_as_a_file_no_spreadsheet_runs(haddad: Client, previewed: Preview, maya: Student) -> None:
    Student.objects.filter(pk=maya.pk).update(given_name="=1+1", preferred_name="")
    answer = haddad.get(reverse("pathways:preview_list", args=[previewed.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    head, row = list(csv.reader(StringIO(text)))
    assert head[0] == "Student"
    assert row[0] == "'=1+1 Torres"
    assert row[1:6] == ["S-0001", "Harbour Street School", "Unit rates", "down", "Mastered"]


def test_half_a_list_is_no_file(haddad: Client, previewed: Preview) -> None:
    for state in ("waiting", "running", "failed"):
        Preview.objects.update(state=state)
        answer = haddad.get(reverse("pathways:preview_list", args=[previewed.pk]))
        assert answer.status_code == 409
        assert "There is no file yet" in answer.content.decode()


def test_the_file_says_its_day_and_what_has_moved_since(
    haddad: Client, previewed: Preview, mr_okafor: User, maya: Student, continuum: TestContinuum
) -> None:
    path = reverse("pathways:preview_list", args=[previewed.pk])
    day = previewed.as_of.isoformat()
    assert f'filename="preview-{previewed.pk}-{day}.csv"' in haddad.get(path).headers["Content-Disposition"]
    rate(mr_okafor, maya, continuum, "Unit rates", 4)
    answer = haddad.get(path)
    assert f'filename="preview-{previewed.pk}-{day}-out-of-date.csv"' in answer.headers["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    head, row = list(csv.reader(StringIO(text)))
    assert dict(zip(head, row, strict=True))["Since then"] == "1 student has new evidence or a new decision since."


def test_the_list_of_what_was_published_is_not_called_out_of_date(haddad: Client, previewed: Preview) -> None:
    haddad.post(reverse("pathways:publish_preview", args=[previewed.pk]))
    answer = haddad.get(reverse("pathways:preview_list", args=[previewed.pk]))
    assert "out-of-date" not in answer.headers["Content-Disposition"]


def test_both_judgements_stand_side_by_side(haddad: Client, previewed: Preview) -> None:
    row = PreviewRow.objects.get()
    said = haddad.get(reverse("pathways:preview_change", args=[previewed.pk, row.pk])).content.decode()
    for words in ("The rule in force (version 1)", "Draft 2", "Different days: 2, at least 3 needed", "What counted"):
        assert words in said
    elsewhere = haddad.get(reverse("pathways:preview_change", args=[previewed.pk + 1, row.pk]))
    assert elsewhere.status_code == 404


def test_what_was_previewed_is_published(haddad: Client, previewed: Preview) -> None:
    answer = haddad.post(reverse("pathways:publish_preview", args=[previewed.pk]), follow=True)
    said = answer.content.decode()
    assert "Published version 2." in said
    assert "It was published from this page" in said
    again = haddad.post(reverse("pathways:publish_preview", args=[previewed.pk]), follow=True)
    assert "has been published already, as version 2" in again.content.decode()
    assert PolicyVersion.objects.filter(state="published").count() == 2


def test_an_outdated_list_is_not_published_but_by_choice(
    haddad: Client, previewed: Preview, mr_okafor: User, maya: Student, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 4)
    said = page(haddad, previewed)
    assert "1 student has new evidence or a new decision since." in said
    assert "Publish without knowing exactly who moves" in said
    path = reverse("pathways:publish_preview", args=[previewed.pk])
    refused = haddad.post(path)
    assert refused.status_code == 409
    assert "Nothing was published, because this list is out of date." in refused.content.decode()
    assert haddad.post(path, {"anyway": "on"}).status_code == 302
    assert PolicyVersion.objects.filter(state="published").count() == 2


def test_working_it_out_again_gives_a_list_that_holds(
    haddad: Client, previewed: Preview, mr_okafor: User, maya: Student, continuum: TestContinuum
) -> None:
    rate(mr_okafor, maya, continuum, "Unit rates", 4)
    answer = haddad.post(reverse("pathways:preview_again", args=[previewed.pk]))
    again = Preview.objects.latest("pk")
    assert answer.headers["Location"] == reverse("pathways:preview", args=[again.pk])
    work_on(preview_id=again.pk)
    assert "out of date" not in page(haddad, again)


def test_a_draft_that_moves_nobody_says_so(haddad: Client, drafted: Student, continuum: TestContinuum) -> None:
    draft_policy(policy=continuum.policy.policy, value={**DEFAULT_POLICY, "n": 4})
    haddad.post(reverse("pathways:preview_policy"))
    preview = Preview.objects.get()
    work_on(preview_id=preview.pk)
    said = page(haddad, preview)
    assert "This change moves nobody" in said
    assert "1 judgement stays as it is." in said


def test_a_preview_that_failed_names_the_way_out(haddad: Client, previewed: Preview) -> None:
    Preview.objects.update(state="failed", last_error="ArithmeticError", finished_at=None)
    said = page(haddad, previewed)
    assert "This could not be worked out" in said
    assert "Work it out again" in said
    assert "ArithmeticError" not in said
    haddad.post(reverse("pathways:preview_again", args=[previewed.pk]))
    assert Preview.objects.get().state == "waiting"


def test_without_a_draft_there_is_nothing_to_look_at(haddad: Client, continuum: TestContinuum) -> None:
    answer = haddad.post(reverse("pathways:preview_policy"), follow=True)
    assert "There is no draft of the rule to look at." in answer.content.decode()
    assert "Nothing previewed yet" in haddad.get(reverse("pathways:previews")).content.decode()


def test_a_draft_of_the_continuum_is_previewed_and_published(
    haddad: Client, drafted: Student, continuum: TestContinuum, admin: User
) -> None:
    row = CompetencyText.objects.get(competency=continuum["Unit rates"].competency, until=None)
    revise(row, by=admin, title="Rates per one")
    haddad.post(reverse("pathways:preview_continuum"))
    preview = Preview.objects.get()
    work_on(preview_id=preview.pk)
    assert "This change moves nobody" in page(haddad, preview)
    revise(CompetencyText.objects.get(competency=row.competency, until=None), by=admin, title="Rates for one")
    assert "The draft has been edited since." in page(haddad, preview)
    path = reverse("pathways:publish_preview", args=[preview.pk])
    assert haddad.post(path, {"anyway": "on"}).status_code == 409, "nobody has seen this draft"
    haddad.post(reverse("pathways:preview_again", args=[preview.pk]))
    again = Preview.objects.latest("pk")
    work_on(preview_id=again.pk)
    answer = haddad.post(reverse("pathways:publish_preview", args=[again.pk]), {"note": "Clearer words"})
    assert answer.status_code == 302
    assert ContinuumVersion.objects.get(number=2).note == "Clearer words"


def test_the_lab_compares_two_rules_on_one_section(haddad: Client, drafted: Student, section: Section) -> None:
    path = reverse("pathways:lab")
    assert "The rule in force (version 1)" in haddad.get(path).content.decode()
    same = haddad.post(path, {"before": "draft", "after": "draft", "about": "district"})
    assert same.status_code == 422
    assert "both are the same" in same.content.decode()
    assert haddad.post(path, {"before": "draft", "after": "version:9", "about": "district"}).status_code == 422
    answer = haddad.post(path, {"before": "in_force", "after": "draft", "about": f"section:{section.pk}"})
    lab = Preview.objects.get()
    assert answer.headers["Location"] == reverse("pathways:preview", args=[lab.pk])
    work_on(preview_id=lab.pk)
    said = page(haddad, lab)
    assert "Under the second rule 1 student stands elsewhere: 0 up, 1 down, on 1 competency." in said
    assert "7B Mathematics" in said
    assert haddad.post(reverse("pathways:publish_preview", args=[lab.pk])).status_code == 409


def test_a_page_that_waits_is_told_when_something_has_changed(haddad: Client, drafted: Student) -> None:
    haddad.post(reverse("pathways:preview_policy"))
    preview = Preview.objects.get()
    path = reverse("pathways:preview_fresh", args=[preview.pk])
    etag = haddad.get(path).headers["ETag"]
    assert haddad.get(path, headers={"if-none-match": etag}).status_code == 304
    work_on(preview_id=preview.pk)
    assert haddad.get(path, headers={"if-none-match": etag}).status_code == 200


def test_a_draft_with_something_to_mend_is_not_published(
    haddad: Client, drafted: Student, continuum: TestContinuum, admin: User
) -> None:
    withdraw(Alignment.objects.get(competency=continuum["Ratio language"].competency, until=None), by=admin)
    haddad.post(reverse("pathways:preview_continuum"))
    preview = Preview.objects.get()
    work_on(preview_id=preview.pk)
    assert "1 standard fewer" in page(haddad, preview)
    answer = haddad.post(reverse("pathways:publish_preview", args=[preview.pk]))
    assert answer.headers["Location"] == reverse("competencies:publish")
    assert ContinuumVersion.objects.filter(state="published").count() == 1
