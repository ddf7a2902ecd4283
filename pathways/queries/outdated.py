"""Whether a preview still says what publishing would do; where it does not, everything that has moved since."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet, Sum

from competencies.models import ContinuumVersion, PolicyVersion
from competencies.queries import NoContinuum
from competencies.queries.draft_stamp import draft_stamp
from pathways.models import LearnerState, Preview
from pathways.queries.sides import DRAFT, IN_FORCE, NoSuchSideError, Side, policy_versions, side_of, version_in_force
from pathways.queries.staleness import local_day
from pathways.rules.judge import ENGINE
from people.models import District, Enrollment

EVIDENCE, DAY, RULE, CONTINUUM, DRAFT_CHANGED, DRAFT_GONE, PUBLISHED, ENGINE_CHANGED = (
    "evidence", "day", "rule", "continuum", "draft_changed", "draft_gone", "published", "engine",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that is no longer as it was when the preview was worked out.

    ``count`` is the number of students with something new, 0 where only their sum is known; ``day`` the day the
    preview was judged as of; ``number`` the version that is in force now, or that the draft was published as.
    """

    what: str
    count: int = 0
    day: date | None = None
    number: int = 0


def learners_of(preview: Preview) -> QuerySet[LearnerState]:
    """Return the learners a preview is about: those of its section, its school, or the whole district."""
    found = LearnerState.objects.filter(district=preview.district_id)
    if preview.section_id is None and preview.school_id is None:
        return found
    seats = Enrollment.objects.on(preview.as_of).filter(district=preview.district_id)
    if preview.section_id is not None:
        seats = seats.filter(section=preview.section_id)
    else:
        seats = seats.filter(section__school=preview.school_id)
    return found.filter(student__in=seats.values("student"))


def ledger_sum(learners: QuerySet[LearnerState]) -> int:
    """Return one figure that rises with everything recorded or decided about these learners. One query."""
    return learners.aggregate(total=Sum("version"))["total"] or 0


def fingerprint_of(preview: Preview) -> str:
    """Return what tells this question from any other, as it is asked now. One query."""
    asked = {
        "kind": preview.kind,
        "sides": [preview.before, preview.after],
        "about": [preview.school_id, preview.section_id],
        "day": preview.as_of.isoformat(),
        "ledger": ledger_sum(learners_of(preview)),
        "engine": ENGINE,
    }
    return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def moved_since(preview: Preview) -> tuple[Moved, ...]:
    """Return what has moved since the preview was worked out; nothing where it still holds.

    About six queries, one for each kind of row more where it is about a draft of the continuum. The preview comes
    with its district.
    """
    if preview.begun_at is None:
        return ()
    published = _published(preview)
    if published:
        return published
    return (*_ledger(preview), *_day(preview), *_expectations(preview), *_draft(preview), *_engine(preview))


def _published(preview: Preview) -> tuple[Moved, ...]:
    """The draft it is about has been published meanwhile: then nothing else about it matters."""
    version: PolicyVersion | ContinuumVersion | None = preview.policy_version or preview.continuum_version
    if version is not None and version.state == version.State.PUBLISHED:
        return (Moved(PUBLISHED, number=version.number),)
    return ()


def _ledger(preview: Preview) -> Iterable[Moved]:
    learners = learners_of(preview)
    if ledger_sum(learners) != preview.ledger:
        yield Moved(EVIDENCE, count=learners.filter(changed_at__gte=preview.begun_at).count())


def _day(preview: Preview) -> Iterable[Moved]:
    if preview.as_of != local_day(preview.district):
        yield Moved(DAY, day=preview.as_of)


def _expectations(preview: Preview) -> Iterable[Moved]:
    """Another rule, or another version of the continuum, is in force than the one the preview begins with.

    A comparison of two rules of which neither is in force still reads the continuum in force on both sides.
    """
    for side in (preview.before, preview.after):
        if side["from"] == IN_FORCE:
            now = _in_force(preview.district)
            if now is None or now["policy_version"] != side["policy_version"]:
                yield Moved(RULE, number=now["number"] if now else 0)
    if _continuum_in_force(preview.district) != _published_side(preview)["continuum"]:
        yield Moved(CONTINUUM)


def _continuum_in_force(district: District) -> int | None:
    try:
        return version_in_force(district).pk
    except NoContinuum:
        return None


def _in_force(district: District) -> Side | None:
    try:
        return side_of(district, IN_FORCE)
    except (NoSuchSideError, NoContinuum):
        return None


def _published_side(preview: Preview) -> Side:
    """The side whose continuum was in force: never the one with a draft of it."""
    side: Side = preview.before if preview.after["stamp"] else preview.after
    return side


def _draft(preview: Preview) -> Iterable[Moved]:
    for side in (preview.before, preview.after):
        if side["from"] == DRAFT:
            now = policy_versions(preview.district).filter(pk=side["policy_version"]).values_list("value", flat=True)
            value = now.first()
            if value is None:
                yield Moved(DRAFT_GONE)
            elif value != side["policy"]:
                yield Moved(DRAFT_CHANGED)
    version, stamp = preview.continuum_version, preview.after["stamp"]
    if version is not None and stamp and draft_stamp(version.continuum) != stamp:
        yield Moved(DRAFT_CHANGED)


def _engine(preview: Preview) -> Iterable[Moved]:
    if preview.engine != ENGINE:
        yield Moved(ENGINE_CHANGED)
