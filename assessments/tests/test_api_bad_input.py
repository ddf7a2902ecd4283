"""What other systems may not say: each refusal names the field, and nothing is stored."""

from __future__ import annotations

import json

import pytest

from assessments.models import Evidence

LIST = "/api/v1/evidence/"


BATCH = "/api/v1/evidence/batch/"


def fields_of(answer):
    return {error["field"] for error in answer.json()["errors"]}


BAD_VALUES = [
    ("student", value) for value in ("7", 0, -1, 2**63, 10**30, 1.0, [1], {"id": 1}, None, True, "٣", "1_0", 999999)
] + [
    ("level", value)
    for value in ("3", " 3 ", "٣", "3,5", "Proficient", "75%", 5, 0, -0.0, 2.5, 3.0000000001, 1e300, True, [3], {})
] + [
    ("on", value)
    for value in (
        "2027-02-29", "9999-01-01", "0001-01-01", "03/04/2026", "26-01-01", "20260101", 45678, "2026-01-01T00:00:00Z",
        "", None, "٢٠٢٦-01-01",
    )
] + [
    ("at", value) for value in ("2026-03-29T02:30:00", "yesterday", 1, "2026-10-14", True, "9999-12-31T23:59:59+14:00")
] + [
    ("kind", value) for value in ("Summative", "", None, 1, [], "exam")
] + [
    ("mark", value) for value in ("missed", "late", True, 0)  # missed comes beside a level here
] + [
    ("key", value) for value in ("", " ", "x" * 201, "a\x00b", 7, None, "a\nb")
] + [
    ("feedback", value) for value in ("a\x00b", "a\x1bb", "x\u202ey", "x" * 4001, 5, None)
] + [
    ("section", value) for value in ("1", 0, 2**70, 999999, True)
] + [
    ("competency", 999999), ("standard", 999999), ("transfer", "yes"), ("transfer", 1), ("attempt", 0),
    ("attempt", "1"), ("depth", "deep"), ("support", ""), ("task", "x" * 201), ("task", "a\x00"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), BAD_VALUES, ids=lambda value: repr(value)[:40])
def test_a_bad_value_is_refused_by_its_fields_name(post, said, field, value):
    answer = post({**said, field: value})
    assert answer.status_code == 400, answer.content
    assert fields_of(answer) & {field, "level" if field == "mark" else field}, answer.content
    assert not Evidence.objects.exists()


BAD_BODIES = {
    "empty": b"",
    "nothing": b"null",
    "a number": b"3",
    "a text": b'"hello"',
    "a list": b"[]",
    "not JSON": b"{student: 1}",
    "cut off": b'{"student": 1',
    "a field twice": b'{"student": 1, "student": 2}',
    "NaN": b'{"level": NaN}',
    "Infinity": b'{"level": -Infinity}',
    "5,000 digits": b'{"student": ' + b"9" * 5000 + b"}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "UTF-16": '{"student": 1}'.encode("utf-16"),
    "broken UTF-8": b'{"key": "\xff\xfe"}',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "an unknown field": b'{"grade": "A"}',
    "__proto__": b'{"__proto__": {"admin": true}}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
@pytest.mark.parametrize("address", [LIST, BATCH])
def test_a_bad_body_is_refused_and_never_breaks_anything(post, body, address):
    assert post(body, address).status_code == 400
    assert not Evidence.objects.exists()


def test_a_number_beyond_all_bounds_is_refused_by_name(post, said):
    answer = post(json.dumps(said).replace('"level": 3', '"level": 1e400'))
    assert answer.status_code == 400
    assert fields_of(answer) == {"level"}


def test_a_lone_surrogate_is_refused_by_name(post, said):
    answer = post(json.dumps(said)[:-1] + ', "feedback": "\\ud800"}')
    assert answer.status_code == 400
    assert fields_of(answer) == {"feedback"}


def test_a_body_of_ten_megabytes_is_too_large(post, said, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    assert post(json.dumps({**said, "feedback": "x" * 10_000_000})).status_code == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "", "application/x-www-form-urlencoded"]
)
def test_other_kinds_of_body_are_not_taken(client, mr_okafor, section, kind):
    client.force_login(mr_okafor)
    assert client.post(LIST, b"student=1", content_type=kind).status_code in (400, 415)


@pytest.mark.parametrize("query", ["size=0", "size=201", "size=abc", "after=-1", "after=٣", "student=1%00", "page=2"])
def test_a_question_that_makes_no_sense_is_refused_by_name(post, client, query):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0] in answer.json()


@pytest.mark.parametrize("address", ["/api/v1/evidence/0/", f"/api/v1/evidence/{10**30}/"])
def test_an_id_that_cannot_be_is_not_found(client, mr_okafor, section, address):
    client.force_login(mr_okafor)
    assert client.get(address).status_code == 404
