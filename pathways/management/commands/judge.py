"""Judges lines of JSON, so that anyone can check the mathematics."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pathways.rules.judge_lines import answer, check

EXAMPLES = """Reads one JSON object a line and writes one JSON object a line; needs no database.

  manage.py judge cases.jsonl
  manage.py judge --check old-system.jsonl      lines of {"input": ..., "expected": ...}; exit 1 on any difference

A line, broken here to be read:
  {"id": "Maya", "scale": {"proficient": 3, "top": 4}, "policy": {"method": "latest"}, "evidence": [
    {"id": 1, "standard": "Unit rates", "level": 3, "on": "2026-03-09", "kind": "summative"}]}

docs/mastery.md explains every field and every figure."""


class Command(BaseCommand):
    """`manage.py judge`: the mastery engine on a file, without the rest of Waypoint."""

    help = EXAMPLES
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the examples' line breaks in --help."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A file or standard input, or a file to check."""
        parser.add_argument("file", nargs="?", default="-", help="lines of input; - (the default) is standard input")
        parser.add_argument("--check", metavar="FILE", help='lines of {"input", "expected"} to compare')
        parser.add_argument("--json", action="store_true", help="with --check: the outcome as one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        """Judge every line, or check every line and leave with 1 where one differs."""
        file = options["check"] or options["file"]
        agreed = True
        try:
            if options["check"] is None:
                _answer_all(file)
            else:
                agreed = _check_all(file, as_json=options["json"])
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read us (head, less) has seen enough.
            sys.stderr.close()
            sys.exit(0)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        if not agreed:
            sys.exit(1)


def _lines(file: str) -> Iterator[bytes]:
    """The lines that hold something."""
    if file == "-":
        yield from _filled(sys.stdin.buffer)
        return
    with Path(file).open("rb") as source:
        yield from _filled(source)


def _filled(source: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line in source if line.strip())


def _answer_all(file: str) -> None:
    for text in _lines(file):
        print(json.dumps(answer(text)))


def _check_all(file: str, *, as_json: bool) -> bool:
    """Print every mismatch and, last, how many lines passed and failed."""
    passed, failed, mismatches = 0, 0, []
    for text in _lines(file):
        found = check(text)
        passed, failed = passed + (not found), failed + bool(found)
        mismatches += found
        if not as_json:
            for mismatch in found:
                print(mismatch)
    if as_json:
        print(json.dumps({"passed": passed, "failed": failed, "mismatches": mismatches}))
    else:
        print(f"{passed} passed, {failed} failed")
    return not failed
