"""The rule on the admin's desk: what is in force, what is drafted, what was before, and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from competencies.models import MasteryPolicy, PolicyVersion
from competencies.queries.policies import policy_state
from competencies.queries.policy_summary import policy_summary
from competencies.queries.preset_words import preset_name
from competencies.queries.wording import policy_sentences
from competencies.rules.policy import Policy
from competencies.rules.policy_json import read_policy
from competencies.rules.policy_words import policy_in_words, warnings_about
from people.models import District, User

DRAFT, IN_FORCE, EARLIER = "draft", "in_force", "earlier"


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that a version says and the one before it did not (``added``), or the other way round."""

    added: bool
    text: str


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of the rule in words, with who wrote and published it, when and why, and what it changed."""

    id: int
    number: int
    state: str
    policy: Policy
    summary: str
    named: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    note: str
    edited_by: User | None
    edited_at: datetime
    published_by: User | None
    published_at: datetime | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PolicyDesk:
    """A policy with all its versions, newest first; ``state`` is what a form keeps to notice somebody else's save."""

    policy: MasteryPolicy
    state: str
    versions: tuple[RuleVersion, ...]

    @property
    def draft(self) -> RuleVersion | None:
        """The version being written, if there is one."""
        return next((one for one in self.versions if one.state == DRAFT), None)

    @property
    def in_force(self) -> RuleVersion | None:
        """The version everybody is judged by."""
        return next((one for one in self.versions if one.state == IN_FORCE), None)

    @property
    def earlier(self) -> tuple[RuleVersion, ...]:
        """The versions that were in force before, newest first."""
        return tuple(one for one in self.versions if one.state == EARLIER)

    def version(self, number: int) -> RuleVersion | None:
        """Return the version of this number, or None."""
        return next((one for one in self.versions if one.number == number), None)


def policy_desk(policy: MasteryPolicy) -> PolicyDesk:
    """Return the policy with all its versions in words. One query."""
    rows = list(policy.versions.select_related("edited_by", "published_by").order_by("number"))
    published = [row.number for row in rows if row.state == PolicyVersion.State.PUBLISHED]
    before: tuple[str, ...] = ()
    versions = []
    for row in rows:
        one = _version(row, _state(row, published), before)
        before = one.sentences
        versions.append(one)
    return PolicyDesk(policy, policy_state(rows[-1] if rows else None), tuple(reversed(versions)))


@dataclass(frozen=True, slots=True)
class PublicRule:
    """The rule in force as everybody may read it: in one sentence, part by part, and since when."""

    number: int
    since: datetime | None
    summary: str
    sentences: tuple[str, ...]


def public_rule(district: District) -> PublicRule | None:
    """Return the rule a district judges by, in words, or None before it has one. One query."""
    rows = PolicyVersion.objects.filter(
        district=district, policy__is_default=True, state=PolicyVersion.State.PUBLISHED
    ).order_by("-number")
    row = rows.first()
    if row is None:
        return None
    policy = read_policy(row.value)
    said = tuple(policy_sentences(policy_in_words(policy)))
    return PublicRule(row.number, row.published_at, policy_summary(policy), said)


def _state(row: PolicyVersion, published: Sequence[int]) -> str:
    if row.state == PolicyVersion.State.DRAFT:
        return DRAFT
    return IN_FORCE if row.number == published[-1] else EARLIER


def _version(row: PolicyVersion, state: str, before: tuple[str, ...]) -> RuleVersion:
    policy = read_policy({**row.value, "version": str(row.number)})
    said = tuple(policy_sentences(policy_in_words(policy)))
    return RuleVersion(
        id=row.pk,
        number=row.number,
        state=state,
        policy=policy,
        summary=policy_summary(policy),
        named=preset_name(policy),
        sentences=said,
        warnings=tuple(policy_sentences(warnings_about(policy))),
        note=row.note,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        published_by=row.published_by,
        published_at=row.published_at,
        changes=changes_between(before, said) if before else (),
    )


def changes_between(before: Sequence[str], after: Sequence[str]) -> tuple[Change, ...]:
    """Return the sentences that went and came, in the order in which they are read."""
    found: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            found += [Change(added=False, text=text) for text in before[a:b] if text not in after]
            found += [Change(added=True, text=text) for text in after[c:d] if text not in before]
    return tuple(found)
