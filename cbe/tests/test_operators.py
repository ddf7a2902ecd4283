"""Operators see accounts and running processes, and nobody's record."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from people.models import Student, User

STUDENT_DATA = {"student", "evidence", "mastery", "learnerstate", "progressreport", "guardianship", "enrollment"}


@pytest.fixture
def operator(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("operator", "a long enough password"))
    return client


def test_no_student_s_record_is_in_the_admin() -> None:
    names = {model._meta.model_name for model in admin.site._registry}
    assert "user" in names
    assert not names & STUDENT_DATA


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_list_opens_and_can_be_searched(operator: Client, maya: Student, mr_okafor: User, model: type) -> None:
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")  # type: ignore[attr-defined]  # any model
    assert operator.get(page).status_code == 200
    assert operator.get(page, {"q": "okafor"}).status_code == 200


def test_an_account_can_be_found_and_opened(operator: Client, mr_okafor: User) -> None:
    assert operator.get(reverse("admin:people_user_change", args=[mr_okafor.pk])).status_code == 200
    assert operator.get(reverse("admin:people_user_add")).status_code == 200


def test_definitions_are_read_only(operator: Client, continuum: object) -> None:
    assert operator.get(reverse("admin:competencies_policyversion_add")).status_code == 403


def test_a_teacher_has_no_way_in(client: Client, mr_okafor: User) -> None:
    client.force_login(mr_okafor)
    assert client.get(reverse("admin:index")).status_code in (302, 403)
