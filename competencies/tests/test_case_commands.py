"""The commands that bring frameworks in and write them out, for people and for machines."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from competencies.models import Continuum
from competencies.tests.kit import as_bytes, guid, item, link, package, small
from people.models import District, User

pytestmark = pytest.mark.django_db


class TestTheCommands:
    def run(self, *arguments: Any, **options: Any) -> str:
        said = StringIO()
        call_command(*arguments, stdout=said, stderr=StringIO(), **options)
        return said.getvalue()

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "numbers at sea.json"
        path.write_bytes(as_bytes(small()))
        return path

    def test_import_and_export_in_words(self, district: District, file: Path, tmp_path: Path) -> None:
        assert "added: 6" in self.run("import_case", file, dry_run=True)
        assert "added: 6" in self.run("import_case", file)
        assert "nothing changes" in self.run("import_case", file)
        written = tmp_path / "out.json"
        assert "6 items, 6 associations" in self.run("export_case", guid("document"), output=written)
        assert json.loads(written.read_text()) == small()

    def test_import_and_export_for_machines(self, district: District, file: Path) -> None:
        told = json.loads(self.run("import_case", file, json=True))
        assert (len(told["added"]), told["version"], told["changes_nothing"]) == (6, 1, False)
        assert json.loads(self.run("export_case", guid("document").upper())) == small()
        assert json.loads(self.run("export_case", guid("document"), "--version", "1")) == small()

    def test_a_refused_package_fails_and_says_why(self, district: District, tmp_path: Path) -> None:
        file = tmp_path / "circle.json"
        file.write_bytes(as_bytes(package([item("A")], [link("A", "A")])))
        with pytest.raises(CommandError, match="round in a circle"):
            self.run("import_case", file)
        said = StringIO()
        with pytest.raises(CommandError):
            call_command("import_case", file, json=True, stdout=said)
        assert json.loads(said.getvalue())["refused"][0]["field"] == "associations"
        assert not Continuum.objects.exists()

    def test_a_missing_file_a_missing_document_and_an_unknown_district_are_said(
        self, district: District, file: Path, outsider: User
    ) -> None:
        with pytest.raises(CommandError, match="Say which district"):
            self.run("import_case", file)
        with pytest.raises(CommandError, match="There is no district “lakeside”"):
            self.run("import_case", file, district="lakeside")
        with pytest.raises(CommandError, match="cannot be read"):
            self.run("import_case", file.with_name("gone.json"), district=district.slug)
        with pytest.raises(CommandError, match="has no document"):
            self.run("export_case", "nothing", district=district.slug)
