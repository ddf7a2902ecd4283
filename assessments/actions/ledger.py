"""The one audited door through which append-only tables may be changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from assessments.models import append_only

log = logging.getLogger(__name__)


@contextmanager
def opened(*, reason: str, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let UPDATE, DELETE and TRUNCATE through for the length of one transaction, and say so in the log.

    Only erasure, data migrations, the reset of the demo school and the flush between tests may use it. Other
    connections find the door shut; when the block fails, everything it did is undone and the door is shut too.
    """
    log.warning("ledger_opened", extra={"reason": reason})
    with transaction.atomic(using=using):
        token = append_only.open_door(connections[using])
        yield
        append_only.close_door(connections[using], token)
