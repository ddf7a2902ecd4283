"""A report as it would be issued now: read once, then put into each language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from competencies.queries import published_map
from competencies.rules.continuum import ScaleView
from people.models import Student, Term
from reporting.queries.body import Body, body_of
from reporting.queries.facts import Source, facts_of, source_of


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


def _body(source: Source, language: str, number: int) -> Body:
    scale = _school_scale(source, language)
    return body_of(facts_of(source, language=language), language=language, number=number, scale=scale)


def _school_scale(source: Source, language: str) -> ScaleView | None:
    """The scale whose words a report explains: that of the first subject."""
    domains = published_map(source.student.district, language=language).domains
    return next((domain.scale for domain in domains if domain.kind == "academic"), None)
