"""The embedded broker: kombu's folder of messages, safe for a reader that looks while a writer is still writing."""

from __future__ import annotations

from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

import structlog
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

log = structlog.get_logger(__name__)


class Channel(filesystem.Channel):
    """Messages appear whole or not at all; one that cannot be read is dropped, since it only rang the doorbell."""

    def _put(self, queue: str, message: Any, **_: Any) -> None:  # type: ignore[override]  # its stubs disagree
        """Write beside, then rename: kombu's own way lets a worker read an empty file, which ends that worker."""
        name = f"{time_ns():020d}_{uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f"{name}.draft")
        draft.write_text(dumps(message), encoding="utf-8")
        draft.rename(draft.with_suffix(""))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message of the queue; whoever renames it first has it."""
        for file in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            if file.name.partition(".")[2] == f"{queue}.msg":
                message = self._take(file)
                if message is not None:
                    return message
        raise Empty

    def _take(self, file: Path) -> Any:
        taken = file.with_name(f"{file.name}.taken")
        try:
            file.rename(taken)
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(text)
        except FileNotFoundError:
            return None
        except ValueError:
            log.warning("message_unreadable")
            return None


class Transport(filesystem.Transport):
    """Stands in for kombu's `filesystem` transport (see `cbe/settings.py`)."""

    Channel = Channel
