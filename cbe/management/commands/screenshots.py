"""`manage.py screenshots`: take the README's pictures anew from a running demo school."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from cbe.queries import demo_accounts
from cbe.testing.chromium import chromium, find_chromium
from cbe.testing.reader import LAPTOP, LAPTOP_DARK, PHONE, PHONE_DARK, Look, reading
from people import access
from people.models import User

EXAMPLE = "Example: start `python3 manage.py up` in one window, then `python3 manage.py screenshots` in another."


@dataclass(frozen=True)
class Picture:
    """A picture to take: its file name, who looks, at which page, in which window and language."""

    name: str
    who: str
    path: Callable[[User], str]
    look: Look = LAPTOP
    language: str = "en"


def page(view: str) -> Callable[[User], str]:
    """Return what finds a page without an id."""
    return lambda _user: reverse(view)


def first_section(view: str) -> Callable[[User], str]:
    """Return what finds a page of the first section the person teaches."""
    return lambda user: reverse(view, args=[access.taught_sections(user).order_by("name")[0].pk])


def newest_report(user: User) -> str:
    """Return the page of a child's progress now."""
    return reverse("reporting:child", args=[access.children(user)[0].pk])


PICTURES = (
    Picture("sign-in", "", page("account_login")),
    Picture("today", "teacher", page("reporting:today")),
    Picture("class-set", "teacher", first_section("assessments:class_set")),
    Picture("grid", "teacher", first_section("pathways:grid")),
    Picture("grid-dark", "teacher", first_section("pathways:grid"), LAPTOP_DARK),
    Picture("my-path", "student", page("pathways:my_path")),
    Picture("my-path-phone", "student", page("pathways:my_path"), PHONE),
    Picture("my-path-phone-dark", "student", page("pathways:my_path"), PHONE_DARK),
    Picture("family", "guardian", newest_report, PHONE),
    Picture("family-es", "guardian", newest_report, PHONE, "es"),
    Picture("editor", "admin", page("competencies:edit")),
    Picture("continuum", "", page("competencies:public")),
    Picture("school", "leader", page("reporting:school")),
)


class Command(BaseCommand):
    """Takes each picture with a real browser, as the person of the demo who would see that page."""

    help = f"Take the README's pictures from a running demo school. {EXAMPLE}"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where the demo runs, where the pictures go, and which ones."""
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the running demo")
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "docs" / "screenshots")
        parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="names of pictures, all by default")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the pictures and say which."""
        wanted = [one for one in PICTURES if not options["only"] or one.name in options["only"]]
        if not find_chromium():
            raise CommandError("No Chromium here (Debian: apt-get install chromium).")
        options["output"].mkdir(parents=True, exist_ok=True)
        people = cast_of_the_demo()
        with chromium() as browser:
            for one in wanted:
                take(browser, options["url"], one, people, options["output"])
                if not options["json"]:
                    self.stdout.write(f"{one.name}.png")
        if options["json"]:
            self.stdout.write(json.dumps({"pictures": [one.name for one in wanted]}))


def cast_of_the_demo() -> dict[str, User]:
    """Return the first account of each role on the demo's panel."""
    people: dict[str, User] = {}
    for account in demo_accounts():
        kinds = [kind for kind in ("student", "guardian", "leader", "admin") if getattr(account, f"demo_{kind}")]
        people.setdefault(kinds[0] if kinds else "teacher", account)
    if not people:
        raise CommandError("There is no demo school here: run `python3 manage.py demo` first.")
    return people


def take(browser: Any, address: str, picture: Picture, people: dict[str, User], folder: Path) -> None:
    """Take one picture."""
    user = people.get(picture.who)
    with reading(browser, address, user, picture.look) as reader:
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": picture.language, "url": address}
        reader.page.context.add_cookies([cookie])  # type: ignore[list-item]  # playwright's own dictionary
        response = reader.open(picture.path(user) if user else picture.path(User()))
        if response.status != 200:
            raise CommandError(f"{picture.name}: {response.url} answered {response.status}.")
        reader.page.screenshot(path=folder / f"{picture.name}.png")
