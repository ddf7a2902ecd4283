"""Writes the made-up evidence into the ledger: rows exactly as the recording actions write them, many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from assessments.actions.writing import row_of, texts_of
from assessments.models import Action, Demonstration, Evidence, EvidenceNote
from assessments.rules import Entry, digest_of
from assessments.signals import evidence_changed
from cbe.demo.continuum import IN_FORCE, School
from cbe.demo.pieces import Piece
from cbe.demo.roster import Roster
from pathways.models import LearnerState
from people.models import User

AFTER_SCHOOL = time(15, 10)
NEXT_MORNING = time(8, 5)
BATCH = 2000
# What a void says of the work it withdraws.
KEPT_BY_A_VOID = (
    "student_id", "competency_id", "standard_id", "kind", "source_type", "context", "transfer", "depth", "support",
    "on", "at", "attempt", "assessor_role",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    """A piece with the row made of it, and what was wanted of it."""

    piece: Piece
    entry: Entry
    row: Evidence


class Scribe:
    """Turns pieces into rows, week by week, so that later rows have higher ids."""

    def __init__(self, roster: Roster, school: School, now: datetime) -> None:
        self.roster = roster
        self.school = school
        self.now = now
        self.zone = ZoneInfo(roster.district.time_zone)
        self.new_words_from = max(term.starts for term in roster.terms.values() if term.starts <= now.date())
        self.works: dict[UUID, Demonstration] = {}

    def write(self, pieces: Sequence[Piece]) -> int:
        """Write pieces with their works, notes, corrections and voids; return how many rows the ledger has now."""
        self._name_works(pieces)
        count = 0
        timed = sorted(((self.recorded_at(piece), piece) for piece in pieces), key=_in_order)
        for _, some in groupby(timed, key=lambda pair: pair[0].isocalendar()[:2]):
            saved = [self._saved(piece, moment) for moment, piece in some]
            Evidence.objects.bulk_create((one.row for one in saved), batch_size=BATCH)
            followers = list(self._followers(saved))
            Evidence.objects.bulk_create((row for row, _ in followers), batch_size=BATCH)
            self._write_notes(saved, followers)
            count += len(saved) + len(followers)
        students = sorted({self.roster.students[piece.child].pk for piece in pieces})
        evidence_changed.send(sender=Evidence, district_id=self.roster.district.pk, student_ids=students, bulk=True)
        return count

    def recorded_at(self, piece: Piece) -> datetime:
        """When a save was written down: after school or the next morning, and never in the future."""
        late = piece.save.int % 5 == 0
        day = piece.on + timedelta(days=3 if piece.on.weekday() == 4 else 1) if late else piece.on
        moment = datetime.combine(day, NEXT_MORNING if late else AFTER_SCHOOL, self.zone)
        return min(moment + timedelta(seconds=piece.save.int % 5000), self.now - timedelta(minutes=5))

    def _name_works(self, pieces: Sequence[Piece]) -> None:
        by_save = {piece.save: piece for piece in pieces}
        self.works = {
            save: Demonstration(
                district=self.roster.district,
                section=piece.group.section,
                title=piece.title,
                made_by=self._teacher(piece),
            )
            for save, piece in sorted(by_save.items(), key=lambda pair: (pair[1].on, pair[0]))
        }
        Demonstration.objects.bulk_create(self.works.values(), batch_size=BATCH)

    def _saved(self, piece: Piece, moment: datetime) -> Saved:
        entry = Entry(
            student_id=self.roster.students[piece.child].pk,
            competency_id=self._competency(piece),
            standard_id=self.school.standards[piece.competency][piece.standard],
            on=piece.on,
            kind=piece.kind,
            key=str(uuid5(piece.save, f"{piece.child}/{piece.standard}")),
            level=_decimal(piece.level),
            mark=piece.mark,
            source_type=piece.source_type,
            context=piece.context,
            transfer=piece.transfer,
            depth=piece.depth,
            support=piece.support,
            attempt=piece.attempt,
            assessor_role=piece.role,
            feedback=piece.feedback,
            next_step=piece.next_step,
        )
        digest = digest_of(entry, section_id=piece.group.section.pk)
        return Saved(piece, entry, row_of(entry, common=self._common(piece, moment, piece.save), digest=digest))

    def _common(self, piece: Piece, moment: datetime, batch: UUID) -> dict[str, object]:
        teacher = self._teacher(piece)
        return {
            "district": self.roster.district,
            "section": piece.group.section,
            "continuum_version_id": self.school.versions[self._version(piece)],
            "author": teacher,
            "assessor": teacher,
            "recorded_at": moment,
            "batch": batch,
            "demonstration": self.works[piece.save],
        }

    def _competency(self, piece: Piece) -> int:
        """What a piece was recorded on: under the first version, what later became part of something else."""
        now = self.school.competencies[piece.competency]
        if self._version(piece) == IN_FORCE:
            return now
        return self.school.before.get((piece.competency, piece.standard), now)

    def _version(self, piece: Piece) -> int:
        return IN_FORCE if piece.on >= self.new_words_from else IN_FORCE - 1

    def _teacher(self, piece: Piece) -> User:
        return self.roster.staff[piece.group.teacher]

    def _followers(self, saved: Sequence[Saved]) -> Iterator[tuple[Evidence, dict[str, str]]]:
        """The corrections and voids of these rows, each with its notes."""
        for one in saved:
            if one.piece.corrected_to is not None:
                yield self._correction(one)
            elif one.piece.withdrawn:
                yield self._void(one)

    def _correction(self, one: Saved) -> tuple[Evidence, dict[str, str]]:
        entry = replace(
            one.entry,
            level=_decimal(one.piece.corrected_to),
            key=str(uuid5(one.piece.save, f"{one.entry.key}/correction")),
            reason=one.piece.reason,
        )
        common = self._common(one.piece, self._next_day(one.row), uuid5(one.piece.save, entry.key))
        common |= {"action": Action.CORRECTION, "refers_to": one.row}
        return row_of(entry, common=common, digest=digest_of(entry, refers_to=one.row.pk)), texts_of(entry)

    def _void(self, one: Saved) -> tuple[Evidence, dict[str, str]]:
        key = f"void:{one.row.pk}"
        common = self._common(one.piece, self._next_day(one.row), uuid5(one.piece.save, f"{one.entry.key}/void"))
        kept = {name: getattr(one.row, name) for name in KEPT_BY_A_VOID}
        row = Evidence(**common, **kept, action=Action.VOID, refers_to=one.row, key=key, digest="")
        return row, {EvidenceNote.Purpose.REASON.value: one.piece.reason}

    def _next_day(self, row: Evidence) -> datetime:
        return min(row.recorded_at + timedelta(hours=23), self.now - timedelta(minutes=4))

    def _write_notes(self, saved: Sequence[Saved], followers: Sequence[tuple[Evidence, dict[str, str]]]) -> None:
        rows = [*((one.row, texts_of(one.entry)) for one in saved), *followers]
        EvidenceNote.objects.bulk_create(
            EvidenceNote(
                district=self.roster.district, evidence=row, purpose=purpose, text=text, author_id=row.author_id
            )
            for row, texts in rows
            for purpose, text in texts.items()
            if text
        )

    def date_what_was_made(self) -> None:
        """Notes, works and changes are as old as the evidence they belong to, although they were written just now."""
        district = self.roster.district
        of_note = Evidence.objects.filter(pk=OuterRef("evidence")).values("recorded_at")
        EvidenceNote.objects.filter(district=district).update(made_at=Subquery(of_note))
        first = Evidence.objects.filter(demonstration=OuterRef("pk")).order_by("pk").values("recorded_at")[:1]
        Demonstration.objects.filter(district=district).update(made_at=Subquery(first))
        newest = Evidence.objects.filter(student=OuterRef("pk")).order_by("-recorded_at").values("recorded_at")[:1]
        LearnerState.objects.filter(district=district).update(changed_at=Subquery(newest))


def _in_order(pair: tuple[datetime, Piece]) -> tuple[datetime, UUID, int, int]:
    moment, piece = pair
    return moment, piece.save, piece.standard, piece.child


def _decimal(level: int | None) -> Decimal | None:
    return None if level is None else Decimal(level)
