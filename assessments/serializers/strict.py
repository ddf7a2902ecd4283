"""Fields that take a value only in its own JSON type: no numbers in quotes, no digits of other scripts, no extras."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

LARGEST_ID = 2**63 - 1
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


class StrictSerializer(serializers.Serializer[Any]):
    """An object with exactly these fields."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what is no object, and fields nobody knows, by name."""
        if not isinstance(data, dict):
            raise ValidationError({"body": ["must be an object with named fields."]})
        unknown = [name for name in data if name not in self.fields]
        if unknown:
            raise ValidationError({str(name)[:100]: ["is not a field; leave it out."] for name in unknown[:20]})
        return super().to_internal_value(data)


class StrictId(serializers.IntegerField):
    """The id of something, as a JSON integer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Refuse texts, true, fractions."""
        return int(super().to_internal_value(of_type(data, int, "must be a whole number, without quotes.")))


class StrictCount(serializers.IntegerField):
    """A small whole number, as a JSON integer."""

    def to_internal_value(self, data: Any) -> int:
        """Refuse texts, true, fractions."""
        return int(super().to_internal_value(of_type(data, int, "must be a whole number, without quotes.")))


@extend_schema_field({"type": "number"})
class StrictLevel(serializers.Field[Any, Any, Any, Any]):
    """A level of a scale, as a JSON number."""

    def to_internal_value(self, data: Any) -> Decimal:
        """Return the number as written."""
        number = Decimal(of_type(data, (int, Decimal), "must be a number, without quotes."))
        if abs(number.adjusted()) > 12:
            raise ValidationError("is not on the scale.")
        return number

    def to_representation(self, value: Any) -> Any:
        """Return a whole number where it is one."""
        return plain_number(value)


class StrictText(serializers.CharField):
    """A text, as a JSON string, kept as it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Refuse numbers and true."""
        return str(of_type(data, str, "must be a text in quotes."))


class StrictBoolean(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """Refuse "yes", 1 and the like."""
        return bool(of_type(data, bool, "must be true or false."))


class StrictChoice(serializers.ChoiceField):
    """One of a few words."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse everything else, naming the choices."""
        if not isinstance(data, str) or data not in self.choices:
            words = ", ".join(str(choice) for choice in self.choices if choice != "")
            raise ValidationError(f"must be one of {words}.")
        return data


class StrictDay(serializers.DateField):
    """A day written as 2026-10-14."""

    def to_internal_value(self, data: Any) -> date:
        """Refuse every other way to write a day."""
        text = of_type(data, str, "must be a day written like 2026-10-14.")
        try:
            return date.fromisoformat(text if DAY.match(text) else "")
        except ValueError as error:
            raise ValidationError("must be a day that exists, written like 2026-10-14.") from error


class StrictMoment(serializers.DateTimeField):
    """An instant with its zone, written as 2026-10-14T09:30:00+02:00."""

    def to_internal_value(self, data: Any) -> datetime:
        """Refuse an instant without a zone."""
        text = of_type(data, str, "must be an instant written like 2026-10-14T09:30:00+02:00.")
        try:
            moment = datetime.fromisoformat(text if text.isascii() and len(text) < 40 else "")
        except ValueError as error:
            raise ValidationError("must be an instant written like 2026-10-14T09:30:00+02:00.") from error
        if moment.tzinfo is None:
            raise ValidationError("has no time zone; add one, for example +02:00 or Z.")
        return moment


def of_type(data: Any, kind: type | tuple[type, ...], problem: str) -> Any:
    """Return data that is of this type and is no true or false in disguise; else say what is wrong."""
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        raise ValidationError(problem)
    return data


def plain_number(value: Decimal | None) -> int | float | None:
    """Return a level as JSON writes it: 3, or 2.5."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
