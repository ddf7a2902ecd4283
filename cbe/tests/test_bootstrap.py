"""The first start on a fresh machine: prepared once, taken up again after a break, explained in one sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cbe import bootstrap

Commands = list[list[str]]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone in a path with spaces, where nothing is prepared yet."""
    root = tmp_path / "a school" / "waypoint"
    root.mkdir(parents=True)
    for name in ("requirements", "requirements-dev"):
        (root / f"{name}.txt").write_text("not-on-this-machine==1.0  # why\n")
        (root / f"{name}.lock").write_text(f"{name}-lock==1.0\n")
    monkeypatch.setattr(bootstrap, "ROOT", root)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", root / ".venv")
    monkeypatch.delenv(bootstrap.GUARD, raising=False)
    return root


@pytest.fixture
def commands(house: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Every command that would have been started; all succeed."""
    seen: Commands = []

    def succeed(words: list[str], **_: object) -> bool:
        seen.append(words)
        return True

    def become(path: str, words: list[str]) -> None:
        seen.append(words)

    def make(folder: Path, **_: object) -> None:
        python = folder / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text("")

    monkeypatch.setattr(bootstrap, "run", succeed)
    monkeypatch.setattr(bootstrap, "count_packages", succeed)
    monkeypatch.setattr(bootstrap.os, "execv", become)
    monkeypatch.setattr(bootstrap.venv, "create", make)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: "/usr/bin/uv")
    return seen


def failing(*_words: object, **_: object) -> bool:
    """A command that does not succeed."""
    return False


def test_the_first_start_installs_the_lock_with_hashes_then_starts_again(house: Path, commands: Commands) -> None:
    bootstrap.ensure(["manage.py", "up", "--port", "8001"])
    install, again = commands
    assert install[-3:] == ["--require-hashes", "-r", str(house / "requirements.lock")]
    assert again == [str(house / ".venv/bin/python"), str(house / "manage.py"), "up", "--port", "8001"]
    assert (house / ".venv" / bootstrap.STAMP).exists()


def test_the_tests_bring_what_they_need_as_well(house: Path, commands: Commands) -> None:
    bootstrap.ensure(["manage.py", "test"])
    assert commands[0][-1] == str(house / "requirements-dev.lock")


def test_a_second_start_installs_nothing(house: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.ensure(["manage.py", "up"])
    monkeypatch.delenv(bootstrap.GUARD)
    commands.clear()
    bootstrap.ensure(["manage.py", "up"])
    assert [words[0] for words in commands] == [str(house / ".venv/bin/python")]


def test_up_after_test_installs_nothing(house: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.ensure(["manage.py", "test"])
    monkeypatch.delenv(bootstrap.GUARD)
    commands.clear()
    bootstrap.ensure(["manage.py", "up"])
    assert len(commands) == 1


def test_a_changed_lock_is_installed_again(house: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.ensure(["manage.py", "up"])
    monkeypatch.delenv(bootstrap.GUARD)
    commands.clear()
    (house / "requirements.lock").write_text("requirements-lock==1.1\n")
    bootstrap.ensure(["manage.py", "up"])
    assert len(commands) == 2


def test_the_stamp_comes_last_so_that_an_interrupted_start_heals(
    house: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_lock: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(bootstrap, "install", interrupt)
        with pytest.raises(SystemExit, match="interrupted"):
            bootstrap.ensure(["manage.py", "up"])
    assert not (house / ".venv" / bootstrap.STAMP).exists()
    bootstrap.ensure(["manage.py", "up"])
    assert len(commands) == 2


def test_without_uv_pip_does_it(house: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    bootstrap.ensure(["manage.py", "up"])
    assert ["pip" in words for words in commands] == [True, True, False]
    assert commands[1][-3:-1] == ["--require-hashes", "-r"]


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"run": failing}, "ensurepip"),
        ({"count_packages": failing, "which": lambda _name: None}, "network"),
    ],
)
def test_a_failed_installation_is_one_sentence(
    house: Path,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    broken: dict[str, Callable[..., object]],
    sentence: str,
) -> None:
    for name, function in broken.items():
        monkeypatch.setattr(bootstrap.shutil if name == "which" else bootstrap, name, function)
    with pytest.raises(SystemExit, match=sentence) as left:
        bootstrap.ensure(["manage.py", "up"])
    assert "\n" not in str(left.value)
    assert not (house / ".venv" / bootstrap.STAMP).exists()


def test_an_unwritable_tree_is_one_sentence(house: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.os, "access", lambda *_: False)
    with pytest.raises(SystemExit, match="cannot be written"):
        bootstrap.ensure(["manage.py", "up"])


def test_an_environment_that_stays_incomplete_is_named_and_does_not_loop(
    house: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(bootstrap.GUARD, "1")
    with pytest.raises(SystemExit, match="stays incomplete"):
        bootstrap.ensure(["manage.py", "up"])
    assert not commands


def test_a_prepared_environment_is_left_alone(house: Path, commands: Commands) -> None:
    (house / "requirements.txt").write_text("")
    bootstrap.ensure(["manage.py", "up"])
    assert not commands


def test_an_old_python_is_told_so_before_anything_else() -> None:
    """`manage.py` itself must be readable for a Python that is too old for the rest."""
    root = Path(bootstrap.__file__).resolve().parent.parent
    pretend = "import sys, runpy; sys.version_info = (3, 8, 0); runpy.run_path('manage.py', run_name='__main__')"
    found = subprocess.run([sys.executable, "-c", pretend], cwd=root, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert found.stderr.startswith("waypoint: Python 3.11 or newer is needed")
