"""Publication: the draft becomes what everyone works by, all at once, and every learner is judged anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from competencies.actions.rows import ChangedMeanwhileError, locked_draft
from competencies.models import Continuum, ContinuumVersion, Expectations, MasteryPolicy, PolicyVersion
from competencies.queries.draft_stamp import draft_stamp
from competencies.queries.policies import policy_state
from competencies.queries.policy_ground import ground_of, rule_problems
from competencies.queries.readiness import Obstacle, draft_differs, obstacles
from competencies.rules.policy import Policy
from competencies.rules.policy_json import read_policy, write_policy
from competencies.rules.refusals import RefusedError
from competencies.signals import expectations_changed
from people.models import User


class NotReadyError(Exception):
    """The draft cannot be published yet; ``obstacles`` names everything there is to mend."""

    def __init__(self, found: tuple[Obstacle, ...]) -> None:
        super().__init__("; ".join(str(one) for one in found))
        self.obstacles = found


class NothingToPublishError(Exception):
    """The draft says what is published already."""


class NeedsPreviewError(Exception):
    """People are judged by what is published already, so a change of it is published from its preview."""


@transaction.atomic
def publish_first_continuum(*, continuum: Continuum, by: User, seen: str, note: str = "") -> ContinuumVersion:
    """Publish the first version, which nobody has been judged by: the one publication without a preview.

    Work is recorded under a published version, so before the first one there is none that could be judged otherwise.
    ``seen`` is the ``draft_stamp`` that the page showed. Raises ``NeedsPreviewError`` for any later version,
    ``ChangedMeanwhileError`` where the draft says something else than was seen, and what ``publish_continuum`` raises.
    The caller has checked permission.
    """
    continuum = locked_draft(continuum.district_id)
    if continuum.published and draft_differs(continuum):
        raise NeedsPreviewError
    if not continuum.published and draft_stamp(continuum) != seen:
        raise ChangedMeanwhileError(_("The draft has been edited since you opened this page."))
    return publish_continuum(continuum=continuum, by=by, note=note)


@transaction.atomic
def publish_continuum(*, continuum: Continuum, by: User | None, note: str = "") -> ContinuumVersion:
    """Publish the draft whole and begin the next one. Returns the version now in force.

    People publish a change through ``pathways.actions.publishing``, which compares it with its preview, and the first
    version through ``publish_first_continuum``.

    Moves one pointer, so it is as fast for a large continuum as for a small one; the check before it costs about
    twenty queries. Raises the district's expectations version and sends ``expectations_changed`` in the same
    transaction. Raises ``NotReadyError`` naming what to mend, ``NothingToPublishError`` when the draft changes nothing
    (so that a second click publishes nothing), ``RefusedError`` naming a note that is too long. The caller has checked
    permission.
    """
    _refuse_long(ContinuumVersion, note)
    continuum = locked_draft(continuum.district_id)
    if not draft_differs(continuum):
        raise NothingToPublishError(_("Nothing has changed since the last publication."))
    if found := obstacles(continuum):
        raise NotReadyError(found)
    version = ContinuumVersion.objects.get(continuum=continuum, number=continuum.draft)
    version.state = ContinuumVersion.State.PUBLISHED
    version.note = note
    version.published_at = timezone.now()
    version.published_by = by
    version.save()
    continuum.published = version.number
    continuum.save(update_fields=["published"])
    ContinuumVersion.objects.create(district_id=continuum.district_id, continuum=continuum, number=continuum.draft)
    raise_expectations(continuum.district_id)
    return version


@transaction.atomic
def draft_policy(
    *,
    policy: MasteryPolicy,
    value: Mapping[str, Any],
    by: User | None = None,
    note: str | None = None,
    seen: str | None = None,
) -> PolicyVersion:
    """Keep ``value`` as the policy's draft version (one at a time). Returns the draft. About four queries.

    Give ``seen``, the ``policy_state`` a form showed, to refuse a save over somebody else's; the same save twice is
    one save. A ``note`` left out keeps the one there is. The caller has checked permission.
    Raises ``competencies.rules.refusals.RefusedError`` naming the field that cannot be read, ``ChangedMeanwhileError``.
    """
    words = write_policy(read_policy(value))
    _refuse_long(PolicyVersion, note or "")
    policy = MasteryPolicy.objects.select_for_update().get(pk=policy.pk)
    last = policy.versions.order_by("-number").first()
    draft = last if last and last.state == PolicyVersion.State.DRAFT else None
    if draft and draft.value == words and note in (None, draft.note):
        return draft
    if seen is not None and seen != policy_state(last):
        raise ChangedMeanwhileError(_("Someone else changed this while you were editing. Look again before you save."))
    number = last.number + 1 if last else 1
    version = draft or PolicyVersion(district_id=policy.district_id, policy=policy, number=number)
    version.value, version.edited_by = words, by
    version.note = version.note if note is None else note
    version.save()
    return version


@transaction.atomic
def publish_policy(*, policy: MasteryPolicy, by: User | None) -> PolicyVersion:
    """Publish the policy's draft version. Returns it. About six queries.

    The district's default policy raises the expectations version, so that every learner is judged anew.
    Raises ``NothingToPublishError`` when there is no draft or it says what is in force, ``NotReadyError`` where it
    makes no sense on a scale. The caller has checked permission.
    """
    policy = MasteryPolicy.objects.select_for_update().get(pk=policy.pk)
    version = policy.versions.filter(state=PolicyVersion.State.DRAFT).first()
    if version is None or read_policy(version.value) == _in_force(policy):
        raise NothingToPublishError(_("This policy has no draft to publish."))
    _refuse_nonsense(version)
    version.state = PolicyVersion.State.PUBLISHED
    version.published_at = timezone.now()
    version.published_by = by
    version.save()
    if policy.is_default:
        raise_expectations(policy.district_id)
    return version


def _refuse_long(model: type[ContinuumVersion | PolicyVersion], note: str) -> None:
    """SQLite would keep a note of any length and PostgreSQL break off, so it is refused before either sees it."""
    most = model._meta.get_field("note").max_length
    if most is not None and len(note) > most:
        said = {"most": most, "length": len(note)}
        raise RefusedError("note", _("At most %(most)s characters; this has %(length)s.") % said)


def _in_force(policy: MasteryPolicy) -> Policy | None:
    last = policy.versions.filter(state=PolicyVersion.State.PUBLISHED).order_by("-number").first()
    return read_policy(last.value) if last else None


def _refuse_nonsense(version: PolicyVersion) -> None:
    """A scale may have changed since the rule was drafted, so its form is not asked again but the scales are."""
    continuum = Continuum.objects.filter(district=version.district_id).first()
    if continuum is None:
        return
    ground = ground_of(continuum)
    problems = rule_problems(read_policy(version.value), (*ground.published, *ground.drafted))
    if problems:
        raise NotReadyError(tuple(Obstacle(_("Mastery rule"), one) for one in dict.fromkeys(problems)))


def raise_expectations(district_id: int) -> int:
    """Raise the district's expectations version inside the caller's transaction and say so. Returns the new version."""
    Expectations.objects.get_or_create(district_id=district_id, defaults={"version": 0})
    row = Expectations.objects.select_for_update().get(district_id=district_id)
    row.version += 1
    row.save()
    expectations_changed.send(sender=Continuum, district_id=district_id, version=row.version)
    return row.version
