"""Previews: the list of them, one with everything it found, and both judgements of one student."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pathways import access
from pathways.actions.publishing import NEVER_ANYWAY
from pathways.forms import PublishPreviewForm
from pathways.models import Preview, PreviewRow
from pathways.queries.beside import both_sides
from pathways.queries.health import WORKER_LOST_AFTER, worker_seen
from pathways.queries.outdated import PUBLISHED, Moved, moved_since
from pathways.queries.previews import (
    ABANDONED_AFTER,
    PAGE,
    Chosen,
    Found,
    found_by,
    previews_of,
    rows_of,
    told_with,
    waits_in_line,
)
from pathways.views import preview_state as state
from pathways.views import preview_words as words
from pathways.views.beside_words import SideWords
from pathways.views.preview_decisions import resting_under
from pathways.views.preview_lines import Titles, amounts, line_of, lines, structure_lines
from people.models import District

View = Callable[..., HttpResponse]


def admins(view: View) -> View:
    """Let the admins of a district in, with their district; for everybody else there is nothing here."""

    @login_required
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        district = access.administered(request.user)
        if district is None:
            raise Http404
        return view(request, district, *args, **kwargs)

    return gated


def preview_or_404(request: HttpRequest, preview_id: int) -> Preview:
    """Return a preview of the district the reader administers, or 404."""
    return get_object_or_404(access.previews(request.user), pk=preview_id)


@admins
@require_safe
def previews(request: HttpRequest, district: District) -> HttpResponse:
    """List the previews and comparisons that were made, newest first."""
    made = [
        (one, words.title_of(one), words.about(one), words.ways(movers) if movers.students else "")
        for one, movers in previews_of(district)
    ]
    return render(request, "pathways/previews.html", {"previews": made})


@login_required
@require_safe
def preview(request: HttpRequest, preview_id: int) -> HttpResponse:
    """Show what a change would do: who moves, where, on what and why; or how far the working out is."""
    return preview_page(request, preview_or_404(request, preview_id))


def preview_page(
    request: HttpRequest, found: Preview, *, form: PublishPreviewForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the page of a preview, with a form that was refused where there is one."""
    moved = moved_since(found)
    context = {
        "preview": found,
        "title": words.title_of(found),
        "about": words.about(found),
        "sides": words.sides_in_words(found),
        "moved": state.moved_in_words(moved),
        "published": any(one.what == PUBLISHED for one in moved),
        "anyway": bool(moved) and not any(one.what in NEVER_ANYWAY for one in moved),
        "form": form or PublishPreviewForm(),
        "token": token_of(found, moved),
    }
    more = _done(request, found) if found.state == Preview.State.DONE else _not_done(found)
    return render(request, "pathways/preview.html", context | more, status=status)


def _not_done(found: Preview) -> dict[str, Any]:
    """What is said while it is worked out, or could not be."""
    if found.state == Preview.State.FAILED:
        return {"failure": state.failure(found)}
    now, seen = timezone.now(), worker_seen()
    alive = seen is not None and now - seen <= WORKER_LOST_AFTER
    beaten = found.beaten_at is None or now - found.beaten_at < ABANDONED_AFTER
    waited = (now - found.made_at).total_seconds()
    said = ""
    if found.state == Preview.State.WAITING:
        said = state.waiting(found, seconds=waited, worker=alive, line=waits_in_line(found))
    elif not beaten or not alive:
        said = _("The worker at it has not been heard of for a while; another takes it up where that one ended.")
    return {"waiting": said}


def _done(request: HttpRequest, found: Preview) -> dict[str, Any]:
    """What was found, and the part of the list that is asked for."""
    result, titles, chosen = found_by(found), Titles(found), chosen_in(request)
    page = Paginator(rows_of(found, chosen), PAGE).get_page(request.GET.get("page"))
    return {
        "found": result,
        "headline": words.headline(found, result),
        "mastery": words.mastery_moved(result.movers) if result.movers.students else "",
        "unchanged": words.unchanged(result),
        "schools": [(school, words.ways(movers), movers.students) for school, movers in result.schools],
        "competencies": _competencies(result, titles),
        "amounts": amounts(result),
        "structure": structure_lines(found),
        "resting": resting_under(found, titles),
        "chosen": chosen,
        "page": page,
        "lines": list(lines(list(page.object_list), titles)),
        "asked": _asked(request, page),
    }


def _competencies(result: Found, titles: Titles) -> list[tuple[int, str, int]]:
    known = sorted(result.competencies, key=lambda one: titles.order(one[0]))
    return [(one, titles.title(one), count) for one, count in known]


def _asked(request: HttpRequest, page: Page[PreviewRow]) -> dict[str, str]:
    """The addresses of the pages before and after, and of the list as a file, for the part that is asked for."""
    query = request.GET.copy()
    query.pop("page", None)
    base = query.urlencode()
    found = {"file": f"?{base}" if base else ""}
    for name, there, number in (("before", page.has_previous(), -1), ("next", page.has_next(), 1)):
        if there:
            query["page"] = str(page.number + number)
            found[name] = f"?{query.urlencode()}#list"
    return found


def chosen_in(request: HttpRequest) -> Chosen:
    """Return the part of the list a request asks for; what cannot be read asks for everything."""
    return Chosen(
        school=_number(request, "school"),
        direction={"up": 1, "down": -1, "neither": 0}.get(request.GET.get("way", "")),
        competency=_number(request, "competency"),
    )


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else None


def token_of(found: Preview, moved: tuple[Moved, ...]) -> str:
    """Return what tells one state of a preview's page from any other."""
    beaten = int(found.beaten_at.timestamp()) if found.beaten_at else 0
    what = "-".join(f"{one.what}{one.count}" for one in moved)
    return f"{found.pk}.{found.state}.{found.students_done}.{beaten}.{what}"


@login_required
@require_safe
def preview_fresh(request: HttpRequest, preview_id: int) -> HttpResponse:
    """Say whether the page of a preview has changed: 304 while the token it holds is still true."""
    found = preview_or_404(request, preview_id)
    token = token_of(found, moved_since(found))
    etag = f'"{token}"'
    same = request.headers.get("If-None-Match") == etag
    answer: HttpResponse = HttpResponseNotModified() if same else JsonResponse({"state": found.state, "token": token})
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


@login_required
@require_safe
def preview_change(request: HttpRequest, preview_id: int, change_id: int) -> HttpResponse:
    """Show both judgements of one student on one competency side by side, each with everything it rests on."""
    found = preview_or_404(request, preview_id)
    row = get_object_or_404(rows_of(found, Chosen()), pk=change_id)
    row.preview = found
    titles = Titles(found)
    sides = both_sides(row, viewer=request.user, language=get_language() or "", now=timezone.now())
    told = [SideWords(one) for one in sides]
    others = told_with(row)
    context = {
        "preview": found,
        "title": words.title_of(found),
        "line": line_of(row, titles),
        "row": row,
        "competency": titles.title(row.competency_id),
        "others": [(one.pk, titles.title(one.competency_id)) for one in others],
        "sides": list(zip(words.side_names(found), told, strict=True)),
        "moved": state.moved_in_words(moved_since(found)),
    }
    return render(request, "pathways/preview_change.html", context)
