"""The mastery policy in force and the district's expectations version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from competencies.models import Expectations, MasteryPolicy, PolicyVersion
from competencies.rules.policy import Policy
from competencies.rules.policy_json import read_policy
from people.models import District


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A published policy version: its id and number, and the value ``judge`` takes."""

    version_id: int
    number: int
    name: str
    policy: Policy
    published_at: datetime | None = None


def policy_in_force(district: District, *, at: datetime | None = None) -> PolicyInForce:
    """Return the district's default policy as published last, or last by a moment. One query.

    Raises ``PolicyVersion.DoesNotExist`` where the district has none yet.
    """
    published = PolicyVersion.objects.filter(
        district=district, policy__is_default=True, state=PolicyVersion.State.PUBLISHED
    )
    if at is not None:
        published = published.filter(published_at__lte=at)
    return _in_force(published.select_related("policy").order_by("-number")[:1].get())


def policy_version(found: PolicyInForce) -> PolicyVersion:
    """Return the row behind the rule in force, with who published it. One query."""
    return PolicyVersion.objects.select_related("published_by").get(pk=found.version_id)


def policy_state(last: PolicyVersion | None) -> str:
    """Return what tells one state of a policy from any other: its newest version and when that was changed."""
    return f"{last.number}@{last.edited_at.isoformat()}" if last else ""


def default_policy(district: District) -> MasteryPolicy | None:
    """Return the policy a district judges by, or None before it has one. One query."""
    return MasteryPolicy.objects.filter(district=district, is_default=True).first()


def expectations_version(district_id: int) -> int:
    """Return the number that every publication raises (0 before the first). One query."""
    row = Expectations.objects.filter(district=district_id).values_list("version", flat=True).first()
    return row or 0


def _in_force(version: PolicyVersion) -> PolicyInForce:
    value: dict[str, Any] = version.value
    policy = read_policy({**value, "version": str(version.number)})
    return PolicyInForce(version.pk, version.number, version.policy.name, policy, version.published_at)
