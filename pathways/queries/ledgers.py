"""Reads whole ledgers, and resolves of them only what is asked for: most of a ledger is the same as yesterday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from assessments.models import Evidence
from competencies.rules.mapping import Routes
from pathways.rules.calendar import months_before
from pathways.rules.ledger import LedgerRow, resolve_ledger
from pathways.rules.values import Piece

Work = Mapping[int, Sequence[Piece]]
Written = tuple[Any, ...]

# What a skim reads, and what is read besides.
_SKIMMED = ("student_id", "competency_id", "id", "standard_id", "on")
_COLUMNS = (
    *_SKIMMED, "action", "recorded_at", "refers_to_id", "kind", "level", "mark", "at", "assessor_role", "source_type",
    "context", "transfer", "depth", "support",
)  # fmt: skip
_ID, _RECORDED, _ON = (_COLUMNS.index(name) for name in ("id", "recorded_at", "on"))
_STANDARD, _ACTION, _REFERS = (_COLUMNS.index(name) for name in ("standard_id", "action", "refers_to_id"))
# How sure a judgement is depends on how many months ago the work was (see docs/mastery.md).
_MONTHS_THAT_MATTER = (6, 12)


@dataclass(frozen=True, slots=True)
class OwnLedger:
    """One student's whole ledger as read, by competency.

    A row's corrections and voids are of its competency and its standard, so a chain is always read in one place.
    """

    written: Mapping[int, Sequence[Written]] = field(default_factory=dict)

    def work(self, known_at: datetime | None = None, *, only: Collection[int] | None = None) -> Work:
        """Return the pieces of each competency (or of some) in the order written, as known at a moment (None: now)."""
        wanted = self.written if only is None else self.written.keys() & set(only)
        return {one: resolve_ledger(map(_ledger_row, self.written[one]), known_at) for one in wanted}

    def under(self, routes: Routes) -> OwnLedger:
        """Return the ledger as a continuum reads it: each row where its work is carried to, in the order written."""
        if self.written.keys().isdisjoint(routes.table):
            return self
        found: dict[int, list[Written]] = defaultdict(list)
        for competency_id, rows in self.written.items():
            for row in rows:
                for target, standard in routes.ends(competency_id, row[_STANDARD]):
                    kept = standard == row[_STANDARD]
                    found[target].append(row if kept else (*row[:_STANDARD], standard, *row[_STANDARD + 1 :]))
        return OwnLedger({one: sorted(rows, key=itemgetter(_ID)) for one, rows in found.items()})

    def settled(self, window: timedelta) -> OwnLedger:
        """Return the ledger without what was taken back within so long of being written, as if it had never been.

        Where that was followed by something else again, all of it stays.
        """
        every = [row for rows in self.written.values() for row in rows]
        recorded: dict[int, datetime] = {row[_ID]: row[_RECORDED] for row in every}
        followed: set[int] = {row[_REFERS] for row in every}
        undone: set[int] = set()
        for row in every:
            written: datetime = recorded[row[_REFERS]] if row[_REFERS] in recorded else row[_RECORDED]
            quick = row[_ACTION] == "void" and row[_RECORDED] <= written + window
            if quick and row[_ID] not in followed:
                undone |= {row[_ID], row[_REFERS]}
        left = {one: [row for row in rows if row[_ID] not in undone] for one, rows in self.written.items()}
        return OwnLedger({one: rows for one, rows in left.items() if rows}) if undone else self

    def recorded_after(self, moment: datetime) -> frozenset[int]:
        """Return the competencies with a row recorded after a moment."""
        return frozenset(one for one, rows in self.written.items() if any(row[_RECORDED] > moment for row in rows))

    def mark(self, competency_id: int) -> list[int]:
        """Return what tells one state of a competency's ledger from any other: it only ever grows at its end."""
        rows = self.written.get(competency_id)
        return [len(rows), rows[-1][_ID]] if rows else []

    def ages_alike(self, competency_id: int, before: date, now: date) -> bool:
        """Tell whether on both days all its work is on the same side of every age that matters to a judgement."""
        if before == now:
            return True
        turns = [(months_before(before, months), months_before(now, months)) for months in _MONTHS_THAT_MATTER]
        return not any(
            min(first, last) <= row[_ON] < max(first, last)
            for first, last in turns
            for row in self.written.get(competency_id, ())
        )


EMPTY = OwnLedger()


def read_ledgers(student_ids: Collection[int], *, among: Collection[int] | None = None) -> dict[int, OwnLedger]:
    """Return the ledger of each student that has one, whole or its part recorded on some competencies. One query.

    ``Expected.recorded_on`` says which a judgement reads, ``OwnLedger.under`` puts their rows where they are read.
    """
    rows = Evidence.objects.filter(student_id__in=student_ids)
    return _ledgers_of(rows if among is None else rows.filter(competency__in=among), _COLUMNS)


def skim_ledgers(student_ids: Collection[int]) -> dict[int, OwnLedger]:
    """Return the whole ledger of each student that has one, good for ``under``, ``mark`` and ``ages_alike`` only.

    One query, a third of the cost of reading it in full.
    """
    return _ledgers_of(Evidence.objects.filter(student_id__in=student_ids), _SKIMMED)


def _ledgers_of(rows: QuerySet[Evidence], columns: Sequence[str]) -> dict[int, OwnLedger]:
    found: dict[int, dict[int, list[Written]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.order_by("id").values_list(*columns):
        found[row[0]][row[1]].append(row)
    return {student_id: OwnLedger(dict(own)) for student_id, own in found.items()}


def _ledger_row(written: Iterable[Any]) -> LedgerRow:
    (
        _student, _competency, id_, standard, on, action, recorded, refers_to, kind, level, mark, at, role, type_,
        context, transfer, depth, support,
    ) = written  # fmt: skip
    piece = None
    if action != "void":
        piece = Piece(
            id=id_, standard=standard, on=on, kind=kind, level=level, mark=mark, at=at, seq=id_, recorded=recorded,
            role=role, type=type_, context=context, transfer=transfer, depth=depth, support=support,
        )  # fmt: skip
    return LedgerRow(id=id_, action=action, seq=id_, recorded=recorded, refers_to=refers_to, piece=piece)
