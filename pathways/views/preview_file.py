"""The list of a preview as a file for a spreadsheet: whole, with its day, and saying so where it is out of date."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pathways.exports import as_csv
from pathways.forms import PublishPreviewForm
from pathways.models import Preview
from pathways.queries.outdated import PUBLISHED, Moved, moved_since
from pathways.queries.previews import rows_of
from pathways.views.preview_lines import End, Line, Titles, lines_by_portion
from pathways.views.preview_state import moved_in_words
from pathways.views.previews import chosen_in, preview_or_404, preview_page

WAYS = {"up": lazy("up"), "down": lazy("down"), "neither": lazy("neither up nor down")}


@login_required
@require_safe
def preview_list(request: HttpRequest, preview_id: int) -> HttpResponseBase:
    """Send the list of who moves, or the part asked for; 409 while it is not finished, since half of it misleads."""
    found = preview_or_404(request, preview_id)
    if found.state != Preview.State.DONE:
        return _not_yet(request, found)
    moved = moved_since(found)
    rows = rows_of(found, chosen_in(request)).iterator(chunk_size=2000)
    told = _teller(found, moved)
    lines = map(told, lines_by_portion(rows, Titles(found)))
    answer = StreamingHttpResponse(as_csv(_head(moved), lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(found, moved)}"'
    return answer


def _not_yet(request: HttpRequest, found: Preview) -> HttpResponse:
    form = PublishPreviewForm({})
    form.add_error(
        None, _("There is no file yet: the list is complete only once it has been worked out for everybody.")
    )
    return preview_page(request, found, form=form, status=409)


def _name(found: Preview, moved: Sequence[Moved]) -> str:
    """The day the list is of, and whether it still says what would happen, stand in the name of the file."""
    stale = moved and not any(one.what == PUBLISHED for one in moved)
    return f"preview-{found.pk}-{found.as_of.isoformat()}{'-out-of-date' if stale else ''}.csv"


def _head(moved: Sequence[Moved]) -> tuple[str, ...]:
    head = (
        _("Student"), _("Student number"), _("School"), _("Competency"), _("Up or down"), _("Before"),
        _("Level before"), _("After"), _("Level after"), _("Why"), _("As of"),
    )  # fmt: skip
    return (*head, _("Since then")) if moved else head


def _teller(found: Preview, moved: Sequence[Moved]) -> Callable[[Line], tuple[str, ...]]:
    """What puts a line into cells; the day and what has moved stand in each, so that no row loses them."""
    day = date_format(found.as_of, "DATE_FORMAT")
    since = (" ".join(moved_in_words(moved)),) if moved else ()

    def told(one: Line) -> tuple[str, ...]:
        before, after = (_cells(side) for side in (one.before, one.after))
        about = (one.name, one.external_id, one.school, one.competency, str(WAYS[one.way]))
        return (*about, *before, *after, one.why, day, *since)

    return told


def _cells(side: Sequence[End]) -> tuple[str, str]:
    """Status and level of one side; where a competency becomes others, of each by its name."""
    named = [(f"{one.called}: " if len(side) > 1 else "", one) for one in side]
    return "; ".join(name + one.words for name, one in named), "; ".join(name + one.level for name, one in named)
