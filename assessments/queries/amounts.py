"""How much work stands in the ledger, place by place."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Value, When

from assessments.models import Evidence

Place = tuple[int, int | None]


def amounts_at(district_id: int, places: Sequence[Place]) -> dict[Place, tuple[int, int]]:
    """Return for each place with work how many ratings stand and of how many students. One query.

    A place is a competency and a standard; None in the standard's stead means all that no other place names. What
    has been taken back is not counted, a corrected rating once.
    """
    if not places:
        return {}
    # Named standards first: the first that fits decides.
    numbered = sorted(enumerate(places), key=lambda one: one[1][1] is None)
    fits = [When(**_named(place), then=Value(number)) for number, place in numbered]
    followed = Evidence.objects.filter(refers_to=OuterRef("pk"))
    taken_back = Evidence.objects.filter(refers_to=OuterRef("pk"), action="void").exclude(Exists(followed))
    rows = (
        Evidence.objects.filter(district=district_id, action="rating", competency__in={one for one, _rest in places})
        .exclude(Exists(taken_back))
        .annotate(place=Case(*fits, output_field=IntegerField()))
        .filter(place__isnull=False)
        .values("place")
        .annotate(pieces=Count("pk"), students=Count("student", distinct=True))
        .order_by()
    )
    return {
        places[number]: (pieces, students)
        for number, pieces, students in rows.values_list("place", "pieces", "students")
    }


def _named(place: Place) -> dict[str, int]:
    competency, standard = place
    return {"competency": competency} if standard is None else {"competency": competency, "standard": standard}
