"""The house rules that a machine can check: directions, migrations, openings, sizes, locks."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from cbe import bootstrap

ROOT: Path = settings.BASE_DIR
APPS = ("cbe", "people", "competencies", "assessments", "pathways", "reporting")
MARK = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SUPPRESSION = re.compile(r"noqa(: [A-Z0-9, ]+)?|type: ignore(\[[a-z, -]+\])?|nosec")
OPEN_DOORS = frozenset({"models", "queries", "access", "actions", "rules", "signals"})
ACTORS = frozenset({"actions", "management"})
MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
LOOK_UPS = frozenset({"get_object_or_404", "get_list_or_404"})
# Reading the key is what makes somebody known: there is no access to ask before it.
LOOKS_UP_ITSELF = frozenset({"people/api.py"})


def python_files(*, tests: bool = True) -> Iterator[Path]:
    """Our own Python, without migrations."""
    for name in APPS:
        for file in sorted((ROOT / name).rglob("*.py")):
            parts = file.relative_to(ROOT).parts
            if "migrations" not in parts and (tests or "tests" not in parts):
                yield file


def lines_where(pattern: re.Pattern[str], files: Iterator[Path]) -> list[str]:
    """Place and text of each line that matches."""
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_four_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    """Apps look down, drawers look down, rules are pure, the twin stands alone (pyproject.toml says it in full)."""
    configure()
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    said = capsys.readouterr().out
    assert kept, said
    assert "4 kept, 0 broken" in said


def test_another_app_is_entered_through_its_open_doors_only() -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in python_files(tests=False)
        for module in sorted(imported_modules(file))
        if not may_import(file.relative_to(ROOT).parts, module.split("."))
    ]
    assert not wrong, "\n".join(wrong)


def imported_modules(file: Path) -> set[str]:
    """Dotted names of our own modules that the file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" if "." not in node.module else node.module for alias in node.names}
    return {name for name in found if name.split(".")[0] in APPS}


def may_import(place: tuple[str, ...], module: list[str]) -> bool:
    """Whether a file there may import that: its own app, the wiring anything, others through their open doors."""
    if place[0] == module[0] or place[0] == "cbe":
        return True
    door = module[1] if len(module) > 1 else ""
    own_drawer = place[1].removesuffix(".py")
    return door in OPEN_DOORS and (door != "actions" or own_drawer in ACTORS)


def test_views_find_everything_through_access_and_queries() -> None:
    """A view that asks a model itself can forget whose row it is: access and queries cannot."""
    found = [
        f"{place}:{line}: {said}"
        for file in python_files(tests=False)
        if file.relative_to(ROOT).parts[1].removesuffix(".py") in ("views", "api")
        for place in [file.relative_to(ROOT).as_posix()]
        for line, said in look_ups(ast.parse(file.read_text(encoding="utf-8")))
        if place not in LOOKS_UP_ITSELF
    ]
    assert not found, "\n".join(found)


def test_no_way_of_asking_a_model_itself_goes_unseen() -> None:
    asked = "Student.objects.get(pk=1)\nmodel._default_manager.first()\nget_object_or_404(Student, pk=1)\n"
    assert len(list(look_ups(ast.parse(asked)))) == 3
    assert not list(look_ups(ast.parse("get_object_or_404(students(user), pk=1)\nrows.filter(pk=1).first()\n")))


def look_ups(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each place that asks a model itself: through a manager, or by the model's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in LOOK_UPS:
            subject = node.args[0]
            if isinstance(subject, ast.Name) and subject.id[:1].isupper():
                yield node.lineno, ast.unparse(node)


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_migration_has_a_name_of_its_own() -> None:
    files = [file for app in APPS for file in (ROOT / app).glob("migrations/0*.py")]
    assert not [file.name for file in files if "_auto_" in file.name]


def test_every_module_opens_with_a_sentence() -> None:
    silent = []
    for file in python_files():
        text = file.read_text(encoding="utf-8")
        opening = ast.get_docstring(ast.parse(text)) if text.strip() else "Empty on purpose."
        if not opening or len(opening.split()) < 3:
            silent.append(str(file.relative_to(ROOT)))
    assert not silent


def test_every_model_says_what_its_word_means() -> None:
    models = [model for name in APPS for model in apps.get_app_config(name).get_models()]
    silent = [model.__name__ for model in models if not model.__doc__ or model.__doc__.startswith(f"{model.__name__}(")]
    assert not silent


def test_no_debt_is_marked() -> None:
    own = Path(__file__)
    assert not lines_where(MARK, (file for file in python_files() if file != own))


def test_every_suppression_gives_its_reason() -> None:
    wrong = []
    for file in python_files():
        with file.open("rb") as source:
            for token in tokenize.tokenize(source.readline):
                if token.type == tokenize.COMMENT and SUPPRESSION.search(token.string):
                    reason = SUPPRESSION.sub("", token.string).strip("# -")
                    if len(reason) < 8:
                        wrong.append(f"{file.relative_to(ROOT)}:{token.start[0]}: {token.line.strip()}")
    assert not wrong, "\n".join(wrong)


def test_rooms_stay_small() -> None:
    large = {str(file.relative_to(ROOT)): count for file in python_files() if (count := _lines(file)) > 300}
    assert not large
    assert _lines(ROOT / "cbe" / "settings.py") <= 250


def test_functions_stay_small() -> None:
    large = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in [*python_files(tests=False), *sorted((ROOT / "benchmarks").glob("*.py"))]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert not large


def test_the_wiring_can_be_imported_before_anything_is_installed() -> None:
    """`cbe/__init__.py` is empty and the bootstrap imports nothing but Python's own library."""
    assert not (ROOT / "cbe" / "__init__.py").read_text(encoding="utf-8").strip()
    tree = ast.parse((ROOT / "cbe" / "bootstrap.py").read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= {"__future__", "hashlib", "importlib", "os", "pathlib", "re", "shutil", "subprocess", "sys", "venv"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_holds_every_pin_with_its_hash(name: str) -> None:
    lock = bootstrap.lock_of(ROOT / name).read_text(encoding="utf-8")
    locked = bootstrap.pins(bootstrap.lock_of(ROOT / name))
    wanted = {_canonical(package): version for package, version in bootstrap.pins(ROOT / name).items()}
    assert {package: locked.get(package) for package in wanted} == wanted
    assert lock.count("--hash=sha256:") >= len(locked)
    assert "://" not in lock


def _canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())
