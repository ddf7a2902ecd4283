"""Reads the environment once, and refuses values that would make a school unsafe."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
WEAK_SECRETS = ("django-insecure", "change", "secret", "example", "insecure")


class ConfigurationError(ImproperlyConfigured):
    """A value in the environment that Waypoint refuses to start with."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Everything the settings take from outside; made once by `read`."""

    data_dir: Path
    debug: bool
    embedded: bool
    secret_key: str
    secret_key_fallbacks: list[str]
    https: bool
    public: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    proxies: int
    database: dict[str, Any]
    redis_url: str
    email: dict[str, Any]
    default_from_email: str
    log_level: str
    log_json: bool


def read(environment: Mapping[str, str], *, root: Path) -> Configuration:
    """The configuration held by `environment`; raises ConfigurationError naming the variable that is wrong."""
    env = environ.Env()
    env.ENVIRON = dict(environment)
    data_dir = Path(env.str("WAYPOINT_DATA_DIR", default=str(root / "var"))).expanduser().resolve()
    redis_url = env.str("REDIS_URL", default="")
    embedded = not (env.str("DATABASE_URL", default="") or redis_url)
    public = _public_address(env.str("WAYPOINT_URL", default=""))
    debug = _flag(env, "DEBUG")
    if debug and not embedded:
        raise ConfigurationError("DEBUG must stay off where DATABASE_URL or REDIS_URL names a production service.")
    if debug and public.startswith("https:"):
        raise ConfigurationError("DEBUG must stay off where WAYPOINT_URL is an https address.")
    return Configuration(
        data_dir=data_dir,
        debug=debug,
        embedded=embedded,
        secret_key=_secret_key(env, data_dir=data_dir, embedded=embedded),
        secret_key_fallbacks=env.list("SECRET_KEY_FALLBACKS", default=[]),
        https=public.startswith("https:"),
        public=public,
        allowed_hosts=_allowed_hosts(env, public=public, embedded=embedded),
        trusted_origins=[public] if public else [],
        proxies=_number(env, "TRUSTED_PROXIES"),
        database=_database(env, data_dir=data_dir),
        redis_url=_redis(redis_url),
        email=env.email_url("EMAIL_URL", default="consolemail://"),
        default_from_email=env.str("DEFAULT_FROM_EMAIL", default="Waypoint <waypoint@localhost>"),
        log_level=_log_level(env),
        log_json=_flag(env, "LOG_JSON", default=not embedded),
    )


def _flag(env: environ.Env, name: str, *, default: bool = False) -> bool:
    value = str(env.str(name, default="")).strip().lower()
    if value in ("", "0", "1", "true", "false", "yes", "no", "on", "off"):
        return value in ("1", "true", "yes", "on") if value else default
    raise ConfigurationError(f"{name} must be true or false, not {value!r}.")


def _number(env: environ.Env, name: str) -> int:
    value = str(env.str(name, default="0"))
    if not value.isascii() or not value.isdigit():
        raise ConfigurationError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _public_address(value: str) -> str:
    """`scheme://host[:port]` of the address that people type, or nothing."""
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ConfigurationError(f"WAYPOINT_URL must look like https://waypoint.example.org, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def _secret_key(env: environ.Env, *, data_dir: Path, embedded: bool) -> str:
    """SECRET_KEY, or SECRET_KEY_FILE; the embedded mode makes its own and keeps it for itself."""
    key = str(env.str("SECRET_KEY", default=""))
    file = str(env.str("SECRET_KEY_FILE", default=""))
    if not key and file:
        key = _text_of(Path(file))
    if not key and embedded:
        return _own_secret_key(data_dir / "secret-key")
    if not key:
        raise ConfigurationError("SECRET_KEY (or SECRET_KEY_FILE) must be set where DATABASE_URL or REDIS_URL is.")
    if len(key) < 50 or len(set(key)) < 5 or key.lower().startswith(WEAK_SECRETS):
        raise ConfigurationError(
            "SECRET_KEY must be a random text of 50 characters or more, made for this school only."
        )
    return key


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"SECRET_KEY_FILE cannot be read: {file} ({error.strerror}).") from error


def _own_secret_key(file: Path) -> str:
    """The key kept in the data folder, made on first use; the link makes two starting processes agree on one."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as handle:
                handle.write(secrets.token_urlsafe(64))
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigurationError(f"The data folder {file.parent} cannot be used: {error.strerror}.") from error


def _allowed_hosts(env: environ.Env, *, public: str, embedded: bool) -> list[str]:
    hosts = [host.strip() for host in env.list("ALLOWED_HOSTS", default=[]) if host.strip()]
    if any("*" in host for host in hosts):
        raise ConfigurationError("ALLOWED_HOSTS must name its hosts; '*' would answer for any address.")
    if public:
        hosts.append(urlsplit(public).hostname or "")
    if not hosts and not embedded:
        raise ConfigurationError("WAYPOINT_URL or ALLOWED_HOSTS must name the address that people type.")
    return list(dict.fromkeys([*hosts, *LOCAL_HOSTS]))


def _database(env: environ.Env, *, data_dir: Path) -> dict[str, Any]:
    """SQLite in the data folder, set up so that web and worker can write side by side; PostgreSQL by DATABASE_URL."""
    shared = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if not env.str("DATABASE_URL", default=""):
        return shared | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "db.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
            "TEST": {"NAME": env.str("WAYPOINT_TEST_DB", default=str(data_dir / "test.sqlite3"))},
        }
    try:
        database: dict[str, Any] = env.db_url("DATABASE_URL")
    except (ImproperlyConfigured, ValueError) as error:
        raise ConfigurationError(
            "DATABASE_URL cannot be read; it looks like postgres://user:word@host/name."
        ) from error
    if database.get("ENGINE") != "django.db.backends.postgresql":
        raise ConfigurationError(
            "DATABASE_URL must name a PostgreSQL database; leave it out to use the embedded SQLite."
        )
    options = {"connect_timeout": 5} | database.pop("OPTIONS", {})
    return database | shared | {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": _flag(env, "PGBOUNCER")}


def _redis(url: str) -> str:
    if url and urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ConfigurationError("REDIS_URL must look like redis://host:6379/0.")
    return url


def _log_level(env: environ.Env) -> str:
    level = str(env.str("LOG_LEVEL", default="INFO")).upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        raise ConfigurationError(f"LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {level!r}.")
    return level
