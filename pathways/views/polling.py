"""What pages that keep themselves up to date share: the answer to a poll, and the words for "being updated"."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pathways.queries.keeping_up import KeepingUp


def fresh_answer(request: HttpRequest, state: KeepingUp) -> HttpResponse:
    """Answer a poll: 304 where the page's token (its ETag) still holds, else the state and its words."""
    etag = f'"{state.token}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = JsonResponse(
            {
                "current": state.current,
                "updating": len(state.behind),
                "as_of": state.as_of.isoformat(),
                "through": state.through,
                "version": state.version,
                "words": words_for(state),
            }
        )
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def words_for(state: KeepingUp) -> str:
    """Say as of when the page is shown, and how many results are being updated."""
    when = time_format(state.as_of.time(), "TIME_FORMAT")
    if state.current:
        return _("Up to date at %(time)s.") % {"time": when}
    words = ngettext(
        "%(n)s result is being updated, shown as of %(time)s.",
        "%(n)s results are being updated, shown as of %(time)s.",
        len(state.behind),
    )
    return words % {"n": len(state.behind), "time": when}
