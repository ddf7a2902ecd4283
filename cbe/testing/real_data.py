"""Where real data made elsewhere lies: packages, schemas and other systems' figures, which are no part of the project.

The folder is named by ``WAYPOINT_REAL_DATA``; without it, ``shared/data`` beside a checkout is looked at.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "WAYPOINT_REAL_DATA"
BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def folder() -> Path:
    """Return the folder of the real data, whether it is there or not."""
    named = os.environ.get(VARIABLE, "")
    return Path(named).expanduser() if named else BESIDE


def real_file(path: str) -> Path:
    """Return a real file, or skip the test and say what is missing and how to name its place."""
    file = folder() / path
    if not file.is_file():
        pytest.skip(f"the real data {path} is not in {folder()}; {VARIABLE} names the folder that has it")
    return file


def real(path: str) -> bytes:
    """Return a real file's bytes, or skip the test with the reason."""
    return real_file(path).read_bytes()
