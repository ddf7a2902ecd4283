"""What one presses around a preview: see what changes, work it out again, publish what was previewed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from competencies.access import continuum_of
from competencies.queries import NoContinuum
from pathways.actions.previewing import preview_again as ask_again
from pathways.actions.previewing import preview_continuum as ask_about_continuum
from pathways.actions.previewing import preview_policy as ask_about_policy
from pathways.actions.publishing import (
    AlreadyPublishedError,
    NotPublishableError,
    OutOfDateError,
    ToBeMendedError,
    publish_previewed,
)
from pathways.forms import PublishPreviewForm
from pathways.queries.sides import NoSuchSideError
from pathways.views.preview_state import moved_in_words
from pathways.views.previews import admins, preview_or_404, preview_page
from people.access import member
from people.models import District


@admins
@require_POST
def preview_policy(request: HttpRequest, district: District) -> HttpResponse:
    """Begin to work out what publishing the draft of the rule would do; two clicks are one preview."""
    try:
        found = ask_about_policy(district=district, by=member(request.user))
    except (NoSuchSideError, NoContinuum):
        messages.info(request, _("There is no draft of the rule to look at. Write one first."))
        return redirect("competencies:policy")
    return redirect("pathways:preview", found.pk)


@admins
@require_POST
def preview_continuum(request: HttpRequest, _district: District) -> HttpResponse:
    """Begin to work out what publishing the draft of the continuum would do."""
    continuum = continuum_of(member(request.user))
    if continuum is None:
        raise Http404
    try:
        found = ask_about_continuum(continuum=continuum, by=member(request.user))
    except (NoSuchSideError, NoContinuum):
        messages.info(request, _("Nothing is published yet, so nobody’s results can change."))
        return redirect("competencies:publish")
    return redirect("pathways:preview", found.pk)


@login_required
@require_POST
def preview_again(request: HttpRequest, preview_id: int) -> HttpResponse:
    """Work the same question out once more, as things are now."""
    asked = preview_or_404(request, preview_id)
    try:
        found = ask_again(preview=asked, by=member(request.user))
    except (NoSuchSideError, NoContinuum):
        messages.info(request, _("The draft is not there any more, so there is nothing to work out."))
        return redirect("pathways:preview", asked.pk)
    return redirect("pathways:preview", found.pk)


@login_required
@require_POST
def publish_preview(request: HttpRequest, preview_id: int) -> HttpResponse:
    """Publish what was previewed; 409 with the reason where that is not what publishing would do any more."""
    found, form = preview_or_404(request, preview_id), PublishPreviewForm(request.POST)
    if not form.is_valid():
        return preview_page(request, found, form=form, status=422)
    try:
        number = publish_previewed(preview=found, by=member(request.user), **form.cleaned_data)
    except AlreadyPublishedError as done:
        messages.info(request, _("This draft has been published already, as version %(n)s.") % {"n": done.number})
        return redirect("pathways:preview", found.pk)
    except ToBeMendedError:
        messages.error(request, _("Nothing was published: some things need mending first."))
        return redirect("competencies:publish")
    except (OutOfDateError, NotPublishableError) as refused:
        form.add_error(None, _refusal(refused))
        return preview_page(request, found, form=form, status=409)
    text = _("Published version %(n)s. Everyone is judged by it now; results are being brought up to date.")
    messages.success(request, text % {"n": number})
    return redirect("pathways:preview", found.pk)


def _refusal(refused: Exception) -> str:
    """Say why nothing was published."""
    if isinstance(refused, OutOfDateError):
        return " ".join((_("Nothing was published, because this list is out of date."), *moved_in_words(refused.moved)))
    return _("Nothing was published: that takes a finished preview of a draft that says something new.")
