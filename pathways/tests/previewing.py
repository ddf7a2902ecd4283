"""Short words for tests of previews: draft a rule, work a preview out, look at it as a page does."""

from __future__ import annotations

from typing import Any

from cbe.testing.continuum import DEFAULT_POLICY, TestContinuum
from competencies.actions.publish import draft_policy
from competencies.models import PolicyVersion
from pathways.actions.working_out import work_on
from pathways.models import Preview
from pathways.queries.outdated import moved_since

STRICTER = {**DEFAULT_POLICY, "gates": {"distinct_days": 3}}
KINDER = {**DEFAULT_POLICY, "method": "highest", "n": None}


def drafted(continuum: TestContinuum, value: dict[str, Any]) -> PolicyVersion:
    """Keep a draft of the rule."""
    return draft_policy(policy=continuum.policy.policy, value=value)


def worked_out(preview: Preview) -> Preview:
    """Work a preview out to its end."""
    while work_on(preview_id=preview.pk):
        pass
    return fresh(preview)


def fresh(preview: Preview) -> Preview:
    """The preview as a page reads it."""
    related = ("district", "policy_version", "continuum_version__continuum", "school", "section")
    return Preview.objects.select_related(*related).get(pk=preview.pk)


def whats_moved(preview: Preview) -> list[str]:
    """Everything that keeps the preview from being true."""
    return [one.what for one in moved_since(fresh(preview))]
