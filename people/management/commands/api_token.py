"""``manage.py api_token``: make a key for an account and print it once."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.actions.tokens import DAYS, TokenRefused, issue_token
from people.models import User


class Command(BaseCommand):
    """Makes a key with which another system may use the API as this account."""

    help = (
        "Make an API key for an account and print it. It is shown once and kept nowhere.\n"
        'Example: manage.py api_token okafor --name "Science lab" --days 30'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the account, the name of the key and how long it is good."""
        parser.add_argument("username", help="the account the key acts for")
        parser.add_argument("--name", required=True, help="what will use the key")
        parser.add_argument("--days", type=int, default=DAYS, help=f"how long it is good (default {DAYS})")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *, username: str, name: str, days: int, json: bool, **_: Any) -> None:
        """Make the key, or say in one sentence why not."""
        user = User.objects.select_related("district").filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        try:
            issued = issue_token(user=user, name=name, days=days)
        except TokenRefused as refused:
            raise CommandError(str(refused)) from refused
        until = issued.token.expires_at.date().isoformat()
        if json:
            self.stdout.write(as_json(user=user.username, key=issued.key, until=until))
        else:
            self.stdout.write(f"Key for {user.username}, good until {until}, shown only now:\n{issued.key}")


def as_json(**values: str) -> str:
    """Return one line for machines."""
    return json.dumps(values)
