"""A draft of the rule in the demo school, with what it would change worked out: the admin finds it and looks."""

from __future__ import annotations

from competencies.actions.publish import draft_policy
from competencies.models import MasteryPolicy, PolicyVersion
from pathways.actions.previewing import preview_policy
from pathways.actions.working_out import work_on
from people.models import District, User

NOTE = "One day of good work is enough, where nothing that counts is far below."


def write_preview(*, district: District, by: User) -> None:
    """Draft a rule that moves some students up and some down, and work out whom."""
    policy = MasteryPolicy.objects.get(district=district, is_default=True)
    now = policy.versions.get(state=PolicyVersion.State.PUBLISHED).value
    gates = {name: value for name, value in now["gates"].items() if name != "distinct_days"}
    draft_policy(policy=policy, value=now | {"gates": gates | {"min_average": "2"}}, by=by, note=NOTE)
    preview = preview_policy(district=district, by=by)
    while work_on(preview_id=preview.pk):
        pass
