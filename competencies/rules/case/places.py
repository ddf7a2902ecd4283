"""Where a competency made from a standard belongs, and what it is called."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from competencies.rules.case.tree import Node, Tree
from competencies.rules.case.values import shorten

TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
EARLY = {
    "IT": ("Infants and toddlers", "Bebés y niños pequeños"),
    "PR": ("Preschool", "Preescolar"),
    "PK": ("Prekindergarten", "Prekínder"),
    "TK": ("Transitional kindergarten", "Kínder de transición"),
    "KG": ("Kindergarten", "Kínder"),
}
ORDER = [*EARLY, *(f"{grade:02d}" for grade in range(1, 14))]


@dataclass(frozen=True, slots=True)
class Place:
    """The strand and the stage a competency stands in, in words; ``stage`` is empty where no grade is known."""

    strand: str
    stage: str
    stage_es: str
    typical_grade: str


def place_of(node: Node, tree: Tree, *, strand_type: str, fallback: str) -> Place:
    """Return the place of a competency: its strand by the nearest ancestor of a type, its stage by its grades.

    Without such an ancestor the nearest one of another type than its own names the strand, else ``fallback``.
    """
    above = tree.ancestors(node.id)
    named = next((one for one in above if one.item_type.casefold() == strand_type.casefold()), None)
    strand = named or next((one for one in above if one.item_type != node.item_type), None)
    grades = node.grades or next((one.grades for one in above if one.grades), ())
    title, spanish = stage_titles(grades)
    return Place(
        strand=shorten(plain(strand.statement), 200) if strand else fallback,
        stage=title,
        stage_es=spanish,
        typical_grade=in_order(grades)[0] if title else "",
    )


def stage_titles(grades: Sequence[str]) -> tuple[str, str]:
    """Return what a stage of these grades is called, in English and in Spanish; nothing for no known grade."""
    known = in_order(grades)
    if not known:
        return "", ""
    first, last = known[0], known[-1]
    if first == last:
        return EARLY.get(first) or (f"Grade {int(first)}", f"{int(first)}.º grado")
    if first in EARLY:
        start, end = EARLY[first], EARLY.get(last) or (f"grade {int(last)}", f"{int(last)}.º grado")
        return f"{start[0]} to {end[0]}", f"{start[1]} a {end[1]}"
    return f"Grades {int(first)}–{int(last)}", f"{int(first)}.º a {int(last)}.º grado"


def in_order(grades: Sequence[str]) -> list[str]:
    """Return the grades that are known as such, lowest first."""
    return sorted((one for one in set(grades) if one in ORDER), key=ORDER.index)


def grade_rank(grade: str) -> int:
    """Return where a grade stands among all grades; last where it is none."""
    return ORDER.index(grade) if grade in ORDER else len(ORDER)


def title_of(node: Node) -> str:
    """Return a title for the competency made from a standard: its code and the beginning of what it says."""
    return f"{node.code} {shorten(plain(node.statement), 70)}".strip()


def plain(text: str) -> str:
    """Return a statement without mark-up, on one line: what is shown as a competency's own words."""
    return " ".join(html.unescape(TAG.sub(" ", text)).split())
