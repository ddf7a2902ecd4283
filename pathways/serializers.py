"""What the mastery API answers, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class OverrideSerializer(serializers.Serializer[Any]):
    """A teacher's judgement in force: whose it is, and the engine's own judgement beside it."""

    by = serializers.CharField()
    own_status = serializers.CharField()
    own_level = serializers.CharField(allow_null=True)
    own_level_name = serializers.CharField(allow_blank=True)


class MasterySerializer(serializers.Serializer[Any]):
    """One competency's judgement; ``level`` and ``score`` are decimals as text.

    Where an ``override`` is in force, status, level and ``mastered`` are its own. ``score`` is always the evidence's.
    """

    competency = serializers.IntegerField()
    guid = serializers.UUIDField()
    title = serializers.CharField()
    status = serializers.CharField()
    mastered = serializers.BooleanField()
    level = serializers.CharField(allow_null=True)
    level_name = serializers.CharField(allow_blank=True)
    score = serializers.CharField(allow_null=True)
    pieces = serializers.IntegerField()
    reached_on = serializers.DateField(allow_null=True)
    latest_on = serializers.DateField(allow_null=True)
    with_exemptions = serializers.BooleanField()
    override = OverrideSerializer(allow_null=True)


class StudentMasterySerializer(serializers.Serializer[Any]):
    """A student's judgements, and how far they have kept up with the ledger.

    ``current`` is false while results are being updated: what is listed then holds as of ``as_of`` and rests on the
    first ``through`` of ``version`` changes to the student's ledger. As of a past day both are null: such an answer
    is worked out anew from what was known at that day's end, ``as_of``.
    """

    student = serializers.IntegerField()
    current = serializers.BooleanField()
    as_of = serializers.DateTimeField()
    through = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    continuum_version = serializers.IntegerField()
    policy_version = serializers.IntegerField(allow_null=True)
    masteries = MasterySerializer(many=True)
