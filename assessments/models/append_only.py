"""Tables the database itself keeps append-only: triggers that refuse UPDATE, DELETE and TRUNCATE, and one door.

Usable for any table of the project. SQLite drops triggers when a migration rebuilds a table, so ``post_migrate``
makes them again wherever they are missing (see ``assessments.receivers``). The door is opened by
``assessments.actions.ledger.opened`` and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.db.backends.base.base import BaseDatabaseWrapper

DOOR_SETTING = "waypoint.ledger_open"

_MAKE_DOOR = "CREATE TABLE IF NOT EXISTS append_only_door (token TEXT PRIMARY KEY)"
_SQLITE_ROW = """CREATE TRIGGER IF NOT EXISTS "{trigger}" BEFORE {verb} ON "{table}"
WHEN NOT EXISTS (SELECT 1 FROM append_only_door)
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} is refused'); END"""

_POSTGRES_GUARD = f"""CREATE OR REPLACE FUNCTION append_only_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF coalesce(current_setting('{DOOR_SETTING}', true), '') = '' THEN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF TG_OP = 'TRUNCATE' THEN RETURN NULL; END IF;
  RETURN NEW;
END $guard$"""
_POSTGRES_ROW = """CREATE OR REPLACE TRIGGER "{trigger}" BEFORE {verb} ON "{table}"
FOR EACH {each} EXECUTE FUNCTION append_only_guard()"""


def protect(connection: BaseDatabaseWrapper, *tables: str) -> None:
    """Make the triggers of these tables where they are missing; tables that do not exist (yet) are left alone."""
    for table in unprotected(connection, *tables):
        with connection.cursor() as cursor:
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def unprotected(connection: BaseDatabaseWrapper, *tables: str) -> list[str]:
    """Return which of these tables exist and lack one of their triggers. Two queries."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        cursor.execute(_LIST_TRIGGERS[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    return [table for table in tables if table in existing and not set(_triggers(connection.vendor, table)) <= there]


def open_door(connection: BaseDatabaseWrapper) -> str:
    """Let this transaction, and no other, change append-only tables; returns the token that closes the door."""
    token = uuid4().hex
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_MAKE_DOOR)
            cursor.execute("INSERT INTO append_only_door (token) VALUES (%s)", [token])
            return token
        cursor.execute("SELECT current_setting(%s, true)", [DOOR_SETTING])
        before: str = cursor.fetchone()[0] or ""
        cursor.execute("SELECT set_config(%s, 'yes', true)", [DOOR_SETTING])
        return before


def close_door(connection: BaseDatabaseWrapper, token: str) -> None:
    """Close what ``open_door`` opened; a door opened further out stays open."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM append_only_door WHERE token = %s", [token])
        else:
            cursor.execute("SELECT set_config(%s, %s, true)", [DOOR_SETTING, token])


_LIST_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
_VERBS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def _triggers(vendor: str, table: str) -> list[str]:
    return [f"{table}_refuses_{verb.lower()}" for verb in _VERBS[vendor]]


def _statements(vendor: str, table: str) -> Iterable[str]:
    """Yield the SQL that protects a table. Table names come from models, never from people."""
    if vendor == "sqlite":
        yield _MAKE_DOOR
    else:
        yield _POSTGRES_GUARD
    for verb, trigger in zip(_VERBS[vendor], _triggers(vendor, table), strict=True):
        if vendor == "sqlite":
            yield _SQLITE_ROW.format(trigger=trigger, verb=verb, table=table)
        else:
            each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
            yield _POSTGRES_ROW.format(trigger=trigger, verb=verb, table=table, each=each)
