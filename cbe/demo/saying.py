"""The words of the demo school's teachers: what a piece of work is called, feedback, next steps and reasons."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

from cbe.demo import content
from cbe.demo.content import CompetencyWords
from cbe.demo.pieces import Piece

PRACTICE = {
    "mathematics": ("practice cards", "exit card", "warm-up", "talk it through"),
    "english": ("quick write", "reading talk", "first draft", "partner talk"),
    "science": ("lab notes", "exit card", "sketch and label", "group talk"),
}
RECENT = 120
OLD = 400


def title(competency: CompetencyWords, kind: str, moment: str) -> str:
    """Return what a piece of work is called."""
    if kind == "diagnostic":
        return f"Starting task: {competency.title.en.lower()}"
    tasks = _read("tasks")[competency.key]
    if kind == "summative":
        place = ("first", "second", "third").index(moment)
        return str(tasks[place % len(tasks)])
    bank = PRACTICE.get(competency.domain, ("check-in", "talk about it"))
    place = sum(map(ord, competency.key + moment)) % len(bank)
    return f"{competency.title.en}: {bank[place]}"


def comment(piece: Piece, competency: CompetencyWords, days_ago: int, random: Random) -> None:
    """Give some pieces feedback and a next step, more of them lately."""
    if piece.level is None:
        return
    share = 0.3 if days_ago < RECENT else 0.12 if days_ago < OLD else 0.05
    if random.random() < share:
        piece.feedback = _feedback(competency.domain, piece.level, random)
    if piece.level < 3 and piece.kind != "diagnostic" and random.random() < share * 1.3:
        piece.next_step = random.choice(_read("notes")["next_step"][_area(competency.domain)])


def mend(pieces: list[Piece], random: Random) -> int:
    """Correct and withdraw a few pieces, as happens in every school; return how many."""
    notes = _read("notes")
    rated = [piece for piece in pieces if piece.level is not None and piece.child != 0]
    chosen = random.sample(rated, k=len(rated) // 160)
    for number, piece in enumerate(chosen):
        if number % 4 == 3:
            piece.withdrawn = True
            piece.reason = random.choice(notes["void"])
        else:
            level = piece.level or 1
            piece.corrected_to = level + 1 if level < 3 or (level == 3 and number % 2) else level - 1
            piece.reason = random.choice(notes["correction"])
    return len(chosen)


def _feedback(domain: str, level: int, random: Random) -> str:
    notes = _read("notes")
    own = notes["subject"][_area(domain)].get(str(level), [])
    return str(random.choice([*notes["feedback"][str(level)], *own, *own]))


def _area(domain: str) -> str:
    return domain if domain in PRACTICE else "habits"


@lru_cache(maxsize=4)
def _read(name: str) -> Any:
    return content.read(name)
