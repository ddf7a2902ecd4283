"""Mr Okafor rates one piece of Maya's work on several competencies, each by itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence
from cbe.testing.school import teach

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def url(maya):
    return reverse("assessments:rubric", args=[maya.pk])


@pytest.fixture
def names(continuum):
    """How forms name unit rates and percent problems."""
    places = [continuum[title] for title in ("Unit rates", "Percent problems")]
    return [f"{place.competency.pk}-{place.standard.pk}" for place in places]


@pytest.fixture
def filled(names, section):
    first, second = names
    return {
        "form_key": KEY,
        "section": section.pk,
        "t": names,
        "task": "Market day",
        "on": timezone.now().date().isoformat(),
        "kind": "summative",
        "support": "independent",
        f"level-{first}": "3",
        f"feedback-{first}": "Clear.",
        f"level-{second}": "2",
        f"next-{second}": "Say what the whole is.",
    }


@pytest.fixture
def okafor(client, mr_okafor):
    client.force_login(mr_okafor)
    return client


def test_the_focus_is_offered_first_and_ticked(okafor, url, continuum, section):
    teach(continuum, section, "Unit rates")
    said = okafor.get(url).content.decode()
    assert "In focus now" in said
    assert "checked" in said


def test_every_level_says_what_it_looks_like(okafor, url, names):
    said = okafor.get(url, {"t": names}, follow=True).content.decode()
    assert "Unit rates at level 1." in said
    assert "Percent problems at level 4." in said


def test_each_competency_is_rated_by_itself_in_one_save(okafor, url, filled, maya):
    answer = okafor.post(url, filled)
    assert answer.url == reverse("pathways:path", args=[maya.pk])
    first, second = Evidence.objects.order_by("pk")
    assert (first.level, second.level) == (Decimal(3), Decimal(2))
    assert first.demonstration == second.demonstration
    assert first.notes.get().text == "Clear."
    assert second.notes.get().purpose == "next_step"


def test_a_double_click_is_one_save(okafor, url, filled):
    okafor.post(url, filled)
    okafor.post(url, filled)
    assert Evidence.objects.count() == 2


def test_not_yet_asks_for_the_next_step_and_keeps_what_was_typed(okafor, url, filled, names):
    answer = okafor.post(url, {**filled, f"next-{names[1]}": " "})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what the next step is" in said
    assert "Clear." in said
    assert not Evidence.objects.exists()


def test_a_missing_next_step_is_told_under_its_question_which_has_the_focus(okafor, url, filled, names):
    answer = okafor.post(url, {**filled, f"next-{names[1]}": ""})
    said = answer.content.decode()
    assert "1 rating needs a look:" in said
    assert said.count(f'<a href="#next-{names[1]}">Percent problems') == 1
    assert f'aria-invalid="true" aria-describedby="next-error-{names[1]}" autofocus' in said
    assert said.count("autofocus") == 1


def test_what_stays_blank_is_not_recorded(okafor, url, filled, names):
    okafor.post(url, {**filled, f"level-{names[1]}": "", f"next-{names[1]}": ""})
    assert Evidence.objects.count() == 1


def test_nothing_rated_is_nothing_saved(okafor, url, filled, names):
    blank = {f"level-{name}": "" for name in names} | {f"feedback-{names[0]}": "", f"next-{names[1]}": ""}
    assert okafor.post(url, {**filled, **blank}).status_code == 422


@pytest.mark.parametrize(("field", "value"), [("level", "9"), ("level", "٣"), ("level", "exempt"), ("on", "soon")])
def test_what_cannot_be_is_named(okafor, url, filled, names, field, value):
    name = f"level-{names[0]}" if field == "level" else field
    assert okafor.post(url, {**filled, name: value}).status_code == 422
    assert not Evidence.objects.exists()


def test_going_back_comes_to_the_same_sheet_and_not_to_a_copy(okafor, url, names):
    answer = okafor.get(url, {"t": names}, follow=True)
    address = answer.redirect_chain[-1][0]
    assert f"form={answer.context['form_key']}" in address
    assert okafor.get(address).context["form_key"] == answer.context["form_key"]


def test_going_back_and_saving_another_rating_asks_first_and_then_corrects_it(okafor, url, filled, names):
    okafor.post(url, filled)
    changed = {**filled, f"level-{names[0]}": "4"}
    answer = okafor.post(url, changed)
    assert answer.status_code == 409
    assert "Correct these rows?" in answer.content.decode()
    assert [row.name for row in answer.context["rows"]] == ["Unit rates"]
    assert Evidence.objects.count() == 2
    okafor.post(url, {**changed, "do": "correct", "reason": "Read again"})
    assert Evidence.objects.get(action="correction").level == Decimal(4)


def test_saving_again_what_was_undone_does_not_claim_to_have_saved_it(okafor, url, filled):
    okafor.post(url, filled)
    okafor.post(reverse("assessments:undo", args=[Evidence.objects.first().batch]))
    answer = okafor.post(url, filled)
    assert answer.status_code == 409
    assert "You have undone this save." in answer.content.decode()
    assert okafor.post(url, {**filled, "form_key": answer.context["form_key"]}).status_code == 302


def test_only_her_teachers_rate_her(
    client, url, filled, ms_lindqvist, other_section, outsider, maya, principal_adeyemi
):
    for person, code in ((ms_lindqvist, 404), (outsider, 404), (maya.user, 403), (principal_adeyemi, 403)):
        client.force_login(person)
        assert client.get(url).status_code == code
        assert client.post(url, filled).status_code == code
    assert client.delete(url).status_code == 405
    client.force_login(outsider)
    assert client.get(reverse("assessments:rubric", args=[10**30])).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_the_rubric_costs_the_same_for_any_number(
    okafor, url, continuum, section, count, django_assert_max_num_queries
):
    places = list(continuum.places.values())[:count]
    chosen = {"t": [f"{place.competency.pk}-{place.standard.pk}" for place in places], "form": KEY}
    okafor.get(url, chosen)
    with django_assert_max_num_queries(8):
        okafor.get(url, chosen)
