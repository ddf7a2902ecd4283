"""What people decide beside the evidence: overrides, exemptions, adapted expectations, and taking them back.

A decision is a row that never changes. It is written with the marking of the learner as stale, in one transaction and
by the same signal as evidence; taking it back is a further row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar, cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import access
from assessments.actions.record import record_evidence
from assessments.actions.writing import KeyConflict, NotYours, Recorded, Refused
from assessments.models import AdaptedExpectation, Evidence, Mark, Override
from assessments.queries.deciding import exempt_standards, exempted_by_form, map_begins, same_override
from assessments.rules import Entry, Problem, RowProblem
from assessments.rules.deciding import (
    Deciding,
    adapted_problems,
    exemption_problems,
    override_problems,
    reversal_problems,
)
from assessments.rules.text import tidy
from assessments.signals import evidence_changed
from competencies.queries import published_map
from competencies.rules.continuum import CompetencyView
from people.models import Student, User
from people.queries import today

Kind = TypeVar("Kind", bound=Override | AdaptedExpectation)


class AlreadyReversed(ValueError):
    """Nothing was recorded: somebody took this decision back before; ``by`` says which row did."""

    def __init__(self, by: Override | AdaptedExpectation) -> None:
        self.by = by
        super().__init__("taken back already")


def override_mastery(
    *,
    by: User,
    student: Student,
    competency_id: int,
    level: Decimal | None,
    starts: date,
    reason: str,
    key: str,
    ends: date | None = None,
    made_at: datetime | None = None,
) -> Override:
    """Put a teacher's judgement in place of the engine's from a day on, and return the row.

    Of several the one made last is in force; taking that back brings the earlier one back. The same key again is the
    same decision, and so are the same level and days by the same person while such a one stands. ``made_at`` is for
    bringing in a history only. Raises ``NotYours`` where ``by`` may not judge this student's work in this domain, and
    ``Refused``.
    """
    competency = _competency(student, competency_id)
    if not access.charge(by, student.pk, _domain(competency)).may_override:
        raise NotYours("Only a teacher of the student in this domain can override.")
    wish = Deciding(starts=starts, ends=ends, reason=tidy(reason), key=key, level=level)
    begins = map_begins(student.district)
    _refuse(override_problems(wish, competency, today=today(student.district), map_begins=begins))
    row = Override(competency_id=competency_id, level=level, **_said(wish, by, student, made_at))
    same = ("student_id", "competency_id", "level", "starts", "ends", "reason", "reverses_id")
    return _written(row, same, standing=same_override)


def adapt_expectation(
    *,
    by: User,
    student: Student,
    competency_id: int,
    descriptor: str,
    starts: date,
    reason: str,
    key: str,
    ends: date | None = None,
    standard_id: int | None = None,
    made_at: datetime | None = None,
) -> AdaptedExpectation:
    """Say what a student is to show instead of the published descriptors, and return the row.

    Modified work of a day it is in force counts. The same key again is the same decision. Raises ``NotYours`` where
    ``by`` neither teaches the student in this domain nor leads them, and ``Refused``.
    """
    competency = _competency(student, competency_id)
    if not access.charge(by, student.pk, _domain(competency)).may_adapt:
        raise NotYours("Only a teacher of the student in this domain, or a leader, can adapt what is expected.")
    wish = Deciding(starts, tidy(reason), key, ends=ends, descriptor=tidy(descriptor), standard_id=standard_id)
    _refuse(adapted_problems(wish, competency, today=today(student.district)))
    row = AdaptedExpectation(
        competency_id=competency_id,
        descriptor=wish.descriptor,
        standard_id=standard_id,
        **_said(wish, by, student, made_at),
    )
    same = ("student_id", "competency_id", "descriptor", "standard_id", "starts", "ends", "reason", "reverses_id")
    return _written(row, same)


def exempt_student(
    *, by: User, student: Student, competency_id: int, standard_ids: Iterable[int], starts: date, reason: str, key: str
) -> Recorded:
    """Take standards out of what is required of a student, from a day until it is taken back (``void_evidence``).

    One row of the ledger a standard, with the mark "exempt"; standards the student is exempt from already are left as
    they are. The same key again is the same exemption. Raises ``NotYours`` where ``by`` does not lead the student, and
    ``Refused``.
    """
    if not access.charge(by, student.pk, None).may_exempt:
        raise NotYours("Only a leader of the student's school can exempt.")
    wanted, competency = list(dict.fromkeys(standard_ids)), _competency(student, competency_id)
    _refuse(exemption_problems(wanted, competency, reason=tidy(reason)))
    entry = Entry(
        student_id=student.pk,
        competency_id=competency_id,
        standard_id=wanted[0],
        on=starts,
        kind="summative",
        mark=Mark.EXEMPT.value,
        key=key,
        reason=reason,
    )
    try:
        with transaction.atomic():
            _one_at_a_time(student.pk)
            fresh = _not_yet_exempt(entry, wanted, by)
            entries = [replace(entry, standard_id=one, key=f"{key}:{one}") for one in fresh]
            return record_evidence(by=by, district=student.district, entries=entries)
    except KeyConflict as error:
        raise Refused([_another()]) from error


def _not_yet_exempt(entry: Entry, wanted: Sequence[int], by: User) -> list[int]:
    """Return the standards that are still asked, or were until this very form was sent before. Four queries."""
    about = (entry.student_id, entry.competency_id)
    already = exempt_standards(*about, besides=entry.key)
    fresh = [one for one in wanted if one not in already]
    if not fresh:
        _refuse([Problem("standards", "choice is exempt already. Choose another, or leave it as it is.", "already")])
    before = exempted_by_form(*about, author_id=by.pk, key=entry.key)
    if before and set(before) != set(fresh):
        raise Refused([_another()])
    if not all(before.values()):
        raise Refused([_gone()])
    return fresh


def take_back(*, by: User, decision: Kind, reason: str, key: str = "", made_at: datetime | None = None) -> Kind:
    """Take an override or an adapted expectation back, now and for every day, and return the row that does.

    The same key again is the same reversal. Raises ``NotYours``, ``Refused`` without a reason, and
    ``AlreadyReversed`` where somebody was first.
    """
    if decision.reverses_id is not None or not access.charge(by, decision.student_id, None).may_take_back(
        decision.made_by_id
    ):
        raise NotYours("This decision is not yours to take back.")
    reason = tidy(reason)
    _refuse(reversal_problems(reason))
    wish = Deciding(decision.starts, reason, key or f"reverse:{decision.pk}", ends=decision.ends)
    row = type(decision)(
        competency_id=decision.competency_id, reverses_id=decision.pk, **_said(wish, by, decision.student, made_at)
    )
    return _written(row, ("reverses_id", "reason"))


def _competency(student: Student, competency_id: int) -> CompetencyView | None:
    return published_map(student.district).competencies.get(competency_id)


def _domain(competency: CompetencyView | None) -> int | None:
    return competency.domain_id if competency else None


def _said(wish: Deciding, by: User, student: Student, made_at: datetime | None) -> dict[str, object]:
    """What every row of a decision has."""
    return {
        "district_id": student.district_id,
        "student_id": student.pk,
        "starts": wish.starts,
        "ends": wish.ends,
        "reason": wish.reason,
        "key": wish.key,
        "made_by": by,
        "made_at": made_at or timezone.now(),
    }


def _refuse(problems: Iterable[Problem]) -> None:
    found = [RowProblem(0, one.field, one.message, one.code) for one in problems]
    if found:
        raise Refused(found)


def _one_at_a_time(student_id: int) -> None:
    """Let nobody else decide about this student until the transaction is over: what stands is looked up once.

    The lock leaves evidence alone, whose rows only refer to the student.
    """
    Student.objects.select_for_update(no_key=True).filter(pk=student_id).first()


def _written(row: Kind, said: Iterable[str], *, standing: Callable[[Kind], Kind | None] = lambda _row: None) -> Kind:
    """Write a decision once per author and key, let the world hear, and return it or the one that was there.

    ``standing`` finds a decision that stands and says the same, which is left as it is.
    """
    try:
        with transaction.atomic():
            _one_at_a_time(row.student_id)
            known = _known(row, said) or standing(row)
            if known is not None:
                return known
            row.save(force_insert=True)
            evidence_changed.send(
                sender=Evidence, district_id=row.district_id, student_ids=[row.student_id], bulk=False
            )
            return row
    except IntegrityError as error:
        known = _known(row, said)
        if known is not None:
            return known
        first = type(row).objects.filter(reverses=row.reverses_id or 0).select_related("made_by").first()
        if first is not None:
            raise AlreadyReversed(first) from error
        raise


def _known(row: Kind, said: Iterable[str]) -> Kind | None:
    """What this author has under this key already: the same decision while it stands, or ``Refused``."""
    rows = type(row).objects.filter(district=row.district_id, made_by=row.made_by_id, key=row.key)
    known = cast("Kind | None", rows.select_related("reversed_by").first())
    if known is None:
        return None
    if any(getattr(known, name) != getattr(row, name) for name in said):
        raise Refused([_another()])
    if getattr(known, "reversed_by", None):
        raise Refused([_gone()])
    return known


def _another() -> RowProblem:
    return RowProblem(0, "key", "form was sent before and said something else. Open it again to decide anew.", "key")


def _gone() -> RowProblem:
    words = "form was sent before, and what it decided was taken back since. Open the form again to decide anew."
    return RowProblem(0, "key", words, "taken back")
