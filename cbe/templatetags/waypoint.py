"""The parts every page is made of: icons, level marks, fields, toasts and the language switch.

Parts take words, not models: any object or dictionary with the named attributes will do, and no part asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from cbe.queries import demo_accounts
from competencies.rules.continuum import LevelView, ScaleView
from pathways.queries.marks import mark_of

register = template.Library()

UNDO = "undo:"
TURNING = frozenset({"next", "prev", "undo", "indent", "outdent", "exit"})


@dataclass(frozen=True)
class LanguageChoice:
    """A language one can switch to: its code, its name in its own script, its direction, and whether it is in use."""

    code: str
    name: str
    dir: str
    current: bool


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of ``static/icons.svg``; it is decoration, so put words beside it or in a hidden span.

    Icons that point along the line of reading turn round in right-to-left languages.
    Example: ``{% icon "flag" %}``, ``{% icon "undo" css="icon--big" %}``.
    """
    turn = "icon--turn" if name in TURNING else ""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        " ".join(filter(None, ("icon", turn, css))),
        static("icons.svg"),
        name,
    )


@register.simple_tag
def mark(value: Any, name: str, css: str, size: str = "", more: str = "") -> SafeString:
    """Draw a level mark from words: the value in it, a hidden name, a class for colour and shape.

    ``css`` is l1 to l4, l0 (no evidence yet) or lx (not yet taught), perhaps with e1 to e3 (amount) and old.
    Example: ``{% mark 3 "Proficient" "l3" %}``, ``{% mark 2 "Developing" "l2 e1" size="mini" more="1 piece" %}``.
    """
    hidden = f"{name}, {more}" if more else name
    return format_html('<span class="{}">{}<i> {}</i></span>', mark_css(css, size), value, hidden)


@register.simple_tag
def level_mark(level: Any, size: str = "", named: bool = False) -> SafeString:
    """Draw the mark of a level: an object or dictionary with ``value``, ``name`` and ``css``.

    None is "no evidence yet". It may also have ``amount`` (1 to 3), ``old`` (bool) and ``more`` (hidden words such as
    "3 pieces"). With ``named`` the name stands beside the mark for everyone to read.
    Example: ``{% level_mark row.level size="mini" %}``, ``{% level_mark row.level named=True %}``.
    """
    if level is None:
        return no_evidence_mark(size=size, named=named)
    css = str(read(level, "css"))
    if amount := read(level, "amount"):
        css += f" e{amount}"
    if read(level, "old"):
        css += " old"
    value, name = read(level, "value"), str(read(level, "name"))
    if not named:
        return mark(value, name, css, size, str(read(level, "more") or ""))
    return named_mark(value, name, css, size)


@register.simple_tag
def scale_mark(scale: ScaleView, level: LevelView, size: str = "") -> SafeString:
    """Draw the mark of a level of a scale, as it looks wherever a student reaches it.

    Example: ``{% for level in scale.levels %}{% scale_mark scale level size="mini" %}{% endfor %}``.
    """
    return level_mark(mark_of(scale, level.value), size=size)


@register.simple_tag
def no_evidence_mark(size: str = "", named: bool = False) -> SafeString:
    """Draw "no evidence yet": a hatched cell with a dash, never the lowest colour.

    Example: ``{% no_evidence_mark size="mini" %}``.
    """
    words = _("No evidence yet")
    return named_mark("–", words, "l0", size) if named else mark("–", words, "l0", size)


@register.simple_tag
def not_taught_mark(size: str = "", named: bool = False) -> SafeString:
    """Draw "not yet taught": a blank cell with a dot, so that nobody takes it for "not yet shown".

    Example: ``{% not_taught_mark size="mini" named=True %}``.
    """
    words = _("Not yet taught")
    return named_mark("·", words, "lx", size) if named else mark("·", words, "lx", size)


def named_mark(value: Any, name: str, css: str, size: str) -> SafeString:
    """Return a mark with its name beside it; the mark itself is then hidden from screen readers."""
    return format_html(
        '<span class="level"><span class="{}" aria-hidden="true">{}</span> {}</span>', mark_css(css, size), value, name
    )


def mark_css(css: str, size: str) -> str:
    """Return the classes of a mark."""
    return f"mark {css} mark--{size}" if size else f"mark {css}"


def read(thing: Any, name: str) -> Any:
    """Read a value from a dictionary or an object; None where it has no such value."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, beside: str = "") -> dict[str, Any]:
    """Draw one question of a form with its label, hint, answer and errors, tied together for screen readers.

    Example: ``{% field form.task %}`` in a ``<form class="stack">``.
    """
    check = isinstance(bound.field.widget, CheckboxInput)
    bound.field.widget.attrs.pop("placeholder", None)  # a label stays readable while one types; a placeholder goes
    return {
        "field": bound,
        "check": check,
        "input": bound.as_widget(attrs={} if check else {"class": "input"}),
        "optional": _("(you may leave it empty)"),
    }


@register.filter
def undo_url(message: Message) -> str:
    """Return the address that undoes what a message reports, or nothing.

    A view says ``messages.success(request, "Saved 30 ratings.", extra_tags=f"undo:{url}")``.
    """
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")


@register.simple_tag
def languages() -> list[LanguageChoice]:
    """List the languages of this installation, each named in its own script, for the language switch.

    Example: ``{% languages as choices %}{% for choice in choices %}{{ choice.name }}{% endfor %}``.
    """
    current = get_language()
    return [
        LanguageChoice(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            dir="rtl" if get_language_info(code)["bidi"] else "ltr",
            current=code == current,
        )
        for code, _name in settings.LANGUAGES
    ]


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the made-up school whom a visitor may step into."""

    id: int
    name: str
    initials: str
    blurb: str


@register.simple_tag
def demo_people() -> list[DemoPerson]:
    """List the people of the demo's sign-in panel, with what there is to see as each; empty without a demo school.

    Example: ``{% demo_people as people %}{% for person in people %}{{ person.name }}: {{ person.blurb }}{% endfor %}``.
    """
    return [
        DemoPerson(
            id=account.pk,
            name=account.salutation or account.get_full_name(),
            initials=initials(account.get_full_name()),
            blurb=blurb_of(account),
        )
        for account in demo_accounts()
    ]


def blurb_of(account: Any) -> str:
    """Say what there is to see as this person."""
    if account.demo_student:
        return _("Student. See a path and a next step.")
    if account.demo_guardian:
        return _("Guardian. Read a report in Spanish.")
    if account.demo_admin:
        return _("District admin. Shape the continuum.")
    if account.demo_leader:
        return _("School leader. See who needs what.")
    return _("Teacher. Log evidence for a class.")


@register.filter
def grade(code: str) -> str:
    """Return a grade as people say it: 7 for 07; K and PK stay.

    Example: ``{{ stage.typical_grade|grade }}``.
    """
    return code.lstrip("0") or code


@register.filter
def initials(name: str) -> str:
    """Return up to two initials for an avatar: "Maya Torres" gives MT.

    Example: ``<span class="avatar" aria-hidden="true">{{ row.name|initials }}</span>``.
    """
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
