"""Other systems record evidence, as somebody: once, all or nothing."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence
from assessments.tests.kit import an_entry, recorded
from cbe.testing.school import make_class
from people.actions.tokens import issue_token, revoke_tokens

LIST = "/api/v1/evidence/"


BATCH = "/api/v1/evidence/batch/"


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


def test_every_address_is_in_the_documentation(client, mr_okafor):
    client.force_login(mr_okafor)
    schema = client.get(reverse("schema"), headers={"accept": "application/json"}).json()
    ours = {"/api/v1/evidence/", "/api/v1/evidence/batch/", "/api/v1/evidence/{evidence_id}/void/"}
    assert ours <= set(schema["paths"])
