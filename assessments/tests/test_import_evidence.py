"""The admin brings in a file of evidence: whole or not at all, and once."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from assessments.models import Evidence
from assessments.signals import evidence_changed
from cbe.testing.school import make_student

HEADER = "student,standard,level,mark,on,kind,source_type,context,transfer,note,key"
DAY = (timezone.now() - timedelta(days=2)).date().isoformat()
GOOD = f"S-0001,W.3,3,,{DAY},summative,project,classroom,true,Both rates.,k1"


@pytest.fixture
def bring(tmp_path, admin, maya, continuum):
    """Bring in these lines (or bytes) and return what was said."""

    def run(*lines, raw=None, **options):
        file = tmp_path / "evidence.csv"
        file.write_bytes(raw if raw is not None else "\n".join(lines).encode())
        out = StringIO()
        call_command("import_evidence", str(file), stdout=out, stderr=StringIO(), **options)
        return out.getvalue()

    return run


def test_whoever_listens_hears_of_it_within_the_transaction(bring, maya, admin):
    heard = []

    def listener(**said):
        heard.append((said["student_ids"], said["bulk"], connection.in_atomic_block))

    evidence_changed.connect(listener)
    try:
        bring(HEADER, GOOD)
    finally:
        evidence_changed.disconnect(listener)
    assert heard == [([maya.pk], True, True)]


def test_a_row_becomes_evidence_through_the_same_action(bring, maya, admin, continuum):
    assert "1 recorded" in bring(HEADER, GOOD)
    row = Evidence.objects.get()
    assert (row.student, row.standard) == (maya, continuum["Unit rates"].standard)
    assert (row.level, row.source_type, row.transfer) == (Decimal(3), "project", True)
    assert (row.author, row.assessor, row.key) == (admin, None, "k1")
    assert row.notes.get().text == "Both rates."


def test_the_same_file_again_changes_nothing(bring):
    bring(HEADER, GOOD)
    assert "0 recorded\n1 were there already" in bring(HEADER, GOOD)
    assert Evidence.objects.count() == 1


def test_a_trial_records_nothing_and_says_what_it_would(bring):
    assert "1 would be recorded" in bring(HEADER, GOOD, dry_run=True)
    assert not Evidence.objects.exists()


def test_a_standard_is_found_by_its_guid_too(bring, continuum):
    guid = continuum["Unit rates"].standard.guid.upper()
    assert "1 recorded" in bring(HEADER, GOOD.replace("W.3", guid))


def test_rows_without_a_key_are_known_by_what_they_say(bring):
    row = GOOD.removesuffix("k1")
    assert "1 recorded" in bring(HEADER, row, row)
    assert "0 recorded" in bring(HEADER, row)


def test_one_bad_row_of_many_refuses_the_file_with_its_line(bring, section):
    make_student(section, "Elif", "Yılmaz", external_id="S-0003")
    bad = GOOD.replace("S-0001", "S-0003").replace(",3,,", ",9,,").replace("k1", "k2")
    with pytest.raises(CommandError, match="Line 3: level is not on the scale"):
        bring(HEADER, GOOD, bad)
    assert not Evidence.objects.exists()


def test_machines_get_the_lines_as_json(bring, capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        bring(HEADER, GOOD.replace("W.3", "W.99"), json=True)
    assert ended.value.code == 1
    assert json.loads(bring(HEADER, GOOD, json=True)) == {"recorded": 1, "already": 0, "dry_run": False, "told": []}


@pytest.mark.parametrize(
    ("cell", "other", "why"),
    [
        ("S-0001", "S-9999", "student is not an external id"),
        ("S-0001", "1.23E+05", "student is not an external id"),
        ("S-0001", "", "student is missing"),
        ("W.3", "=W.3", "standard is not on the published continuum"),
        ("W.3", "", "standard is missing"),
        (",3,,", ',"3,5",,', "level must be a number"),
        (",3,,", ",٣,,", "level must be a number"),
        (",3,,", ",Proficient,,", "level must be a number"),
        (",3,,", ",,,", "level is missing"),
        (",3,,", ",3,missed,", "level and a mark were both given"),
        (",3,,", ",,late,", "mark is not one of the choices"),
        (DAY, "03/04/2026", "on must be a day that exists"),
        (DAY, "45678", "on must be a day that exists"),
        (DAY, "26-10-14", "on must be a day that exists"),
        (DAY, "2027-02-29", "on must be a day that exists"),
        (DAY, "2999-01-01", "on is in the future"),
        ("summative", "exam", "kind is not one of the choices"),
        ("summative", "", "kind is not one of the choices"),
        ("true", "maybe", "transfer must be"),
        ("Both rates.", "a\u202eb", "feedback holds a character"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_mend(bring, cell, other, why):
    with pytest.raises(CommandError, match=f"Line 2: {why}"):
        bring(HEADER, GOOD.replace(cell, other))
    assert not Evidence.objects.exists()


def test_the_same_key_with_another_score_names_both_lines(bring):
    with pytest.raises(CommandError, match="Line 3: key is the key of line 2"):
        bring(HEADER, GOOD, GOOD.replace(",3,,", ",2,,"))
    assert not Evidence.objects.exists()


def test_the_same_row_twice_is_one(bring):
    assert "1 recorded" in bring(HEADER, GOOD, GOOD)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"name,score\n1,2", "lacks student, standard, on, kind"),
        (f"{HEADER},key\n".encode(), "twice"),
        (f"{HEADER}\n{GOOD},more".encode(), "Line 2 has 12 cells"),
        (f"{HEADER}\nS-0001,W.3".encode(), "Line 2 has 2 cells"),
        (f'{HEADER}\n{GOOD}\n"S-0001,W.3'.encode(), "begins on line 3 cannot be read"),
        (f"{HEADER}\n{GOOD}".encode("utf-16"), "UTF-16"),
        (f"{HEADER}\n{GOOD}é".encode("cp1252"), "not UTF-8"),
        (f"{HEADER}\n{GOOD}\0".encode(), "NUL"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (f"{HEADER}\n{GOOD.replace('Both', 'x' * 200_000)}".encode(), "cannot be read"),
    ],
    ids=["empty", "only a BOM", "wrong header", "header twice", "long row", "short row", "unclosed quote", "UTF-16",
         "cp1252", "NUL", "xlsx", "huge cell"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(bring, raw, why):
    with pytest.raises(CommandError, match=why):
        bring(raw=raw)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + f"{HEADER}\n{GOOD}\n".encode(),
        f"{HEADER}\r\n{GOOD}\r\n".encode(),
        f"{HEADER}\r{GOOD}\r".encode(),
        f"{HEADER}\n\n{GOOD}\n,,,,,,,,,,\n".encode(),
        f"{HEADER}\n{GOOD.replace('Both rates.', chr(34) + 'Both' + chr(10) + 'rates' + chr(34))}".encode(),
        f"{HEADER.replace(',', ';')}\n{GOOD.replace(',', ';')}".encode(),
        f"{HEADER.replace(',', chr(9))}\n{GOOD.replace(',', chr(9))}".encode(),
        f"{HEADER},homeroom\n{GOOD},7B".encode(),
        f"key,on,kind,standard,student,level\nk1,{DAY},summative,W.3,S-0001,3".encode(),
    ],
    ids=["BOM", "CRLF", "CR", "blank lines", "line break in quotes", "semicolons", "tabs", "extra column", "reordered"],
)
def test_files_as_people_really_save_them_are_read(bring, raw):
    assert "1 recorded" in bring(raw=raw)


def test_a_header_alone_records_nothing(bring):
    assert "0 recorded" in bring(HEADER)


def test_what_was_noticed_is_told(bring):
    said = bring(raw=f"{HEADER};homeroom\n{GOOD};7B".replace(",", ";").encode())
    assert "separated by semicolons" in said
    assert "Columns left out: homeroom." in said


def test_a_teacher_brings_in_only_their_own_students(bring, mr_okafor, daniel):
    assert "1 recorded" in bring(HEADER, GOOD, by="okafor")
    with pytest.raises(CommandError, match="Line 2: student"):
        bring(HEADER, GOOD.replace("S-0001", "S-0002"), by="okafor")


def test_a_file_that_is_not_there_is_said_so(admin, continuum):
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_evidence", "/nowhere/evidence.csv")


@pytest.mark.parametrize("size", [50, 400])
def test_a_file_costs_the_same_number_of_statements_per_thousand_rows(
    bring, section, size, django_assert_max_num_queries
):
    make_student(section, "Elif", "Yılmaz", external_id="S-0003")
    rows = [GOOD.replace("k1", f"k{n}") for n in range(size)]
    with django_assert_max_num_queries(30):
        assert f"{size} recorded" in bring(HEADER, *rows)
