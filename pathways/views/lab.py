"""The policy lab: any two rules beside each other on real evidence; nothing is changed by it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from competencies.queries import NoContinuum
from competencies.queries.preset_words import NAMES
from pathways import access
from pathways.actions.previewing import compare_rules
from pathways.forms import LabForm
from pathways.queries.sides import DRAFT, IN_FORCE, NoSuchSideError, choices
from pathways.views.previews import admins
from people.access import led_schools, member
from people.models import District
from people.queries import today

WHOLE = "district"


@admins
@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: HttpRequest, district: District) -> HttpResponse:
    """Choose two rules and whose evidence to look at; a worker compares them."""
    form = LabForm(_rules(district), _groups(request, district), request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "pathways/lab.html", {"form": form}, status=status)
    return _compared(request, district, form)


def _compared(request: HttpRequest, district: District, form: LabForm) -> HttpResponse:
    data = form.cleaned_data
    kind, _sep, number = data["about"].partition(":")
    schools, sections = led_schools(request.user), access.readable_sections(request.user)
    try:
        found = compare_rules(
            district=district,
            before=data["before"],
            after=data["after"],
            by=member(request.user),
            school=schools.get(pk=number) if kind == "school" else None,
            section=sections.get(pk=number) if kind == "section" else None,
        )
    except (NoSuchSideError, NoContinuum):
        messages.error(request, _("There is nothing to compare yet: publish a continuum and a rule first."))
        return redirect("pathways:lab")
    return redirect("pathways:preview", found.pk)


def _rules(district: District) -> list[tuple[str, str]]:
    return [(choice, _rule(choice, number)) for choice, number in choices(district)]


def _rule(choice: str, number: int) -> str:
    known = {"n": number}
    if choice == IN_FORCE:
        return _("The rule in force (version %(n)s)") % known
    if choice == DRAFT:
        return _("Draft %(n)s") % known
    name = choice.partition(":")[2]
    return str(NAMES.get(name, name)) if not number else _("Version %(n)s") % known


def _groups(request: HttpRequest, district: District) -> list[tuple[str, str]]:
    """Whose evidence one can look at: the district's, a school's, a section's of this term. Two queries."""
    schools = led_schools(request.user).order_by("name")
    day = today(district)
    now = access.readable_sections(request.user).filter(term__starts__lte=day, term__ends__gte=day)
    sections = now.order_by("name", "pk")
    found = [(WHOLE, _("The whole district"))]
    found += [(f"school:{one.pk}", one.name) for one in schools]
    found += [(f"section:{one.pk}", f"{one.name} · {one.school.name}") for one in sections]
    return found
