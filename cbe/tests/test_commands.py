"""Every command says what it does, with an example."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import pytest
from django.core.management import get_commands, load_command_class

OURS = ("cbe", "people", "competencies", "assessments", "pathways", "reporting")
# Django's own `flush`, which only learned to leave the ledger's guard in peace; `test` prints its help in its own way.
NOT_ASKED = {"flush", "test"}
COMMANDS = sorted(name for name, app in get_commands().items() if app in OURS and name not in NOT_ASKED)


def test_the_commands_of_the_design_are_there() -> None:
    wanted = {
        "up", "test", "demo", "doctor", "judge", "recompute", "audit", "import_case", "export_case",
        "import_prerequisites", "import_evidence",
    }  # fmt: skip
    assert wanted <= {*COMMANDS, *NOT_ASKED}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_comes_with_an_example(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    said = io.StringIO()
    with redirect_stdout(said), pytest.raises(SystemExit) as ended:
        command.run_from_argv(["manage.py", name, "--help"])
    assert ended.value.code == 0
    examples = said.getvalue().count(f"manage.py {name}")
    assert examples >= 2, "the usage line alone is no example"
