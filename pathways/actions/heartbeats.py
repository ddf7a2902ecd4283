"""What workers say of themselves: that they are alive, and that they go."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pathways.models import WorkerHeartbeat

FORGOTTEN_AFTER = timedelta(days=1)


def say_alive(*, worker: str, refused: int = 0) -> None:
    """Write down that a worker is alive now. One query; a new worker also clears away those long gone."""
    now = timezone.now()
    if WorkerHeartbeat.objects.filter(worker=worker).update(seen_at=now, refused=refused):
        return
    WorkerHeartbeat.objects.bulk_create([WorkerHeartbeat(worker=worker, seen_at=now)], ignore_conflicts=True)
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def say_goodbye(*, worker: str) -> None:
    """Take back the heartbeat of a worker that ends in good order, so that it is not missed."""
    WorkerHeartbeat.objects.filter(worker=worker).delete()
