"""The frame around every page: who is signed in, where they can go, and how they like pages to look."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cbe.display import COOKIE, Display, from_cookie
from people.models import Role, User
from people.queries import roles_of, today

Words: TypeAlias = str | Promise


@dataclass(frozen=True)
class Place:
    """A place in the navigation: its name, its page, and the other pages one reaches through it."""

    label: Words
    view: str
    within: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NavItem:
    """A link of the navigation; ``current`` is "page" on that page itself, "true" on a page within, else nothing."""

    label: Words
    url: str
    current: str = ""


@dataclass(frozen=True)
class Person:
    """Who is signed in, in words."""

    name: str
    initials: str
    roles: str


@dataclass(frozen=True)
class Frame:
    """Everything the frame shows, as finished values."""

    person: Person | None = None
    nav: tuple[NavItem, ...] = ()
    home: str | None = None
    place: str = ""
    finds: bool = False
    display: Display = field(default_factory=Display)

    def nowhere(self) -> Frame:
        """Return the same frame with no link marked, for a page that is nobody's place."""
        return replace(self, nav=tuple(replace(item, current="") for item in self.nav))


TODAY = Place(_("Today"), "reporting:today", frozenset({"assessments:log"}))
GROUPS = Place(
    _("Groups"),
    "pathways:groups",
    frozenset(
        {
            "pathways:grid",
            "pathways:advancements",
            "pathways:decide",
            "pathways:why",
            "pathways:path",
            "pathways:competency",
            "assessments:class_set",
            "assessments:rubric",
            "assessments:focus",
            "assessments:history",
        }
    ),
)
CONTINUUM = Place(
    _("Continuum"),
    "competencies:public",
    frozenset({"competencies:public_competency", "competencies:public_search", "competencies:competency_history"}),
)
EDITOR = Place(
    _("Continuum"),
    "competencies:edit",
    frozenset(
        {
            "competencies:edit_competency",
            "competencies:split",
            "competencies:merge",
            "competencies:carry",
            "competencies:carried",
            "competencies:new_competency",
            "competencies:profile",
            "competencies:scales",
            "competencies:policy",
            "competencies:policy_draft",
            "competencies:policy_at",
            "competencies:history",
            "pathways:policy_examples",
            "competencies:standards",
            "competencies:import",
            "competencies:publish",
            "pathways:lab",
            "pathways:preview",
            "pathways:preview_change",
            "pathways:previews",
        }
    ),
)
STAFF_REPORTS = Place(
    _("Reports"),
    "reporting:reports",
    frozenset({"reporting:report", "reporting:section_reports", "reporting:draft", "reporting:issue"}),
)
PATH = Place(_("My path"), "pathways:my_path", frozenset({"pathways:competency"}))
MY_REPORTS = Place(_("My reports"), "reporting:reports", frozenset({"reporting:report"}))
FAMILY = Place(
    _("Family"),
    "reporting:family",
    frozenset({"reporting:child", "reporting:report", "reporting:reports", "pathways:path", "pathways:competency"}),
)
SCHOOL = Place(_("School"), "reporting:school")
DISTRICT = Place(_("District"), "reporting:district")

PLACES: dict[str, tuple[Place, ...]] = {
    Role.TEACHER: (TODAY, GROUPS, CONTINUUM, STAFF_REPORTS),
    Role.LEADER: (SCHOOL, CONTINUUM),
    Role.ADMIN: (DISTRICT, EDITOR),
    Role.STUDENT: (PATH, MY_REPORTS),
    Role.GUARDIAN: (FAMILY,),
}
ROOMY = {Role.STUDENT, Role.GUARDIAN}


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame of a request, made once; for someone signed in it costs one query, for their roles."""
    frame: Frame | None = getattr(request, "_frame", None)
    if frame is None:
        frame = make_frame(request)
        request._frame = frame  # type: ignore[attr-defined]  # once per request, whoever asks first
    return frame


def make_frame(request: HttpRequest) -> Frame:
    """Build the frame from the signed-in user, the page asked for and the display cookie."""
    display = from_cookie(request.COOKIES.get(COOKIE, ""))
    user: User | AnonymousUser | None = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return Frame(display=display)
    roles = roles_of(user, on=today(user.district)) if user.district else frozenset()
    if roles and roles <= ROOMY:
        display = display.with_switch("roomy")
    return Frame(
        person=person_of(user, roles),
        nav=tuple(nav_of(roles, current=view_name(request))),
        home=home_of(roles),
        finds=bool(roles - ROOMY),
        place=user.district.name if user.district else "",
        display=display,
    )


def view_name(request: HttpRequest) -> str:
    """Return the name of the page asked for, or nothing where no page was found."""
    match = request.resolver_match
    return match.view_name if match else ""


def person_of(user: User, roles: Collection[str]) -> Person:
    """Say who is signed in."""
    words = [user.given_name, user.family_name]
    letters = "".join(word[0] for word in words if word) or user.username[:2]
    names = [str(role.label) for role in Role if role in roles]
    return Person(name=user.get_full_name(), initials=letters.upper(), roles=", ".join(names))


def places_of(roles: Collection[str]) -> Iterator[Place]:
    """Yield the places of these roles, each page once, in the order of the navigation."""
    seen: set[str] = set()
    for role, places in PLACES.items():
        for place in places:
            if role in roles and place.view not in seen:
                seen.add(place.view)
                yield place


def nav_of(roles: Collection[str], *, current: str) -> Iterator[NavItem]:
    """Yield the links of the navigation; only the first place that holds the page asked for is marked."""
    marked = False
    for place in places_of(roles):
        here = "page" if place.view == current else "true" if current in place.within else ""
        yield NavItem(place.label, reverse(place.view), "" if marked else here)
        marked = marked or bool(here)


def home_of(roles: Collection[str]) -> str | None:
    """Return the address of the first page of somebody with these roles; None where they have none."""
    return next((reverse(place.view) for place in places_of(roles)), None)
