"""A report as it would be issued now: read once, then put into each language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from competencies.queries import published_map
from competencies.rules.continuum import ScaleView
from pathways.queries.past import Sight
from people.models import Student, Term
from reporting.queries.body import Body, body_of
from reporting.queries.facts import Source, facts_of, past_source, source_of


def bodies_of(
    student: Student, *, term: Term, day: date, now: datetime, languages: Sequence[str]
) -> Callable[[int], Body]:
    """Read what the report is made from; the answer makes ``{language: body}`` for a version number.

    Six queries, and two for each language; making the bodies again for another number costs none of the six.
    """
    source = source_of(student, term=term, day=day, now=now)
    return lambda number: {language: _body(source, language, number) for language in languages}


def preview_of(
    student: Student, *, term: Term, day: date, now: datetime, language: str, number: int, drafts: bool
) -> Body:
    """Return the body in one language, as it would be issued now, with or without the drafted words. Eight queries."""
    return _body(source_of(student, term=term, day=day, now=now, drafts=drafts), language, number)


def body_then(sight: Sight, *, term: Term, language: str) -> Body:
    """Return how a past day read, in the words of a report; nothing here was issued. Four queries beside the sight."""
    return _body(past_source(sight, term=term), language, 0)


def _body(source: Source, language: str, number: int) -> Body:
    scale = _school_scale(source, language)
    return body_of(facts_of(source, language=language), language=language, number=number, scale=scale)


def _school_scale(source: Source, language: str) -> ScaleView | None:
    """The scale whose words a report explains: that of the first subject."""
    continuum = source.continuum or published_map(source.student.district, language=language)
    return next((domain.scale for domain in continuum.domains if domain.kind == "academic"), None)
