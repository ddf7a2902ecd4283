"""The words of students and families for what the field calls otherwise; staff pages keep the field's own terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from competencies.queries.policy_summary import policy_summary
from competencies.queries.wording import worded
from competencies.rules.messages import Message
from competencies.rules.policy import Policy
from pathways.access import reads_as_staff
from pathways.queries.sentences import SENTENCES, sentences
from people.models import Student

FIELD_TERM = "require_summative"
PLAINLY: Mapping[str, Any] = {
    **SENTENCES,
    "policy.counts.summative": lazy("Only work that shows it for real counts; practice never lowers a level."),
    "policy.gate.require_summative": lazy("At least one piece that shows it for real."),
    "gate.require_summative": lazy("At least one piece that shows it for real"),
}


def plainly(student: Student) -> bool:
    """Tell whether a page about the student is read by the student or the family."""
    return not reads_as_staff(student)


def sentences_for(student: Student, messages: Iterable[Message]) -> list[str]:
    """Return the sentences of messages in the reader's own words."""
    return [worded(one, PLAINLY) for one in messages] if plainly(student) else sentences(messages)


def rule_for(student: Student, policy: Policy) -> str:
    """Return the rule in one sentence; to families it says what is asked, and the whole rule says which work counts."""
    if plainly(student):
        gates = tuple(one for one in policy.gates if one.name != FIELD_TERM)
        policy = replace(policy, counts="", gates=gates)
    return policy_summary(policy)
