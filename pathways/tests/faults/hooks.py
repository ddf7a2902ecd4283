"""Loaded by a worker under test (`celery -I`): stops or kills it between judging a ledger and storing the result."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from pathways.signals import judged

FOLDER = Path(os.environ["WAYPOINT_TEST_HOOKS"])
LONGEST_HOLD = 60.0


def hold(student_id: int, **_: Any) -> None:
    """Where there is a file `hold`, say how far this process came, and wait until the file is gone."""
    held = FOLDER / "hold"
    deadline = time.monotonic() + LONGEST_HOLD
    while held.exists() and time.monotonic() < deadline:
        (FOLDER / "reached").write_text(str(os.getpid()), encoding="ascii")
        time.sleep(0.02)


def die(student_id: int, **_: Any) -> None:
    """Where a file `lethal` names the student, count and die as if the machine had run out of memory."""
    lethal = FOLDER / "lethal"
    if lethal.exists() and lethal.read_text(encoding="ascii") == str(student_id):
        with (FOLDER / "deaths").open("a", encoding="ascii") as deaths:
            deaths.write("x")
        os.kill(os.getpid(), signal.SIGKILL)


judged.connect(hold, weak=False)
judged.connect(die, weak=False)
