"""Taking a decision back: an override or an adapted expectation, with a reason."""

from __future__ import annotations

from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.adjusting import AlreadyReversed, take_back
from assessments.actions.writing import Refused
from assessments.forms.deciding import TakeBackForm
from assessments.models import AdaptedExpectation, Override
from assessments.queries.deciding import decision
from assessments.views.deciding import answers, back_to, explain, require, told
from assessments.views.deciding_words import in_words
from assessments.views.gates import person
from assessments.views.wording import focus_first_error
from assessments.views.wording import in_words as day_in_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_override_back(request: HttpRequest, override_id: int) -> HttpResponse:
    """Let the engine's own judgement, or an earlier override, stand again."""
    return taken_back(request, get_object_or_404(access.overrides(request.user), pk=override_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_adapted_back(request: HttpRequest, adapted_id: int) -> HttpResponse:
    """Let the published descriptors be what is asked again."""
    return taken_back(request, get_object_or_404(access.adapted_expectations(request.user), pk=adapted_id))


def taken_back(request: HttpRequest, row: Override | AdaptedExpectation) -> HttpResponse:
    """Ask why and take it back; one that was taken back already says by whom."""
    about = told(request, row.student_id, row.competency_id)
    if isinstance(row, AdaptedExpectation) and not about.charge.confided:
        raise Http404
    require(about.charge.may_take_back(row.made_by_id))
    form = TakeBackForm(answers(request), initial={"form_key": uuid4().hex})
    if form.is_bound and form.is_valid():
        try:
            key = f"reverse:{form.cleaned_data['form_key']}"
            take_back(by=person(request), decision=row, reason=form.cleaned_data["reason"], key=key)
        except Refused as refused:
            explain(form, refused, row.student)
        except AlreadyReversed as first:
            known = {
                "who": first.by.made_by.get_short_name(),
                "day": day_in_words(first.by.made_at.astimezone(ZoneInfo(row.student.district.time_zone)).date()),
            }
            messages.info(request, _("%(who)s took this back already, on %(day)s.") % known)
            return back_to(about)
        else:
            messages.success(request, _("Taken back. It stays in the list, and no longer holds."))
            return back_to(about)
    focus_first_error(form)
    listed = in_words([decision(row, charge=about.charge)], about.competency, about.student.district)[0]
    context = {**about.context, "form": form, "one": listed}
    return render(request, "assessments/take_back.html", context, status=422 if form.is_bound else 200)
