"""How Waypoint logs: structured lines that hold ids, never names, scores or notes."""

from __future__ import annotations

import logging as stdlib_logging
import sys
import traceback
from http import HTTPStatus
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

PRIVATE_KEYS = ("user_agent", "ip")


def without_private_keys(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what describes a person's device."""
    for key in PRIVATE_KEYS:
        event.pop(key, None)
    return event


def where_it_broke(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the places it passed: its message may quote a row of somebody's record."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, tuple):
        raised = raised[1]
    if isinstance(raised, BaseException):
        frames = traceback.extract_tb(raised.__traceback__)
        event["exception"] = type(raised).__name__
        event["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _is_not_503(record: stdlib_logging.LogRecord) -> bool:
    return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


def configuration(*, level: str, as_json: bool) -> dict[str, Any]:
    """The value of `LOGGING`, for both structlog's own lines and those of Django and Celery."""
    last = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
                "foreign_pre_chain": SHARED,
            }
        },
        # "Not ready" is an answer, not a failure, and is asked for several times a minute.
        "filters": {"not_503": {"()": "django.utils.log.CallbackFilter", "callback": _is_not_503}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "ERROR", "filters": ["not_503"]},
            "django_structlog": {"level": level},
        },
    }


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_private_keys,
    where_it_broke,
]


def configure() -> None:
    """Point structlog's own loggers at the same chain."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
