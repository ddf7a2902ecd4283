#!/usr/bin/env python3
"""Waypoint's one command: it prepares the environment where that is needed, then hands over to Django."""

import os
import sys


def main():
    """Run a management command; on a fresh machine the environment it needs is made first."""
    if sys.version_info < (3, 11):
        sys.exit("waypoint: Python 3.11 or newer is needed; this is %s." % sys.version.split()[0])
    # Each of these can only be imported after the line above it has done its work.
    from cbe import bootstrap

    bootstrap.ensure(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbe.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
