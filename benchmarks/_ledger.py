"""A district's ledger made by the database itself: students by the hundred thousand, no row through Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PIECES = 12
TITLES = ("Ratio language", "Equivalent ratios", "Unit rates", "Percent problems", "Negative numbers")
_SERIES = "WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})"
_STUDENTS = """
INSERT INTO people_student (district_id, given_name, family_name, preferred_name, grade, home_language, external_id,
    is_active)
{series} SELECT {district}, 'Student', 'Number ' || n, '', '', '', '', true FROM series
"""
_STATES = """
INSERT INTO pathways_learnerstate (student_id, district_id, version, computed_through, expectations, engine,
    changed_at, stale_since, attempts, last_error)
SELECT id, district_id, 1, 0, 0, 0, {now}, {now}, 0, '' FROM people_student WHERE district_id = {district}
"""
# Levels rise slowly with the pieces and differ by a mixed-up number of the row's own; one piece in twenty is
# formative, one in forty a missed chance. The order is the one of a school's days: each piece for student by student.
_EVIDENCE = """
INSERT INTO assessments_evidence (district_id, action, refers_to_id, student_id, competency_id, standard_id,
    continuum_version_id, level, mark, kind, source_type, context, transfer, depth, support, "on", attempt, author_id,
    assessor_role, recorded_at, batch, key, digest)
{series}, places (competency, standard) AS (VALUES {places}),
mixed AS (
    SELECT s.id AS student, p.competency, p.standard, n AS piece,
        (s.id * 7919 + p.competency * 104729 + n * 1299709) % 1000003 AS h
    FROM people_student s CROSS JOIN places p CROSS JOIN series WHERE s.district_id = {district}
)
SELECT {district}, 'rating', NULL, student, competency, standard, {version},
    CASE WHEN h % 40 = 0 THEN NULL WHEN piece < 5 THEN 1 + h % 3 ELSE 2 + h % 3 END,
    CASE WHEN h % 40 = 0 THEN 'missed' ELSE '' END,
    CASE WHEN h % 20 = 1 THEN 'formative' ELSE 'summative' END,
    CASE h % 3 WHEN 0 THEN 'test' WHEN 1 THEN 'project' ELSE 'observation' END,
    CASE h % 2 WHEN 0 THEN 'classroom' ELSE 'community' END, h % 7 = 0,
    CASE h % 3 WHEN 0 THEN 'recall' WHEN 1 THEN 'skill' ELSE 'strategic' END, 'independent', {day}, 1, {author},
    'teacher', {now}, '{batch}', student || '.' || competency || '.' || piece, ''
FROM mixed ORDER BY piece, student, competency
"""


@dataclass(frozen=True)
class Filled:
    """A district with a ledger; ``places`` are the ids of its competencies with their one standard."""

    district: Any
    continuum: Any
    places: list[tuple[int, int]]
    rows: int


def fill(*, students: int, competencies: int, pieces: int = PIECES, slug: str = "bench") -> Filled:
    """Make a district and its ledger: a table as large as asked for, its indexes made again afterwards."""
    from cbe.testing import school as kit
    from cbe.testing.continuum import make_continuum

    district = kit.make_district(slug)
    continuum = make_continuum(district, more=max(0, competencies - len(TITLES)))
    author = kit.make_user(district, f"{slug}-teacher", "A", "Teacher")
    names = [*TITLES, *(f"Number skill {one}" for one in range(1, competencies - len(TITLES) + 1))][:competencies]
    places = [(continuum[name].competency.pk, continuum[name].standard.pk) for name in names]
    values = {
        "district": district.pk, "version": continuum.version.pk, "author": author.pk,
        "places": ", ".join(map(str, places)),
    }  # fmt: skip
    _run(values, students, pieces)
    return Filled(district, continuum, places, students * competencies * pieces)


def _run(values: dict[str, Any], students: int, pieces: int) -> None:
    from django.db import connection

    own = {
        "postgresql": {
            "now": "now() - interval '1 day'", "batch": "00000000-0000-0000-0000-000000000000",
            "day": f"current_date - ({pieces} - piece) * 9",
        },
        "sqlite": {
            "now": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 day')", "batch": "0" * 32,
            "day": f"date('now', '-' || (({pieces} - piece) * 9) || ' days')",
        },
    }[connection.vendor]  # fmt: skip
    with connection.cursor() as cursor:
        indexes = _without_indexes(cursor, connection.vendor)
        for statement, count in ((_STUDENTS, students), (_STATES, 1), (_EVIDENCE, pieces)):
            cursor.execute(statement.format(**values, **own, series=_SERIES.format(count=count)))
        for definition in indexes:
            cursor.execute(definition)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE assessments_evidence")
            cursor.execute("ANALYZE people_student")


def _without_indexes(cursor: Any, vendor: str) -> list[str]:
    """Take the ledger's plain indexes away while it is filled; returns how to make them. Nothing on SQLite."""
    if vendor == "sqlite":
        return []
    # Foreign keys are checked row by row otherwise; these rows are right by the way they are made.
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'assessments_evidence' "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for name, definition in indexes if name == "evidence_by_student"]
