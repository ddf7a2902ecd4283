"""The environment is read once, and nonsense is refused by name."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from cbe.env import ConfigurationError, read

SECRET = "k9" * 20 + "Vw3-zQ7_mT5xLp8"
PRODUCTION = {
    "DATABASE_URL": "postgres://waypoint:word@db/waypoint",
    "REDIS_URL": "redis://redis:6379/0",
    "SECRET_KEY": SECRET,
    "WAYPOINT_URL": "https://waypoint.example.org",
}


def test_an_empty_environment_is_the_embedded_mode_on_this_machine_only(tmp_path: Path) -> None:
    found = read({}, root=tmp_path)
    assert (found.embedded, found.debug, found.https) == (True, False, False)
    assert found.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert found.database["NAME"] == tmp_path / "var" / "db.sqlite3"


def test_the_embedded_mode_makes_its_own_secret_and_keeps_it(tmp_path: Path) -> None:
    first, second = read({}, root=tmp_path).secret_key, read({}, root=tmp_path).secret_key
    assert first == second
    assert len(first) >= 64
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_production_takes_its_services_and_address_from_the_environment(tmp_path: Path) -> None:
    found = read({**PRODUCTION, "WAYPOINT_DATA_DIR": str(tmp_path)}, root=tmp_path)
    assert (found.embedded, found.https, found.log_json) == (False, True, True)
    assert found.allowed_hosts[0] == "waypoint.example.org"
    assert found.trusted_origins == ["https://waypoint.example.org"]
    assert found.database["ENGINE"] == "django.db.backends.postgresql"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    environment = {**PRODUCTION, "SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "key")}
    assert read(environment, root=tmp_path).secret_key == SECRET


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me-" + SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "school.example,*.example"}, "ALLOWED_HOSTS"),
        ({"WAYPOINT_URL": ""}, "WAYPOINT_URL"),
        ({"WAYPOINT_URL": "waypoint.example.org"}, "WAYPOINT_URL"),
        ({"WAYPOINT_URL": "https://waypoint.example.org/lms"}, "WAYPOINT_URL"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"DATABASE_URL": "mysql://db/waypoint"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://redis"}, "REDIS_URL"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path: Path, change: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read({**PRODUCTION, **change}, root=tmp_path)


def test_debug_is_refused_under_https_even_when_embedded(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="DEBUG"):
        read({"DEBUG": "1", "WAYPOINT_URL": "https://waypoint.example.org"}, root=tmp_path)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="data folder"):
        read({"WAYPOINT_DATA_DIR": str(tmp_path / "file" / "var")}, root=tmp_path)


def test_check_deploy_is_clean_in_production(tmp_path: Path) -> None:
    found = _manage("check", "--deploy", "--fail-level", "DEBUG", environment=PRODUCTION, data_dir=tmp_path)
    assert (found.returncode, "no issues" in found.stdout) == (0, True), found.stderr


def test_secure_cookies_and_hsts_come_with_https_only(tmp_path: Path) -> None:
    names = "s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.SECURE_HSTS_SECONDS"
    show = f"from django.conf import settings as s; print({names})"
    https = _manage("shell", "--no-imports", "-c", show, environment=PRODUCTION, data_dir=tmp_path)
    plain = _manage("shell", "--no-imports", "-c", show, environment={}, data_dir=tmp_path)
    assert https.stdout.split() == ["True", "__Host-session", "63072000"]
    assert plain.stdout.split() == ["False", "session", "0"]


def test_a_refusal_is_one_sentence_and_no_secret(tmp_path: Path) -> None:
    found = _manage("check", environment={**PRODUCTION, "SECRET_KEY": "sesame"}, data_dir=tmp_path)
    assert found.returncode != 0
    assert "SECRET_KEY must be" in found.stderr
    assert "sesame" not in found.stderr


def _manage(*words: str, environment: dict[str, str], data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Run a management command as a stranger would: its own process, only this environment."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *words],
        env={**inherited, **environment, "WAYPOINT_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
