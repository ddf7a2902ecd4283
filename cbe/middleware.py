"""Headers that keep a student's record out of other people's browsers, and log lines that hold ids only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django_structlog.middlewares import RequestMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from cbe.views import errors

FEATURES_NOBODY_NEEDS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
        "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
        "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip

WATCHERS = ("/healthz", "/readyz")


class SecurityHeaders:
    """Adds what Django's own security middleware leaves out; costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing seen by a signed-in person is kept by a browser or a proxy."""
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", FEATURES_NOBODY_NEEDS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
            response.headers["Cache-Control"] = "no-store"
        return response


class ReadersPlace(LocaleMiddleware):
    """Speaks the language chosen with the switch, else the account's own, else the browser's; tells the school's time.

    An account that was made in the district's usual language says nothing of its own. Stands behind authentication.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Ask for the account only where somebody may be signed in."""
        super().process_request(request)
        timezone.deactivate()  # the thread served somebody else before
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        if district := getattr(request.user, "district", None):
            timezone.activate(district.time_zone)
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            return
        language = getattr(request.user, "language", settings.LANGUAGE_CODE)
        if language != settings.LANGUAGE_CODE and language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # mypy is told not to follow it
    """Serves what `collectstatic` gathered, or the sources themselves where it has not run."""

    def add_files(self, root: str, prefix: str | None = None) -> None:
        """A folder that was never gathered is no reason for a warning."""
        if Path(root).is_dir():
            super().add_files(root, prefix)


class RequestLog(RequestMiddleware):
    """One line per request: method and path only, since a query string may hold a name that somebody searched for."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Watchers ask several times a minute; their questions would bury the lines that matter."""
        if request.path in WATCHERS:
            return cast("HttpResponse", self.get_response(request))
        return cast("HttpResponse", super().__call__(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """The request in a log, without its query string."""
        return f"{request.method} {request.path}"


class SayHowPagesWork:
    """Gives a browser that asked a page in the wrong way a page that says so; machines keep the bare answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Fill an empty 405 with words; costs a query only then."""
        response = self.get_response(request)
        asks_for_a_page = "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not asks_for_a_page or response.streaming or response.content:
            return response
        page = errors.page(request, 405)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page
