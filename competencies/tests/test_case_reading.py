"""Reading a package: liberal in what it takes, and every refusal names the field and its mend. No database."""

from __future__ import annotations

import json
from typing import Any

import pytest

from competencies.rules.case.reading import read_package
from competencies.rules.case.values import Package, PackageRefusedError, UnreadablePackageError
from competencies.tests.kit import as_bytes, guid, item, link, package, small


def read(value: Any) -> Package:
    return read_package(as_bytes(value))


def refusal(raw: bytes) -> str:
    with pytest.raises(PackageRefusedError) as caught:
        read_package(raw)
    assert all(one.field and one.mend.endswith((".", "...")) for one in caught.value.problems)
    return str(caught.value)


def told(value: Any) -> str:
    return "\n".join(str(notice) for notice in read(value).notices)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"   \n", "is empty"),
        (b"Dear colleague, please find attached", "is not whole JSON"),
        (b'{"CFDocument": {"identifier": "a', "is not whole JSON"),
        (b"[]", "is not a JSON object"),
        (b"7", "is not a JSON object"),
        (b'{"CFDocument": {}, "CFDocument": {"a": 1}}', "says “CFDocument” twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1e400}', "beyond all measure"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
        (b"[" * 100_000, "nested too deeply"),
        ('{"a": "caf\u00e9"}'.encode("latin-1"), "is not UTF-8 text (byte 10)"),
        (b'{"a": "x\x00y"}', "holds a NUL character (line 1)"),
        (b'{"a": ["x", {"b": "x\\u0000y"}]}', "a[1].b holds a NUL character"),
        (b'{"a": {"b": "\\ud800"}}', "a.b holds half of a character"),
        (b"{}", "CFDocument is missing"),
        (b'{"CFPackage": []}', "CFPackage is not an object"),
        (b'{"CFDocument": 5, "CFItems": []}', "CFDocument is not an object"),
    ],
)
def test_a_file_that_is_no_package_is_refused_in_words(raw: bytes, words: str) -> None:
    assert words in refusal(raw)


def test_a_package_cut_off_anywhere_is_refused() -> None:
    whole = as_bytes(small())
    for end in range(0, len(whole) - 1, 97):
        assert "The file" in refusal(whole[:end])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"CFItems": None}, "CFItems is missing"),
        ({"CFItems": []}, "CFItems is empty"),
        ({"CFItems": {"a": 1}}, "CFItems is not a list"),
        ({"CFItems": ["T.1"]}, "Item 1: CFItems holds text"),
        ({"CFAssociations": {}}, "CFAssociations is not a list"),
        ({"CFAssociations": [3]}, "Association 1: CFAssociations holds a number"),
        ({"CFDocument": {"title": "No name"}}, "CFDocument: identifier is missing"),
        ({"CFDocument": {"identifier": 5}}, "CFDocument: identifier is a number, not text"),
    ],
)
def test_a_part_of_the_wrong_kind_is_refused_by_name(change: dict[str, Any], words: str) -> None:
    value = {key: part for key, part in (small() | change).items() if part is not None}
    assert words in refusal(as_bytes(value))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"identifier": None}, "identifier is missing"),
        ({"identifier": "  "}, "identifier is missing"),
        ({"identifier": 17}, "identifier is a number, not text"),
        ({"identifier": "x" * 300}, "identifier is longer than 255"),
        ({"fullStatement": None}, "fullStatement is missing"),
        ({"fullStatement": " \u00a0 "}, "fullStatement is empty"),
        ({"fullStatement": ["I can"]}, "fullStatement is a list, not text"),
        ({"humanCodingScheme": 7}, "humanCodingScheme is a number, not text"),
        ({"CFItemType": {"title": "Standard"}}, "CFItemType is an object, not text"),
        ({"educationLevel": 7}, "educationLevel is not a list of texts"),
        ({"educationLevel": ["07", 8]}, "educationLevel is not a list of texts"),
        ({"lastChangeDateTime": "last Tuesday"}, "lastChangeDateTime is “last Tuesday”, not a moment"),
        ({"lastChangeDateTime": 1700000000}, "lastChangeDateTime is a number, not text"),
        ({"lastChangeDateTime": "0001-01-01T00:00:00+14:00"}, "not a moment"),
    ],
)
def test_an_item_that_cannot_be_read_is_named_with_its_field_and_the_mend(fields: dict[str, Any], words: str) -> None:
    one = {key: value for key, value in (item("T.9") | fields).items() if value is not None}
    refused = refusal(as_bytes(package([item("T.1"), one])))
    assert words in refused
    assert "Item 2" in refused


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"originNodeURI": None}, "originNodeURI names no item"),
        ({"destinationNodeURI": {"title": "x"}}, "destinationNodeURI names no item"),
        ({"destinationNodeURI": {"identifier": "x" * 2000}}, "destinationNodeURI is longer than 1000"),
        ({"associationType": None}, "associationType is missing"),
        ({"associationType": 3}, "associationType is a number"),
        ({"sequenceNumber": "first"}, "sequenceNumber is “first”, not a whole number"),
        ({"sequenceNumber": True}, "sequenceNumber is “True”"),
        ({"sequenceNumber": 10**30}, "sequenceNumber is"),
        ({"sequenceNumber": 1.5}, "sequenceNumber is “1.5”"),
    ],
)
def test_an_association_that_cannot_be_read_is_named(fields: dict[str, Any], words: str) -> None:
    one = {key: value for key, value in (link("T.1", "document") | fields).items() if value is not None}
    assert words in refusal(as_bytes(package([item("T.1")], [one])))


def test_all_problems_are_named_at_once_so_that_a_file_is_mended_once() -> None:
    broken = package([item("T.1", fullStatement=" "), item("T.2", humanCodingScheme=5)], [{"identifier": "x"}])
    with pytest.raises(UnreadablePackageError) as caught:
        read(broken)
    assert {one.field for one in caught.value.problems} >= {"fullStatement", "humanCodingScheme", "originNodeURI"}


def test_one_identifier_with_two_contents_is_refused_and_named() -> None:
    refused = refusal(as_bytes(package([item("T.1"), item("T.1", "I can tie a bowline.")])))
    assert guid("T.1") in refused
    assert "“I can tie a bowline.”" in refused


def test_one_association_identifier_with_two_contents_is_refused() -> None:
    links = [link("T.1", "document"), link("T.1", "document", sequenceNumber=4)]
    assert "is used for two different contents" in refusal(as_bytes(package([item("T.1")], links)))


def test_an_item_with_the_documents_own_identifier_is_refused() -> None:
    assert "is the document's own as well" in refusal(as_bytes(package([item("document")])))


def test_the_same_item_listed_twice_is_kept_once_and_told() -> None:
    twice = package([item("T.1"), item("T.1"), item("T.1", identifier=guid("T.1").upper())])
    assert len(read(twice).items) == 1
    assert "listed more than once" in told(twice)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_any_unicode_encoding_is_read(encoding: str) -> None:
    value = package([item("T.1", "Crossing the Strætet → 雨")])
    raw = json.dumps(value, ensure_ascii=False).encode(encoding)
    assert read_package(raw).items[0].statement == "Crossing the Strætet → 雨"


def test_a_wrapped_package_reads_the_same_as_a_flat_one() -> None:
    assert read({"CFPackage": small()}) == read(small())


def test_messy_real_life_is_kept_as_it_came() -> None:
    messy = package(
        [
            item("T.1", "<p>I can&nbsp;use <b>rates</b> <script>alert(1)</script> $\\frac{a}{b}$</p>"),
            item("T.2", "I\u00a0can wait", humanCodingScheme="T.1", CFItemType=None, educationLevel=None),
            item("T.3", humanCodingScheme=None, language="klingon!", statusStartDate="2026", statusEndDate="2025"),
            item("T.4", "A long one. " * 9000, educationLevel="KG, 13 ,XX", notes=None, uri=None),
            item("T.5", identifier="not-a-uuid", lastChangeDateTime=None, unknownField={"kept": True}),
            item("T.6", uri=f"https://harbour.example/{guid('other')}", CFItemType="", CFItemTypeURI=node_type()),
        ],
        [
            link("T.1", "T.2", sequenceNumber=-3),
            link("T.1", "T.3", sequenceNumber="2"),
            link("T.4", "somewhere else", "exactMatchOf", sequenceNumber=-3),
            link("T.5", "T.1", "ext:inspiredBy"),
            link("T.6", "T.1", "isRelatedTo", identifier=None, destinationNodeURI="https://example.org/ctid/ce-1"),
        ],
        document={"adoptionStatus": "Deprecated", "licenseURI": None},
        CFDefinitions={"CFItemTypes": [{"identifier": guid("type"), "title": "Skill"}]},
        CFRubrics=[{"identifier": guid("rubric"), "CFRubricCriteria": [{"levels": "odd"}]}],
    )
    read_it = read(messy)
    assert [one.payload for one in read_it.items] == messy["CFItems"]
    assert [one.payload for one in read_it.links] == messy["CFAssociations"]
    assert read_it.rest == {"CFDefinitions": messy["CFDefinitions"], "CFRubrics": messy["CFRubrics"]}
    assert read_it.items[3].grades == ("KG", "13", "XX")
    assert read_it.items[5].item_type == "Skill"
    assert [one.sequence for one in read_it.links] == [-3, 2, -3, None, None]
    notices = told(messy)
    for words in (
        "no UUID",
        "ends before it starts",
        "Deprecated",
        "no language tag",
        "no grade",
        "no CASE",
        "no iden",
    ):
        assert words in notices
    assert "names another identifier" in notices


def node_type() -> dict[str, Any]:
    return {"identifier": guid("type").upper(), "uri": "https://harbour.example/types/1"}


def test_the_version_of_case_is_known_by_what_the_document_says() -> None:
    assert read(small()).case_version == "1.0"
    assert read(package([item("T.1")], document={"caseVersion": "1.1"})).case_version == "1.1"
    assert read(package([item("T.1")], document={"uri": "https://x.example/ims/case/v1p1/1"})).case_version == "1.1"
