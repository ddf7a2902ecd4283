"""Publishing what was previewed: what was seen is what is published, or nothing is."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from competencies.actions.publish import NothingToPublishError, NotReadyError, publish_continuum, publish_policy
from competencies.actions.rows import locked_draft
from competencies.models import Expectations, MasteryPolicy
from pathways.models import Preview
from pathways.queries.outdated import DRAFT_CHANGED, DRAFT_GONE, PUBLISHED, Moved, moved_since
from people.models import User

_RELATED = ("district", "policy_version", "continuum_version__continuum")
# Whoever publishes "anyway" accepts newer evidence and a newer day, never a text or a rule that they have not seen.
NEVER_ANYWAY = frozenset({PUBLISHED, DRAFT_CHANGED, DRAFT_GONE})


class NotPublishableError(Exception):
    """This is nothing one can publish: it compares two rules, or it has not been worked out."""


class ToBeMendedError(Exception):
    """The draft has something to mend before it can be published; the page of publishing names it."""


class OutOfDateError(Exception):
    """The preview does not say any more what publishing would do; ``moved`` says why."""

    def __init__(self, moved: tuple[Moved, ...]) -> None:
        super().__init__(", ".join(one.what for one in moved))
        self.moved = moved


class AlreadyPublishedError(Exception):
    """The draft has been published; ``number`` is its version."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


@transaction.atomic
def publish_previewed(*, preview: Preview, by: User, note: str = "", anyway: bool = False) -> int:
    """Publish the draft that a preview is about. Returns the number of the version now in force.

    The draft is locked before it is compared with what was previewed, so that nothing comes between. About ten
    queries for a rule, two for each kind of row more for a continuum. ``anyway`` publishes although evidence, the
    day, the engine or what is in force have moved, never a draft that says something else than was previewed.

    Raises ``NotPublishableError`` (also where the draft says nothing new), ``AlreadyPublishedError``,
    ``OutOfDateError`` and ``ToBeMendedError``. The caller has checked permission.
    """
    if preview.kind == Preview.Kind.LAB or preview.state != Preview.State.DONE:
        raise NotPublishableError
    policy = _lock(preview)
    _check(preview, anyway=anyway)
    try:
        number = _published(preview, policy, by, note)
    except NothingToPublishError as error:
        raise NotPublishableError from error
    except NotReadyError as error:
        raise ToBeMendedError from error
    Preview.objects.filter(pk=preview.pk).update(published_at=timezone.now())
    return number


def _published(preview: Preview, policy: MasteryPolicy | None, by: User, note: str) -> int:
    if policy is not None:
        return publish_policy(policy=policy, by=by).number
    return publish_continuum(continuum=locked_draft(preview.district_id), by=by, note=note).number


def _lock(preview: Preview) -> MasteryPolicy | None:
    """Hold the draft, then what is expected, in the order in which every publication takes them."""
    policy = None
    if preview.kind == Preview.Kind.POLICY:
        policy = MasteryPolicy.objects.select_for_update().get(district=preview.district_id, is_default=True)
    else:
        locked_draft(preview.district_id)
    Expectations.objects.select_for_update().filter(district=preview.district_id).first()
    return policy


def _check(preview: Preview, *, anyway: bool) -> None:
    moved = moved_since(Preview.objects.select_related(*_RELATED).get(pk=preview.pk))
    for one in moved:
        if one.what == PUBLISHED:
            raise AlreadyPublishedError(one.number)
    refused = tuple(one for one in moved if not anyway or one.what in NEVER_ANYWAY)
    if refused:
        raise OutOfDateError(refused)
