"""Looks at everything Waypoint needs and says in plain words what is wrong."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessments.models import APPEND_ONLY
from assessments.models.append_only import unprotected
from cbe.health import Check, guarded, readiness
from people.models import District


class Command(BaseCommand):
    """`manage.py doctor`: one line per thing, exit code 1 when something needs a person."""

    help = "Check environment, database, migrations, ledger, broker, worker and texts. Example: manage.py doctor --json"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Words or JSON."""
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *, json: bool, **_: Any) -> None:
        """Look, tell, and leave with 1 where something is wrong."""
        checks = examine()
        if json:
            self.stdout.write(as_json(checks))
        for check in () if json else checks:
            mark = self.style.SUCCESS("ok  ") if check.ok else self.style.ERROR("BAD ")
            self.stdout.write(f"{mark} {check.name:<16} {check.words}")
        if not all(check.ok for check in checks):
            sys.exit(1)


def examine() -> list[Check]:
    """Everything, each looked at whatever the others say."""
    own = {
        "environment": environment,
        "settings": system_checks,
        "sqlite" if connection.vendor == "sqlite" else "postgresql": database_setup,
        "migrations": migrations,
        "ledger": ledger,
        "locale": locale,
        "districts": districts,
    }
    return [*(guarded(name, look) for name, look in own.items()), *readiness()]


def as_json(checks: list[Check]) -> str:
    """For machines."""
    return json.dumps({"ok": all(c.ok for c in checks), "checks": {c.name: c.as_json() for c in checks}}, indent=2)


def environment() -> Check:
    """The mode, the Python, and whether the data folder can be written."""
    mode = "embedded" if settings.EMBEDDED else "production"
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        return Check(name="environment", ok=False, words=f"{settings.DATA_DIR} cannot be written")
    version = ".".join(map(str, sys.version_info[:3]))
    served = "https" if settings.HTTPS else "http"
    return Check(name="environment", ok=True, words=f"{mode}, Python {version}, {served}, data in {settings.DATA_DIR}")


def system_checks() -> Check:
    """What Django's own checks find; those of deployment too, where people come by https."""
    found = [message for message in run_checks(include_deployment_checks=settings.HTTPS) if not message.is_silenced()]
    words = "; ".join(f"{message.id}: {message.msg}" for message in found[:3])
    return Check(name="settings", ok=not found, words=words or "Django's checks find nothing")


def database_setup() -> Check:
    """What lets web and worker write side by side, and survive a power cut."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
        return Check(name="postgresql", ok=int(version.split(".")[0]) >= 14, words=f"version {version}")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    wrong = [f"{name} is {found[name]}" for name in wanted if found[name] != wanted[name]]
    return Check(name="sqlite", ok=not wrong, words=", ".join(wrong) or "WAL, synchronous, foreign keys, triggers")


def migrations() -> Check:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan[:3])
    words = f"{len(plan)} to apply ({names} ...); run manage.py migrate" if plan else "all applied"
    return Check(name="migrations", ok=not plan, words=words)


def ledger() -> Check:
    """Whether the database itself refuses to change or delete evidence."""
    open_tables = unprotected(connection, *APPEND_ONLY)
    words = "run manage.py migrate: the triggers are missing on " + ", ".join(open_tables)
    return Check(name="ledger", ok=not open_tables, words=words if open_tables else "append-only, by trigger")


def locale() -> Check:
    """Whether each language other than the sources' own has its compiled texts."""
    folder = settings.LOCALE_PATHS[0]
    others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    missing = [code for code in others if not (folder / code / "LC_MESSAGES" / "django.mo").exists()]
    words = f"not compiled: {', '.join(missing)}" if missing else "English, and compiled: " + ", ".join(others)
    return Check(name="locale", ok=not missing, words=words)


def districts() -> Check:
    """Who is here; a demo district lets anybody in who reaches the page, so it is always named."""
    real, demo = (District.objects.filter(is_demo=flag).count() for flag in (False, True))
    words = f"{real} of your own, {demo} for demonstration"
    warning = " (its sign-in needs no password: not beside real students)" if demo else ""
    return Check(name="districts", ok=not (real and demo), words=words + warning)
