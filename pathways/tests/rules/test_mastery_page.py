"""The page "How mastery is decided": every example on it runs, and every code the rules can say is on it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from competencies.rules.policy import GATES, METHODS, Gate, Policy
from competencies.rules.policy_words import policy_in_words, warnings_about
from competencies.rules.scale import Scale
from pathways.rules.judge import judge
from pathways.rules.judge_lines import check
from pathways.rules.values import Judgement, Piece, StandardRequirement
from pathways.rules.wording import in_words
from pathways.tests.rules.histories import FIRST_DAY, History, histories

PAGE = (Path(__file__).parents[3] / "docs" / "mastery.md").read_text()
EXAMPLES = re.findall(r"```example\n(.*?)```", PAGE, re.DOTALL)
LINES = [line for block in re.findall(r"```judge\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
CODES = set(re.findall(r"^\| `([a-z_.]+\.[a-z_.]+)` \|", PAGE, re.MULTILINE))
KINDS = {"f": "formative", "d": "diagnostic"}
MARKS = {"M": "missed"}


class Example:
    """One example of the page, read line by line: what is set up, and what it must give."""

    def __init__(self) -> None:
        self.scale = Scale(Decimal(3), Decimal(4))
        self.policy: dict[str, Any] = {}
        self.pieces: list[Piece] = []
        self.standards: list[str] = []

    def read(self, key: str, words: str) -> None:
        """Follow one line."""
        name, _, rest = key.partition(" on ")
        {
            "scale": self.set_scale,
            "method": self.set_method,
            "combine": self.set_combine,
            "counts": lambda words: self.policy.update(counts=words),
            "round": lambda words: self.policy.update(round_before_compare=int(words)),
            "gates": self.set_gates,
            "gives": self.gives,
            "aside": self.aside,
            "needs": self.needs,
            "why not": self.why_not,
            "work": lambda words: self.add_work(words, rest or "Compute"),
            "then": lambda words: self.add_work(words, "Compute"),
        }[name](words)

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
        name, k = words.split()
        self.policy |= {"combine": name, "k": int(k)}

    def set_gates(self, words: str) -> None:
        gates = []
        for gate in words.split(";"):
            found = re.fullmatch(r"(\w+) ([\d.]+)(?: per (\w+))?", gate.strip())
            assert found, gate
            name, need, per = found.groups()
            gates.append(Gate(name, Decimal(need) if name == "min_level" else int(need), per or ""))
        self.policy["gates"] = tuple(gates)

    def add_work(self, words: str, standard: str) -> None:
        if standard not in self.standards:
            self.standards.append(standard)
        for word in words.split() if words != "nothing" else []:
            piece = Piece(
                id=len(self.pieces),
                standard=standard,
                on=FIRST_DAY + timedelta(days=len(self.pieces)),
                kind=KINDS.get(word[-1], "summative"),
                level=None if word in MARKS else Decimal(word.rstrip("fd")),
                mark=MARKS.get(word, ""),
            )
            self.pieces.append(piece)

    def judged(self) -> Judgement:
        last = max((piece.on for piece in self.pieces), default=FIRST_DAY)
        standards = [StandardRequirement(id_) for id_ in self.standards]
        return judge(self.pieces, standards, Policy(**self.policy), self.scale, last)

    def gives(self, words: str) -> None:
        judgement = self.judged()
        for one in words.split(";"):
            field, expected = one.split()
            got = len(judgement.counted) if field == "counted" else getattr(judgement, field)
            if field == "status" or expected == "none":
                assert got == (None if expected == "none" else expected), one
            else:
                # Figures with four places are rounded for the reader; all others are exact.
                close = Decimal("0.00005") if len(expected.partition(".")[2]) == 4 else Decimal("1E-30")
                assert abs(Decimal(got) - Decimal(expected)) <= close, one

    def aside(self, words: str) -> None:
        assert [one.why for one in self.judged().set_aside] == [one.strip() for one in words.split(";")]

    def needs(self, words: str) -> None:
        change = self.judged().explanation
        assert change
        expected = None if words == "none" else [Decimal(word) for word in words.split()]
        assert (None if change.needed is None else [piece.level for piece in change.needed]) == expected

    def why_not(self, words: str) -> None:
        change = self.judged().explanation
        assert change
        assert change.why_not
        assert f"{change.why_not.gate} {change.why_not.code}" == words


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: " ".join(text.split())[:60])
def test_an_example_on_the_page_is_true(text: str) -> None:
    example = Example()
    for line in text.strip().splitlines():
        key, _, words = line.partition(": ")
        example.read(key, words)


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["input"]["id"])
def test_a_line_on_the_page_is_answered_as_it_says(line: str) -> None:
    assert check(line) == []


def test_the_page_has_an_example_of_every_method() -> None:
    shown = {re.search(r"method: (\w+)", text)[1] for text in EXAMPLES}  # type: ignore[index]  # each names one
    assert shown == set(METHODS)
    assert all(f"`{name}`" in PAGE for name in (*METHODS, *GATES))


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(history=histories(most=6))
def test_every_code_that_can_be_said_is_in_the_table(history: History) -> None:
    said = [*in_words(history.judged(explain=True)), *policy_in_words(history.policy), *warnings_about(history.policy)]
    said += policy_in_words(replace(history.policy, roles=frozenset({"peer"})))
    assert {message.code for message in said} <= CODES
