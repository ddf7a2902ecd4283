"""How sure the evidence makes us, and why: how much there is, how varied, how well it agrees, how recent it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from competencies.rules.scale import Scale
from pathways.rules.calendar import months_before
from pathways.rules.selection import in_order
from pathways.rules.values import Judgement, Piece

MANY, LAST = 4, 4
RECENT, OLD = 6, 12
# Why a piece that was eligible may still not have entered the arithmetic.
CHOSEN_AMONG = frozenset({"", "earlier", "lower", "below_proficient", "optional_standard"})


class Confidence(NamedTuple):
    """A word (low, medium or high; empty without evidence) and its four reasons, each from weak to strong.

    ``amount`` is one, few or many (four pieces on two days or more); ``variety`` one or several kinds of work;
    ``agreement`` apart or close (the last four within one level); ``age`` old (over twelve months), older or recent
    (within six months).
    """

    word: str
    amount: str = ""
    variety: str = ""
    agreement: str = ""
    age: str = ""
    pieces: int = 0
    days: int = 0
    kinds: int = 0
    newest: date | None = None


WORDS = ("", "low", "medium", "high")
AMOUNTS = ("", "one", "few", "many")
VARIETIES = ("", "one", "several")
AGREEMENTS = ("", "apart", "close")
AGES = ("", "old", "older", "recent")


def confidence(eligible: Sequence[Piece], scale: Scale, as_of: date) -> Confidence:
    """Return how sure the eligible pieces (in order) make us on a day, with the reasons."""
    if not eligible:
        return Confidence("")
    kinds, days = len({one.type for one in eligible if one.type}), len({one.on for one in eligible})
    newest = eligible[-1].on
    amount = _amount(len(eligible), days)
    variety = "several" if kinds > 1 else "one"
    agreement, age = _agreement(eligible, scale), _age(newest, as_of)
    return Confidence(
        word=_word(amount, variety, agreement, age),
        amount=amount,
        variety=variety,
        agreement=agreement,
        age=age,
        pieces=len(eligible),
        days=days,
        kinds=kinds,
        newest=newest,
    )


def eligible_of(pieces: Iterable[Piece], judgement: Judgement) -> tuple[Piece, ...]:
    """Return the pieces a judgement could choose from, in order: the counted ones and those it left out of them."""
    why = {one.id: one.why for one in judgement.set_aside}
    return tuple(one for one in in_order(pieces) if one.level is not None and why.get(one.id, "") in CHOSEN_AMONG)


def _word(amount: str, variety: str, agreement: str, age: str) -> str:
    if amount == "one" or variety == "one" or age == "old":
        return "low"
    return "high" if (amount, agreement, age) == ("many", "close", "recent") else "medium"


def _amount(pieces: int, days: int) -> str:
    if pieces == 1:
        return "one"
    return "many" if pieces >= MANY and days > 1 else "few"


def _agreement(eligible: Sequence[Piece], scale: Scale) -> str:
    levels = [one.level for one in eligible[-LAST:] if one.level is not None]
    return "close" if scale.step_of(max(levels)) - scale.step_of(min(levels)) <= 1 else "apart"


def _age(newest: date, as_of: date) -> str:
    if newest < months_before(as_of, OLD):
        return "old"
    return "recent" if newest >= months_before(as_of, RECENT) else "older"
