"""An input line of ``manage.py judge`` as the values a judgement is made from; refuses by naming the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from competencies.rules.policy import DEPTHS, KINDS, ROLES
from competencies.rules.refusals import RefusedError
from competencies.rules.scale import Scale, check_scale
from pathways.rules import fields
from pathways.rules.selection import id_order
from pathways.rules.values import Piece, StandardRequirement

LINE = ("id", "as_of", "known_at", "tz", "scale", "standards", "policy", "evidence")
SCALE = ("proficient", "top", "min", "levels")
STANDARD = ("id", "required", "weight")
PIECE = (
    *("id", "standard", "level", "mark", "on", "seq", "recorded", "kind", "role", "type", "context", "transfer"),
    *("depth", "support"),
)
MARKS = ("missed", "insufficient", "excused", "exempt")
SUPPORTS = ("independent", "accommodated", "modified")
# With neither evidence nor ``as_of`` only the dates in ``needed`` depend on the day.
NO_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every kind of line has: the evidence, the day judged on, and what was known by when."""

    evidence: tuple[Piece, ...]
    as_of: date
    known_at: datetime | None


def given(value: Mapping[str, Any], name: str) -> bool:
    """Whether a field is there; null is the same as absent."""
    return value.get(name) is not None


def read_frame(line: Mapping[str, Any], marks: Sequence[str] = MARKS) -> Frame:
    """Read evidence, day and moment. Raises ``RefusedError``."""
    tz = fields.zone(line["tz"], "tz") if given(line, "tz") else UTC
    rows = fields.objects(line.get("evidence"), "evidence")
    evidence = tuple(_piece(row, f"evidence[{i}]", tz, marks) for i, row in enumerate(rows))
    if given(line, "as_of"):
        as_of = fields.day_and_instant(line["as_of"], "as_of", tz)[0]
    else:
        as_of = max((piece.on for piece in evidence), default=NO_DAY)
    return Frame(evidence, as_of, _known_at(line, tz))


def _known_at(line: Mapping[str, Any], tz: tzinfo) -> datetime | None:
    if not given(line, "known_at"):
        return None
    day, moment = fields.day_and_instant(line["known_at"], "known_at", tz)
    return moment or fields.end_of_day(day, tz)


def read_scale(value: Any) -> Scale:
    """Read the scale. Raises ``RefusedError``."""
    row = fields.only(value, SCALE, "scale")
    levels = fields.objects(row["levels"], "scale.levels") if given(row, "levels") else []
    scale = Scale(
        proficient=fields.number(row.get("proficient"), "scale.proficient"),
        top=fields.number(row.get("top"), "scale.top"),
        min=fields.number(row["min"], "scale.min") if given(row, "min") else Decimal(1),
        levels=tuple(fields.number(level, f"scale.levels[{i}]") for i, level in enumerate(levels)),
    )
    check_scale(scale)
    return scale


def read_standards(value: Any, evidence: Sequence[Piece]) -> tuple[StandardRequirement, ...]:
    """Read the standards; where none are given, those seen in the evidence, by id. Raises ``RefusedError``."""
    if value is None:
        seen = {piece.standard for piece in evidence}
        return tuple(StandardRequirement(id_) for id_ in sorted(seen, key=id_order))
    rows = fields.objects(value, "standards")
    standards = tuple(_standard(row, f"standards[{i}]") for i, row in enumerate(rows))
    for i, standard in enumerate(standards):
        if standard.id in {other.id for other in standards[:i]}:
            raise RefusedError(f"standards[{i}].id", f"{standard.id!r} is given twice")
    return standards


def _standard(value: Any, field: str) -> StandardRequirement:
    row = fields.only(value, STANDARD, field)
    weight = fields.number(row["weight"], f"{field}.weight") if given(row, "weight") else Decimal(1)
    if weight < 0:
        raise RefusedError(f"{field}.weight", "must not be negative")
    return StandardRequirement(
        id=fields.identity(row.get("id"), f"{field}.id"),
        required=fields.flag(row["required"], f"{field}.required") if given(row, "required") else True,
        weight=weight,
    )


def check_levels(evidence: Sequence[Piece], scale: Scale) -> None:
    """Refuse a level the scale cannot hold: above its top, or negative where the scale is not."""
    for i, piece in enumerate(evidence):
        if piece.level is not None and piece.level > scale.top:
            raise RefusedError(f"evidence[{i}].level", f"{piece.level} is above the top of the scale, {scale.top}")
        if piece.level is not None and piece.level < min(scale.min, Decimal(0)):
            raise RefusedError(f"evidence[{i}].level", f"{piece.level} is below the scale")


def _piece(value: Any, field: str, tz: tzinfo, marks: Sequence[str]) -> Piece:
    row = fields.only(value, PIECE, field)
    if given(row, "level") == given(row, "mark"):
        raise RefusedError(f"{field}.level", "give a level or a mark, and not both")
    on, at = fields.day_and_instant(row.get("on"), f"{field}.on", tz)
    return Piece(
        id=fields.identity(row.get("id"), f"{field}.id"),
        standard=fields.identity(row.get("standard"), f"{field}.standard"),
        on=on,
        at=at,
        kind=fields.choice(row.get("kind"), KINDS, f"{field}.kind"),
        level=fields.number(row["level"], f"{field}.level") if given(row, "level") else None,
        mark=fields.choice(row["mark"], marks, f"{field}.mark") if given(row, "mark") else "",
        seq=fields.whole(row["seq"], f"{field}.seq") if given(row, "seq") else None,
        recorded=fields.instant(row["recorded"], f"{field}.recorded", tz) if given(row, "recorded") else None,
        role=fields.choice(row["role"], ROLES, f"{field}.role") if given(row, "role") else "teacher",
        type=fields.words(row["type"], f"{field}.type") if given(row, "type") else "",
        context=fields.words(row["context"], f"{field}.context") if given(row, "context") else "",
        transfer=fields.flag(row["transfer"], f"{field}.transfer") if given(row, "transfer") else False,
        depth=fields.choice(row["depth"], DEPTHS, f"{field}.depth") if given(row, "depth") else "",
        support=fields.choice(row["support"], SUPPORTS, f"{field}.support") if given(row, "support") else "independent",
    )
