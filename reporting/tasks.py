"""What workers do for reports, at the ring of a bell."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reporting.actions.noticing import send_notices


@shared_task
def deliver_notices(**_: object) -> None:
    """Mail the notices that are due."""
    send_notices(now=timezone.now())
