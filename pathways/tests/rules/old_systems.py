"""The calculators of two other systems, written again from their formulas in plain fractions, apart from our engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

Line = dict[str, Any]


def rounded(value: Fraction, places: int) -> Fraction:
    """Half away from zero."""
    size = floor(abs(value) * 10**places + Fraction(1, 2))
    return Fraction(size if value >= 0 else -size, 10**places)


def outcome(line: Line) -> dict[str, Any]:
    """The score of one outcome, rounded to two places before it is compared with the mastery points."""
    policy = line["policy"]
    scores = [Fraction(str(piece["level"])) for piece in sorted(line["evidence"], key=_when(line.get("tz", "UTC")))]
    mastery = Fraction(str(line["scale"]["proficient"]))
    weight = Fraction(str(policy.get("weight", 0)))
    methods: dict[str, Callable[[], Fraction | None]] = {
        "latest": lambda: scores[-1],
        "highest": lambda: max(scores),
        "mean": lambda: _average(scores),
        "weighted_average": lambda: _newest_against_the_rest(scores, weight),
        "decaying_average": lambda: _decayed(scores, weight),
        "n_times": lambda: _n_mastery(scores, mastery, policy.get("n")),
    }
    score = methods[policy["method"]]()
    told = None if score is None else rounded(score, 2)
    return {"score": told, "mastered": told is not None and told >= mastery}


def _newest_against_the_rest(scores: Sequence[Fraction], weight: Fraction) -> Fraction:
    *earlier, newest = scores
    return newest * weight + _average(earlier) * (1 - weight) if earlier else newest


def _decayed(scores: Sequence[Fraction], weight: Fraction) -> Fraction:
    score, *later = scores
    for one in later:
        score = score * (1 - weight) + one * weight
    return score


def _n_mastery(scores: Sequence[Fraction], mastery: Fraction, n: int) -> Fraction | None:
    good = [score for score in scores if score >= mastery]
    return _average(good) if len(good) >= n else None


def _average(scores: Sequence[Fraction]) -> Fraction:
    return sum(scores, Fraction(0)) / len(scores)


def portfolio(line: Line) -> dict[str, Any]:
    """The figures of one level of a portfolio; a rating of zero is a missed chance."""
    policy = line["policy"]
    level, needed = Fraction(str(policy["level"])), policy["evidence_required"]
    entries: dict[str, list[tuple[bool, Fraction]]] = {skill: [] for skill in needed}
    for one in sorted(line["evidence"], key=_when(line.get("tz", "UTC"))):
        if one["standard"] in entries:
            rating = Fraction(0) if one.get("mark") == "missed" else Fraction(str(one.get("level", 0)))
            entries[one["standard"]].append((one.get("mark") == "override", rating))
    complete = logged = missed = 0
    total = Fraction(0)
    for skill, count in needed.items():
        effective = _effective(entries[skill], count)
        overridden = any(override for override, _ in effective)
        shown = [rating for override, rating in effective if not override and rating]
        complete += count if overridden else len(shown)
        logged, total = logged + len(shown), total + sum(shown)
        missed += sum(not override and not rating for override, rating in effective)
    required = sum(needed.values())
    progress = rounded(Fraction(complete, required), 2) if required else Fraction(1)
    average = rounded(total / logged, 1) if logged else None
    starts = [_start(entries[skill]) for skill, count in needed.items() if count]
    return {
        "progress": progress,
        "average": average,
        "growth": _growth(average, policy.get("baseline"), starts, progress),
        "missed": missed,
        "required": required,
        "complete": complete,
        "logged": logged,
        "opportunities": sum(not override for rows in entries.values() for override, _ in rows),
        "level_complete": complete >= required and (average is None or average >= level - Fraction(1, 2)),
    }


def _effective(rows: Sequence[tuple[bool, Fraction]], count: int) -> list[tuple[bool, Fraction]]:
    if any(override for override, _ in rows):
        rows = [row for row in rows if row[0] or row[1]]
    return sorted(rows, key=lambda row: (row[0], -row[1]))[:count]


def _start(rows: Sequence[tuple[bool, Fraction]]) -> Fraction | None:
    """The earliest rating that is no miss; an override in its place is no start."""
    for override, rating in rows:
        if override or rating:
            return None if override else rating
    return None


def _growth(
    average: Fraction | None, baseline: object, starts: Sequence[Fraction | None], progress: Fraction
) -> Fraction | None:
    known = [start for start in starts if start is not None]
    if average is None:
        return None
    if baseline is not None:
        start = rounded(Fraction(str(baseline)), 1)
    elif known and (len(known) == len(starts) or progress >= Fraction(1, 2)):
        start = _average(known)
    else:
        return None
    return rounded(average - start, 1) if start else None


def _when(zone: str) -> Callable[[Line], tuple[Any, ...]]:
    """By day in the zone, instant (a bare day first), the order recorded, and the number of the entry."""
    tz = ZoneInfo(zone)

    def key(piece: Line) -> tuple[Any, ...]:
        seq, id_ = piece.get("seq", -1), str(piece["id"])
        number = (0, int(id_), "") if id_.isdigit() else (1, 0, id_)
        if len(piece["on"]) == len("2026-01-01"):
            return (date.fromisoformat(piece["on"]), datetime.combine(date.min, time(), UTC), seq, number)
        moment = datetime.fromisoformat(piece["on"])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=tz)
        return (moment.astimezone(tz).date(), moment.astimezone(UTC), seq, number)

    return key
