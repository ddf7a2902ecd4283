"""The words the demo school's teachers drafted for reports, in English with the school's own Spanish translation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Any

from cbe.demo import content
from cbe.demo.continuum import School
from cbe.demo.people import Child
from cbe.demo.roster import Group, Roster
from cbe.demo.stories import MAYA
from pathways.models import Mastery, Status
from reporting.models import ReportComment

Texts = dict[str, dict[str, str]]


class Commenter:
    """Knows what each student has shown lately, and says it the way their teachers do."""

    def __init__(self, roster: Roster, school: School) -> None:
        self.roster = roster
        self.keys = {pk: key for key, pk in school.competencies.items()}
        self.shown: dict[tuple[int, str], str] = {}
        self.open: dict[tuple[int, str], str] = {}
        self._read()

    def write(self, group: Group, children: Iterable[Child], *, moment: datetime) -> int:
        """Draft words about some children of a group; return how many."""
        author = self.roster.staff[group.teacher]
        rows = []
        for child in children:
            texts = self._texts(child, group)
            if any(texts.values()):
                rows.append(
                    ReportComment(
                        district=self.roster.district,
                        student=self.roster.students[child.place],
                        section=group.section,
                        author=author,
                        translations={"es": texts["es"]} if child.language == "es" else {},
                        lock=1,
                        **texts["en"],
                    )
                )
        ReportComment.objects.bulk_create(rows)
        ReportComment.objects.filter(pk__in=[row.pk for row in rows]).update(changed_at=moment)
        return len(rows)

    def _read(self) -> None:
        places = {student.pk: place for place, student in self.roster.students.items()}
        rows = Mastery.objects.filter(district=self.roster.district).order_by("latest_on", "pk")
        for student_id, competency_id, status, mastered in rows.values_list(
            "student", "competency", "status", "mastered"
        ):
            words = content.competencies()[self.keys[competency_id]]
            where = self.shown if mastered else self.open if status == Status.NOT_YET else {}
            where[(places[student_id], words.domain)] = words.key

    def _texts(self, child: Child, group: Group) -> Texts:
        domain = group.domains[0]
        own = _words()["maya"].get(domain) if child.place == MAYA and group.plan.year == 0 else None
        if own is not None:
            return {language: {name: text[language] for name, text in own.items()} for language in ("en", "es")}
        random = Random(f"comment/{child.name}/{group.section.external_id}")  # noqa: S311 - a made-up school
        parts: dict[str, tuple[Mapping[str, str], str]] = {}
        if shown := self.shown.get((child.place, domain)):
            parts["doing_well"] = (random.choice(_words()["doing_well"]), shown)
        if still := self.open.get((child.place, domain)):
            parts["working_on"] = (random.choice(_words()["working_on"]), still)
            parts["next_step"] = (random.choice(_words()["next_step"]), still)
        if random.random() < 0.7:
            parts["at_home"] = (random.choice(_words()["at_home"][domain]), "")
        if random.random() < 0.8:
            parts["comment"] = (random.choice(_words()["comment"]), "")
        return {language: _filled(parts, child, language) for language in ("en", "es")}


def some(children: Sequence[Child], share: float, salt: str) -> list[Child]:
    """Return a share of the children, always with Maya where she is one of them."""
    random = Random(f"{salt}/{children[0].name if children else ''}")  # noqa: S311 - a made-up school, not a secret
    return [child for child in children if child.place == MAYA or random.random() < share]


def _filled(parts: Mapping[str, tuple[Mapping[str, str], str]], child: Child, language: str) -> dict[str, str]:
    titles = {key: getattr(words.title, language) for key, words in content.competencies().items()}
    return {
        name: template[language].format(name=child.given, title=titles.get(key, ""))
        for name, (template, key) in parts.items()
    }


@lru_cache(maxsize=1)
def _words() -> Any:
    return content.read("comments")
