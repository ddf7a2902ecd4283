"""Two students' own stories in mathematics: Maya's, as every picture tells it, and how Tuan slipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cbe.demo import content
from cbe.demo.calendar import school_day
from cbe.demo.continuum import guid
from cbe.demo.pieces import Piece
from cbe.demo.roster import Group

MAYA = 0
TUAN = "Tuan Le"
# What she has mastered, how many days ago, and at which level the last piece was.
MASTERED = (
    ("patterns-and-rules", 330, 3),
    ("fractions-of-amounts", 305, 3),
    ("data-displays", 275, 4),
    ("center-and-spread", 248, 3),
    ("area", 208, 4),
    ("ratio-language", 194, 3),
    ("write-expressions", 180, 3),
    ("dividing-fractions", 164, 3),
    ("decimals", 66, 3),
    ("surface-area", 47, 3),
    ("equivalent-ratios", 38, 3),
    ("equal-expressions", 5, 3),
)
SAID = {
    "equal-expressions": "You proved it with letters, not only with numbers. That is the step we talked about.",
    "equivalent-ratios": "Your double line made it clear to the whole group.",
    "surface-area": "Your box used a fifth less card, and you could say why.",
    "area": "You planned the bed in three ways and chose the one with the shortest fence.",
}
# Unit rates: days ago, kind, level, what it was called, how it was seen, where, and what was said.
UNIT_RATES = (
    (36, "diagnostic", 2, "Starting task: unit rates", "test", "classroom", "", ""),
    (27, "formative", 2, "Recipe cards", "performance_task", "classroom",
     "You doubled the recipe with no trouble.", ""),
    (23, "formative", 2, "Better-buy cards", "observation", "classroom",
     "", "Say what one of something costs, then compare."),
    (20, "summative", 2, "Better buy", "test", "classroom",
     "The unit prices are right. Which one would you buy, and why?", "Finish with a sentence: it is better because …"),
    (13, "formative", 3, "Bus-fare talk", "conversation", "classroom",
     "You explained it out loud, clearly and correctly.", ""),
    (8, "summative", 3, "Swim-meet speeds", "project", "other_subject",
     "You compared speeds with decimals and said who really was faster.", ""),
    (3, "summative", 2, "Unit rates check", "test", "classroom",
     "You found both unit rates. The comparing was missing.", "Write which price is better, and why."),
)  # fmt: skip
# Negative numbers: days ago, kind, a level for each standard (none: not looked at), and what it was called.
NEGATIVE_NUMBERS = (
    (41, "diagnostic", (1, None), "Starting task: negative numbers", "", ""),
    (30, "formative", (2, None), "Negative numbers: warm-up", "", ""),
    (22, "summative", (2, 3), "Coldest night", "The story was clear. Two numbers changed places on the line.",
     "Put the numbers on a line before you write them in order."),
    (10, "summative", (2, 3), "Below sea level", "Zero means the sea here: well chosen.",
     "Try the order again with fractions below zero."),
)  # fmt: skip


# Tuan moved on from area, and two later pieces did not show it any more: a question to a person.
SLIPPED = (
    (11, 2, "The sides were right. Two of the four parts were left out.", "Cut the shape up on paper first."),
    (5, 2, "The first part is right. Look again at what is cut away.", "Come to the maths workshop with this page."),
)


def stories(groups: Sequence[Group], today: date) -> list[Piece]:
    """Return Maya's evidence in mathematics, and what came late in Tuan's."""
    maya = _Teller(MAYA, groups, today)
    told = [*maya.mastered(), *maya.unit_rates(), *maya.negative_numbers()]
    tuan = next((child.place for group in groups for child in group.members if child.name == TUAN), None)
    if tuan is not None:
        told += _Teller(tuan, groups, today).slipped()
    return told


class _Teller:
    def __init__(self, child: int, groups: Sequence[Group], today: date) -> None:
        self.child = child
        self.groups = [group for group in groups if any(one.place == child for one in group.members)]
        self.today = today
        self.known = content.competencies()

    def mastered(self) -> Iterator[Piece]:
        for key, ago, level in MASTERED:
            tasks = content.read("tasks")[key]
            title = self.known[key].title.en
            standards = self.known[key].required_standards
            yield self.piece(key, 0, ago + 17, "formative", 2, f"{title}: practice cards")
            for standard in standards:
                yield self.piece(key, standard, ago + 9, "summative", 2 if standard else 3, tasks[0])
            for standard in standards:
                yield self.piece(key, standard, ago, "summative", level, tasks[-1], feedback=SAID.get(key, ""))

    def unit_rates(self) -> Iterator[Piece]:
        for ago, kind, level, title, source, context, feedback, next_step in UNIT_RATES:
            elsewhere = context == "other_subject"
            piece = self.piece(
                "unit-rates", 0, ago, kind, level, title, domain="science" if elsewhere else "mathematics"
            )
            piece.source_type, piece.context, piece.transfer = source, context, elsewhere
            piece.feedback, piece.next_step = feedback, next_step
            yield piece

    def negative_numbers(self) -> Iterator[Piece]:
        for ago, kind, levels, title, feedback, next_step in NEGATIVE_NUMBERS:
            for standard, level in enumerate(levels):
                if level is None:
                    continue
                piece = self.piece("negative-numbers", standard, ago, kind, level, title)
                if standard == 0:
                    piece.feedback, piece.next_step = feedback, next_step
                yield piece

    def slipped(self) -> Iterator[Piece]:
        for number, (ago, level, feedback, next_step) in enumerate(SLIPPED):
            piece = self.piece("area", 0, ago, "summative", level, ("Floor plans", "Area once more")[number])
            piece.feedback, piece.next_step = feedback, next_step
            yield piece

    def piece(
        self,
        key: str,
        standard: int,
        ago: int,
        kind: str,
        level: int,
        title: str,
        *,
        domain: str = "mathematics",
        feedback: str = "",
    ) -> Piece:
        day = school_day(self.today - timedelta(days=ago))
        return Piece(
            self.child,
            self.group(domain, day),
            key,
            standard,
            day,
            kind,
            title,
            guid("save", f"story/{self.child}/{key}/{ago}"),
            level=level,
            source_type="performance_task" if kind == "summative" else "observation",
            feedback=feedback if standard == 0 else "",
        )

    def group(self, domain: str, day: date) -> Group:
        """The student's group in a subject on a day; in the holidays, the one before."""
        mine = [one for one in self.groups if one.domains == (domain,) and one.klass and one.plan.starts <= day]
        return max(mine, key=lambda one: one.plan.starts)
