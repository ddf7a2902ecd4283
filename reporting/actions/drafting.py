"""Drafting a teacher's words for the next report."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from people.models import Section, Student, User
from reporting.models import ReportComment

FIELDS = ("doing_well", "working_on", "next_step", "at_home", "comment")
LONGEST = 1500


class DraftChangedMeanwhile(Exception):
    """Somebody else saved this draft after the form was opened; ``theirs`` is what they saved."""

    def __init__(self, theirs: ReportComment) -> None:
        super().__init__("the draft was changed meanwhile")
        self.theirs = theirs


class DraftTooLong(ValueError):
    """A text is longer than a report holds; ``field`` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@transaction.atomic
def draft_comment(
    *,
    by: User,
    student: Student,
    section: Section,
    texts: Mapping[str, str],
    language: str,
    translations: Mapping[str, Mapping[str, str]] | None = None,
    lock: int,
) -> ReportComment:
    """Save the words about one student in one section, and return them.

    The caller has checked that ``by`` teaches the student there. ``lock`` is the one the form was opened with (0 for
    a first draft). Raises ``DraftTooLong``, and ``DraftChangedMeanwhile`` where somebody saved in between.
    """
    for name in FIELDS:
        if len(texts.get(name, "")) > LONGEST:
            raise DraftTooLong(name)
    draft, made = ReportComment.objects.select_for_update().get_or_create(
        district=student.district, student=student, section=section, defaults={"author": by}
    )
    if not made and draft.lock != lock:
        raise DraftChangedMeanwhile(draft)
    for name in FIELDS:
        setattr(draft, name, texts.get(name, "").strip())
    draft.author, draft.language, draft.lock = by, language, draft.lock + 1
    draft.translations = {code: dict(words) for code, words in (translations or {}).items() if any(words.values())}
    draft.save()
    return draft
