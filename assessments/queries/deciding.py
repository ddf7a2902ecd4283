"""What people decided about one student and one competency, for the screen that lists it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q

from assessments.access import Charge
from assessments.models import Action, AdaptedExpectation, Evidence, EvidenceNote, Mark, Override
from assessments.queries.chains import chains_of
from competencies.queries.versions import published_since
from people.models import District


@dataclass(frozen=True, slots=True)
class Reversal:
    """Who took a decision back, when, and why (empty where the reader is not told)."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One decision as the reader may see it, of the kind "override", "exemption" or "adapted"."""

    kind: str
    id: int
    by: str
    at: datetime
    starts: date
    ends: date | None
    reason: str
    level: Decimal | None
    standard_id: int | None
    descriptor: str
    taken_back: Reversal | None
    may_take_back: bool

    def holds_on(self, day: date) -> bool:
        """Tell whether it stands and was made for this day."""
        return self.taken_back is None and self.starts <= day and (self.ends is None or day <= self.ends)


def decisions_about(student_id: int, competency_id: int, *, charge: Charge) -> tuple[Listed, ...]:
    """Return every decision about a student and a competency, the one made last first. At most five queries.

    ``charge`` is the reader's, from ``access.charge``: reasons, and adapted expectations at all, are confided to the
    family, the teachers of the domain and those who lead. The caller has checked that the reader may read the student.
    """
    found = [*_overrides(student_id, competency_id, charge), *_exemptions(student_id, competency_id, charge)]
    if charge.confided:
        found += _adapted(student_id, competency_id, charge)
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))


def decision(row: Override | AdaptedExpectation, *, charge: Charge) -> Listed:
    """Return one decision that came from ``access`` as the reader may see it. No query."""
    if isinstance(row, Override):
        return _listed("override", row, charge, level=row.level)
    return _listed("adapted", row, charge, standard_id=row.standard_id, descriptor=row.descriptor)


def map_begins(district: District) -> date | None:
    """Return the day on which the district's first map was published, where it is; None before. One query."""
    moment = published_since(district.pk)
    return moment.astimezone(ZoneInfo(district.time_zone)).date() if moment else None


def same_override(row: Override) -> Override | None:
    """Return the override that stands and says what this one would, by the same person, or None. One query."""
    said = {"student": row.student_id, "competency": row.competency_id, "made_by": row.made_by_id}
    days = {"starts": row.starts, "ends": row.ends}
    standing = Override.objects.filter(reverses=None, reversed_by=None)
    return standing.filter(**said, **days, level=row.level).order_by("-pk").first()


def adapted_in_force(
    student_id: int, competency_ids: Collection[int], day: date, *, known_at: datetime | None = None
) -> list[AdaptedExpectation]:
    """Return what a student is to show instead of published descriptors on a day, as known at a moment. One query.

    The caller tells them only to those they are confided to (``Charge.confided``).
    """
    rows = AdaptedExpectation.objects.filter(student=student_id, competency__in=competency_ids, reverses=None)
    rows = rows.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)
    if known_at is None:
        rows = rows.filter(reversed_by=None)
    else:
        rows = rows.filter(Q(reversed_by=None) | Q(reversed_by__made_at__gt=known_at), made_at__lte=known_at)
    return list(rows.order_by("made_at", "pk"))


def exempt_standards(student_id: int, competency_id: int, *, besides: str = "") -> frozenset[int]:
    """Return the standards a student is exempt from, rows of one key left out. Two queries."""
    rows = [row for row in _exempting(student_id, competency_id) if not (besides and row.key.startswith(f"{besides}:"))]
    chains = chains_of(rows)
    return frozenset(row.standard_id for row in rows if chains.standing(row.pk) == row.pk)


def exempted_by_form(student_id: int, competency_id: int, *, author_id: int, key: str) -> dict[int, bool]:
    """Return the standards somebody exempted a student from under one key, and which still stand. Two queries."""
    found = _exempting(student_id, competency_id)
    rows = [row for row in found if row.author_id == author_id and row.key.startswith(f"{key}:")]
    chains = chains_of(rows)
    return {row.standard_id: chains.standing(row.pk) == row.pk for row in rows}


def _exempting(student_id: int, competency_id: int) -> Sequence[Evidence]:
    rows = Evidence.objects.filter(student=student_id, competency=competency_id, mark=Mark.EXEMPT)
    return list(rows.exclude(action=Action.VOID).select_related("author"))


def _overrides(student_id: int, competency_id: int, charge: Charge) -> list[Listed]:
    rows = Override.objects.filter(student=student_id, competency=competency_id, reverses=None)
    return [decision(row, charge=charge) for row in rows.select_related("made_by", "reversed_by__made_by")]


def _adapted(student_id: int, competency_id: int, charge: Charge) -> list[Listed]:
    rows = AdaptedExpectation.objects.filter(student=student_id, competency=competency_id, reverses=None)
    return [decision(row, charge=charge) for row in rows.select_related("made_by", "reversed_by__made_by")]


def _listed(
    kind: str,
    row: Override | AdaptedExpectation,
    charge: Charge,
    *,
    level: Decimal | None = None,
    standard_id: int | None = None,
    descriptor: str = "",
) -> Listed:
    back = getattr(row, "reversed_by", None)
    reversal = None
    if back is not None:
        reversal = Reversal(back.made_by.get_short_name(), back.made_at, back.reason if charge.confided else "")
    return Listed(
        kind=kind,
        id=row.pk,
        by=row.made_by.get_short_name(),
        at=row.made_at,
        starts=row.starts,
        ends=row.ends,
        reason=row.reason if charge.confided else "",
        level=level,
        standard_id=standard_id,
        descriptor=descriptor,
        taken_back=reversal,
        may_take_back=reversal is None and charge.may_take_back(row.made_by_id),
    )


def _exemptions(student_id: int, competency_id: int, charge: Charge) -> list[Listed]:
    rows = _exempting(student_id, competency_id)
    after = {
        row.refers_to_id: row
        for row in Evidence.objects.filter(refers_to__in=[row.pk for row in rows]).select_related("author")
    }
    told = [row.pk for row in (*rows, *after.values())] if charge.confided else []
    reasons = dict(
        EvidenceNote.objects.filter(evidence__in=told, purpose=EvidenceNote.Purpose.REASON).values_list(
            "evidence_id", "text"
        )
    )
    return [_exemption(row, after.get(row.pk), reasons, charge) for row in rows]


def _exemption(row: Evidence, after: Evidence | None, reasons: Mapping[int, str], charge: Charge) -> Listed:
    reversal = None
    if after is not None:
        reversal = Reversal(after.author.get_short_name(), after.recorded_at, reasons.get(after.pk, ""))
    return Listed(
        kind="exemption",
        id=row.pk,
        by=row.author.get_short_name(),
        at=row.recorded_at,
        starts=row.on,
        ends=None,
        reason=reasons.get(row.pk, ""),
        level=None,
        standard_id=row.standard_id,
        descriptor="",
        taken_back=reversal,
        may_take_back=reversal is None and charge.may_exempt,
    )
