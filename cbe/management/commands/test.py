"""Runs every test with pytest, once on each database."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cbe.testing.runner import run_all

HELP = """Run every test: on SQLite always, on PostgreSQL and a Redis-protocol server where they can be started.

  manage.py test                            the quick suite
  manage.py test --long                     with the tests marked `long`
  manage.py test --require-services         fail, not skip, where a server or a browser is missing (implied by CI=true)
  manage.py test people -k substitute -x    anything else goes to pytest
"""


class Command(BaseCommand):
    """`manage.py test`: a thin door to pytest; settings are loaded by now, so pytest runs as a process of its own."""

    help = HELP
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Take our own words out and hand the rest to pytest, untouched."""
        arguments = argv[2:]
        if arguments in (["-h"], ["--help"]):
            self.stdout.write(HELP)
            return
        self.handle(arguments=arguments)

    def handle(self, *, arguments: list[str], **_: Any) -> None:
        """Run, and leave with the worst exit code."""
        require = "--require-services" in arguments or os.environ.get("CI", "").lower() in ("1", "true", "yes")
        rest = [word for word in arguments if word != "--require-services"]
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that servers are stopped as by Ctrl-C
        try:
            sys.exit(run_all(settings.BASE_DIR, rest, require=require, say=self._say))
        except KeyboardInterrupt:
            sys.exit(130)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
