"""Keeps a file between seeing what it would change and changing it: for the same admin only, a day at most."""

from __future__ import annotations

import re
from pathlib import Path
from secrets import token_urlsafe
from time import time

from django.conf import settings

from people.models import User

NAME = re.compile(r"(\d{1,18})-[A-Za-z0-9_-]{20,40}")
KEPT = "kept-files"
DAY = 24 * 60 * 60


def keep(raw: bytes, user: User) -> str:
    """Keep the file under a name nobody can guess, which only ``user`` can use. Their earlier files go."""
    name = f"{user.pk}-{token_urlsafe(24)}"
    yesterday = time() - DAY
    for old in _folder().iterdir():
        if old.name.startswith(f"{user.pk}-") or old.stat().st_mtime < yesterday:
            old.unlink(missing_ok=True)
    (_folder() / name).write_bytes(raw)
    return name


def kept(name: str, user: User) -> bytes | None:
    """Return the file kept under this name by this user, or None."""
    file = _file(name, user)
    try:
        return file.read_bytes() if file else None
    except OSError:
        return None


def forget(name: str, user: User) -> None:
    """Remove the file kept under this name by this user, if there is one."""
    if file := _file(name, user):
        file.unlink(missing_ok=True)


def _file(name: str, user: User) -> Path | None:
    match = NAME.fullmatch(name)
    return _folder() / name if match and int(match[1]) == user.pk else None


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / KEPT
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
