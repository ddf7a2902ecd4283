"""The law of past days: what was judged on a day is what that day shows for ever, whatever is learned later."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competencies.rules.policy import Policy
from pathways.rules.judge import judge
from pathways.rules.ledger import LedgerRow, resolve_ledger
from pathways.rules.overriding import Decided, adapted, in_force, overridden, standing
from pathways.rules.reached import reached_on
from pathways.rules.values import Piece
from pathways.tests.rules.histories import FIRST_DAY, History, histories, policies

DAYS = 8


@dataclass
class School:
    """What a school has written down so far: rows of the ledger, decisions, and the policies it published."""

    history: History
    rows: list[LedgerRow] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    expected: list[Decided] = field(default_factory=list)
    published: list[tuple[datetime, Policy]] = field(default_factory=list)

    def policy(self, moment: datetime) -> Policy:
        """The policy in force at a moment: the one published last."""
        return [policy for since, policy in self.published if since <= moment][-1]

    def says(self, day: date, known_at: datetime | None) -> tuple[object, ...]:
        """All that a page says of a day, from what is written, as known at a moment."""
        policy, scale = self.policy(end_of(day)), self.history.scale
        pieces = [one for one in resolve_ledger(self.rows, known_at) if one.aside != "not_known"]
        standards = adapted(self.history.standards, standing(self.expected, known_at))
        one = judge(pieces, standards, policy, scale, day, known_at, explain=True)
        override = in_force(standing(self.decided, known_at), day)
        return (
            one,
            overridden(one.status, one.level, one.mastered, override, scale),
            reached_on(pieces, standards, policy, scale, day, known_at),
        )


def end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def something_happens(school: School, moment: datetime, chance: random.Random, policy: Policy) -> None:
    """Evidence of this day or an earlier one, a correction, a void, a decision or its taking back, a publication."""
    what = chance.choice(["rate"] * 4 + ["correct", "void", "override", "adapt", "take back", "publish"])
    if what == "rate" and school.history.evidence:
        piece = chance.choice(school.history.evidence)
        add_row(school, moment, "rating", None, replace(piece, on=moment.date() - timedelta(chance.choice([0, 0, 9]))))
    elif what in {"correct", "void"} and school.rows:
        target = chance.choice(school.rows)
        better = replace(target.piece, level=school.history.scale.top, mark="") if target.piece else None
        if what == "void" or better is not None:
            add_row(school, moment, "void" if what == "void" else "correction", target, better)
    elif what in {"override", "adapt", "take back"}:
        decide(school, moment, what, chance)
    elif what == "publish":
        school.published.append((moment, policy))


def add_row(school: School, moment: datetime, action: str, target: LedgerRow | None, piece: Piece | None) -> None:
    seq = len(school.rows)
    kept = None
    if piece is not None and action != "void":
        kept = replace(piece, id=seq, seq=seq, at=None, recorded=moment)
    school.rows.append(LedgerRow(seq, action, seq, moment, target.id if target else None, kept))


def decide(school: School, moment: datetime, what: str, chance: random.Random) -> None:
    table = school.expected if what == "adapt" or chance.random() < 0.3 else school.decided
    day, id_ = moment.date(), len(table)
    if what == "take back" and table:
        table.append(Decided(id_, day, None, moment, reverses=chance.choice(table).id))
    elif what != "take back":
        level = school.history.scale.top if chance.random() < 0.5 else Decimal(1)
        starts = day + timedelta(days=chance.choice([-3, 0, 0, 2]))
        ends = chance.choice([None, starts + timedelta(days=3)])
        table.append(Decided(id_, starts, ends, moment, level=level))


def live_and_look_back(history: History, others: list[Policy], chance: random.Random) -> None:
    """Live through some days and keep what each said at its end; then every past day still says the same."""
    school = School(history, published=[(datetime(2025, 1, 1, tzinfo=UTC), history.policy)])
    said: dict[date, object] = {}
    for at in range(DAYS):
        day = FIRST_DAY + timedelta(days=at * chance.choice([1, 20]))
        day = max([day, *(one + timedelta(days=1) for one in said)])
        moment = datetime.combine(day, time(8), UTC)
        for _ in range(chance.randrange(5)):
            moment += timedelta(minutes=chance.randrange(1, 90))
            something_happens(school, moment, chance, chance.choice(others))
        said[day] = school.says(day, None)
    for day, before in said.items():
        assert school.says(day, end_of(day)) == before


def _try(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(history=histories(), others=st.lists(policies(), min_size=1, max_size=3), chance=st.integers(0, 2**32))
    def hold(history: History, others: list[Policy], chance: int) -> None:
        if any(piece.level is not None and piece.level <= 0 for piece in history.evidence):
            others = [one for one in others if one.method != "power_law"] or [history.policy]
        live_and_look_back(history, others, random.Random(chance))

    hold()


def test_a_past_day_says_what_was_judged_that_day() -> None:
    _try(20)


@pytest.mark.long
def test_a_past_day_says_what_was_judged_that_day_in_thousands_of_histories() -> None:
    _try(3000)
