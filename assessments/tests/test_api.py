"""Other systems record evidence, as somebody: strictly, once, all or nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence
from assessments.tests.kit import an_entry, recorded, yesterday
from cbe.testing.school import make_class
from people.actions.tokens import issue_token, revoke_tokens

LIST = "/api/v1/evidence/"
BATCH = "/api/v1/evidence/batch/"


@pytest.fixture
def said(maya, continuum, section):
    """A 3 for Maya, as another system says it."""
    place = continuum["Unit rates"]
    return {
        "student": maya.pk,
        "competency": place.competency.pk,
        "standard": place.standard.pk,
        "section": section.pk,
        "level": 3,
        "kind": "summative",
        "on": yesterday(maya).isoformat(),
        "key": "lab-1",
    }


@pytest.fixture
def post(client, mr_okafor, section):
    """Send a body as Mr Okafor."""
    client.force_login(mr_okafor)

    def send(body, address=LIST, **headers):
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return client.post(address, text, content_type="application/json", headers=headers)

    return send


def fields_of(answer):
    return {error["field"] for error in answer.json()["errors"]}


def test_a_rating_is_recorded_and_read_again(post, client, said):
    answer = post({**said, "feedback": "Both rates.", "task": "Better buy"})
    assert answer.status_code == 201
    row = answer.json()["rows"][0]
    read = client.get(f"{LIST}{row['id']}/").json()
    assert (read["level"], read["kind"], read["notes"]) == (3, "summative", {"feedback": "Both rates."})
    assert client.get(LIST).json()["results"] == [read]


def test_the_same_key_again_is_the_same_rating(post, said):
    first, second = post(said), post(said)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["rows"][0]["id"] == second.json()["rows"][0]["id"]
    assert second.json()["rows"][0]["already"] is True
    assert Evidence.objects.count() == 1


def test_the_key_may_come_in_the_header(post, said):
    del said["key"]
    assert post(said).status_code == 400
    assert post(said, idempotency_key="lab-7").status_code == 201
    assert Evidence.objects.get().key == "lab-7"
    assert post({**said, "key": "other"}, idempotency_key="lab-7").status_code == 400


def test_the_same_key_for_something_else_is_a_conflict_that_names_the_row(post, said):
    post(said)
    answer = post({**said, "level": 2})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["stored"]["level"] == 3
    assert Evidence.objects.count() == 1


def test_a_batch_is_recorded_whole(post, section, said):
    students = make_class(section, 5)
    entries = [
        {**{k: v for k, v in said.items() if k != "section"}, "student": one.pk, "key": f"k{one.pk}"}
        for one in students
    ]
    answer = post({"section": section.pk, "task": "Better buy", "entries": entries}, BATCH)
    assert answer.status_code == 201
    assert answer.json()["created"] == 5
    assert len({row.demonstration_id for row in Evidence.objects.all()}) == 1


def test_one_bad_row_refuses_the_batch_and_is_named(post, section, said):
    entry = {k: v for k, v in said.items() if k != "section"}
    answer = post({"section": section.pk, "entries": [entry, {**entry, "key": "b", "level": 9}]}, BATCH)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"row": 1, "field": "level", "message": "is not on the scale; choose one of 1, 2, 3, 4."}
    ]
    assert not Evidence.objects.exists()


def test_a_batch_without_keys_takes_the_headers(post, section, said):
    entry = {k: v for k, v in said.items() if k not in ("section", "key")}
    assert post({"section": section.pk, "entries": [entry]}, BATCH, idempotency_key="b1").status_code == 201
    assert Evidence.objects.get().key == "b1:0"


def test_a_level_between_whole_numbers_reaches_the_scale_and_is_refused_there(post, section, said):
    entry = {k: v for k, v in said.items() if k != "section"}
    answer = post({"section": section.pk, "entries": [{**entry, "level": 2.5}]}, BATCH)
    assert answer.json()["errors"][0]["message"].startswith("is not on the scale")


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


def test_words_of_other_scripts_and_families_of_emoji_are_kept(post, said):
    text = "عمر 李雷 O'Brien 👨‍👩‍👧 <script>alert(1)</script> {{7*7}} %0d%0a"
    assert post({**said, "feedback": text}).status_code == 201
    assert Evidence.objects.get().notes.get().text == text


def test_pages_follow_each_other_without_gaps(post, client, mr_okafor, section, continuum):
    students = make_class(section, 7)
    recorded(mr_okafor, section, *(an_entry(one, continuum) for one in students))
    first = client.get(LIST, {"size": 4}).json()
    second = client.get(first["next"]).json()
    assert len(first["results"]) + len(second["results"]) == 7
    assert second["next"] is None
    assert len({row["id"] for row in first["results"] + second["results"]}) == 7


@pytest.mark.parametrize("query", ["size=0", "size=201", "size=abc", "after=-1", "after=٣", "student=1%00", "page=2"])
def test_a_question_that_makes_no_sense_is_refused_by_name(post, client, query):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0] in answer.json()


@pytest.mark.parametrize("size", [2, 100])
def test_a_page_costs_the_same_however_long(client, mr_okafor, section, continuum, size, django_assert_max_num_queries):
    recorded(mr_okafor, section, *(an_entry(one, continuum, feedback="Yes") for one in make_class(section, size)))
    client.force_login(mr_okafor)
    with django_assert_max_num_queries(4 + 2):  # and the session and the user
        assert len(client.get(LIST, {"size": 200}).json()["results"]) == size


def test_a_rating_is_corrected_and_taken_back_over_the_api(post, client, said):
    row = post(said).json()["rows"][0]["id"]
    corrected = post({"level": 4, "reason": "Read again", "key": "c1"}, f"{LIST}{row}/correct/")
    assert corrected.status_code == 201
    assert post({"level": 2, "reason": "Me too", "key": "c2"}, f"{LIST}{row}/correct/").status_code == 409
    newest = corrected.json()["rows"][0]["id"]
    assert client.get(f"{LIST}{newest}/").json()["refers_to"] == row
    assert post({"reason": "Not her work"}, f"{LIST}{newest}/void/").status_code == 201
    assert post({"reason": ""}, f"{LIST}{newest}/void/").status_code == 400


def test_an_outsider_and_a_colleague_find_nothing(post, client, said, outsider, ms_lindqvist, other_section):
    row = post(said).json()["rows"][0]["id"]
    for stranger in (outsider, ms_lindqvist):
        client.force_login(stranger)
        assert client.get(f"{LIST}{row}/").status_code == 404
        assert client.get(LIST).json()["results"] == []
        assert post({"reason": "x"}, f"{LIST}{row}/void/").status_code == 404
        assert post({**said, "key": "mine"}).status_code == 400
    assert Evidence.objects.count() == 1


def test_the_principal_reads_and_does_not_rate(post, client, said, principal_adeyemi):
    row = post(said).json()["rows"][0]["id"]
    client.force_login(principal_adeyemi)
    assert client.get(f"{LIST}{row}/").status_code == 200
    assert post({**said, "key": "p"}).status_code == 400


def test_maya_reads_hers_when_the_undo_window_has_closed(post, client, said, maya, time_machine_forward):
    row = post(said).json()["rows"][0]["id"]
    client.force_login(maya.user)
    assert client.get(f"{LIST}{row}/").status_code == 404
    time_machine_forward(seconds=31)
    assert client.get(f"{LIST}{row}/").status_code == 200
    assert post({"level": 4, "reason": "I like it"}, f"{LIST}{row}/correct/").status_code == 403


@pytest.fixture
def time_machine_forward(time_machine):
    def forward(**by):
        time_machine.move_to(timezone.now() + timedelta(**by))

    return forward


def test_a_key_lets_a_system_in_as_its_account(client, mr_okafor, said):
    key = issue_token(user=mr_okafor, name="Lab").key
    answer = client.post(
        LIST, json.dumps(said), content_type="application/json", headers={"authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 201


@pytest.mark.parametrize("how", ["revoked", "ended", "disabled", "made up"])
def test_a_key_that_is_no_longer_good_opens_nothing(client, mr_okafor, section, how):
    issued = issue_token(user=mr_okafor, name="Lab")
    key = issued.key
    if how == "revoked":
        revoke_tokens(user=mr_okafor)
    elif how == "ended":
        issued.token.expires_at = timezone.now()
        issued.token.save()
    elif how == "disabled":
        mr_okafor.is_active = False
        mr_okafor.save()
    else:
        key = "waypoint_guess"
    answer = client.get(LIST, headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_strangers_get_401_and_wrong_verbs_405(client, mr_okafor, section):
    assert client.get(LIST).status_code == 401
    client.force_login(mr_okafor)
    assert client.delete(LIST).status_code == 405
    assert client.put(BATCH).status_code == 405


def test_a_session_needs_its_form_token(mr_okafor, said):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(mr_okafor)
    assert careful.post(LIST, json.dumps(said), content_type="application/json").status_code == 403


def test_the_command_prints_a_key_once(mr_okafor, capsys):
    call_command("api_token", "okafor", name="Lab", days=3, json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["key"].startswith("waypoint_")
    assert mr_okafor.api_tokens.get().digest != said["key"]


@pytest.mark.parametrize("address", ["/api/v1/evidence/0/", f"/api/v1/evidence/{10**30}/"])
def test_an_id_that_cannot_be_is_not_found(client, mr_okafor, section, address):
    client.force_login(mr_okafor)
    assert client.get(address).status_code == 404


def test_every_address_is_in_the_documentation(client, mr_okafor):
    client.force_login(mr_okafor)
    schema = client.get(reverse("schema"), headers={"accept": "application/json"}).json()
    ours = {"/api/v1/evidence/", "/api/v1/evidence/batch/", "/api/v1/evidence/{evidence_id}/void/"}
    assert ours <= set(schema["paths"])
