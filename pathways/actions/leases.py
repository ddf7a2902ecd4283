"""Leases: a named right that one process at a time holds, and loses by itself when it dies."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pathways.models import Lease


@dataclass(frozen=True, slots=True)
class Held:
    """A lease in hand; ``abandoned`` tells that whoever held it before ended without giving it back."""

    name: str
    holder: str
    seconds: float
    abandoned: bool

    def renew(self) -> bool:
        """Hold it for longer; False where it expired meanwhile and another process took it. One query."""
        until = timezone.now() + timedelta(seconds=self.seconds)
        return bool(Lease.objects.filter(name=self.name, holder=self.holder).update(expires_at=until))

    def release(self) -> None:
        """Give it back. One query."""
        Lease.objects.filter(name=self.name, holder=self.holder).update(holder="", expires_at=None)


@contextmanager
def held_lease(name: str, *, seconds: float) -> Iterator[Held | None]:
    """Hold a lease for the length of a block, or None where another process holds it.

    A process that dies inside the block keeps it until it expires, and the next holder finds it abandoned; one whose
    block merely fails gives it back.
    """
    lease = take_lease(name=name, seconds=seconds)
    try:
        yield lease
    finally:
        if lease is not None:
            lease.release()


def take_lease(*, name: str, seconds: float) -> Held | None:
    """Take a lease where it is free or has expired; None where another process holds it.

    One query when it is held. The same on both databases: the row lock (SQLite: the one writer) makes one winner.
    """
    now = timezone.now()
    if Lease.objects.filter(name=name, expires_at__gt=now).exists():
        return None
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    with transaction.atomic():
        Lease.objects.bulk_create([Lease(name=name)], ignore_conflicts=True)
        before = Lease.objects.select_for_update().get(name=name)
        free = Q(expires_at__isnull=True) | Q(expires_at__lte=now)
        won = Lease.objects.filter(free, name=name).update(holder=holder, expires_at=now + timedelta(seconds=seconds))
    return Held(name, holder, seconds, abandoned=bool(before.holder)) if won else None
