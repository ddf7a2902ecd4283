"""Notices: telling people once that something is there to read, and mailing them from an outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.models import Guardianship, User
from reporting.models import Notice, ProgressReport

AT_ONCE = 100
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


def notice_families(*, report: ProgressReport) -> list[Notice]:
    """Tell each guardian of the day that a report is there; part of the issuing transaction, once for each report."""
    guardians = Guardianship.objects.on(report.day).filter(student=report.student).values_list("guardian", flat=True)
    return Notice.objects.bulk_create(
        [
            Notice(district=report.district, recipient_id=guardian, kind=Notice.Kind.REPORT, report=report)
            for guardian in sorted(set(guardians))
        ],
        ignore_conflicts=True,
    )


def read_notices(*, report: ProgressReport, reader: User, now: datetime) -> None:
    """Note that the recipient has opened the report. One query."""
    Notice.objects.filter(report=report, recipient=reader, read_at__isnull=True).update(read_at=now)


def send_notices(*, now: datetime) -> int:
    """Mail the notices that are due to people who have an address; returns how many were sent.

    Each is claimed before it is sent (a second sender finds it taken) and tried again later where sending fails. The
    mail names no child and no result: it says that something is there to read.
    """
    due = Notice.objects.filter(sent_at__isnull=True).filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
    with_address = due.exclude(recipient__email="").filter(recipient__is_active=True)
    return sum(_send(pk, now) for pk in list(with_address.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]))


def _send(pk: int, now: datetime) -> bool:
    notice = _claimed(pk, now)
    if notice is None:
        return False
    try:
        _mail(notice)
    except OSError as error:
        Notice.objects.filter(pk=pk).update(last_error=type(error).__name__)
        return False
    Notice.objects.filter(pk=pk).update(sent_at=now, last_error="")
    return True


@transaction.atomic
def _claimed(pk: int, now: datetime) -> Notice | None:
    """Take the notice for this sender: until ``not_before`` nobody else sends it."""
    notice = Notice.objects.select_for_update().filter(pk=pk, sent_at__isnull=True).first()
    if notice is None or (notice.not_before and notice.not_before > now):
        return None
    notice.attempts += 1
    notice.not_before = now + min(FIRST_WAIT * 2 ** (notice.attempts - 1), LONGEST_WAIT)
    notice.save(update_fields=["attempts", "not_before"])
    return notice


def _mail(notice: Notice) -> None:
    with override(notice.recipient.language):
        text = _("A new progress report is ready for you to read.\n\n%(link)s\n\nYou may have to sign in.")
        send_mail(
            subject=_("A new progress report is ready"),
            message=text % {"link": f"{settings.PUBLIC_URL}/reports/{notice.report_id}/"},
            from_email=None,
            recipient_list=[notice.recipient.email],
        )
