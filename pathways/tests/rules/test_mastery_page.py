"""The page "How mastery is decided": every example on it runs, and every code the rules can say is on it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from competencies.rules.policy import COMBINATIONS, DEPTHS, GATES, METHODS, PRESETS, QUALITY_GATES, ROLES, Gate, Policy
from competencies.rules.policy_words import policy_in_words, warnings_about
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.judge_lines import check
from pathways.rules.supposing import CONTEXTS, SOURCE_TYPES
from pathways.rules.telling import WAYS_OUT
from pathways.rules.values import Explanation, Judgement, NeededPiece, Piece, StandardRequirement
from pathways.rules.verdict import RANK
from pathways.rules.wording import in_words
from pathways.tests.rules.histories import FIRST_DAY, History, histories

PAGE = (Path(__file__).parents[3] / "docs" / "mastery.md").read_text()
EXAMPLES = re.findall(r"```example\n(.*?)```", PAGE, re.DOTALL)
LINES = [line for block in re.findall(r"```judge\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
CODES = set(re.findall(r"^\| `([a-z_.]+\.[a-z_.]+)` \|", PAGE, re.MULTILINE))
KINDS = {"f": "formative", "d": "diagnostic"}
MARKS = {"M": "missed", "I": "insufficient", "X": "excused", "E": "exempt"}
# A piece: its level or mark, its kind, what else it brings in brackets, and its day (and hour) if not the next one.
WORK = re.compile(
    r"(?P<level>[\d.]+|[A-Z])(?P<kind>[fd]?)(?:\[(?P<brings>[\w,]+)\])?(?:@(?P<day>\d+)(?::(?P<hour>\d+))?)?"
)
TRUTHS = {"yes": True, "no": False}


class Example:
    """One example of the page, read line by line: what is set up, and what it must give."""

    def __init__(self) -> None:
        self.scale = Scale(Decimal(3), Decimal(4))
        self.policy: dict[str, Any] = {}
        self.pieces: list[Piece] = []
        self.standards: list[str] = []
        self.optional: set[str] = set()
        self.weights: dict[str, Decimal] = {}
        self.as_of: int | None = None

    def read(self, key: str, words: str) -> None:
        """Follow one line."""
        name, _, rest = key.partition(" on ")
        readers: dict[str, Callable[[str], None]] = {
            "scale": self.set_scale,
            "method": self.set_method,
            "combine": self.set_combine,
            "counts": lambda words: self.policy.update(counts=words),
            "round": lambda words: self.policy.update(round_before_compare=int(words)),
            "gates": self.set_gates,
            "gives": self.gives,
            "aside": self.aside,
            "needs": lambda words: self.needs(words, rest),
            "days": self.days,
            "why not": self.why_not,
            "unmet": self.unmet,
            "still below": self.still_below,
            "preset": self.set_preset,
            "optional": self.optional.add,
            "weight": lambda words: self.weights.update({rest: Decimal(words)}),
            "judged": self.set_day,
            "work": lambda words: self.add_work(words, rest or "Compute"),
            "then": lambda words: self.add_work(words, "Compute"),
        }
        readers[name](words)

    def set_scale(self, words: str) -> None:
        found = re.fullmatch(r"1 to (\d+) from (\d)(?: proficient ([\d.]+))?", words)
        assert found, words
        top, lowest, proficient = found.groups()
        self.scale = Scale(Decimal(proficient or top), Decimal(top), Decimal(lowest))

    def set_method(self, words: str) -> None:
        method, _, number = words.partition(" ")
        self.policy["method"] = method
        if number:
            self.policy |= {"weight": Decimal(number)} if "average" in method else {"n": int(number)}

    def set_combine(self, words: str) -> None:
        name, _, k = words.partition(" ")
        self.policy |= {"combine": name, "k": int(k) if k else None}

    def set_preset(self, words: str) -> None:
        preset, required = words.split()
        self.policy |= {"method": "best_n", "n": int(required), "preset": preset, "evidence_required": int(required)}

    def set_day(self, words: str) -> None:
        found = re.fullmatch(r"on day (\d+)", words)
        assert found, words
        self.as_of = int(found[1])

    def set_gates(self, words: str) -> None:
        gates = []
        for gate in words.split(";"):
            found = re.fullmatch(r"(\w+)(?: ([\w.]+))?(?: per (\w+))?", gate.strip())
            assert found, gate
            name, need, per = found.groups()
            read = Decimal if name in QUALITY_GATES else str if name == "min_depth" else int
            gates.append(Gate(name, read(need) if need else True, per or ""))
        self.policy["gates"] = tuple(gates)

    def add_work(self, words: str, standard: str) -> None:
        if standard not in self.standards:
            self.standards.append(standard)
        for word in words.split() if words != "nothing" else []:
            self.pieces.append(self.piece(word, standard))

    def piece(self, word: str, standard: str) -> Piece:
        found = WORK.fullmatch(word)
        assert found, word
        number = len(self.pieces)
        brings = set((found["brings"] or "").split(","))
        mark = MARKS.get(found["level"], "")
        on = FIRST_DAY + timedelta(days=int(found["day"] or number))
        return Piece(
            id=number,
            standard=standard,
            on=on,
            at=datetime.combine(on, time(int(found["hour"])), UTC) if found["hour"] else None,
            kind=KINDS.get(found["kind"], "summative"),
            level=None if mark else Decimal(found["level"]),
            mark=mark,
            seq=number,
            role=next(iter(brings.intersection(ROLES)), "teacher"),
            type=next(iter(brings.intersection(SOURCE_TYPES)), ""),
            context=next(iter(brings.intersection(CONTEXTS)), ""),
            transfer="transfer" in brings,
            depth=next(iter(brings.intersection(DEPTHS)), ""),
            support="modified" if "modified" in brings else "independent",
        )

    def judged(self) -> Judgement:
        last = max((piece.on for piece in self.pieces), default=FIRST_DAY)
        as_of = last if self.as_of is None else FIRST_DAY + timedelta(days=self.as_of)
        standards = [
            StandardRequirement(id_, id_ not in self.optional, self.weights.get(id_, Decimal(1)))
            for id_ in self.standards
        ]
        return judge(self.pieces, standards, Policy(**self.policy), self.scale, as_of)

    def change(self) -> Explanation:
        change = self.judged().explanation
        assert change
        return change

    def gives(self, words: str) -> None:
        judgement = self.judged()
        for one in words.split(";"):
            field, expected = one.split()
            got = self.one(judgement, field)
            if expected == "none":
                assert got is None, one
            elif expected in TRUTHS or field in {"status", "confidence", "view"}:
                assert got == TRUTHS.get(expected, expected), one
            else:
                # Figures with four places are rounded for the reader; all others are exact.
                close = Decimal("0.00005") if len(expected.partition(".")[2]) == 4 else Decimal("1E-30")
                assert abs(Decimal(got) - Decimal(expected)) <= close, one

    def one(self, judgement: Judgement, field: str) -> Any:
        if field == "counted":
            return len(judgement.counted)
        if field == "ready":
            return self.change().ready
        got = getattr(judgement, field)
        return (got - FIRST_DAY).days if field == "valid_until" and got else got

    def unmet(self, words: str) -> None:
        assert [gate.gate for gate in self.judged().gates if not gate.met] == words.split("; ")

    def still_below(self, words: str) -> None:
        assert list(self.change().still_below) == words.split("; ")

    def aside(self, words: str) -> None:
        why = [one.why.replace("_", " ") for one in self.judged().set_aside]
        assert why == [one.strip().replace("_", " ") for one in words.split(";")]

    def needs(self, words: str, standard: str) -> None:
        needed = self.change().needed
        expected = None if words == "none" else [] if words == "nothing" else words.split()
        told = None if needed is None else [self.told(piece) for piece in needed if standard in {"", piece.standard}]
        assert told == expected

    def days(self, words: str) -> None:
        judgement, needed = self.judged(), self.change().needed
        assert needed is not None
        assert [(piece.on - judgement.as_of).days for piece in needed] == [int(day) for day in words.split()]

    def told(self, piece: NeededPiece) -> str:
        traits = [piece.type, piece.context, "transfer" if piece.transfer else "", piece.depth]
        brings = ",".join(one for one in traits if one)
        return f"{piece.level}[{brings}]" if brings else f"{piece.level}"

    def why_not(self, words: str) -> None:
        why_not = self.change().why_not
        assert why_not
        assert f"{why_not.gate} {why_not.code}" == words


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: " ".join(text.split())[:60])
def test_an_example_on_the_page_is_true(text: str) -> None:
    example = Example()
    for line in text.strip().splitlines():
        key, _, words = line.strip().partition(": ")
        example.read(key, words)


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["input"]["id"])
def test_a_line_on_the_page_is_answered_as_it_says(line: str) -> None:
    assert check(line) == []


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("method", METHODS),
        ("gates", GATES),
        ("combine", [name for name in COMBINATIONS if name != "all"]),
        ("gives", [f"status {status}" for status in RANK]),
        ("gives", [f"confidence {word}" for word in ("low", "medium", "high")]),
        ("why not", list(WAYS_OUT)),
        ("preset", PRESETS),
        *((key, [""]) for key in ("counts", "round", "optional", "still below", "unmet")),
    ],
)
def test_the_page_has_an_example_of_everything(key: str, names: Sequence[str]) -> None:
    said = " ".join(
        line for text in EXAMPLES for line in map(str.strip, text.splitlines()) if line.startswith(f"{key}: ")
    )
    assert said
    assert [name for name in names if name not in said] == []


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(history=histories(most=6))
def test_every_code_that_can_be_said_is_in_the_table(history: History) -> None:
    said = [*in_words(history.judged(explain=True)), *policy_in_words(history.policy), *warnings_about(history.policy)]
    said += policy_in_words(replace(history.policy, roles=frozenset({"peer"})))
    assert {message.code for message in said} <= CODES
