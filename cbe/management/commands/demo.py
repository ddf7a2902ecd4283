"""Seeds the demo school: Harbour Street School, made up, with three years of evidence."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cbe.demo import people, reset
from cbe.demo.roster import PASSWORD
from cbe.demo.seed import AlreadySeeded, NameTaken, find, seed

EXAMPLE = "Example: manage.py demo --reset   (takes the demo school away and makes it anew, as of today)"


class Command(BaseCommand):
    """Makes the demo school, or says that it is there already."""

    help = f"Seed the demo school (once). Never touches a district that is not the demo. {EXAMPLE}"

    def add_arguments(self, parser: CommandParser) -> None:
        """How many students, whether to begin anew, and how to say what was done."""
        parser.add_argument("--students", type=int, default=people.WHOLE_SCHOOL, help="how many students (default 120)")
        parser.add_argument("--reset", action="store_true", help="remove the demo school first, then seed it again")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *, students: int, json: bool, **options: Any) -> None:
        """Seed, and print one line for each kind of thing."""
        if students < 1:
            raise CommandError("A school needs at least one student.")
        started = time.monotonic()
        try:
            if options["reset"]:
                self._reset()
            made = seed(students=students, tell=self._tell)
        except AlreadySeeded as there:
            self._say({"district": there.district.name, "seeded": False}, as_json=json)
            return
        except (NameTaken, reset.NotTheDemo) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say({"seeded": True, **made, "seconds": round(time.monotonic() - started, 1)}, as_json=json)

    def _reset(self) -> None:
        if (district := find()) is not None:
            self._tell("Removing the demo school …")
            reset.remove(district)

    def _tell(self, words: str) -> None:
        """Progress goes to the other channel, so that the answer can be piped."""
        self.stderr.write(words)

    def _say(self, made: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(made))
        elif not made["seeded"]:
            self.stdout.write(f"{made['district']} is there already. To begin anew: manage.py demo --reset")
        else:
            for kind in [key for key in made if key not in ("seeded", "seconds")]:
                self.stdout.write(f"{made[kind]:>7,} {kind}")
            self.stdout.write(f"Ready in {made['seconds']} s. The password of everyone on the sign-in page: {PASSWORD}")
