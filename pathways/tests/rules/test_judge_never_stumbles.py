"""Whatever a line holds, `manage.py judge` answers it: with a judgement, or with an error that names the field."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from competencies.rules.policy import COMBINATIONS, METHODS
from pathways.rules.judge_lines import check
from pathways.rules.reading import LINE

Json = Any
# The fields of the line, those of a line that is checked, and the line itself.
FIELDS = {*LINE, "line", "input", "expected"}
ODD: list[Json] = [
    *(None, True, False, 0, -1, 1, 2, 13, 1000, 1001, 0.5, 1e300, -0.0, 10**39),
    *("", "x", "0", "1E9999", "1E-99999999", "NaN", "sNaN", "Infinity", "\ud800", "\x00", "../", "9" * 5000, "۳"),
    *([], {}, [[]], {"a": 1}, ["teacher"], {"name": "at_least_k"}, {"per": "standard", "count": 1}),
    *("2026-13-01", "2026-03-01T25:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z", "1900-01-01T00:00:00+14:00"),
    *("2199-12-31T23:59:59-12:00", "Asia/Kathmandu", "localtime", "missed", "exempt", "override", "formative"),
    *("mean", "all", "extended", "portfolio-level", "decaying_average"),
]
EXTRA = ("extra", "level", "mark", "seq", "n", "k", "weight", "preset", "evidence_required", "gates", "baseline", "tz")


def lines() -> Iterator[Json]:
    """Good lines with every field, under every method and combination, and one of a portfolio."""
    work = [("A", 3, "2026-03-01"), ("B", 2.5, "2026-03-02T12:00:00Z"), (3, 4, "2026-03-03T23:30:00-05:00")]
    evidence = [
        {"id": i, "standard": standard, "level": level, "on": on, "kind": "summative", "seq": i, "role": "teacher"}
        | {"recorded": "2026-03-20T10:00:00Z", "type": "test", "context": "home", "transfer": True, "depth": "skill"}
        for i, (standard, level, on) in enumerate(work)
    ]
    gates = {"min_evidence": [{"per": "standard", "count": 1}, {"per": "competency", "count": 3}]} | {
        "min_source_types": 2,
        "min_contexts": 2,
        "require_summative": True,
        "require_transfer": True,
        "min_depth": "skill",
        "distinct_days": 2,
        "min_level": 1,
        "min_average": 2.5,
        "within_months": 6,
    }
    for method in METHODS:
        for combine in COMBINATIONS:
            yield {
                "id": "good",
                "as_of": "2026-03-20",
                "known_at": "2026-03-21",
                "tz": "America/New_York",
                "scale": {"proficient": 3, "top": 4, "min": 0, "levels": [0, 1, 2, 3, 4]},
                "standards": [{"id": "A", "required": True, "weight": 2}, {"id": "B", "required": False}, {"id": 3}],
                "policy": {"method": method, "n": 3, "weight": 0.65, "counts": "all", "roles": ["teacher", "self"]}
                | {"combine": {"name": combine, "k": 2} if combine == "at_least_k" else combine}
                | {"gates": gates, "round_before_compare": 2},
                "evidence": evidence,
            }
    required = {"A": 2, "B": 0}
    policy = {"preset": "portfolio-level", "level": 9, "baseline": 8.25, "evidence_required": required}
    yield {"id": "portfolio", "policy": policy, "evidence": [evidence[0], {**evidence[1], "level": 9}]}


def places(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a line, by its path."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def spoiled(line: Json, chance: random.Random) -> str:
    """The line with one to three things changed, taken away, repeated or added."""
    line = copy.deepcopy(line)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        if not (paths := list(places(line))):
            break
        *way, last = chance.choice(paths)
        inside = line
        for key in way:
            inside = inside[key]
        what = chance.random()
        if what < 0.6:
            inside[last] = odd(chance)
        elif what < 0.75:
            del inside[last]
        elif isinstance(inside, list):
            inside.append(copy.deepcopy(inside[last]))
        else:
            inside[chance.choice(EXTRA)] = odd(chance)
    return json.dumps(line)


def odd(chance: random.Random) -> Json:
    """One of the odd things, its own copy: what is spoiled further in one line must not come back in the next."""
    return copy.deepcopy(chance.choice(ODD))


def never_stumbles(seed: int, count: int, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every spoiled line of a file is answered on its own line, judged or refused, and checking it says so too."""
    chance, good = random.Random(seed), list(lines())
    texts = [spoiled(chance.choice(good), chance) for _ in range(count)]
    file.write_text("\n".join(texts))
    call_command("judge", str(file))
    answers = [json.loads(line, parse_constant=pytest.fail) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == count
    for text, answer in zip(texts, answers, strict=True):
        if "error" in answer:
            field, _, message = answer["error"].partition(": ")
            assert set(answer) == {"id", "error"}
            assert message
            assert re.split(r"[.\[]", field)[0] in FIELDS | set(json.loads(text)), answer
        else:
            assert answer.keys() >= {"id", "status"} or answer.keys() >= {"id", "progress"}
        assert isinstance(check(f'{{"input": {text}, "expected": {{"score": 3}}}}'), list)


def test_the_lines_are_good_before_they_are_spoiled() -> None:
    assert [line for line in lines() if check(json.dumps({"input": line, "expected": {}}))] == []


def test_spoiling_a_line_spoils_no_other() -> None:
    """Whichever lines were spoiled before, and in whatever order the tests run, a seed gives the same lines."""
    before = json.dumps(ODD)
    chance, good = random.Random(5), list(lines())
    for _ in range(2500):
        spoiled(chance.choice(good), chance)
    assert json.dumps(ODD) == before
    assert good == list(lines())


def test_every_spoiled_line_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    never_stumbles(1, 250, tmp_path / "spoiled.jsonl", capsys)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
def test_ten_thousand_spoiled_lines_are_answered(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    never_stumbles(seed, 2500, tmp_path / "spoiled.jsonl", capsys)
