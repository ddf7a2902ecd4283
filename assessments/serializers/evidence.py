"""What the evidence API takes and gives."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from assessments.rules import entry as words
from assessments.serializers.strict import (
    StrictBoolean,
    StrictChoice,
    StrictCount,
    StrictDay,
    StrictId,
    StrictLevel,
    StrictMoment,
    StrictSerializer,
    StrictText,
    of_type,
)

ENTRIES_AT_MOST = 500


class _Work(StrictSerializer):
    """What is said of one piece of work."""

    level = StrictLevel(required=False, allow_null=True, help_text="A level of the competency's scale.")
    mark = StrictChoice(choices=["", *words.MARKS], required=False, help_text="Instead of a level.")
    kind = StrictChoice(choices=words.KINDS)
    on = StrictDay(help_text="The day of the work.")
    at = StrictMoment(required=False, allow_null=True, help_text="Its instant, where known.")
    source_type = StrictChoice(choices=["", *words.SOURCE_TYPES], required=False)
    context = StrictChoice(choices=["", *words.CONTEXTS], required=False)  # type: ignore[assignment] # the field's name
    transfer = StrictBoolean(required=False)
    depth = StrictChoice(choices=["", *words.DEPTHS], required=False)
    support = StrictChoice(choices=words.SUPPORTS, required=False)
    attempt = StrictCount(required=False, min_value=1, max_value=1000)
    feedback = StrictText(required=False, allow_blank=True)
    next_step = StrictText(required=False, allow_blank=True)


class EntryIn(_Work):
    """One rating in a batch."""

    student = StrictId()
    competency = StrictId()
    standard = StrictId()
    reason = StrictText(required=False, allow_blank=True, help_text="Needed for the mark exempt.")
    key = StrictText(required=False, max_length=200, help_text="Yours alone; the same key again is the same rating.")


class EvidenceIn(EntryIn):
    """One rating."""

    section = StrictId(required=False, allow_null=True)
    task = StrictText(required=False, allow_blank=True, max_length=200)


@extend_schema_field(EntryIn(many=True))
class EntriesIn(serializers.Field[Any, Any, Any, Any]):
    """A list of entries, taken as it is: each is checked by itself, so that a problem can name its row."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Refuse what is no list, an empty one, and one that is too long."""
        entries: list[Any] = of_type(data, list, "must be a list of entries.")
        if not 1 <= len(entries) <= ENTRIES_AT_MOST:
            raise ValidationError(f"must hold 1 to {ENTRIES_AT_MOST} entries.")
        return entries


class BatchIn(StrictSerializer):
    """Ratings to record together: all of them or none."""

    section = StrictId(required=False, allow_null=True)
    task = StrictText(required=False, allow_blank=True, max_length=200)
    entries = EntriesIn()


class CorrectionIn(_Work):
    """What a rating should have said. What is left out stays as it was."""

    kind = StrictChoice(choices=words.KINDS, required=False)
    on = StrictDay(required=False)
    reason = StrictText(help_text="Why.")
    key = StrictText(required=False, max_length=200)


class VoidIn(StrictSerializer):
    """Why a rating is taken back."""

    reason = StrictText(help_text="Why.")


class EvidenceOut(serializers.Serializer[Any]):
    """One row of the ledger."""

    id = serializers.IntegerField()
    action = serializers.ChoiceField(choices=["rating", "correction", "void"])
    refers_to = serializers.IntegerField(allow_null=True)
    student = serializers.IntegerField()
    section = serializers.IntegerField(allow_null=True)
    competency = serializers.IntegerField()
    standard = serializers.IntegerField()
    continuum_version = serializers.IntegerField()
    level = serializers.FloatField(allow_null=True)
    mark = serializers.CharField()
    kind = serializers.CharField()
    source_type = serializers.CharField()
    context = serializers.CharField()  # type: ignore[assignment] # the field's name
    transfer = serializers.BooleanField()
    depth = serializers.CharField()
    support = serializers.CharField()
    on = serializers.DateField()
    at = serializers.DateTimeField(allow_null=True)
    attempt = serializers.IntegerField()
    assessor_role = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    batch = serializers.UUIDField()
    notes = serializers.DictField(child=serializers.CharField())


class EvidencePage(serializers.Serializer[Any]):
    """Some rows, oldest first, and where the next ones are."""

    results = EvidenceOut(many=True)
    next = serializers.CharField(allow_null=True)


class RecordedRowOut(serializers.Serializer[Any]):
    """One rating as it is in the ledger now."""

    id = serializers.IntegerField()
    row = serializers.IntegerField()
    student = serializers.IntegerField(source="student_id")
    competency = serializers.IntegerField(source="competency_id")
    standard = serializers.IntegerField(source="standard_id")
    key = serializers.CharField()
    batch = serializers.UUIDField()
    already = serializers.BooleanField()


class RecordedOut(serializers.Serializer[Any]):
    """What a request led to."""

    batch = serializers.UUIDField()
    created = serializers.IntegerField()
    rows = RecordedRowOut(many=True)
