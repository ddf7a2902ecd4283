"""Gathers the facts of a report: seven queries for one student, however much has been learned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessments.models import Focus
from competencies.queries import published_map
from competencies.rules.continuum import CompetencyView, ContinuumMap
from competencies.rules.marks import css_of, figure
from pathways.queries.expecting import expected_of
from pathways.queries.judging import Case, cases
from pathways.queries.ledgers import read_ledgers
from pathways.queries.past import Sight, case_in, standings_in
from pathways.queries.settled import Standing, known_at, standings
from pathways.rules.laying_out import Verdict, lay_out
from people.models import Section, Student, Term
from reporting.models import ReportComment
from reporting.rules.facts import Area, Facts, Goal, Words, Working


@dataclass(frozen=True, slots=True)
class Source:
    """What was read about one student, before it is put into a language."""

    student: Student
    term: Term
    day: date
    taught: frozenset[int]
    masteries: Mapping[int, Standing]
    missing: Mapping[int, int]
    comments: tuple[ReportComment, ...]
    teachers: tuple[str, ...]
    continuum: ContinuumMap | None = None


def past_source(sight: Sight, *, term: Term) -> Source:
    """Read what a family's page of a past day is made from: that day's ledger, map and rule. Four queries."""
    sections, student, day = _sections(sight.student, term, sight.day), sight.student, sight.day
    begun = Focus.objects.filter(section__in=sections, starts__lte=day)
    rows = {row.competency_id: row for row in standings_in(sight)}
    cases = (case_in(sight, one) for one in _open(rows))
    return Source(
        student=student,
        term=term,
        day=day,
        taught=frozenset(begun.values_list("competency_id", flat=True)),
        masteries=rows,
        missing=_missing_of([case for case in cases if case is not None], day),
        comments=(),
        teachers=_teachers(sections, day),
        continuum=sight.continuum,
    )


def source_of(student: Student, *, term: Term, day: date, now: datetime, drafts: bool = True) -> Source:
    """Read what a report for this student and term is made from.

    Six queries for a student that came with ``district__expectations`` and ``learner_state``; the caller has checked
    access. Students and families see what is outside the undo window, and no ``drafts`` of the teachers' words.
    """
    sections = _sections(student, term, day)
    begun = Focus.objects.filter(section__in=sections, starts__lte=day)
    rows = {row.competency_id: row for row in standings(student, now=now)}
    return Source(
        student=student,
        term=term,
        day=day,
        taught=frozenset(begun.values_list("competency_id", flat=True)),
        masteries=rows,
        missing=_missing(student, rows, day, now),
        comments=_comments(student, sections) if drafts else (),
        teachers=_teachers(sections, day),
    )


def _sections(student: Student, term: Term, day: date) -> list[Section]:
    here = Section.objects.filter(term=term, enrollments__student=student, enrollments__starts__lte=day)
    return list(here.distinct().order_by("name"))


def facts_of(source: Source, *, language: str) -> Facts:
    """Put what was read into a language. One query (the version of the continuum in force), none for a past day."""
    student = source.student
    continuum = source.continuum or published_map(student.district, language=language)
    return Facts(
        called=student.called,
        full_name=student.full_name,
        grade=student.grade,
        school=source.term.school.name,
        term=source.term.name,
        term_starts=source.term.starts,
        day=source.day,
        areas=_areas(source, continuum),
        working=_working(source, continuum),
        words=tuple(_words(comment, language) for comment in source.comments),
        teachers=source.teachers,
    )


def _comments(student: Student, sections: Iterable[Section]) -> tuple[ReportComment, ...]:
    comments = ReportComment.objects.filter(student=student, section__in=[section.pk for section in sections])
    return tuple(comments.select_related("author", "section").order_by("section__name", "pk"))


def _teachers(sections: Iterable[Section], day: date) -> tuple[str, ...]:
    from_sections = Section.objects.filter(pk__in=[section.pk for section in sections]).filter(
        teaching_assignments__starts__lte=day
    )
    names = from_sections.values_list(
        "teaching_assignments__teacher__salutation",
        "teaching_assignments__teacher__given_name",
        "teaching_assignments__teacher__family_name",
    )
    return tuple(sorted({salutation or f"{given} {family}".strip() for salutation, given, family in names}))


def _areas(source: Source, continuum: ContinuumMap) -> tuple[Area, ...]:
    """Every domain with a goal that was taught this term or worked on in it."""
    taught = {one.id for one in continuum.in_use_for(source.taught)}
    areas = (
        Area(
            domain_id=domain.id,
            title=domain.title,
            kind=domain.kind,
            goals=tuple(
                _goal(continuum.competencies[one], source.masteries.get(one), source.missing.get(one))
                for strand in domain.strands
                for one in strand.competency_ids
                if one in taught or _worked_on(source, one)
            ),
        )
        for domain in continuum.domains
    )
    return tuple(area for area in areas if area.goals)


def _worked_on(source: Source, competency_id: int) -> bool:
    mastery = source.masteries.get(competency_id)
    return bool(mastery and mastery.latest_on and mastery.latest_on >= source.term.starts)


def _goal(competency: CompetencyView, mastery: Standing | None, missing: int | None) -> Goal:
    levels = competency.scale.levels
    level = competency.scale.level(mastery.level) if mastery and mastery.level is not None else None
    rank = level.rank if level else 0
    following = next((one for one in levels if one.rank == rank + 1), None)
    return Goal(
        competency_id=competency.id,
        title=competency.title,
        statement=competency.statement,
        state=_state(mastery),
        rank=rank,
        steps=len(levels),
        value=figure(level.value) if level else "–",
        css=css_of(competency.scale, rank) if level else "l0",
        level_name=level.name if level else "",
        level_text=competency.descriptors.get(level.value, "") if level else "",
        next_text=competency.descriptors.get(following.value, "") if following else "",
        next_name=following.name if following else "",
        reached_on=mastery.reached_on if mastery else None,
        latest_on=mastery.latest_on if mastery else None,
        missing=missing,
        decided_by=mastery.decided_by if mastery else "",
        exemptions=bool(mastery and mastery.mastered and mastery.exemptions),
    )


def _state(mastery: Standing | None) -> str:
    if mastery is None or mastery.status == "no_evidence":
        return "started"
    if mastery.mastered:
        return "confirm" if mastery.status == "to_confirm" else "shown"
    return "working"


def _missing(student: Student, rows: Mapping[int, Standing], day: date, now: datetime) -> dict[int, int]:
    """For each goal being worked on, how many further pieces of work would show it, where some would. One query."""
    working = _open(rows)
    ledger = read_ledgers([student.pk]).get(student.pk)
    if ledger is None or not working:
        return {}
    expected = expected_of(student.district)
    work = ledger.under(expected.routes).work(known_at(student, now=now), only=working)
    return _missing_of(cases(work, expected), day)


def _open(rows: Mapping[int, Standing]) -> set[int]:
    return {competency_id for competency_id, row in rows.items() if _state(row) == "working"}


def _missing_of(found: Iterable[Case], day: date) -> dict[int, int]:
    missing = {}
    for case in found:
        explanation = case.judged(day, explain=True).explanation
        if explanation and explanation.needed:
            missing[case.competency_id] = len(explanation.needed)
    return missing


def _working(source: Source, continuum: ContinuumMap) -> tuple[Working, ...]:
    """Where the student works in each strand of a subject that has any work of theirs."""
    verdicts = [Verdict(row.competency_id, row.status, row.mastered, row.score) for row in source.masteries.values()]
    touched = {
        continuum.competencies[row.competency_id].strand_id
        for row in source.masteries.values()
        if row.competency_id in continuum.competencies and row.status != "no_evidence"
    }
    academic = {domain.id for domain in continuum.domains if domain.kind == "academic"}
    found = []
    for place in lay_out(continuum, verdicts).places:
        strand = continuum.strands.get(place.strand)
        stage = continuum.stages.get(place.stage) if place.stage else None
        if strand and stage and place.strand in touched and strand.domain_id in academic:
            found.append(Working(strand.title, stage.title, stage.typical_grade))
    return tuple(found)


def _words(comment: ReportComment, language: str) -> Words:
    fields = ("doing_well", "working_on", "next_step", "at_home", "comment")
    translation = comment.translations.get(language, {}) if language != comment.language else {}
    texts = {name: translation.get(name) or getattr(comment, name) for name in fields}
    translated = bool(translation)
    return Words(
        section=comment.section.name,
        teacher=comment.author.get_short_name(),
        language=language if translated else comment.language,
        translated=translated,
        **texts,
    )
