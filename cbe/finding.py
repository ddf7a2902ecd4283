"""The finder: students, groups, competencies and pages by a few letters of their name, in one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cbe.frame import Frame
from cbe.templatetags.waypoint import grade as said
from competencies.queries import NoContinuum, published_map
from people import access
from people.models import User

SHORTEST = 2
MOST = 8


@dataclass(frozen=True)
class Found:
    """One thing found: its name, a few words about it, and where it is."""

    name: str
    about: str
    url: str


@dataclass(frozen=True)
class Findings:
    """Things of one kind that were found, in words."""

    kind: str
    icon: str
    found: tuple[Found, ...]


def find(user: User, frame: Frame, asked: str) -> list[Findings]:
    """Return what the person may open and whose name holds every word asked for; at most three queries."""
    words = asked.casefold().split()
    if len("".join(words)) < SHORTEST:
        return []
    kinds = [
        Findings(_("Students"), "people", tuple(students(user, words))),
        Findings(_("Groups"), "home", tuple(groups(user, words))),
        Findings(_("Competencies"), "flag", tuple(competencies(user, words))),
        Findings(_("Pages"), "map", tuple(pages(frame, words))),
    ]
    return [kind for kind in kinds if kind.found]


def students(user: User, words: list[str]) -> Iterator[Found]:
    """Yield the students whose record the person may read."""
    named = (
        Q(given_name__icontains=word) | Q(preferred_name__icontains=word) | Q(family_name__icontains=word)
        for word in words
    )
    for student in access.students(user).filter(reduce(and_, named))[:MOST]:
        grade = _("Grade %(grade)s") % {"grade": said(student.grade)} if student.grade else ""
        yield Found(student.full_name, grade, reverse("pathways:path", args=[student.pk]))


def groups(user: User, words: list[str]) -> Iterator[Found]:
    """Yield the sections whose grid the person may read."""
    named = reduce(and_, (Q(name__icontains=word) for word in words))
    for section in access.sections(user).filter(named).order_by("name")[:MOST]:
        yield Found(section.name, "", reverse("pathways:grid", args=[section.pk]))


def competencies(user: User, words: list[str]) -> Iterator[Found]:
    """Yield the competencies of the published continuum, in its order."""
    if user.district is None:
        return
    try:
        continuum = published_map(user.district, language=get_language() or "")
    except NoContinuum:
        return
    named = (one for one in continuum.in_order if holds(f"{one.title} {one.statement}", words))
    for one, _number in zip(named, range(MOST), strict=False):
        about = continuum.strands[one.strand_id].title
        yield Found(one.title, about, reverse("competencies:public_competency", args=[one.guid]))


def pages(frame: Frame, words: list[str]) -> Iterator[Found]:
    """Yield the pages of the navigation and those everyone has."""
    everywhere = [
        (_("Display settings"), reverse("display")),
        (_("Help"), reverse("help")),
        (_("Change password"), reverse("account_change_password")),
    ]
    for label, url in [*((str(item.label), item.url) for item in frame.nav), *everywhere]:
        if holds(label, words):
            yield Found(label, "", url)


def holds(text: str, words: list[str]) -> bool:
    """Tell whether a text holds every word."""
    folded = text.casefold()
    return all(word in folded for word in words)
