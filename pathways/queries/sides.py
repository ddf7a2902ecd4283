"""The two sides of a comparison: which rule and which version of the continuum, as JSON and as what is expected.

A side holds the value of its rule, never only its number, so that a draft edited later does not change what was
compared. Its continuum is named by version; a draft's also by its stamp, since a draft has no other fixed value.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from competencies.models import Continuum, ContinuumVersion, PolicyVersion
from competencies.queries import NoContinuum, PolicyInForce, draft_map, map_at, policy_in_force
from competencies.queries.draft_stamp import draft_stamp
from competencies.rules.continuum import ContinuumMap
from competencies.rules.policy import Policy
from competencies.rules.policy_json import read_policy
from competencies.rules.presets import PRESETS, preset_named
from pathways.queries.expecting import Expected, expectation
from people.models import District

Side = dict[str, Any]
IN_FORCE, DRAFT, VERSION, PRESET = "in_force", "draft", "version", "preset"


class NoSuchSideError(LookupError):
    """There is no such rule (any more)."""


class DraftMovedError(Exception):
    """The draft of the continuum is not the one the comparison began with."""


def side_of(district: District, choice: str) -> Side:
    """Return the side that a choice names: "in_force", "draft", "version:7" or "preset:trend". Four queries at most.

    Its continuum is the one in force. Raises ``NoSuchSideError``, or ``NoContinuum`` before the first publication.
    """
    kind, _, name = choice.partition(":")
    continuum = version_in_force(district).pk
    if kind == PRESET and (preset := preset_named(name)) is not None:
        return _side(PRESET, dict(preset.value), continuum, name=preset.key)
    if kind == IN_FORCE:
        return _of_version(IN_FORCE, _in_force(district), continuum)
    if kind not in {DRAFT, VERSION} or (kind == VERSION and not name.isdecimal()):
        raise NoSuchSideError(choice)
    rows = policy_versions(district)
    wanted = Q(state=PolicyVersion.State.DRAFT)
    if kind == VERSION:
        wanted = Q(state=PolicyVersion.State.PUBLISHED, number=int(name[:9]))
    version = rows.filter(wanted).first()
    if version is None:
        raise NoSuchSideError(choice)
    return _of_version(kind, version, continuum)


def with_draft_continuum(side: Side, continuum: Continuum) -> Side:
    """Return the same rule on the draft of the continuum as it is now."""
    draft = ContinuumVersion.objects.get(continuum=continuum, state=ContinuumVersion.State.DRAFT)
    return {**side, "continuum": draft.pk, "stamp": draft_stamp(continuum)}


def choices(district: District) -> list[tuple[str, int]]:
    """Return every rule one can compare, as (choice, number of the version or 0), in the order of a list. One query."""
    rows = list(policy_versions(district).order_by("-number").values_list("state", "number"))
    published = [number for state, number in rows if state == PolicyVersion.State.PUBLISHED]
    found = [(IN_FORCE, published[0])] if published else []
    found += [(DRAFT, number) for state, number in rows if state == PolicyVersion.State.DRAFT]
    found += [(f"{VERSION}:{number}", number) for number in published[1:]]
    return found + [(f"{PRESET}:{one.key}", 0) for one in PRESETS]


def policy_versions(district: District) -> Any:
    """Return the versions of the rule the district works by."""
    return PolicyVersion.objects.filter(district=district, policy__is_default=True).select_related("policy")


def version_in_force(district: District) -> ContinuumVersion:
    """Return the version of the continuum in force. One query. Raises ``NoContinuum``."""
    published = ContinuumVersion.objects.filter(district=district, state=ContinuumVersion.State.PUBLISHED)
    version = published.order_by("-number").first()
    if version is None:
        raise NoContinuum(district.slug)
    return version


def rule_of(side: Side) -> Policy:
    """Return the rule of a side. No query."""
    return read_policy({**side["policy"], "version": str(side["number"] or "")})


def expected_on(side: Side) -> Expected:
    """Return what is expected on a side. One query, a dozen where its continuum is a draft or new to this process.

    Raises ``DraftMovedError`` where its draft has been edited since.
    """
    version = _version(side)
    found = expectation(0, _map(version, version.continuum.district.language), _rule_in_force(side))
    if side["stamp"] and version.state == DRAFT and draft_stamp(version.continuum) != side["stamp"]:
        raise DraftMovedError
    return found


def seen_on(side: Side, *, language: str) -> Expected:
    """Return the same in a reader's language, as the draft has it now; for words, never to judge by what moved."""
    return expectation(0, _map(_version(side), language), _rule_in_force(side))


def _version(side: Side) -> ContinuumVersion:
    return ContinuumVersion.objects.select_related("continuum__district").get(pk=side["continuum"])


def _map(version: ContinuumVersion, language: str) -> ContinuumMap:
    if version.state == ContinuumVersion.State.PUBLISHED:
        return map_at(version.pk, language=language)
    return draft_map(version.continuum, language=language)


def _rule_in_force(side: Side) -> PolicyInForce:
    return PolicyInForce(side["policy_version"], side["number"], side["name"], rule_of(side))


def _in_force(district: District) -> PolicyVersion:
    try:
        found = policy_in_force(district)
    except PolicyVersion.DoesNotExist:
        raise NoSuchSideError(IN_FORCE) from None
    return PolicyVersion.objects.select_related("policy").get(pk=found.version_id)


def _of_version(kind: str, version: PolicyVersion, continuum: int) -> Side:
    return _side(
        kind,
        version.value,
        continuum,
        name=version.policy.name,
        policy_version=version.pk,
        number=version.number,
    )


def _side(
    kind: str, value: dict[str, Any], continuum: int, *, name: str, policy_version: int = 0, number: int = 0
) -> Side:
    return {
        "from": kind,
        "policy": value,
        "policy_version": policy_version,
        "number": number,
        "name": name,
        "continuum": continuum,
        "stamp": "",
    }
