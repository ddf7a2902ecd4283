"""What a request over the API says, as plain entries; every problem names its row and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import as_serializer_error

from assessments import access
from assessments.actions.writing import AlreadyFollowed, KeyConflict, Refused
from assessments.models import Evidence
from assessments.rules import Entry
from assessments.serializers.evidence import BatchIn, CorrectionIn, EntryIn, EvidenceIn
from assessments.serializers.strict import plain_number
from people import access as people
from people.models import Section, User

KEPT = (
    "level", "mark", "kind", "on", "at", "source_type", "context", "transfer", "depth", "support", "attempt",
)  # fmt: skip
NOT_ENTRY = ("section", "task", "student", "competency", "standard")
QUERY = ("student", "section", "competency", "after", "size")
SIZE_AT_MOST = 200


def single(request: Request) -> tuple[Entry, Section | None, str]:
    """Return the one entry of a request, its section and what the work is called."""
    said = checked(EvidenceIn, request.data)
    key = said.get("key") or header_key(request)
    if said.get("key") and header_key(request) not in ("", said["key"]):
        raise ValidationError({"key": ["is not the one in the Idempotency-Key header; send one of them."]})
    return entry_of(said, key), section_of(request, said.get("section")), said.get("task", "")


def batch(request: Request) -> tuple[list[Entry], Section | None, str]:
    """Return the entries of a request; without keys of their own they get the header's with their number."""
    said, header = checked(BatchIn, request.data), header_key(request)
    entries, problems = [], []
    reader = EntryIn()  # one for all entries: each new one copies every field
    for number, raw in enumerate(said["entries"]):
        try:
            row = reader.run_validation(raw)
        except ValidationError as error:
            problems += problems_in(as_serializer_error(error), row=number)
        else:
            entries.append(entry_of(row, row.get("key") or (f"{header}:{number}" if header else "")))
    if problems:
        raise ValidationError({"errors": problems})
    return entries, section_of(request, said.get("section")), said.get("task", "")


def correction(request: Request, row: Evidence) -> tuple[Entry, str]:
    """Return what a row should have said, and why; what is left out stays as it was."""
    said = checked(CorrectionIn, request.data)
    values = {name: getattr(row, name) for name in KEPT} | {name: said[name] for name in KEPT if name in said}
    if "level" in said and "mark" not in said and said["level"] is not None:
        values["mark"] = ""
    if said.get("mark") and "level" not in said:
        values["level"] = None
    if "on" in said and "at" not in said:
        values["at"] = None
    entry = Entry(
        student_id=row.student_id,
        competency_id=row.competency_id,
        standard_id=row.standard_id,
        feedback=said.get("feedback", ""),
        next_step=said.get("next_step", ""),
        key=said.get("key") or header_key(request),
        **values,
    )
    return entry, said["reason"]


def checked(kind: type[Any], data: Any) -> Mapping[str, Any]:
    """Return the data as this kind of object; refuse it field by field."""
    serializer = kind(data=data)
    if not serializer.is_valid():
        raise ValidationError({"errors": problems_in(serializer.errors)})
    found: Mapping[str, Any] = serializer.validated_data
    return found


def entry_of(said: Mapping[str, Any], key: str) -> Entry:
    """Return the entry that these fields say."""
    values = {name: value for name, value in said.items() if name not in (*NOT_ENTRY, "key")}
    return Entry(
        student_id=said["student"],
        competency_id=said["competency"],
        standard_id=said["standard"],
        key=key,
        **values,
    )


def header_key(request: Request) -> str:
    """Return the Idempotency-Key header, or nothing."""
    return str(request.headers.get("Idempotency-Key", "")).strip()


def section_of(request: Request, section_id: int | None) -> Section | None:
    """Return the section named, where the person may read it; unknown and foreign are refused alike."""
    if section_id is None:
        return None
    found = people.sections(request.user).filter(pk=section_id).first()
    if found is None:
        said = {"row": "0", "field": "section", "message": "is not one of your sections."}
        raise ValidationError({"errors": [said]})
    return found


def evidence_filters(request: Request) -> tuple[dict[str, int], int, int]:
    """Return what a list is narrowed to, after which id it begins and how long it is; refuse anything else by name."""
    unknown = sorted(set(request.query_params) - set(QUERY))
    if unknown:
        raise ValidationError({name[:100]: [f"is not known here; use {', '.join(QUERY)}."] for name in unknown[:20]})
    numbers = {name: whole_number(name, str(text)) for name, text in request.query_params.items()}
    size = numbers.pop("size", 100)
    if not 1 <= size <= SIZE_AT_MOST:
        raise ValidationError({"size": [f"must be 1 to {SIZE_AT_MOST}."]})
    return numbers, numbers.pop("after", 0), size


def whole_number(name: str, text: str) -> int:
    """Return a number from an address; only plain digits are taken."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ValidationError({name: ["must be a whole number in plain digits."]})
    return int(text)


def problems_in(errors: Any, *, row: int = 0) -> list[dict[str, Any]]:
    """Return a serializer's errors as rows, fields and messages."""
    found = []
    for field, messages in dict(errors).items():
        name = "body" if field == "non_field_errors" else field
        found += [{"row": row, "field": name, "message": message} for message in flat(messages)]
    return found


def flat(messages: Any) -> list[str]:
    """Return every message in whatever the serializer made of them."""
    if isinstance(messages, (str, ErrorDetail)):
        return [str(messages)]
    parts = messages.values() if isinstance(messages, dict) else messages
    return [text for part in parts for text in flat(part)]


def refusal(refused: Refused) -> dict[str, Any]:
    """Return what is wrong with entries, as JSON."""
    return {"errors": [{"row": one.row, "field": one.field, "message": one.message} for one in refused.problems]}


def conflict(found: KeyConflict) -> dict[str, Any]:
    """Return which keys were used before, for what."""
    return {
        "errors": [
            {
                "row": clash.row,
                "field": "key",
                "message": "was used before for something else; send a new one, or correct that rating.",
                "stored": {
                    "id": clash.stored.id,
                    "student": clash.stored.student_id,
                    "competency": clash.stored.competency_id,
                    "standard": clash.stored.standard_id,
                    "level": plain_number(clash.stored.level),
                    "mark": clash.stored.mark,
                },
            }
            for clash in found.clashes
        ]
    }


def overtaken(found: AlreadyFollowed) -> dict[str, Any]:
    """Return which rows somebody else has corrected or taken back."""
    return {
        "errors": [
            {"row": 0, "field": "id", "message": f"{row} was corrected or taken back meanwhile; read it again."}
            for row in found.rows
        ]
    }


def changeable_row(user: User, evidence_id: int) -> Evidence:
    """Return a row the user may follow with another; one they only may read is refused with 403."""
    row = row_or_404(access.evidence(user).exclude(action="void"), evidence_id)
    if not access.changeable(user).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row


def row_or_404(rows: Any, evidence_id: int) -> Evidence:
    """Return a row of these; unknown and foreign are the same 404."""
    found: Evidence = get_object_or_404(rows, pk=evidence_id)
    return found
