"""`manage.py screenshots`: take the README's pictures anew from a running demo school."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from playwright.sync_api import Browser

from cbe.testing import pages
from cbe.testing.chromium import chromium, find_chromium
from cbe.testing.demo_school import ADMIN, GUARDIAN, STRANGER, STUDENT, TEACHER, DemoSchool
from cbe.testing.reader import LAPTOP, LAPTOP_DARK, PHONE, PHONE_DARK, Look, reading

EXAMPLE = "Example: start `python3 manage.py up` in one window, then `python3 manage.py screenshots` in another."


@dataclass(frozen=True)
class Picture:
    """A picture to take: its file name, the page, who looks, in which window and language."""

    name: str
    page: pages.PageToRead
    who: str = TEACHER
    look: Look = LAPTOP
    language: str = "en"


def page(view: str, what: str = "") -> pages.PageToRead:
    """Return a page of the tour."""
    return next(one for one in pages.PAGES if (one.view, one.what) == (view, what))


PICTURES = (
    Picture("sign-in", page("account_login"), STRANGER),
    Picture("class-set", page("assessments:class_set", "of one standard")),
    Picture("grid", page("pathways:grid")),
    Picture("grid-dark", page("pathways:grid"), look=LAPTOP_DARK),
    Picture("my-path", page("pathways:my_path"), STUDENT),
    Picture("why", page("pathways:why")),
    Picture("why-phone", page("pathways:why"), STUDENT, PHONE_DARK),
    Picture("family", page("reporting:report", "in Spanish"), GUARDIAN, PHONE, "es"),
    Picture("preview", page("pathways:preview"), ADMIN),
    Picture("editor", page("competencies:edit_competency"), ADMIN),
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
        school = DemoSchool()
        if len(school.people) == 1:
            raise CommandError("There is no demo school here: run `python3 manage.py demo` first.")
        with chromium() as browser:
            for one in wanted:
                take(browser, options["url"], one, school, options["output"])
                if not options["json"]:
                    self.stdout.write(f"{one.name}.png")
        if options["json"]:
            self.stdout.write(json.dumps({"pictures": [one.name for one in wanted]}))


def take(browser: Browser, address: str, picture: Picture, school: DemoSchool, folder: Path) -> None:
    """Take one picture of what fits into the window."""
    user = school.people[picture.who]
    with reading(browser, address, user, picture.look, language=picture.language) as reader:
        response = reader.open(picture.page.path(school))
        if response.status != 200:
            raise CommandError(f"{picture.name}: {response.url} answered {response.status}.")
        reader.page.screenshot(path=folder / f"{picture.name}.png")
