"""The screens of reporting, for those they are for and for those they are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from people.models import Guardianship, Section, Student, User
from people.queries import today
from reporting.models import ProgressReport, ReportComment
from reporting.tests.kit import shows
from reporting.tests.test_issuing import issue


@pytest.fixture
def report(maya: Student, mr_okafor: User, section: Section, continuum: TestContinuum) -> ProgressReport:
    shows(maya, "Ratio language", 3, 3, 3, by=mr_okafor, section=section, continuum=continuum)
    made = issue(maya, mr_okafor, section)
    assert made
    return made


def words(**changed: str) -> dict[str, str]:
    return {"lock": "0", "language": "en", "doing_well": "", "working_on": "", "next_step": "", "at_home": "",
            "comment": "", **changed}  # fmt: skip


def test_rosa_reads_the_report_in_spanish_and_in_english(client: Client, report: ProgressReport, rosa: User) -> None:
    client.force_login(rosa)
    spanish = client.get(f"/reports/{report.pk}/?lang=es").content.decode()
    assert report.body["es"]["title"] in spanish
    assert report.body["en"]["title"] in client.get(f"/reports/{report.pk}/?lang=en").content.decode()
    assert client.get(f"/reports/{report.pk}/?lang=xx").status_code == 200


def test_maya_her_teacher_her_leader_and_her_guardian_read_it_and_nobody_else(
    client: Client, report: ProgressReport, maya: Student, daniel: Student, rosa: User, mr_okafor: User,
    ms_lindqvist: User, principal_adeyemi: User, outsider: User,
) -> None:  # fmt: skip
    for reader in (maya.user, rosa, mr_okafor, principal_adeyemi):
        client.force_login(reader)
        assert client.get(f"/reports/{report.pk}/").status_code == 200
    for stranger in (daniel.user, ms_lindqvist, outsider):
        client.force_login(stranger)
        assert client.get(f"/reports/{report.pk}/").status_code == 404
    client.logout()
    assert client.get(f"/reports/{report.pk}/").status_code == 302


def test_a_guardianship_that_ended_yesterday_closes_the_report(
    client: Client, report: ProgressReport, rosa: User
) -> None:
    Guardianship.objects.update(ends=today(report.district) - timedelta(days=1))
    client.force_login(rosa)
    assert client.get(f"/reports/{report.pk}/").status_code == 404


def test_mr_okafor_drafts_previews_and_issues(
    client: Client, maya: Student, mr_okafor: User, section: Section, rosa: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    client.force_login(mr_okafor)
    page = reverse("reporting:draft", args=[section.pk, maya.pk])
    saved = client.post(page, words(comment="Maya is a pleasure to teach."))
    assert saved.status_code == 302
    assert "Maya is a pleasure to teach." in client.get(page).content.decode()
    asked = client.get(reverse("reporting:issue", args=[section.pk]), {"student": [maya.pk]})
    assert "Issue 1 report?" in asked.content.decode()
    client.post(reverse("reporting:issue", args=[section.pk]), {"student": [maya.pk]})
    report = ProgressReport.objects.get()
    assert report.body["en"]["comments"][0]["text"] == "Maya is a pleasure to teach."
    client.force_login(rosa)
    home = client.get(reverse("reporting:family")).content.decode()
    assert f"/reports/{report.pk}/" in home


def test_a_double_click_on_issue_makes_one_report(
    client: Client, maya: Student, mr_okafor: User, section: Section
) -> None:
    client.force_login(mr_okafor)
    for _click in range(2):
        client.post(reverse("reporting:issue", args=[section.pk]), {"student": [maya.pk]})
    assert ProgressReport.objects.count() == 1


def test_two_teachers_writing_at_once_are_told(
    client: Client, maya: Student, mr_okafor: User, section: Section
) -> None:
    client.force_login(mr_okafor)
    page = reverse("reporting:draft", args=[section.pk, maya.pk])
    client.post(page, words(comment="First"))
    late = client.post(page, words(comment="Second"))
    assert late.status_code == 409
    assert "Second" in late.content.decode()
    assert ReportComment.objects.get().comment == "First"


def test_a_text_that_is_too_long_is_named_and_kept(
    client: Client, maya: Student, mr_okafor: User, section: Section
) -> None:
    client.force_login(mr_okafor)
    answer = client.post(reverse("reporting:draft", args=[section.pk, maya.pk]), words(comment="x" * 1501))
    assert answer.status_code == 422
    assert "1500" in answer.content.decode()
    assert not ReportComment.objects.exists()


def test_drafted_words_are_not_shown_to_the_family_before_they_are_issued(
    client: Client, maya: Student, mr_okafor: User, section: Section, rosa: User
) -> None:
    client.force_login(mr_okafor)
    client.post(reverse("reporting:draft", args=[section.pk, maya.pk]), words(comment="Not for families yet"))
    client.force_login(rosa)
    assert "Not for families yet" not in client.get(reverse("reporting:child", args=[maya.pk])).content.decode()


def test_a_colleague_and_an_outsider_write_no_reports_here(
    client: Client, maya: Student, section: Section, other_section: Section, ms_lindqvist: User, outsider: User
) -> None:
    for stranger in (ms_lindqvist, outsider):
        client.force_login(stranger)
        assert client.get(reverse("reporting:section_reports", args=[section.pk])).status_code == 404
        assert client.post(reverse("reporting:draft", args=[section.pk, maya.pk]), words()).status_code == 404
        assert client.post(reverse("reporting:issue", args=[section.pk]), {"student": [maya.pk]}).status_code == 404
    client.force_login(ms_lindqvist)
    mixed = client.post(reverse("reporting:draft", args=[other_section.pk, maya.pk]), words())
    assert mixed.status_code == 404


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 40], ["٣"], ["1.0"]])
def test_issuing_for_nobody_says_so(client: Client, section: Section, mr_okafor: User, ids: list[str]) -> None:
    client.force_login(mr_okafor)
    answer = client.post(reverse("reporting:issue", args=[section.pk]), {"student": ids}, follow=True)
    assert "Choose at least one student first." in answer.content.decode()


@pytest.mark.parametrize(
    ("home", "reader"),
    [("today", "mr_okafor"), ("family", "rosa"), ("school", "principal_adeyemi"), ("district", "admin")],
)
def test_each_role_has_its_home_and_the_others_are_refused(
    client: Client, request: pytest.FixtureRequest, maya: Student, report: ProgressReport, home: str, reader: str
) -> None:
    client.force_login(request.getfixturevalue(reader))
    assert client.get(reverse(f"reporting:{home}")).status_code == 200
    assert client.post(reverse(f"reporting:{home}")).status_code == 405
    client.force_login(maya.user)
    assert client.get(reverse(f"reporting:{home}")).status_code == 403


@pytest.mark.parametrize("size", [2, 20])
def test_the_pages_ask_as_much_for_twenty_students_as_for_two(
    client: Client, section: Section, mr_okafor: User, rosa: User, maya: Student, principal_adeyemi: User, admin: User,
    continuum: TestContinuum, report: ProgressReport, size: int,
) -> None:  # fmt: skip
    school_kit.teach(continuum, section, "Unit rates", "Ratio language")
    school_kit.make_class(section, size)
    budgets = {
        (mr_okafor, reverse("reporting:today")): 16,
        (mr_okafor, reverse("reporting:section_reports", args=[section.pk])): 9,
        (principal_adeyemi, reverse("reporting:school")): 16,
        (admin, reverse("reporting:district")): 20,
        (rosa, reverse("reporting:family")): 13,
        (rosa, reverse("reporting:report", args=[report.pk])): 10,
        (rosa, reverse("reporting:child", args=[maya.pk])): 14,
    }
    for (reader, page), most in budgets.items():
        client.force_login(reader)
        client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page).status_code == 200
        assert len(asked) <= most, (page, [query["sql"][:150] for query in asked])
