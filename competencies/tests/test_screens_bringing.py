"""Bringing standards in through the browser: seen first, whole or not at all, kept for nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from competencies.forms.bringing import LARGEST
from competencies.models import CompetencyText, Continuum, Prerequisite, StandardText
from competencies.tests.kit import as_bytes, changed, guid, item, link, package, small
from competencies.tests.screens import messages_of, signed_in
from people.models import District, Role, User

IMPORT = "/continuum/edit/import/"
LISTS = "/continuum/edit/standards/prerequisites/"
MAKE = "/continuum/edit/standards/make/"
HEAD = "source,target,relationship\n"


@pytest.fixture
def haddad(admin: User) -> Client:
    """Ms Haddad, the district's admin, at her desk."""
    return signed_in(admin)


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where files wait between the two steps."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "kept-files"


def look(client: Client, raw: bytes, **said: Any) -> Any:
    return client.post(IMPORT, {"package": SimpleUploadedFile("package.json", raw), **said})


def bring(client: Client, seen: Any) -> Any:
    return client.post(IMPORT, {"do": "import", "name": seen.context["name"]})


def attach(client: Client, raw: bytes, **said: Any) -> Any:
    return client.post(LISTS, {"do": "look", "file": SimpleUploadedFile("list.csv", raw), **said})


def waiting(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()] if folder.exists() else []


@pytest.mark.usefixtures("district")
def test_a_package_is_seen_before_it_is_brought_in_and_forgotten_after(haddad: Client, kept: Path) -> None:
    seen = look(haddad, as_bytes(small()))
    assert seen.status_code == 200
    assert len(seen.context["report"].added) == 6
    assert not Continuum.objects.exists()
    assert len(waiting(kept)) == 1
    done = bring(haddad, seen)
    assert done.headers["Location"] == reverse("competencies:standards")
    assert StandardText.objects.count() == 6
    assert waiting(kept) == []
    again = look(haddad, as_bytes(small()))
    assert "The draft says all of this already." in again.content.decode()


def test_a_later_package_shows_what_it_changes(haddad: Client, continuum: TestContinuum) -> None:
    bring(haddad, look(haddad, as_bytes(small())))
    seen = look(haddad, as_bytes(changed(small(), "T.2", fullStatement="I can plan a crossing by the tides.")))
    assert [one.name for one in seen.context["report"].changed] == ["T.2"]
    assert "T.2" in seen.content.decode()


def test_what_seems_to_mean_something_else_is_taken_only_when_told_so(haddad: Client, continuum: TestContinuum) -> None:
    bring(haddad, look(haddad, as_bytes(small())))
    other = as_bytes(
        changed(small(), "T.2", fullStatement="Name twelve fish of the estuary and their spawning seasons.")
    )
    refused = look(haddad, other)
    assert refused.status_code == 422
    assert "T.2" in refused.content.decode()
    seen = look(haddad, other, accept="on")
    assert seen.status_code == 200
    answer = haddad.post(IMPORT, {"do": "import", "name": seen.context["name"], "accept": "1"})
    assert answer.status_code == 302
    assert StandardText.objects.filter(statement__startswith="Name twelve fish").exists()


def test_a_file_waits_for_the_admin_who_sent_it_and_for_nobody_else(
    haddad: Client, continuum: TestContinuum, kept: Path
) -> None:
    seen = look(haddad, as_bytes(small()))
    colleague = school_kit.make_user(continuum.continuum.district, "brandt", "Ines", "Brandt")
    school_kit.grant(colleague, Role.ADMIN)
    answer = bring(signed_in(colleague), seen)
    assert answer.status_code == 422
    assert "no longer here" in answer.content.decode()
    assert waiting(kept) == [seen.context["name"]]
    look(haddad, as_bytes(small()))
    assert len(waiting(kept)) == 1


@pytest.mark.parametrize("name", ["", "x", "\0", "../../db.sqlite3", "1-" + "a" * 32, "²-" + "a" * 32, "9" * 5000])
def test_a_made_up_name_brings_nothing_in(haddad: Client, continuum: TestContinuum, name: str) -> None:
    answer = haddad.post(IMPORT, {"do": "import", "name": name})
    assert answer.status_code == 422
    assert "Choose it once more" in answer.content.decode()


@pytest.mark.parametrize(
    "raw",
    [b"\0\0\0", b"%PDF-1.7 not a package", b"[]", b"null", b'{"CFDocument": 1}', b"{", b"\xff\xfe{}", b"[" * 100_000],
)
def test_a_file_that_is_no_package_is_refused_in_words(
    haddad: Client, continuum: TestContinuum, raw: bytes, kept: Path
) -> None:
    answer = look(haddad, raw)
    assert answer.status_code == 422
    assert "Nothing was imported." in answer.content.decode()
    assert waiting(kept) == []


def test_an_empty_file_and_no_file_are_refused_in_words(haddad: Client, continuum: TestContinuum) -> None:
    assert "empty" in look(haddad, b"").content.decode()
    assert haddad.post(IMPORT, {}).status_code == 422
    assert haddad.post(IMPORT, {"package": "words"}).status_code == 422


def test_a_file_larger_than_any_framework_is_refused_by_its_size(haddad: Client, continuum: TestContinuum) -> None:
    answer = look(haddad, b" " * (LARGEST + 1))
    assert answer.status_code == 422
    assert "larger than 60 MB" in answer.content.decode()


def test_a_circle_of_parents_is_refused_with_the_items_named(haddad: Client, continuum: TestContinuum) -> None:
    raw = as_bytes(package([item("T.1"), item("T.2")], [link("T.1", "T.2"), link("T.2", "T.1")]))
    words = look(haddad, raw).content.decode()
    assert "T.1" in words
    assert "T.2" in words
    assert not StandardText.objects.filter(code="T.1").exists()


def test_prerequisites_are_seen_and_then_attached_without_sending_them_again(
    haddad: Client, continuum: TestContinuum, kept: Path
) -> None:
    bring(haddad, look(haddad, as_bytes(small())))
    seen = attach(haddad, f"{HEAD}T.1,T.2,dependency\n".encode())
    assert seen.context["report"].added == 1
    before = Prerequisite.objects.count()
    done = haddad.post(LISTS, {"do": "attach", "name": seen.context["name"]})
    assert done.status_code == 200
    assert Prerequisite.objects.count() == before + 1
    assert waiting(kept) == []


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"\0", "NUL"),
        (b"%PDF-1.7", "source"),
        (b"source,target\nT.1,T.2\n", "relationship"),
        (f"{HEAD}T.1,nowhere,dependency\n".encode(), "nowhere"),
        (f"{HEAD}T.1,T.2,dependency\nT.2,T.1,dependency\n".encode(), "circle"),
    ],
)
def test_a_list_that_cannot_be_is_refused_line_by_line(
    haddad: Client, continuum: TestContinuum, raw: bytes, why: str
) -> None:
    bring(haddad, look(haddad, as_bytes(small())))
    answer = attach(haddad, raw)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_rows_whose_standards_are_not_here_may_be_left_out(haddad: Client, continuum: TestContinuum) -> None:
    bring(haddad, look(haddad, as_bytes(small())))
    raw = f"{HEAD}T.1,T.2,dependency\nT.1,nowhere,dependency\n".encode()
    seen = attach(haddad, raw, skip_unknown="on")
    assert seen.status_code == 200
    assert 'name="skip_unknown"' in seen.content.decode()
    done = haddad.post(LISTS, {"do": "attach", "name": seen.context["name"], "skip_unknown": "on"})
    assert done.context["report"].added == 1


def test_competencies_are_made_of_an_item_type_once_seen(haddad: Client, continuum: TestContinuum) -> None:
    bring(haddad, look(haddad, as_bytes(small())))
    offered = haddad.get("/continuum/edit/standards/").context["make"].fields["source"].choices
    source = next(value for value, words in offered if words.startswith("Standard"))
    seen = haddad.post(MAKE, {"source": source})
    assert len(seen.context["report"].made) == 2
    assert not CompetencyText.objects.filter(statement__contains="tide").exists()
    done = haddad.post(MAKE, {"source": source, "do": "make"})
    assert messages_of(done) == ["Made 2 competencies in the draft."]
    again = haddad.post(MAKE, {"source": source, "do": "make"})
    assert messages_of(again)[-1:] == ["Made 0 competencies in the draft."]


@pytest.mark.parametrize("preview", [MAKE, LISTS])
def test_a_preview_reloaded_or_read_in_another_language_begins_again(
    haddad: Client, continuum: TestContinuum, preview: str
) -> None:
    turned = haddad.post(reverse("set_language"), {"language": "es", "next": preview})
    assert turned.headers["Location"] == preview
    assert haddad.get(preview).headers["Location"] == reverse("competencies:standards")
    assert haddad.put(preview).status_code == 405


@pytest.mark.parametrize("source", ["", "x", ":", "9" * 30 + ":Standard", "²:Standard", "\0"])
def test_no_made_up_item_type_breaks_the_page(haddad: Client, continuum: TestContinuum, source: str) -> None:
    answer = haddad.post(MAKE, {"source": source, "do": "make"})
    assert answer.headers["Location"] == reverse("competencies:standards")


def test_a_framework_goes_out_as_it_came_in(haddad: Client, continuum: TestContinuum, district: District) -> None:
    bring(haddad, look(haddad, as_bytes(small())))
    address = reverse("competencies:export", args=[guid("document")])
    assert address in haddad.get("/continuum/edit/standards/").content.decode()
    answer = haddad.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    codes = {one.get("humanCodingScheme") for one in json.loads(answer.content)["CFItems"]}
    assert {"T.1", "T.1.a", "T.2"} <= codes
    assert haddad.get(reverse("competencies:export", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("query", ["T.1", "t1", "tide", "\0", "9" * 500, "%"])
@pytest.mark.parametrize("page", ["1", "x", "9" * 40, "-1", "²"])
def test_standards_are_searched_and_paged_whatever_is_asked(
    haddad: Client, continuum: TestContinuum, query: str, page: str
) -> None:
    answer = haddad.get("/continuum/edit/standards/", {"q": query, "page": page, "show": "unaligned"})
    assert answer.status_code == 200
