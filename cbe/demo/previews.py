"""What the demo school's draft of the rule would change, worked out: the admin finds it and looks."""

from __future__ import annotations

from pathways.actions.previewing import preview_policy
from pathways.actions.working_out import work_on
from people.models import District, User


def write_preview(*, district: District, by: User) -> None:
    """Ask who would move under the draft, and work it out at once."""
    preview = preview_policy(district=district, by=by)
    while work_on(preview_id=preview.pk):
        pass
