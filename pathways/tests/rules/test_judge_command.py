"""The command around the engine: files, standard input, exit codes; no database is ever opened."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

LINE = (
    '{"id": "Maya", "scale": {"proficient": 3, "top": 4}, "policy": {"method": "latest"}, "evidence":'
    ' [{"id": 1, "standard": "Unit rates", "level": 3, "on": "2026-03-09", "kind": "summative"}]}'
)


def test_a_file_is_answered_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + f"{LINE}\n\nnonsense\n".encode())
    call_command("judge", str(file))
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["status"]) == ("Maya", "mastered")
    assert second["error"].startswith("line: is not JSON")


def test_standard_input_is_the_default(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(LINE.encode())))
    call_command("judge")
    assert json.loads(capsys.readouterr().out)["score"] == 3


def test_check_ends_with_the_count_and_fails_on_a_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "expected.jsonl"
    file.write_text(f'{{"input": {LINE}, "expected": {{"score": 3}}}}\n')
    call_command("judge", check=str(file))
    assert capsys.readouterr().out == "1 passed, 0 failed\n"
    with file.open("a") as more:
        more.write(f'{{"input": {LINE}, "expected": {{"score": 4}}}}\n')
    with pytest.raises(SystemExit, match="1"):
        call_command("judge", check=str(file))
    assert capsys.readouterr().out == "Maya: score is 3, expected 4\n1 passed, 1 failed\n"
    with pytest.raises(SystemExit, match="1"):
        call_command("judge", "--json", check=str(file))
    assert json.loads(capsys.readouterr().out) == {
        "passed": 1,
        "failed": 1,
        "mismatches": ["Maya: score is 3, expected 4"],
    }


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("judge", str(tmp_path / "nowhere.jsonl"))
