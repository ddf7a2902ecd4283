"""What pathways does when the ledger or the expectations below it change, and when a worker starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from celery.signals import task_unknown, worker_ready, worker_shutting_down
from django.db import transaction
from django.dispatch import receiver

from assessments.signals import evidence_changed
from competencies.signals import expectations_changed
from pathways.actions.marking import mark_stale
from pathways.adapters import watch
from pathways.adapters.doorbell import doorbell
from pathways.signals import preview_wanted


@receiver(evidence_changed)
def follow_the_ledger(district_id: int, student_ids: Sequence[int], bulk: bool = False, **_: Any) -> None:
    """Mark the learners stale with the evidence, and ring for them once it is committed: one message a batch."""
    mark_stale(district_id=district_id, student_ids=student_ids)
    transaction.on_commit(lambda: doorbell.ring_for(student_ids, bulk=bulk), robust=True)


@receiver(expectations_changed)
def follow_the_expectations(**_: Any) -> None:
    """Learners behind the new expectations are stale by comparison: nothing to write, only a sweep to wake."""
    transaction.on_commit(doorbell.ring_for_a_sweep, robust=True)


@receiver(preview_wanted)
def wake_for_a_preview(preview_id: int, **_: Any) -> None:
    """Ring for a preview once it is committed; where the message is lost, a worker's own watch finds the row."""
    transaction.on_commit(lambda: doorbell.ring_for_a_preview(preview_id), robust=True)


@worker_ready.connect
def begin_to_watch(sender: Any, **_: Any) -> None:
    """Every worker says that it is alive, and sweeps by itself: no message has to arrive for that."""
    watch.start(str(sender.hostname))


@worker_shutting_down.connect
def end_watching(**_: Any) -> None:
    """A worker that is asked to stop starts no further sweep."""
    watch.stop()


@task_unknown.connect
def count_the_unknown(**_: Any) -> None:
    """A message for a task nobody has is counted, where operators see it; Celery has set it aside by now."""
    watch.count_refused()
