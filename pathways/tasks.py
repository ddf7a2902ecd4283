"""What workers are woken for: ids in, one domain call each; everything a message says may be lost or come twice."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from pathways.actions.delivering import deliver_effects
from pathways.actions.glancing import glance
from pathways.actions.previewing import forget_old_previews
from pathways.actions.recomputing import recompute_all
from pathways.actions.sweeping import sweep as sweep_what_is_stale
from pathways.actions.working_out import work_on

AUDITED_AT_ONCE = 5000


@shared_task(name="pathways.recompute")
def recompute(student_ids: Any = (), **_: Any) -> None:
    """Bring some learners up to date, with care where this message has killed a worker before."""
    careful = bool((recompute.request.delivery_info or {}).get("redelivered"))
    report = recompute_all(student_ids=student_ids if isinstance(student_ids, list) else [], careful=careful)
    if report.effects:
        deliver_effects()
    if report.moved:
        recompute.apply_async(kwargs={"student_ids": report.moved}, retry=False)


@shared_task(name="pathways.sweep")
def sweep(**_: Any) -> None:
    """Bring whatever is stale up to date; rings again where the time was too short for all of it."""
    if sweep_what_is_stale().more:
        sweep.apply_async(retry=False)


@shared_task(name="pathways.preview")
def preview(preview_id: Any = 0, **_: Any) -> None:
    """Work a preview out for a while; rings again where some of it is left."""
    if isinstance(preview_id, int) and work_on(preview_id=preview_id):
        preview.apply_async(kwargs={"preview_id": preview_id}, retry=False)


@shared_task(name="pathways.forget_previews")
def forget_previews(**_: Any) -> None:
    """Remove previews and comparisons that nobody will look at again."""
    forget_old_previews()


@shared_task(name="pathways.audit")
def nightly_audit(after: Any = 0, **_: Any) -> None:
    """Compare and repair some learners, then ring for the next ones: no task takes longer than a message is kept."""
    night, start = timezone.now().toordinal(), after if isinstance(after, int) else 0
    result = glance(repair=True, night=night, after=start, most=AUDITED_AT_ONCE)
    if result.learners:
        nightly_audit.apply_async(kwargs={"after": result.last}, retry=False)
