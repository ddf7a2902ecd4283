"""What is sent to every address that takes something: a body that is right in itself, so that only access decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from competencies.models import (
    CaseDocument,
    CompetencyText,
    EvidenceMapping,
    GraduateOutcomeText,
    PerformanceLevel,
    PolicyVersion,
    StageText,
)
from competencies.queries.editing import competency_edit
from competencies.queries.policies import policy_state
from competencies.tests.kit import as_bytes, small
from people.models import Student
from people.queries import today

Things = dict[str, Any]
Body = Callable[[Things], dict[str, Any]]
FORM_KEY = "0123456789abcdef0123456789abcdef"
WHY = "Read again"


def _day(things: Things, ago: int = 1) -> str:
    student = Student.objects.select_related("district").get(pk=things["student_id"])
    return (today(student.district) - timedelta(days=ago)).isoformat()


def _work(things: Things) -> dict[str, Any]:
    return {"form_key": FORM_KEY, "on": _day(things), "kind": "summative", "support": "independent", "task": "Tides"}


def _target(things: Things) -> str:
    return f"{things['competency_id']}-{things['standard_id']}"


def class_set(things: Things) -> dict[str, Any]:
    """Rate one student of a sheet."""
    about = {"competency": things["competency_id"], "standard": things["standard_id"], "do": "save"}
    return {**_work(things), **about, f"level-{things['student_id']}": "3"}


def rubric(things: Things) -> dict[str, Any]:
    """Rate one standard of a student's work."""
    return {**_work(things), "t": _target(things), f"level-{_target(things)}": "3"}


def correction(things: Things) -> dict[str, Any]:
    """Say that it was a 2."""
    return {**_work(things), "result": "2", "reason": WHY}


def _decision(things: Things) -> dict[str, Any]:
    return {"form_key": FORM_KEY, "starts": _day(things), "reason": WHY}


def override(things: Things) -> dict[str, Any]:
    """Judge a 4, from today: the map these tests make begins today, and nothing is judged against none."""
    return {**_decision(things), "level": "4", "starts": _day(things, 0)}


def exemption(things: Things) -> dict[str, Any]:
    """Ask one standard less."""
    return {**_decision(things), "standards": str(things["standard_id"])}


def adapted(things: Things) -> dict[str, Any]:
    """Ask something else of every standard."""
    return {**_decision(things), "descriptor": "Whole numbers, two quantities"}


def focus(things: Things) -> dict[str, Any]:
    """Begin to work on something that is not in focus yet."""
    return {"competency_id": things["competency_id"], "starts": _day(things)}


def evidence(things: Things) -> dict[str, Any]:
    """A rating over the API."""
    about = {name: things[f"{name}_id"] for name in ("student", "competency", "standard")}
    return {**about, "level": 3, "kind": "summative", "on": _day(things), "key": "matrix"}


def level(things: Things) -> dict[str, Any]:
    """Give a level of the district's scale a further word."""
    found = PerformanceLevel.objects.filter(district=things["district_id"], until=None).earliest("pk")
    return {"do": "say", "id": found.pk, "seen": found.edited_at.isoformat(), "name": "First steps", "meaning": "Begun"}


def outcome(things: Things) -> dict[str, Any]:
    """Reword an outcome of the graduate profile."""
    found = GraduateOutcomeText.objects.filter(district=things["district_id"], until=None).earliest("pk")
    return {"do": "say", "id": found.pk, "seen": found.edited_at.isoformat(), "title": "Counts on numbers"}


def competency_words(things: Things) -> dict[str, Any]:
    """Name a competency and its place."""
    text = CompetencyText.objects.get(competency=things["competency_id"], until=None)
    known = competency_edit(text.competency.continuum, text.competency_id)
    stamp = known.stamp if known else ""
    said = {"title": "Rates", "statement": "I can tell rates.", "place": f"{text.strand_id}"}
    return {"do": "words", "stamp": stamp, **said}


def part(things: Things) -> dict[str, Any]:
    """Name a stage anew."""
    text = StageText.objects.get(pk=things["row"])
    return {"seen": text.edited_at.isoformat(), "title": "Ratios, first", "typical_grade": "06"}


def framework(things: Things) -> dict[str, Any]:
    """Make competencies of a framework's standards."""
    document = CaseDocument.objects.get(guid=things["identifier"])
    return {"source": f"{document.pk}:Standard"}


def package(_things: Things) -> dict[str, Any]:
    """A package to look at; made anew each time, since a file is read once."""
    return {"package": SimpleUploadedFile("tides.json", as_bytes(small()))}


def edges(_things: Things) -> dict[str, Any]:
    """A list of prerequisites to look at."""
    return {"file": SimpleUploadedFile("edges.csv", b"source,target,relationship\nW.1,W.5,dependency\n")}


def seen_competency(things: Things) -> dict[str, Any]:
    """The state of a competency that a form about it was opened with."""
    return {"seen": CompetencyText.objects.get(competency=things["competency_id"], until=None).edited_at.isoformat()}


def two_parts(things: Things) -> dict[str, Any]:
    """Split a competency; the first part takes its standard."""
    words = {f"{name}_{n}": f"Part {n}" for name in ("title", "statement") for n in (1, 2)}
    return {**seen_competency(things), **words, "parts": 2, f"standard_{things['standard_id']}": "1"}


def one_of_two(things: Things) -> dict[str, Any]:
    """Merge a competency with another one of its strand."""
    text = CompetencyText.objects.get(competency=things["competency_id"], until=None)
    other = CompetencyText.objects.filter(strand=text.strand_id, until=None).exclude(pk=text.pk).earliest("pk")
    words = {"into": "new", "title": "Both", "statement": "I can do both."}
    return {**seen_competency(things), **words, "sources": [other.competency_id]}


def mapping(things: Things) -> dict[str, Any]:
    """Take out a mapping of the draft."""
    text = CompetencyText.objects.get(competency=things["competency_id"], until=None)
    row, _made = EvidenceMapping.objects.get_or_create(
        district_id=things["district_id"], source_id=text.competency_id, since=2, until=None
    )
    return {"row": row.pk}


def rule(things: Things) -> dict[str, Any]:
    """Write a draft of the rule over the one there is."""
    state = policy_state(PolicyVersion.objects.filter(district=things["district_id"]).order_by("-number").first())
    return {"seen": state, "method": "latest", "counts": "summative", "combine": "all", "roles": ["teacher"]}


BODIES: dict[str, Body] = {
    "display": lambda _things: {"theme": "dark"},
    "set_language": lambda _things: {"language": "es"},
    "demo_sign_in": lambda _things: {"user": "1"},
    "assessments:class_set": class_set,
    "assessments:rubric": rubric,
    "assessments:undo": lambda _things: {},
    "assessments:correct": correction,
    "assessments:void": lambda _things: {"reason": WHY},
    "assessments:focus": focus,
    "assessments:override": override,
    "assessments:exempt": exemption,
    "assessments:adapt": adapted,
    "assessments:override_back": lambda _things: {"form_key": FORM_KEY, "reason": WHY},
    "assessments:adapted_back": lambda _things: {"form_key": FORM_KEY, "reason": WHY},
    "assessments:api_evidence": evidence,
    "assessments:api_evidence_batch": lambda things: {"entries": [evidence(things)]},
    "assessments:api_evidence_correct": lambda _things: {"level": 2, "reason": WHY, "key": "matrix"},
    "assessments:api_evidence_void": lambda _things: {"reason": WHY},
    "pathways:decide": lambda _things: {"decision": "decline", "reason": "Not yet", "lock": 0},
    "reporting:draft": lambda _things: {"lock": 0, "language": "en", "comment": "A good term."},
    "reporting:issue": lambda things: {"student": things["student_id"]},
    "competencies:edit": lambda _things: {"do": "add", "kind": "academic", "title": "Science"},
    "competencies:edit_competency": competency_words,
    "competencies:new_competency": competency_words,
    "competencies:part": part,
    "competencies:split": two_parts,
    "competencies:merge": one_of_two,
    "competencies:carry": lambda things: {**seen_competency(things), "goes": "history"},
    "competencies:carried": mapping,
    "competencies:again": lambda _things: {},
    "competencies:policy_draft": rule,
    "pathways:policy_examples": rule,
    **dict.fromkeys(("pathways:preview_policy", "pathways:preview_continuum", "pathways:preview_again"), lambda _: {}),
    "pathways:publish_preview": lambda _things: {"note": "Better proof"},
    "pathways:lab": lambda _things: {"before": "in_force", "after": "preset:trend", "about": "district"},
    "competencies:scales": level,
    "competencies:profile": outcome,
    "competencies:import": package,
    "competencies:make": framework,
    "competencies:prerequisites": edges,
    # What this page showed has been published meanwhile: a change is published from its preview.
    "competencies:publish": lambda _things: {"draft": 1},
}


def as_json(body: dict[str, Any]) -> str:
    """Return a body as the API takes it."""
    return json.dumps(body)
