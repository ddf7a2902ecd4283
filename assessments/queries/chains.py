"""Which rows stand, after all corrections and voids of the same work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Evidence
from assessments.rules import Link, head_of, standing_of


@dataclass(frozen=True, slots=True)
class Chains:
    """The rows of some students' work on some standards, linked; asks the database nothing more."""

    links: Mapping[int, tuple[Link, ...]]

    def head(self, row: int) -> int:
        """Return the last row of the chain of ``row``: what the next one refers to."""
        return head_of(self.links.get(row, ()), row)

    def standing(self, row: int) -> int | None:
        """Return the row that gives the result now, or None where all is withdrawn."""
        return standing_of(self.links.get(row, ()), row)


def chains_of(rows: Iterable[Evidence]) -> Chains:
    """Return the chains these rows are part of. One query, of a few numbers per row of the same students' work."""
    wanted = list(rows)
    found = Evidence.objects.filter(
        student__in={row.student_id for row in wanted}, standard__in={row.standard_id for row in wanted}
    ).values_list("student_id", "standard_id", "pk", "action", "refers_to_id")
    together: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for student_id, standard_id, pk, action, refers_to in found:
        together[student_id, standard_id].append(Link(pk, action, refers_to))
    shared = {place: tuple(links) for place, links in together.items()}
    return Chains({row.pk: shared.get((row.student_id, row.standard_id), ()) for row in wanted})
