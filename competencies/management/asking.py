"""What the continuum's commands share: which district is meant, the file's bytes, progress on long work."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from competencies.rules.case.values import PackageRefusedError
from people.models import District


def named_district(slug: str | None) -> District:
    """Return the district a command is about; the only one there is needs no name. Raises ``CommandError``."""
    districts = District.objects.order_by("slug")
    if slug:
        found = districts.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no district “{slug}”. There are: {_slugs() or 'none'}.")
        return found
    if districts.count() != 1:
        raise CommandError(f"Say which district with --district SLUG. There are: {_slugs() or 'none'}.")
    return districts.get()


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, or standard input for ``-``. Raises ``CommandError``."""
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from error


def refusal(error: PackageRefusedError, out: OutputWrapper, *, as_json: bool) -> CommandError:
    """Return the error that ends a refused import: every problem on a line of its own; as JSON on ``out``."""
    if as_json:
        problems = [
            {"where": one.where, "field": one.field, "problem": one.problem, "mend": one.mend} for one in error.problems
        ]
        out.write(json.dumps({"refused": problems}, ensure_ascii=False, indent=2))
        return CommandError("Refused; nothing was changed.")
    return CommandError("Refused; nothing was changed.\n" + "\n".join(f"  {problem}" for problem in error.problems))


class Progress:
    """Says how far long work is, at most every three seconds, where somebody watches."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._last = time.monotonic()

    def __call__(self, word: str, done: int, whole: int) -> None:
        now = time.monotonic()
        if now - self._last >= 3:
            self._last = now
            self._out.write(f"  {word}: {done} of {whole}")


def _slugs() -> str:
    return ", ".join(District.objects.order_by("slug").values_list("slug", flat=True)[:20])
