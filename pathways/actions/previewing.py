"""Asking for a preview: a row that says what is to be compared; a worker works it out (``working_out``)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from competencies.models import Continuum
from pathways.models import Preview
from pathways.queries.outdated import fingerprint_of
from pathways.queries.sides import DRAFT, IN_FORCE, Side, side_of, with_draft_continuum
from pathways.queries.staleness import local_day
from pathways.signals import preview_wanted
from people.models import District, School, Section, User

LAB_KEPT = timedelta(days=14)
UNPUBLISHED_KEPT = timedelta(days=90)


class NoDraftError(Exception):
    """There is no draft to preview."""


def preview_policy(*, district: District, by: User) -> Preview:
    """Ask what publishing the draft of the rule would do. Returns the preview, the same one for the same question.

    Raises ``pathways.queries.sides.NoSuchSideError`` where there is no draft. The caller has checked permission.
    """
    before, after = side_of(district, IN_FORCE), side_of(district, DRAFT)
    asked = Preview(kind=Preview.Kind.POLICY, policy_version_id=after["policy_version"])
    return _asked(asked, district, before, after, by=by)


def preview_continuum(*, continuum: Continuum, by: User) -> Preview:
    """Ask what publishing the draft of the continuum would do. Returns the preview, the same for the same question.

    Raises ``NoSuchSideError`` or ``NoContinuum`` before the first publication: then nobody has anything to lose.
    """
    before = side_of(continuum.district, IN_FORCE)
    after = with_draft_continuum(before, continuum)
    asked = Preview(kind=Preview.Kind.CONTINUUM, continuum_version_id=after["continuum"])
    return _asked(asked, continuum.district, before, after, by=by)


def compare_rules(
    *,
    district: District,
    before: str,
    after: str,
    by: User,
    school: School | None = None,
    section: Section | None = None,
) -> Preview:
    """Ask what two rules make of the same evidence (the policy lab). Raises ``NoSuchSideError``."""
    asked = Preview(kind=Preview.Kind.LAB, school=school, section=section)
    return _asked(asked, district, side_of(district, before), side_of(district, after), by=by)


def preview_again(*, preview: Preview, by: User) -> Preview:
    """Ask the same question about how things are now. Returns the new preview, or the same one where nothing moved.

    Raises ``NoSuchSideError`` where a draft is gone.
    """
    if preview.kind == Preview.Kind.POLICY:
        return preview_policy(district=preview.district, by=by)
    if preview.continuum_version is not None:
        return preview_continuum(continuum=preview.continuum_version.continuum, by=by)
    sides = [_choice(side) for side in (preview.before, preview.after)]
    return compare_rules(
        district=preview.district,
        before=sides[0],
        after=sides[1],
        by=by,
        school=preview.school,
        section=preview.section,
    )


def forget_old_previews() -> int:
    """Remove what nobody will look at again: labs after two weeks, previews never published after three months."""
    now = timezone.now()
    labs = Q(kind=Preview.Kind.LAB, made_at__lt=now - LAB_KEPT)
    others = Q(made_at__lt=now - UNPUBLISHED_KEPT, published_at__isnull=True)
    return Preview.objects.filter(labs | others).delete()[0]


def _choice(side: Side) -> str:
    name = {"version": side["number"], "preset": side["name"]}.get(side["from"])
    return side["from"] if name is None else f"{side['from']}:{name}"


@transaction.atomic
def _asked(asked: Preview, district: District, before: Side, after: Side, *, by: User) -> Preview:
    """Keep the question once: a second click, and the same question in another window, find the same row."""
    asked.district, asked.before, asked.after = district, before, after
    asked.as_of, asked.made_by = local_day(district), by
    asked.fingerprint = fingerprint_of(asked)
    Preview.objects.bulk_create([asked], ignore_conflicts=True)
    kept = Preview.objects.get(district=district, fingerprint=asked.fingerprint)
    if kept.state == Preview.State.FAILED:
        Preview.objects.filter(pk=kept.pk, state=Preview.State.FAILED).update(
            state=Preview.State.WAITING, attempts=0, last_error="", holder=""
        )
        kept.refresh_from_db()
    if kept.state == Preview.State.WAITING:
        preview_wanted.send(sender=Preview, preview_id=kept.pk)
    return kept
