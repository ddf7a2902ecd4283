"""Where the draft has evidence read: every mapping in words, what cannot be so, and what still waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from competencies.models import (
    Alignment,
    CompetencyText,
    Continuum,
    DomainText,
    EvidenceMapping,
    ScaleText,
    StandardText,
)
from competencies.queries.frames import moves_in
from competencies.queries.recorded import NONE, Recorded, recorded_at
from competencies.rules.case.values import shorten
from competencies.rules.mapping import Move, circles, composed, sources_of, two_ways

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class MappingLine:
    """One mapping of the draft in words, with how much work it is about; ``target`` is empty where the work rests.

    ``standard`` is empty for all that no other line of the source names (``whole``: there is none), ``about`` where the
    standard stays the same.
    ``new`` says that it begins with this draft, else ``since`` is the version it holds from.
    """

    row: int
    source_id: int
    source: str
    standard: str
    whole: bool
    target_id: int | None
    target: str
    about: str
    since: int
    new: bool
    by: str
    at: datetime
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something about the mappings of one competency that keeps the draft from being published."""

    competency_id: int
    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A retired competency with evidence of which nobody has said yet where it goes."""

    competency_id: int
    name: str
    recorded: Recorded


class DraftMappings:
    """The mappings of one draft with the names, places and scales they speak of. Five queries."""

    def __init__(self, continuum: Continuum) -> None:
        self.continuum = continuum
        self.rows = list(_open(EvidenceMapping, continuum).select_related("edited_by").order_by("source_id", "pk"))
        self.moves = moves_in(self.rows)
        domains = dict(_open(DomainText, continuum).values_list("domain_id", "scale_id"))
        self.texts: dict[int, CompetencyText] = {
            text.competency_id: text for text in _open(CompetencyText, continuum).select_related("strand")
        }
        self.scale_of = {one: domains.get(text.strand.domain_id) for one, text in self.texts.items()}
        spoken_of = {one for move in self.moves for one in (move.source, move.target) if one}
        self.aligned = set(
            _open(Alignment, continuum).filter(competency__in=spoken_of).values_list("competency_id", "standard_id")
        )
        self._standards = _standard_names(
            continuum, {one for move in self.moves for one in (move.standard, move.target_standard) if one}
        )

    def name(self, competency_id: int | None) -> str:
        """Return what the draft calls a competency."""
        text = self.texts.get(competency_id or 0)
        return text.title if text else ""

    def standard(self, standard_id: int | None) -> str:
        """Return what the draft calls a standard of a mapping; empty for all the rest."""
        return self._standards.get(standard_id or 0, "")

    def retired(self, competency_id: int) -> bool:
        """Tell whether the draft has a competency retired (or no longer at all)."""
        text = self.texts.get(competency_id)
        return text is None or text.retired

    def scale_name(self, competency_id: int) -> str:
        """Return what the scale of a competency is called. One query."""
        text = _open(ScaleText, self.continuum).filter(scale=self.scale_of.get(competency_id)).first()
        return text.name if text else ""


def mapping_table(continuum: Continuum) -> tuple[MappingLine, ...]:
    """Return the mappings of the draft in the order of their sources' names. Six queries at any size."""
    known = DraftMappings(continuum)
    recorded = recorded_at(continuum.district_id, [(one.source, one.standard) for one in known.moves])
    named = {move.source for move in known.moves if move.standard}
    lines = [
        MappingLine(
            row=row.pk,
            source_id=row.source_id,
            source=known.name(row.source_id),
            standard=known.standard(row.source_standard_id),
            whole=row.source_id not in named,
            target_id=row.target_id,
            target=known.name(row.target_id),
            about=known.standard(row.target_standard_id),
            since=row.since,
            new=row.since == continuum.draft,
            by=row.edited_by.get_short_name() if row.edited_by else "",
            at=row.edited_at,
            recorded=recorded.get((row.source_id, row.source_standard_id), NONE),
        )
        for row in known.rows
    ]
    return tuple(sorted(lines, key=lambda one: (one.source.casefold(), not one.standard, one.standard, one.row)))


def unanswered(continuum: Continuum, known: DraftMappings | None = None) -> tuple[Unanswered, ...]:
    """Return what this draft leaves without an answer: retired, with evidence, and no mapping. At most seven queries.

    Evidence that an earlier version carries to a competency counts as its own. What was retired without an answer
    before there were mappings rests.
    """
    known = known or DraftMappings(continuum)
    answered = {one.source for one in known.moves}
    ended = EvidenceMapping.objects.filter(district=continuum.district_id, until=continuum.draft)
    asked_again = set(ended.values_list("source_id", flat=True))
    open_ = [
        text
        for text in known.texts.values()
        if text.retired
        and text.competency_id not in answered
        and (text.since == continuum.draft or text.competency_id in asked_again)
    ]
    carried = composed(known.moves)
    places = {one.competency_id: sources_of(carried, one.competency_id) | {one.competency_id} for one in open_}
    recorded = recorded_at(continuum.district_id, [(one, None) for ids in places.values() for one in sorted(ids)])
    found = []
    for text in sorted(open_, key=lambda one: one.title.casefold()):
        there = [recorded[one, None] for one in places[text.competency_id]]
        amount = Recorded(sum(one.pieces for one in there), max(one.students for one in there))
        if amount.pieces:
            found.append(Unanswered(text.competency_id, text.title, amount))
    return tuple(found)


def mapping_problems(known: DraftMappings) -> tuple[Wrong, ...]:
    """Return everything about the mappings of a draft that cannot be so. One or two queries where a scale differs."""
    wrong = [*_round_in_circles(known), *_reached_twice(known)]
    for row, move in zip(known.rows, known.moves, strict=True):
        said = (check(known, move, row.since == known.continuum.draft) for check in _CHECKS)
        wrong += [Wrong(move.source, known.name(move.source), problem) for problem in said if problem]
    return tuple(dict.fromkeys(wrong))


def _round_in_circles(known: DraftMappings) -> Iterator[Wrong]:
    for circle in circles(known.moves):
        way = " → ".join(f"“{known.name(one)}”" for one in (*circle, circle[0]))
        yield Wrong(circle[0], known.name(circle[0]), _("its evidence would go round in a circle: %s.") % way)


def _reached_twice(known: DraftMappings) -> Iterator[Wrong]:
    for one in two_ways(known.moves):
        about = [known.standard(standard) or _("the standard it was recorded on") for standard in one.about]
        said = {"target": known.name(one.target), "one": about[0], "other": about[1]}
        text = _(
            "its work would reach “%(target)s” in two ways: about %(one)s and about %(other)s. Let one of them go."
        )
        yield Wrong(one.source, known.name(one.source), text % said)


def _scales_differ(known: DraftMappings, move: Move, _new: bool) -> str:
    if move.target is None or known.scale_of.get(move.source) == known.scale_of.get(move.target):
        return ""
    said = {
        "target": known.name(move.target),
        "one": known.scale_name(move.source),
        "other": known.scale_name(move.target),
    }
    return (
        _(
            "it is judged on “%(one)s” and “%(target)s” on “%(other)s”, so its levels could not be read there. Choose "
            "one that is judged on the same scale, or let the work rest."
        )
        % said
    )


def _leads_nowhere(known: DraftMappings, move: Move, new: bool) -> str:
    led_on = any(one.source == move.target for one in known.moves)
    if not new or move.target is None or led_on or not known.retired(move.target):
        return ""
    return _("its work is to be read on “%(target)s”, which is retired.") % {"target": known.name(move.target)}


def _still_in_use(known: DraftMappings, move: Move, _new: bool) -> str:
    if known.retired(move.source):
        return ""
    if move.standard is None:
        return _("it is in use, and all work on it is read elsewhere. Retire it, or let that go.")
    if (move.source, move.standard) in known.aligned:
        said = {"standard": known.standard(move.standard)}
        return _("work about %(standard)s is read elsewhere although that standard still belongs to it.") % said
    return ""


def _standard_missing(known: DraftMappings, move: Move, new: bool) -> str:
    about = move.target_standard or move.standard
    if not new or move.target is None or about is None or known.retired(move.target):
        return ""
    if (move.target, about) in known.aligned or any(
        one.source == move.target and one.standard in (about, None) for one in known.moves
    ):
        return ""
    said = {"target": known.name(move.target), "standard": known.standard(about)}
    return _("“%(target)s” has no standard %(standard)s, so the work would count for nothing there.") % said


_CHECKS: Sequence[Callable[[DraftMappings, Move, bool], str]] = (
    _scales_differ,
    _leads_nowhere,
    _still_in_use,
    _standard_missing,
)


def _standard_names(continuum: Continuum, ids: Iterable[int]) -> dict[int, str]:
    rows = _open(StandardText, continuum).filter(standard__in=set(ids))
    return {
        pk: code or shorten(statement, LONGEST_NAME)
        for pk, code, statement in rows.values_list("standard_id", "code", "statement")
    }


def _open(model: Any, continuum: Continuum) -> Any:
    return model.objects.filter(until=None, district=continuum.district_id)
