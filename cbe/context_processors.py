"""What every template knows without being told: the frame."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cbe.frame import frame_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Offer the frame lazily: a fragment that draws none of it costs no query."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}
