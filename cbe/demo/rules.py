"""The demo school's rule: it began as its old gradebook had it, moved on with a reason, and thinks about more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from competencies.actions.publish import draft_policy
from competencies.models import MasteryPolicy, PolicyVersion
from competencies.rules.policy import DEFAULT_POLICY
from competencies.rules.policy_json import read_policy, write_policy
from people.models import District, User

AS_BEFORE: dict[str, Any] = {"method": "mean", "gates": {"min_evidence": {"per": "competency", "count": 2}}}
IN_FORCE: dict[str, Any] = write_policy(DEFAULT_POLICY)
LAST_FOUR: dict[str, Any] = {**IN_FORCE, "n": 4}
NOTES = (
    "As our old gradebook did, so that nothing moves on the first day.",
    "Averages held early tries against students who had learned it since. Now their latest work decides.",
)
WHY_NEXT = "One lucky or unlucky day should decide less. What if we looked at four pieces?"


def write_rules(*, district: District, by: User, published: Sequence[datetime]) -> None:
    """Write the two rules published at these moments, and the draft of the next."""
    policy = MasteryPolicy.objects.create(district=district, name="Our rule", is_default=True)
    for number, (value, note, moment) in enumerate(zip((AS_BEFORE, IN_FORCE), NOTES, published, strict=True), start=1):
        version = PolicyVersion.objects.create(
            district=district,
            policy=policy,
            number=number,
            state=PolicyVersion.State.PUBLISHED,
            value=write_policy(read_policy(value)),
            note=note,
            edited_by=by,
            published_at=moment,
            published_by=by,
        )
        PolicyVersion.objects.filter(pk=version.pk).update(edited_at=moment)
    draft_policy(policy=policy, value=LAST_FOUR, by=by, note=WHY_NEXT)
