"""The laws of the engine, on generated histories; the quick suite tries some, the long one ten thousand of each."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competencies.rules.policy import DEFAULT_POLICY, METHODS, Policy
from pathways.rules.calendar import ONE_DAY
from pathways.rules.explaining import is_ready
from pathways.rules.ledger import LedgerRow, resolve_ledger
from pathways.rules.reached import reached_on
from pathways.rules.supposing import as_piece
from pathways.rules.values import Judgement, Piece
from pathways.tests.rules.histories import FIRST_DAY, FIRST_MOMENT, History, histories

RANK = ["no_evidence", "needs_evidence", "not_yet", "to_confirm", "mastered", "exempt"]
Law = Callable[[History, random.Random], None]


def verdict(judgement: Judgement) -> tuple[object, ...]:
    """What people see of a judgement: all but its trace."""
    return judgement.status, judgement.mastered, judgement.score, judgement.level


def traced(judgement: Judgement) -> tuple[object, ...]:
    """The verdict with every piece's place in it."""
    return *verdict(judgement), judgement.counted, judgement.set_aside


def arrival_never_matters(history: History, chance: random.Random) -> None:
    """Any order, any repetition gives the same answer to the last field."""
    shuffled = [*history.evidence, *chance.choices(history.evidence or ["nothing"], k=3)]
    shuffled = [piece for piece in shuffled if piece != "nothing"]
    chance.shuffle(shuffled)
    assert history.but(evidence=tuple(shuffled)).judged(explain=True) == history.judged(explain=True)


def counted_and_set_aside_are_everything(history: History, _: random.Random) -> None:
    """Every piece is on exactly one side, and every one set aside has a reason."""
    judgement = history.judged()
    aside = [one.id for one in judgement.set_aside]
    assert sorted([*judgement.counted, *aside]) == sorted(piece.id for piece in history.evidence)
    assert all(one.why for one in judgement.set_aside)


def formative_never_lowers(history: History, _: random.Random) -> None:
    """What summative work alone supports stands, whatever practice shows beside it."""
    policy = replace(history.policy, counts="all")
    marks_and_summative = tuple(p for p in history.evidence if p.kind == "summative" or p.level is None)
    everything = history.but(policy=policy).judged()
    alone = history.but(policy=replace(policy, counts="summative"), evidence=marks_and_summative).judged()
    low = Decimal("-1")
    assert RANK.index(everything.status) >= RANK.index(alone.status)
    if everything.status == alone.status:
        assert (low if everything.score is None else everything.score) >= (low if alone.score is None else alone.score)
        assert (low if everything.level is None else everything.level) >= (low if alone.level is None else alone.level)


def the_past_stays_as_it_was_judged(history: History, chance: random.Random) -> None:
    """Any past day, under the policy of that day, judges now as it was judged then, whatever was written since."""
    rows = _ledger(history.evidence)
    for row in list(rows):
        if (fate := chance.random()) < 0.4:
            later = replace(row, recorded=row.recorded + timedelta(days=chance.randrange(60)))
            rows.append(_voided(later, len(rows)) if fate < 0.2 else _corrected(later, len(rows), history))
    day = FIRST_DAY + timedelta(days=chance.randrange(150))
    moment = datetime.combine(day + ONE_DAY, time(), UTC) - timedelta(microseconds=1)
    then_in_force = history.but(policy=chance.choice([history.policy, DEFAULT_POLICY]), as_of=day)
    written = [row for row in rows if row.recorded <= moment]
    then = then_in_force.but(evidence=resolve_ledger(written)).judged()
    now = then_in_force.but(evidence=resolve_ledger(rows, moment)).judged(known_at=moment)
    aside = tuple(one for one in now.set_aside if one.why != "not_known")
    assert replace(now, set_aside=aside) == then


def a_void_undoes_exactly_its_own_effect(history: History, chance: random.Random) -> None:
    """A ledger with one more rating or correction, voided again, judges as if neither row were there."""
    rows = _ledger(history.evidence)
    before = history.but(evidence=resolve_ledger(rows)).judged()
    extra = replace(_template(history), id="extra", seq=len(rows), level=history.scale.top)
    target = chance.choice(rows).id if rows and chance.random() < 0.5 else None
    added = _row(extra, len(rows), "correction" if target is not None else "rating", target)
    voided = LedgerRow("void", "void", len(rows) + 1, added.recorded + timedelta(minutes=1), "extra")
    after = history.but(evidence=resolve_ledger([voided, *rows, added])).judged()
    assert verdict(after) == verdict(before)
    assert (after.counted, after.gates, after.growth) == (before.counted, before.gates, before.growth)
    assert [one for one in after.set_aside if one.id != "extra"] == list(before.set_aside)


def one_row_at_a_time_ends_where_a_rebuild_begins(history: History, chance: random.Random) -> None:
    """A learner recomputed after every row, in any interleaving, ends with what a rebuild from the ledger gives."""
    rows = _ledger(history.evidence)
    for row in list(rows):
        if chance.random() < 0.3:
            rows.append(LedgerRow(f"void {row.id}", "void", len(rows), row.recorded + timedelta(days=1), row.id))
    arriving = chance.sample(rows, len(rows))
    state: list[LedgerRow] = []
    last = history.but(evidence=()).judged()
    for row in arriving:
        state.append(row)
        last = history.but(evidence=resolve_ledger(state)).judged()
    assert last == history.but(evidence=resolve_ledger(rows)).judged()


def needed_gives_mastery_and_nothing_less_does(history: History, _: random.Random) -> None:
    """The two flip laws: all the needed pieces give mastery, and all but any one of them do not."""
    explanation = history.judged(explain=True).explanation
    assert explanation is not None
    if explanation.needed is None:
        assert explanation.why_not is not None
        return
    assert len(explanation.needed) <= 12
    for left_out in [None, *range(len(explanation.needed))]:
        some = [piece for i, piece in enumerate(explanation.needed) if i != left_out]
        if not explanation.needed:
            assert history.judged().status in {"mastered", "exempt"}
            continue
        evidence = (*history.evidence, *map(as_piece, some))
        as_of = some[-1].on if some else history.as_of
        status = history.but(evidence=evidence, as_of=as_of).judged().status
        assert (status == "mastered") == (left_out is None)


def it_holds_until_the_day_it_says(history: History, chance: random.Random) -> None:
    """Up to ``valid_until`` every day judges the same from the same pieces, and the day after does not."""
    judgement = history.judged()
    last = judgement.valid_until
    assert last is None or last >= history.as_of
    end = last or history.as_of + timedelta(days=400)
    days = range((end - history.as_of).days + 1)
    for passed in days if len(days) < 40 else sorted({*days[:3], *days[-3:], *chance.sample(days, 20)}):
        assert traced(history.but(as_of=history.as_of + timedelta(days=passed)).judged()) == traced(judgement)
    if last is not None:
        assert traced(history.but(as_of=last + ONE_DAY).judged()) != traced(judgement)


def reached_on_is_what_judging_every_day_finds(history: History, _: random.Random) -> None:
    """The day since which it is mastered is the one a slow walk over all days of work finds."""
    days = sorted({piece.on for piece in history.evidence if piece.on <= history.as_of})
    found = None
    for day in reversed(days):
        if not history.but(as_of=day).judged().mastered:
            break
        found = day
    assert reached_on(history.evidence, history.standards, history.policy, history.scale, history.as_of) == found


LAWS: tuple[Law, ...] = (
    arrival_never_matters,
    counted_and_set_aside_are_everything,
    formative_never_lowers,
    the_past_stays_as_it_was_judged,
    a_void_undoes_exactly_its_own_effect,
    one_row_at_a_time_ends_where_a_rebuild_begins,
    needed_gives_mastery_and_nothing_less_does,
    it_holds_until_the_day_it_says,
    reached_on_is_what_judging_every_day_finds,
)


def _try(laws: tuple[Law, ...], examples: int, methods: tuple[str, ...] = METHODS) -> None:
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(history=histories(methods), chance=st.integers(0, 2**32))
    def hold(history: History, chance: int) -> None:
        for law in laws:
            law(history, random.Random(chance))

    hold()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_a_law_holds(law: Law) -> None:
    _try((law,), 60)


@pytest.mark.parametrize("method", METHODS)
def test_formative_work_never_lowers_under_any_method(method: str) -> None:
    _try((formative_never_lowers,), 20, (method,))


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_all_laws_hold_on_ten_thousand_histories(part: int) -> None:
    """In four parts, so that they can run side by side."""
    _try(LAWS, 2500)


def _ledger(evidence: tuple[Piece, ...]) -> list[LedgerRow]:
    return [_row(piece, seq) for seq, piece in enumerate(evidence)]


def _voided(row: LedgerRow, seq: int) -> LedgerRow:
    return LedgerRow(f"void {row.id}", "void", seq, row.recorded, row.id)


def _corrected(row: LedgerRow, seq: int, history: History) -> LedgerRow:
    piece = replace(row.piece or _template(history), id=f"mend {row.id}", level=history.scale.top, mark="")
    return _row(replace(piece, recorded=row.recorded), seq, "correction", row.id)


def _row(piece: Piece, seq: int, action: str = "rating", refers_to: object = None) -> LedgerRow:
    recorded: datetime = piece.recorded or FIRST_MOMENT
    return LedgerRow(piece.id, action, seq, recorded, refers_to, replace(piece, seq=seq))  # type: ignore[arg-type]  # a standing piece always has an order


def _template(history: History) -> Piece:
    return Piece(id="extra", standard=history.standards[0].id, on=FIRST_DAY, kind="summative", recorded=FIRST_MOMENT)


@pytest.mark.parametrize("preset", [False, True])
def test_ready_alone_is_what_the_whole_explanation_says(preset: bool) -> None:
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(history=histories())
    def agrees(history: History) -> None:
        policy = Policy("best_n", n=2, preset="portfolio-level", evidence_required=2) if preset else history.policy
        explanation = history.but(policy=policy).judged(explain=True).explanation
        assert explanation is not None
        ready = is_ready(history.evidence, history.standards, policy, history.scale, history.as_of)
        assert ready == explanation.ready

    agrees()
