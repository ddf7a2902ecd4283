"""Makes the environment that `manage.py` needs, with nothing but Python itself (no other import may enter here)."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
STAMP = "waypoint-stamp"
GUARD = "WAYPOINT_PREPARED_ONCE"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)")


class BootstrapError(Exception):
    """Why the environment could not be made, in one sentence for whoever typed the command."""


def ensure(argv: list[str]) -> None:
    """Return inside an environment that holds every pin; elsewhere make one in `.venv` and start again in it."""
    requirements = ROOT / ("requirements-dev.txt" if argv[1:2] == ["test"] else "requirements.txt")
    if not missing_pins(requirements):
        os.environ.pop(GUARD, None)
        return
    try:
        hand_over(argv, requirements)
    except BootstrapError as reason:
        sys.exit(f"waypoint: {reason}")
    except KeyboardInterrupt:
        sys.exit("\nwaypoint: interrupted; the next start takes up where this one stopped.")


def hand_over(argv: list[str], requirements: Path) -> None:
    """Start the same command again inside `.venv`, which is prepared first where it has to be."""
    if os.environ.get(GUARD):
        names = ", ".join(missing_pins(requirements)[:3])
        raise BootstrapError(
            f"the environment {ENVIRONMENT} stays incomplete ({names}); delete that folder and try again."
        )
    inside = Path(sys.prefix).resolve() == ENVIRONMENT.resolve()
    if inside or not prepared(requirements):
        prepare(requirements)
        os.environ[GUARD] = "1"
    start_again(argv)


def start_again(argv: list[str]) -> None:
    """Become the same command, run by the interpreter in `.venv`."""
    words = [str(interpreter()), str(ROOT / "manage.py"), *argv[1:]]
    sys.stdout.flush()
    if os.name == "nt":  # Windows starts a second process and returns at once; wait for it instead
        sys.exit(subprocess.call(words))
    os.execv(words[0], words)  # noqa: S606  # the very interpreter made above, no shell wanted


def interpreter() -> Path:
    """The Python of `.venv`."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pins(requirements: Path) -> dict[str, str]:
    """Package and version of each line, those of included files too."""
    found: dict[str, str] = {}
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found |= pins(requirements.with_name(line[3:].strip()))
        elif match := PIN.match(line):
            found[match[1]] = match[2]
    return found


def missing_pins(requirements: Path) -> list[str]:
    """What the running interpreter lacks, or has in another version."""
    lacking = []
    for name, version in pins(requirements).items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = ""
        if found != version:
            lacking.append(f"{name}=={version}")
    return lacking


def lock_of(requirements: Path) -> Path:
    """The file with the exact versions and hashes of everything `requirements` leads to."""
    return requirements.with_suffix(".lock")


def prepared(requirements: Path) -> bool:
    """Whether `.venv` was completed for exactly this lock, or for the larger one that includes it."""
    if not interpreter().exists():
        return False
    try:
        stamps = (ENVIRONMENT / STAMP).read_text(encoding="ascii").split()
    except OSError:
        return False
    return digest(requirements) in stamps


def digest(requirements: Path) -> str:
    """What the stamp says of a completed installation."""
    return hashlib.sha256(lock_of(requirements).read_bytes()).hexdigest()


def prepare(requirements: Path) -> None:
    """Make `.venv` and install the lock; the stamp comes last, so an interrupted installation is taken up again."""
    if sys.version_info < (3, 11):
        raise BootstrapError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    say(f"Preparing {ENVIRONMENT} (this happens once).")
    (ENVIRONMENT / STAMP).unlink(missing_ok=True)
    try:
        if not interpreter().exists():
            make_environment()
        install(lock_of(requirements))
        write_stamp(requirements)
    except PermissionError as error:
        raise BootstrapError(
            f"{error.filename or ROOT} cannot be written by this user; use a copy of your own."
        ) from None
    except OSError as error:
        raise BootstrapError(f"{ENVIRONMENT} cannot be made: {error.strerror or error}.") from None
    say("Prepared.")


def make_environment() -> None:
    """A virtual environment without pip: uv needs none, and `install` brings pip in where there is no uv."""
    if not os.access(ROOT, os.W_OK | os.X_OK):
        raise BootstrapError(f"{ROOT} cannot be written by this user; use a copy of your own.")
    venv.create(ENVIRONMENT, with_pip=False, clear=ENVIRONMENT.exists(), symlinks=os.name != "nt")


def write_stamp(requirements: Path) -> None:
    """Name what is complete; the larger lock includes the smaller, so it is complete as well."""
    names = ["requirements.txt", requirements.name]
    draft = ENVIRONMENT / f"{STAMP}.{os.getpid()}"
    draft.write_text("\n".join(digest(ROOT / name) for name in names), encoding="ascii")
    draft.replace(ENVIRONMENT / STAMP)


def install(lock: Path) -> None:
    """Install by uv where it is there and works (seconds), else by pip; every file is checked against its hash."""
    uv = shutil.which("uv")
    words = ["--require-hashes", "-r", str(lock)]
    if uv and run([uv, "pip", "install", "--python", str(interpreter()), *words]):
        return
    if not run([str(interpreter()), "-m", "pip", "--version"], quiet=True):
        bring_pip()
    pip = [str(interpreter()), "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar", "off"]
    say("Installing with pip; this takes about half a minute.")
    if not count_packages([*pip, *words], total=len(PIN_LINE.findall(lock.read_text(encoding="utf-8")))):
        raise BootstrapError("the packages could not be installed (see above); is there a network? Then try again.")


PIN_LINE = re.compile(r"^[a-z0-9]", re.MULTILINE)


def bring_pip() -> None:
    """Put pip into `.venv` from Python's own copy."""
    if not run([str(interpreter()), "-m", "ensurepip", "--default-pip"], quiet=True):
        version = ".".join(map(str, sys.version_info[:2]))
        raise BootstrapError(
            f"this Python has no `ensurepip`; install it (Debian: apt-get install python{version}-venv) or install uv."
        )


def run(words: list[str], *, quiet: bool = False) -> bool:
    """Whether the command succeeded."""
    stream = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(words, cwd=ROOT, stdout=stream, stderr=stream, check=False).returncode == 0
    except OSError:
        return False


def count_packages(words: list[str], *, total: int) -> bool:
    """Run pip and show how far it is: one line that counts on a terminal, nothing but errors elsewhere."""
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        seen = 0
        for line in process.stdout or ():
            if line.startswith("Collecting "):
                seen += 1
                if sys.stdout.isatty():
                    sys.stdout.write(f"\r  {seen} of {total} packages")
                    sys.stdout.flush()
    if sys.stdout.isatty():
        sys.stdout.write("\n")
    return process.returncode == 0


def say(words: str) -> None:
    """Tell the person waiting."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
