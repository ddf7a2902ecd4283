#!/usr/bin/env python3
"""Waypoint's one command: it prepares the environment where that is needed, then hands over to Django."""

import os
import sys

from cbe import bootstrap


def main() -> None:
    """Run a management command; `up` and `test` first make the environment they need."""
    bootstrap.ensure(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbe.settings")
    # Django may have been installed a moment ago, so it cannot be imported any earlier than this.
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
