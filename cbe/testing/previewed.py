"""A preview of a stricter rule in the schools of the tests: whoever has mastered something moves down."""

from __future__ import annotations

from competencies.actions.publish import draft_policy
from competencies.models import PolicyVersion
from pathways.actions.previewing import preview_policy
from pathways.actions.working_out import work_on
from pathways.models import Preview
from people.models import District, User

# Nobody has worked on so many days.
STRICTER = {"method": "latest", "gates": {"distinct_days": 60}}


def a_preview(district: District, *, by: User) -> Preview:
    """Draft the stricter rule and work out what it would do."""
    published = PolicyVersion.objects.filter(district=district, policy__is_default=True).select_related("policy")
    draft_policy(policy=published[0].policy, value=STRICTER, by=by)
    preview = preview_policy(district=district, by=by)
    while work_on(preview_id=preview.pk):
        pass
    return Preview.objects.get(pk=preview.pk)


def a_change(preview: Preview) -> int:
    """The number of a student's change in it."""
    return preview.rows.order_by("pk")[0].pk
