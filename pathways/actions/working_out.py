"""Working a preview out: portion by portion, each one short guarded write, so that a killed worker costs one portion.

A worker takes a preview by writing its own name on it. Whoever finds one that nobody has been heard of for a while
takes it up where the last portion ended; the first worker, should it still live, finds another name there and stops.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from pathways.actions.many_rows import write_many
from pathways.models import Preview, PreviewRow
from pathways.queries.expecting import Expected
from pathways.queries.impact import Change, compare
from pathways.queries.outdated import learners_of, ledger_sum
from pathways.queries.pairing import paired
from pathways.queries.previews import schools_of, students_with_evidence, to_be_worked_out
from pathways.queries.sides import DraftMovedError, expected_on
from pathways.queries.staleness import local_day
from pathways.rules.judge import ENGINE
from pathways.rules.reshaped import Reshaped, reshaped
from pathways.rules.restructured import restructured
from pathways.signals import preview_portion

# So long is one message or one turn of a worker's watch busy with a preview before it lets others have their turn.
TURN_SECONDS = 12.0
# A portion grows while it is quickly done and shrinks where it takes long: a page shows progress every few seconds.
FIRST_PORTION, LARGEST_PORTION, SMALLEST_PORTION = 100, 20_000, 10
QUICK_SECONDS, LONG_SECONDS = 1.0, 4.0
# So many workers may end over the same portion before the preview is given up.
MOST_ATTEMPTS = 3
ENDED, DRAFT_MOVED = "process ended", "draft moved"
# The columns of a row, in the order in which they are written.
ROW = (
    "district_id",
    "preview_id",
    "student_id",
    "competency_id",
    "school_id",
    "direction",
    "before_status",
    "before_level",
    "after_status",
    "after_level",
    "reason",
    "detail",
)
log = structlog.get_logger(__name__)


class _Lost(Exception):
    """Somebody else has taken the preview over."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A preview in hand."""

    preview: Preview
    holder: str
    before: Expected
    after: Expected
    shape: Reshaped


def work_on(*, preview_id: int, seconds: float = TURN_SECONDS) -> bool:
    """Work a preview out for a while; tells whether some of it is left. Harmless where another worker has it.

    A fault is noted on the preview; only a database that cannot be reached raises.
    """
    holder = uuid4().hex
    if not _taken(preview_id, holder):
        return False
    try:
        return _worked(preview_id, holder, time.monotonic() + seconds)
    except _Lost:
        return False
    except DraftMovedError:
        _give_up(preview_id, holder, DRAFT_MOVED)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever is wrong with one preview, the others go on
        log.error("preview_failed", preview_id=preview_id, kind=type(error).__name__, exc_info=error)
        _give_up(preview_id, holder, type(error).__name__)
    return False


def work_on_waiting(*, seconds: float = TURN_SECONDS) -> int:
    """Work out what waits or was left by a worker that died, oldest first. Returns how many were taken up.

    One query where nothing waits.
    """
    deadline = time.monotonic() + seconds
    found = list(to_be_worked_out(now=timezone.now()).values_list("pk", flat=True)[:20])
    for done, preview_id in enumerate(found):
        left = deadline - time.monotonic()
        if left <= 0:
            return done
        work_on(preview_id=preview_id, seconds=left)
    return len(found)


def _taken(preview_id: int, holder: str) -> bool:
    now = timezone.now()
    free = to_be_worked_out(now=now).filter(pk=preview_id)
    if not free.update(state=Preview.State.RUNNING, holder=holder, beaten_at=now, attempts=F("attempts") + 1):
        return False
    attempts = Preview.objects.values_list("attempts", flat=True).get(pk=preview_id)
    if attempts > MOST_ATTEMPTS:
        _give_up(preview_id, holder, ENDED)
        return False
    return True


def _worked(preview_id: int, holder: str, deadline: float) -> bool:
    preview = Preview.objects.select_related("district").get(pk=preview_id)
    if preview.begun_at is None:
        _begin(preview, holder)
    before, after = expected_on(preview.before), expected_on(preview.after)
    task = _Task(preview, holder, before, after, reshaped(before.continuum, after.continuum))
    if preview.kind == Preview.Kind.CONTINUUM and not preview.reached:
        _keep(preview, holder, structure=_structure(task))
    size = FIRST_PORTION
    while ids := _next_ids(preview, size):
        began = time.monotonic()
        _portion(task, ids)
        size = _sized(size, time.monotonic() - began)
        if time.monotonic() > deadline:
            _keep(preview, holder, beaten_at=None, holder="")
            return True
    _keep(preview, holder, state=Preview.State.DONE, finished_at=timezone.now(), holder="")
    return False


def _begin(preview: Preview, holder: str) -> None:
    """Note the moment, the day and the ledger's sum before anything is read: what comes later is noticed."""
    as_of = preview.as_of = local_day(preview.district)
    learners = learners_of(preview)
    noted = {"as_of": as_of, "begun_at": timezone.now(), "ledger": ledger_sum(learners), "engine": ENGINE}
    _keep(preview, holder, students=learners.count(), **noted)


def _next_ids(preview: Preview, size: int) -> list[int]:
    waiting = learners_of(preview).filter(pk__gt=preview.reached).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:size])


def _sized(size: int, seconds: float) -> int:
    if seconds < QUICK_SECONDS:
        return min(2 * size, LARGEST_PORTION)
    return max(size // 2, SMALLEST_PORTION) if seconds > LONG_SECONDS else size


def _portion(task: _Task, ids: Sequence[int]) -> None:
    """Compare some students and write what changes for them, with how far that is, or nothing at all."""
    preview = task.preview
    beside = frozenset(task.shape.unit)
    found = compare(preview.district, task.before, task.after, as_of=preview.as_of, student_ids=ids, beside=beside)
    preview_portion.send(sender=Preview, preview_id=preview.pk, reached=preview.reached)
    schools = schools_of({change.student_id for change in found.changes}, on=preview.as_of)
    with transaction.atomic():
        _keep(
            preview,
            task.holder,
            reached=ids[-1],
            students_done=F("students_done") + len(ids),
            students=Greatest(F("students"), F("students_done") + len(ids)),
            judged=F("judged") + found.judged,
            fell_back=F("fell_back") + found.fell_back,
            unchanged=dict(Counter(preview.unchanged) + found.unchanged),
            beaten_at=timezone.now(),
            attempts=0,
        )
        changes = paired(found.changes, found.stays, task.shape)
        write_rows([_row(preview, one, schools) for one in changes])
    preview.reached = ids[-1]
    preview.unchanged = dict(Counter(preview.unchanged) + found.unchanged)


def write_rows(rows: Iterable[Sequence[Any]]) -> None:
    """Write changes of a preview, in the caller's transaction; each row has the values of ``ROW`` in that order."""
    write_many(PreviewRow, ROW, rows)


def _row(preview: Preview, one: Change, schools: Mapping[int, int]) -> Sequence[Any]:
    return (
        preview.district_id,
        preview.pk,
        one.student_id,
        one.competency_id,
        schools.get(one.student_id),
        one.direction,
        one.before_status,
        one.before_level,
        one.after_status,
        one.after_level,
        one.reason,
        one.detail,
    )


def _structure(task: _Task) -> list[dict[str, Any]]:
    before, after = task.before.continuum, task.after.continuum
    if before is None or after is None:
        return []
    students = students_with_evidence(task.preview.district_id)
    return [asdict(one) for one in restructured(before, after, students)]


def _keep(preview: Preview, mine_as: str, /, **noted: Any) -> None:
    """Write on the preview while it is this worker's. Raises ``_Lost`` where it is not any more."""
    mine = Preview.objects.filter(pk=preview.pk, holder=mine_as, state=Preview.State.RUNNING, reached=preview.reached)
    if not mine.update(**noted):
        raise _Lost


def _give_up(preview_id: int, holder: str, why: str) -> None:
    mine = Preview.objects.filter(pk=preview_id, holder=holder)
    mine.update(state=Preview.State.FAILED, last_error=why, holder="", beaten_at=None)
