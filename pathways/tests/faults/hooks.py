"""Loaded by a worker under test (`celery -I`): stops it between judging a ledger and storing what was concluded."""

from __future__ import annotations

import os
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
        (FOLDER / "reached").write_text(str(student_id), encoding="ascii")
        time.sleep(0.02)


judged.connect(hold, weak=False)
