"""How the twin reads a ledger: what stands, what is odd, which codes it knows, and whom it asks (nobody)."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from assessments.models import Evidence
from competencies.rules.policy import DEFAULT_POLICY, METHODS, NEEDS_N, NEEDS_WEIGHT, Gate, Policy
from competencies.rules.scale import Scale
from pathways.rules import twin
from pathways.rules.ledger import LedgerRow, resolve_ledger
from pathways.rules.twin import columns as codes
from pathways.rules.twin.columns import Adapted, Columns, Verdicts
from pathways.rules.twin.deciding import decide
from pathways.rules.twin.resolving import resolve
from pathways.rules.values import Piece, StandardRequirement
from pathways.tests.rules.test_twin import compare
from pathways.tests.rules.twin_histories import FIRST_DAY, FIRST_MOMENT, Batch, columns_of

SCALE = Scale(Decimal(3), Decimal(4))
MAYA, DANIEL = 7, 9
UNIT_RATES = 1


def row(id_: int, action: str = "rating", refers_to: int | None = None, *, level: int = 3, day: int = 0) -> LedgerRow:
    """A row of Maya's ledger on the first standard of unit rates."""
    on, recorded = FIRST_DAY + timedelta(days=day), FIRST_MOMENT + timedelta(hours=id_)
    piece = Piece(id_, 10, on, "summative", Decimal(level), seq=id_, recorded=recorded)
    return LedgerRow(id_, action, id_, recorded, refers_to, None if action == "void" else piece)


def ledger(rows: Iterable[LedgerRow], student: int = MAYA, policy: Policy = DEFAULT_POLICY) -> Batch:
    """A student's ledger on unit rates, judged long after."""
    standards = {UNIT_RATES: (StandardRequirement(10),)}
    as_of = FIRST_DAY + timedelta(days=100)
    return Batch(policy, {UNIT_RATES: SCALE}, standards, {(student, UNIT_RATES): list(rows)}, {}, as_of, None)


def read(made: Batch) -> Columns:
    """The ledger as columns, in any order."""
    return columns_of(made, random.Random(1))


def judged(made: Batch, *, adapted: Adapted | None = None) -> Verdicts:
    """What the twin says."""
    return decide(read(made), made.requirements, made.policy, made.scales, made.as_of, adapted=adapted)


@pytest.mark.parametrize("length", range(1, 8))
def test_every_way_of_correcting_and_voiding_leaves_standing_what_the_engine_leaves(length: int) -> None:
    """All chains of one length, each of a rating of its own."""
    rows, id_ = [], 0
    for actions in product(("correction", "void"), repeat=length - 1):
        id_ += 1
        rows.append(row(id_))
        for action in actions:
            id_ += 1
            rows.append(row(id_, action, id_ - 1))
    columns = read(ledger(rows))
    found = resolve(columns, None)
    stands = {piece.id: piece.seq for piece in resolve_ledger(rows) if not piece.aside}
    ids = columns.id[found.standing].tolist()
    assert dict(zip(ids, found.place[found.standing].tolist(), strict=True)) == stands
    assert not len(found.odd)


@pytest.mark.parametrize(
    "rows",
    [
        [row(1), row(2, "correction", 1), row(3, "void", 1)],
        [row(1), row(2, "void", 77)],
        [row(1), row(2, "correction", 3), row(3)],
        [row(1), row(2, "correction", None)],
        [row(1), row(2, "rating", 1)],
        [row(1), replace(row(2), piece=replace(row(2).piece or Piece("", 10, FIRST_DAY, ""), level=None))],
    ],
    ids=["followed twice", "follows nothing", "follows the future", "corrects nothing", "rates again", "says nothing"],
)
def test_a_ledger_that_breaks_its_promises_is_left_to_the_exact_engine(rows: list[LedgerRow]) -> None:
    assert judged(ledger(rows)).uncertain.tolist() == [True]


def test_one_odd_ledger_costs_nobody_else_their_certainty() -> None:
    both = ledger([row(1), row(2, "void", 77)])
    both.rows[DANIEL, UNIT_RATES] = [row(3, level=4), row(4, level=4, day=2)]
    found = judged(both)
    assert found.uncertain.tolist() == [True, False]
    assert codes.STATUSES[found.status[1]] == "mastered"


def test_a_correction_takes_the_place_of_what_it_corrects_among_the_work_of_one_day() -> None:
    """Maya's 2 of the morning, corrected in the evening to a 4, is still not her newest piece."""
    rows = [row(1, level=2), row(2, level=3), row(3, "correction", 1, level=4)]
    found = judged(ledger(rows, policy=Policy("latest")))
    assert found.score.tolist() == [3]


def test_ids_as_large_as_they_come_make_no_difference() -> None:
    made = ledger([row(1), row(2, day=1)])
    small = judged(made)
    columns = read(made)
    far = Columns.joined([columns, columns.take(slice(None))])
    far.student[:2], far.student[2:] = 1, 2**62
    far.id[2:] += 2**61
    found = decide(far, made.requirements, made.policy, made.scales, made.as_of)
    assert found.student.tolist() == [1, 2**62]
    assert found.status.tolist() == [small.status[0]] * 2


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("places", [None, 0])
def test_every_short_history_is_decided_as_the_engine_decides_it(method: str, places: int | None) -> None:
    """All ways to have one to four pieces at four levels: each a student's, and none left to the exact engine."""
    weight = Decimal("0.5") if method in NEEDS_WEIGHT else None
    gates = (Gate("min_average", Decimal("2.5")), Gate("within_months", 3))
    n = 2 if method in NEEDS_N else None
    policy = Policy(method, n=n, weight=weight, gates=gates, round_before_compare=places)
    made, id_ = ledger([], policy=policy), 0
    made.rows.clear()
    for length in range(1, 5):
        for levels in product((1, 2, 3, 4), repeat=length):
            rows = made.rows[len(made.rows) + 1, UNIT_RATES] = []
            for day, level in enumerate(levels):
                id_ += 1
                rows.append(row(id_, level=level, day=day * 7))
    unsure = compare(made, random.Random(1))[1]
    assert unsure == 0


def test_work_on_what_nobody_expects_is_left_out() -> None:
    made = ledger([row(1), row(2, day=1)])
    made.rows[MAYA, 99] = [row(3)]
    made.rows[MAYA, -4] = [row(4)]
    found = judged(made)
    assert found.competency.tolist() == [UNIT_RATES]
    assert codes.STATUSES[found.status[0]] == "mastered"


def test_nothing_to_decide_is_decided_at_once() -> None:
    made = ledger([row(1)])
    nothing = read(made).take(slice(0, 0))
    for policy in (DEFAULT_POLICY, Policy("power_law", counts="all"), replace(DEFAULT_POLICY, preset="another")):
        assert not len(decide(nothing, made.requirements, policy, made.scales, made.as_of))
    assert not len(decide(read(made), {}, DEFAULT_POLICY, {}, made.as_of))


@pytest.mark.parametrize(
    "policy",
    [
        Policy("mode"),
        Policy("decaying_average"),
        Policy("latest", combine="at_least_k"),
        Policy("latest", gates=(Gate("min_average", Decimal("2.0005")),)),
        Policy("latest", preset="portfolio-level"),
        Policy("latest", preset="another"),
    ],
)
def test_a_rule_the_twin_does_not_know_is_left_to_the_exact_engine(policy: Policy) -> None:
    found = judged(ledger([row(1)], policy=policy))
    assert found.uncertain.all()
    # Whoever decides them writes the answer in: no two columns may be one.
    found.status[:], found.reason[:] = 3, 5
    assert found.status.tolist() == [3]


def test_a_scale_finer_than_thousandths_is_left_to_the_exact_engine() -> None:
    made = ledger([row(1)])
    made.scales[UNIT_RATES] = Scale(Decimal("2.9995"), Decimal(4))
    assert judged(made).uncertain.all()


def test_trends_over_more_work_than_anybody_has_are_left_to_the_exact_engine() -> None:
    made = ledger([row(id_, day=id_ % 90) for id_ in range(1, 220)], policy=Policy("power_law"))
    assert judged(made).uncertain.all()


@pytest.mark.parametrize(
    ("table", "field"),
    [
        (codes.ACTIONS, "action"),
        (codes.MARKS[1:], "mark"),
        (codes.KINDS[1:], "kind"),
        (codes.ROLES[1:], "assessor_role"),
        (codes.SOURCE_TYPES[1:], "source_type"),
        (codes.CONTEXTS[1:], "context"),
        (codes.DEPTHS[1:], "depth"),
        (codes.SUPPORTS[1:], "support"),
    ],
)
def test_every_word_of_the_ledger_has_its_code(table: tuple[str, ...], field: str) -> None:
    choices = Evidence._meta.get_field(field).choices or ()
    assert list(table) == [str(value) for value, _label in choices]


def test_the_twin_asks_no_other_rule() -> None:
    """Beside the contract in pyproject.toml, which names the engine's modules: no module at all but its own."""
    allowed = ("pathways.rules.twin.", "competencies.rules.policy", "competencies.rules.scale")
    found = set()
    for file in Path(twin.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found |= {name for name in names if name.startswith(("pathways", "competencies", "assessments", "people"))}
    assert found
    assert [name for name in sorted(found) if not name.startswith(allowed)] == []
    assert np.iinfo(np.int64).min == codes.NONE
