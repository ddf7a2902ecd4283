"""What people decided, as lists of goals and competencies say it in a few words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def short_words(*, by: str, exemptions: bool) -> list[str]:
    """Return what stands behind a state in a list: whose judgement it is, and that it rests on exemptions."""
    judged = [_("judged by %(who)s") % {"who": by}] if by else []
    return judged + ([_("with exemptions")] if exemptions else [])
