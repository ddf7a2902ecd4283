"""Issued reports: whole, current, never changed, and told to families once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from assessments.models.append_only import unprotected
from cbe.testing.continuum import TestContinuum
from pathways.models import LearnerState
from people.models import Section, Student, User
from reporting.actions.issuing import digest_of, issue_reports
from reporting.actions.noticing import send_notices
from reporting.models import Notice, ProgressReport
from reporting.tests.kit import now, shows


@pytest.fixture
def taught(maya: Student, mr_okafor: User, section: Section, continuum: TestContinuum) -> Student:
    """Maya, who has shown Ratio language and is working on Unit rates."""
    shows(maya, "Ratio language", 3, 3, 3, by=mr_okafor, section=section, continuum=continuum)
    shows(maya, "Unit rates", 2, 3, 2, by=mr_okafor, section=section, continuum=continuum)
    return maya


def issue(student: Student, by: User, section: Section) -> ProgressReport | None:
    students = list(Student.objects.select_related("district__expectations", "learner_state").filter(pk=student.pk))
    issued = issue_reports(by=by, students=students, term=section.term, now=now())
    return issued.reports[0] if issued.reports else None


def test_a_report_says_in_both_languages_what_this_child_has_shown(
    taught: Student, mr_okafor: User, section: Section
) -> None:
    report = issue(taught, mr_okafor, section)
    assert report
    assert (report.number, report.supersedes, report.issued_by) == (1, None, mr_okafor)
    english, spanish = report.body["en"], report.body["es"]
    assert english["title"] == "Maya’s progress report"
    assert "1 of the 2 school goals" in english["say"][0] or "one of the 2 school goals" in english["say"][0]
    assert "Ratio language" in english["say"][1]
    assert "Unit rates" in english["say"][2]
    assert len(spanish["say"]) == 3
    assert spanish["language"] == "es"


def test_issuing_twice_without_a_change_makes_nothing_new(taught: Student, mr_okafor: User, section: Section) -> None:
    assert issue(taught, mr_okafor, section)
    assert issue(taught, mr_okafor, section) is None
    assert ProgressReport.objects.count() == 1


def test_a_reissue_supersedes_and_both_stay_readable(
    taught: Student, mr_okafor: User, section: Section, continuum: TestContinuum, rosa: User, client: Client
) -> None:
    first = issue(taught, mr_okafor, section)
    shows(taught, "Negative numbers", 4, 4, 4, by=mr_okafor, section=section, continuum=continuum)
    second = issue(taught, mr_okafor, section)
    assert first
    assert second
    assert (second.number, second.supersedes) == (2, first)
    client.force_login(rosa)
    old, new = client.get(f"/reports/{first.pk}/"), client.get(f"/reports/{second.pk}/")
    assert (old.status_code, new.status_code) == (200, 200)
    assert f"/reports/{second.pk}/" in old.content.decode()


def test_the_database_refuses_to_change_an_issued_report(taught: Student, mr_okafor: User, section: Section) -> None:
    report = issue(taught, mr_okafor, section)
    assert report
    assert unprotected(connection, "reporting_progressreport") == []
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk).update(body={})
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk)._raw_delete(using="default")
    assert digest_of(ProgressReport.objects.get(pk=report.pk).body) == report.digest


def test_evidence_that_can_still_be_undone_holds_a_report_back(
    maya: Student, mr_okafor: User, section: Section, continuum: TestContinuum
) -> None:
    shows(maya, "Unit rates", 3, 3, by=mr_okafor, section=section, continuum=continuum, settled=False)
    students = list(Student.objects.select_related("district__expectations", "learner_state").filter(pk=maya.pk))
    issued = issue_reports(by=mr_okafor, students=students, term=section.term, now=now())
    assert issued.reports == ()
    assert issued.held == ((maya, "settling"),)


def test_stale_results_are_brought_up_to_date_before_a_report_is_made(
    taught: Student, mr_okafor: User, section: Section
) -> None:
    LearnerState.objects.filter(pk=taught.pk).update(version=9)
    report = issue(taught, mr_okafor, section)
    assert report
    assert report.through == 9


def test_a_student_without_any_evidence_gets_a_report_that_says_so(
    maya: Student, mr_okafor: User, section: Section
) -> None:
    report = issue(maya, mr_okafor, section)
    assert report
    assert "normal in the first weeks" in report.body["en"]["say"][0]


def test_a_guardian_is_told_once_and_mailed_once(
    taught: Student, mr_okafor: User, section: Section, rosa: User, client: Client
) -> None:
    report = issue(taught, mr_okafor, section)
    assert report
    notice = Notice.objects.get()
    assert (notice.recipient, notice.report) == (rosa, report)
    assert send_notices(now=now()) == 1
    assert send_notices(now=now() + timedelta(days=1)) == 0
    (letter,) = mail.outbox
    assert letter.to == ["rosa@example.org"]
    assert f"/reports/{report.pk}/" in letter.body
    assert "Maya" not in letter.subject + letter.body
    client.force_login(rosa)
    client.get(f"/reports/{report.pk}/")
    notice.refresh_from_db()
    assert notice.read_at


def test_a_letter_that_cannot_be_sent_waits_and_is_tried_again(
    taught: Student, mr_okafor: User, section: Section, rosa: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(taught, mr_okafor, section)

    def refuse(**_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("reporting.actions.noticing.send_mail", refuse)
        assert send_notices(now=now()) == 0
    assert send_notices(now=now()) == 0
    assert send_notices(now=timezone.now() + timedelta(minutes=2)) == 1
