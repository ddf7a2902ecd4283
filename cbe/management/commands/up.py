"""Starts Waypoint: database, demo school, web, worker and beat, until Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from cbe import processes
from cbe.demo.roster import PASSWORD
from cbe.queries import demo_accounts
from people.models import District, Role, User
from people.queries import roles_of

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  # compared with, and warned about
HEALTHY_SECONDS = 90.0


class Command(BaseCommand):
    """`manage.py up`: everything a school needs, on one machine, by one command."""

    help = "Prepare the database, then run web, worker and beat until Ctrl-C. Example: manage.py up --port 8080"
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port, the address, and whether to seed the demo school."""
        parser.add_argument("--port", type=int, default=8000, help="port of the web pages (default 8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
        parser.add_argument("--no-demo", action="store_true", help="leave the database without the demo school")

    def handle(self, *, port: int, host: str, no_demo: bool, **_: Any) -> None:
        """Prepare, start, wait until healthy, tell, then watch until told to stop."""
        _refuse_busy_port(host, port)
        signal.signal(signal.SIGTERM, _as_interrupt)
        family = processes.Family(children=_children(host, port), environment=_environment(host, port), tell=self.say)
        try:
            self.prepare(no_demo=no_demo)
            family.start()
            self.wait_until_healthy(family, host=host, port=port)
            self.tell_where(host=host, port=port)
            while True:
                time.sleep(0.5)
                family.mend()
        except KeyboardInterrupt:
            self.say("\nStopping ...")
        except processes.ProcessError as reason:
            raise CommandError(str(reason)) from None
        finally:
            family.stop()
        self.say("Stopped.")

    def say(self, words: str) -> None:
        """Tell the person waiting at once, also where the output goes to a file."""
        self.stdout.write(words)
        self.stdout.flush()

    def prepare(self, *, no_demo: bool) -> None:
        """Bring the tables up to date, and seed the demo school where no district exists yet."""
        self.say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        if not no_demo and not District.objects.exists():
            self.say("Seeding the demo school (once) ...")
            call_command("demo", stdout=self.stdout)

    def wait_until_healthy(self, family: processes.Family, *, host: str, port: int) -> None:
        """Return when web, database, broker and worker all answer; raises ProcessError when they do not in time."""
        self.say("Starting web, worker and beat ...")
        deadline = time.monotonic() + HEALTHY_SECONDS
        waiting_for = "web"
        while time.monotonic() < deadline:
            family.mend()
            waiting_for = _waiting_for(f"http://{_reachable(host)}:{port}/readyz")
            if not waiting_for:
                return
            time.sleep(0.2)
        logs = "\n".join(f"--- {child.log}\n{child.last_words()}" for child in family.children)
        raise processes.ProcessError(
            f"Not healthy after {HEALTHY_SECONDS:.0f} s, still waiting for {waiting_for}.\n{logs}"
        )

    def tell_where(self, *, host: str, port: int) -> None:
        """Print the address and one login per role."""
        self.say(self.style.SUCCESS(f"\nWaypoint runs at http://{_shown(host)}:{port}/"))
        people = list(demo_accounts())
        if people:
            self.say(f"The demo school's sign-in page has a button for each; the password is {PASSWORD}.")
        for person in people:
            self.say(f"  {_role(person):<16}{person.get_full_name():<24}{person.username}")
        if host in ANY_ADDRESS and people:
            self.say(self.style.WARNING("Anyone who reaches this address can enter the demo school."))
        self.say(f"Logs are in {settings.DATA_DIR / 'log'}. Stop with Ctrl-C.")


def _role(person: User) -> str:
    held = roles_of(person, on=timezone.localdate())
    return next((str(role.label) for role in Role if role in held), "Person")


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _refuse_busy_port(host: str, port: int) -> None:
    if not 0 < port < 65536:
        raise CommandError(f"--port must be between 1 and 65535, not {port}.")
    if processes.port_is_free(host, port):
        return
    other = processes.free_port_after(host, port)
    hint = f" Port {other} is free: manage.py up --port {other}" if other else ""
    raise CommandError(f"Port {port} on {host} is taken by another program.{hint}")


def _children(host: str, port: int) -> list[processes.Child]:
    logs = settings.DATA_DIR / "log"
    return [processes.web(host=host, port=port, logs=logs), processes.worker(logs=logs), processes.beat(logs=logs)]


def _environment(host: str, port: int) -> dict[str, str]:
    """What the children inherit, with the names under which this machine is reached when it listens to others."""
    environment = dict(os.environ)
    if host in ANY_ADDRESS:
        names = {socket.gethostname(), socket.getfqdn(), *_own_addresses()}
        known = [name for name in environment.get("ALLOWED_HOSTS", "").split(",") if name]
        environment["ALLOWED_HOSTS"] = ",".join(dict.fromkeys([*known, *sorted(names)]))
    elif host not in settings.ALLOWED_HOSTS:
        environment["ALLOWED_HOSTS"] = ",".join(filter(None, [environment.get("ALLOWED_HOSTS"), _reachable(host)]))
    return environment


def _own_addresses() -> set[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return set()
    return {str(entry[4][0]) for entry in found}


def _reachable(host: str) -> str:
    """The address under which this machine reaches its own server."""
    if host in ANY_ADDRESS:
        return "127.0.0.1" if host == ANY_ADDRESS[0] else "[::1]"
    return f"[{host}]" if ":" in host else host


def _shown(host: str) -> str:
    return "localhost" if host == "127.0.0.1" else _reachable(host)


def _waiting_for(address: str) -> str:
    """The first thing that is not ready; empty when everything is."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # always http, made above
            body = json.load(answer)
    except urllib.error.HTTPError as refusal:
        body = _body_of(refusal)
    except (OSError, ValueError):
        return "web"
    checks = body.get("checks", {})
    return "" if body.get("ready") else next((name for name, check in checks.items() if not check["ok"]), "web")


def _body_of(refusal: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        return dict(json.load(refusal))
    except ValueError:
        return {}
