"""The mastery rule on Ms Haddad's desk: in words, as a form, with drafts, refusals, two editors and a history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cbe.testing import school as school_kit
from cbe.testing.continuum import TestContinuum
from competencies.actions.publish import draft_policy, publish_policy
from competencies.models import MasteryPolicy, PerformanceLevel, PolicyVersion, ScaleText
from competencies.queries import policy_in_force
from competencies.tests.screens import HOSTILE, messages_of, signed_in
from people.models import District, Role, User

DESK, DRAFT = "/continuum/edit/policy/", "/continuum/edit/policy/draft/"
TWO_KINDS = {"per_standard": "1", "per_competency": "3", "source_types": "2", "days": "2"}


@pytest.fixture
def haddad(admin: User) -> Client:
    """Ms Haddad, the district's admin, at her desk."""
    return signed_in(admin)


@pytest.fixture
def colleague(district: District) -> Client:
    """Mr Ito, who administers the district too."""
    user = school_kit.make_user(district, "ito", "Kenji", "Ito")
    school_kit.grant(user, Role.ADMIN)
    return signed_in(user)


def form_of(client: Client, **said: Any) -> dict[str, Any]:
    """What a browser would send for the form as it opens, with some answers typed anew."""
    form = client.get(DRAFT).context["form"]
    shown = {field.name: field.value() for field in form}
    return {**{name: value for name, value in shown.items() if value not in (None, False)}, **said}


def drafted() -> PolicyVersion | None:
    return PolicyVersion.objects.filter(state=PolicyVersion.State.DRAFT).first()


def text(answer: Any) -> str:
    said: str = answer.content.decode()
    return " ".join(said.split())


def test_the_form_says_the_rule_before_its_first_question(haddad: Client, continuum: TestContinuum) -> None:
    page = text(haddad.get(DRAFT))
    sentence = "Proficient on every required standard, with at least one piece of summative evidence on each"
    assert 0 < page.index(sentence) < page.index("id_preset")
    typed = text(haddad.post(DRAFT, form_of(haddad, combine="mean", do="again")))
    assert "Proficient on the average of the standards" in typed
    wrong = text(haddad.post(DRAFT, form_of(haddad, n="x")))
    assert "Something in it must be mended before the rule can be said." in wrong


def test_the_rule_in_force_is_said_in_one_sentence_and_part_by_part(haddad: Client, continuum: TestContinuum) -> None:
    page = text(haddad.get(DESK))
    assert "Proficient on every required standard, with at least one piece of summative evidence on each" in page
    assert "The most common of the last 3 pieces on each standard counts." in page
    assert "Waypoint’s default" in page


def test_a_draft_is_saved_in_words_and_nobody_is_judged_by_it(
    haddad: Client, admin: User, continuum: TestContinuum, district: District
) -> None:
    answer = haddad.post(DRAFT, form_of(haddad, **TWO_KINDS, note="One test is not enough."))
    assert answer.status_code == 302
    found = drafted()
    assert found is not None
    assert (found.number, found.edited_by, found.note) == (2, admin, "One test is not enough.")
    assert found.value["gates"]["min_source_types"] == 2
    assert policy_in_force(district).number == 1
    page = text(haddad.get(DESK))
    assert "at least three pieces in all, from two kinds of work, on two different days." in page
    assert '<ins><span class="vh">New: </span>At least 2 different kinds of work.</ins>' in page
    assert "Written by" in page


def test_every_part_of_the_rule_can_be_typed_and_is_kept(haddad: Client, continuum: TestContinuum) -> None:
    said = {
        "method": "weighted_average", "weight": "62.5", "counts": "all", "combine": "at_least_k", "k": "1",
        "contexts": "2", "depth": "strategic", "transfer": "on", "summative": "on", "min_level": "2",
        "min_average": "2,5", "months": "12", "places": "2", "roles": ["teacher", "peer"], **TWO_KINDS,
    }  # fmt: skip
    assert haddad.post(DRAFT, form_of(haddad, **said)).status_code == 302
    found = drafted()
    assert found is not None
    assert found.value == {
        "method": "weighted_average", "weight": "0.625", "counts": "all", "combine": {"name": "at_least_k", "k": 1},
        "round_before_compare": 2, "roles": ["peer", "teacher"],
        "gates": {
            "min_evidence": [{"per": "standard", "count": 1}, {"per": "competency", "count": 3}],
            "min_source_types": 2, "min_contexts": 2, "require_summative": True, "require_transfer": True,
            "min_depth": "strategic", "distinct_days": 2, "min_level": "2", "min_average": "2.5", "within_months": 12,
        },
    }  # fmt: skip
    again = haddad.get(DRAFT).context["form"].initial
    assert (again["weight"], again["min_average"], again["months"], again["depth"]) == (
        "62.5",
        "2.5",
        "12",
        "strategic",
    )


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"method": "mode", "n": "0"}, "n", "a whole number from 1 to 1000"),
        ({"method": "best_n", "n": ""}, "n", "a whole number from 1 to 1000"),
        ({"method": "decaying_average", "weight": "650"}, "weight", "a percentage from 0 to 100"),
        ({"method": "weighted_average", "weight": "half"}, "weight", "a percentage from 0 to 100"),
        ({"combine": "at_least_k", "k": "-1"}, "k", "a whole number from 1 to 1000"),
        ({"min_level": "5"}, "min_level", "The levels of the scale “Four levels” go from 1 to 4."),
        ({"min_average": "x"}, "min_average", "the number of a level"),
        ({"roles": []}, "roles", "somebody’s ratings have to count"),
        ({"months": "1001"}, "months", "a whole number from 1 to 1000"),
        ({"preset": "portfolio-level", "evidence_required": ""}, "evidence_required", "from 1 to 1000"),
        ({"method": "coin"}, "method", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_question_with_everything_still_typed(
    haddad: Client, continuum: TestContinuum, said: dict[str, Any], field: str, words: str
) -> None:
    answer = haddad.post(DRAFT, form_of(haddad, **said, note="Words that must stay."))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in text(answer)
    assert "Words that must stay." in text(answer)
    assert drafted() is None


@pytest.mark.parametrize("method", ["mean", "decaying_average", "weighted_average", "power_law"])
def test_an_average_is_refused_where_proficient_is_the_top_of_any_scale(
    haddad: Client, continuum: TestContinuum, method: str
) -> None:
    scale = ScaleText.objects.get(name="Three levels").scale
    PerformanceLevel.objects.filter(scale=scale, value=3).delete()
    answer = haddad.post(DRAFT, form_of(haddad, method=method, weight="65"))
    assert answer.status_code == 422
    assert "On the scale “Three levels” proficient is the top level" in text(answer)


def test_a_line_of_growth_is_refused_on_a_scale_with_a_zero(haddad: Client, continuum: TestContinuum) -> None:
    PerformanceLevel.objects.filter(value=1).update(value=0)
    answer = haddad.post(DRAFT, form_of(haddad, method="power_law"))
    assert "has a level of zero" in text(answer)


def test_of_two_admins_the_second_is_told_and_shown_what_the_first_saved(
    haddad: Client, colleague: Client, continuum: TestContinuum
) -> None:
    opened = form_of(haddad, method="highest", note="Mine")
    assert colleague.post(DRAFT, form_of(colleague, method="latest", note="Theirs")).status_code == 302
    answer = haddad.post(DRAFT, opened)
    assert answer.status_code == 409
    assert "Someone else saved this while you were editing." in text(answer)
    assert "The newest piece on each standard counts." in text(answer)
    assert "Kenji Ito" in text(answer)
    assert answer.context["form"]["note"].value() == "Mine"
    seen = answer.context["form"]["seen"].value()
    assert haddad.post(DRAFT, {**opened, "seen": seen}).status_code == 302
    found = drafted()
    assert found is not None
    assert (found.value["method"], found.number) == ("highest", 2)


def test_a_rule_published_meanwhile_is_somebody_elses_change_too(
    haddad: Client, admin: User, continuum: TestContinuum
) -> None:
    opened = form_of(haddad, method="highest")
    policy = MasteryPolicy.objects.get()
    draft_policy(policy=policy, value={"method": "median"}, by=admin)
    publish_policy(policy=policy, by=admin)
    answer = haddad.post(DRAFT, opened)
    assert answer.status_code == 409
    assert "The middle one of all pieces on a standard counts." in text(answer)


def test_a_double_click_is_one_save(haddad: Client, continuum: TestContinuum) -> None:
    form = form_of(haddad, method="highest", note="Once")
    assert [haddad.post(DRAFT, form).status_code for _click in range(2)] == [302, 302]
    assert PolicyVersion.objects.count() == 2


def test_a_draft_can_start_from_a_named_rule_or_an_earlier_version(haddad: Client, continuum: TestContinuum) -> None:
    form = haddad.get(f"{DRAFT}?from=outcomes-weighted").context["form"]
    assert (form["method"].value(), form["weight"].value(), form["places"].value()) == ("weighted_average", "65", "2")
    form = haddad.get(f"{DRAFT}?from=portfolio-level").context["form"]
    assert (form["preset"].value(), form["evidence_required"].value()) == ("portfolio-level", "3")
    assert haddad.get(f"{DRAFT}?from=1").context["form"]["n"].value() == "3"
    assert haddad.get(f"{DRAFT}?from=99").status_code == 404


def test_a_rule_taken_over_whole_is_saved_as_it_is_named(haddad: Client, continuum: TestContinuum) -> None:
    assert haddad.post(DRAFT, form_of(haddad, preset="portfolio-level", evidence_required="4")).status_code == 302
    found = drafted()
    assert found is not None
    assert found.value == {"preset": "portfolio-level", "evidence_required": 4}
    assert "Portfolio levels, as in an earlier system" in text(haddad.get(DESK))


def test_every_named_rule_is_offered_with_what_it_is_like_and_what_surprises(
    haddad: Client, continuum: TestContinuum
) -> None:
    page = text(haddad.get(DESK))
    for name in ("Outcomes: latest", "Outcomes: n times", "Rolling average 75 %", "Portfolio of best work"):
        assert name in page
    assert "Gives the figures of an outcomes gradebook that shows the latest result." in page
    assert "An average of 8.45 counts as 8.5" in page


def test_every_version_says_who_published_it_why_and_what_it_changed(
    haddad: Client, admin: User, continuum: TestContinuum
) -> None:
    policy = MasteryPolicy.objects.get()
    for value, note in (({"method": "mean"}, "As our old gradebook did."), ({"method": "latest"}, "Growth counts.")):
        draft_policy(policy=policy, value=value, by=admin, note=note)
        publish_policy(policy=policy, by=admin)
    page = text(haddad.get(DESK))
    assert "As our old gradebook did." in page
    one = text(haddad.get(f"{DESK}3/"))
    assert f"Published by {admin.get_full_name()}" in one
    assert "“Growth counts.”" in one
    assert "No longer: </span>All pieces on a standard are averaged." in one
    assert "New: </span>The newest piece on each standard counts." in one
    assert haddad.get(f"{DESK}9/").status_code == 404


def test_the_desk_costs_the_same_however_long_the_history(
    haddad: Client, continuum: TestContinuum, django_assert_num_queries: Any
) -> None:
    def versions(first: int, last: int) -> None:
        for number in range(first, last):
            PolicyVersion.objects.create(
                district=continuum.continuum.district, policy=MasteryPolicy.objects.get(), number=number,
                state="published", value={"method": "latest"}, published_at=timezone.now() + timedelta(number),
            )  # fmt: skip

    versions(2, 4)
    with django_assert_num_queries(7) as few:
        haddad.get(DESK)
    versions(4, 20)
    with django_assert_num_queries(len(few)):
        haddad.get(DESK)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_breaks_the_form(haddad: Client, continuum: TestContinuum, words: str) -> None:
    names = (
        "seen",
        "preset",
        "method",
        "n",
        "weight",
        "combine",
        "k",
        "depth",
        "min_level",
        "months",
        "places",
        "note",
    )
    for name in names:
        assert haddad.post(DRAFT, form_of(haddad, **{name: words})).status_code in {302, 409, 422}
    assert haddad.get(f"{DRAFT}?from={words[:40]}").status_code == 404


def test_the_button_of_a_page_without_scripts_brings_everything_back(haddad: Client, continuum: TestContinuum) -> None:
    answer = haddad.post(DRAFT, form_of(haddad, method="highest", note="Kept", do="again"))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert (form["method"].value(), form["note"].value()) == ("highest", "Kept")
    assert drafted() is None


def test_a_district_without_a_rule_has_no_desk(haddad: Client, continuum: TestContinuum) -> None:
    PolicyVersion.objects.all().delete()
    MasteryPolicy.objects.all().delete()
    assert haddad.get(DESK).status_code == haddad.get(DRAFT).status_code == 404
    assert not messages_of(haddad.get("/continuum/"))
