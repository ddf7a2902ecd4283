"""The parts of pages: they take words, keep their promises to screen readers, and put nothing inline."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from cbe.templatetags import waypoint

PROFICIENT = {"value": 3, "name": "Proficient", "css": "l3"}
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\s*[\"']|<script(?![^>]*\bsrc=)[^>]*>|javascript:", re.IGNORECASE)


def draw(source: str, **values: object) -> str:
    """Render a line of template."""
    return Template("{% load waypoint %}" + source).render(Context(values))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_no_template_holds_an_inline_script_or_style(path: Path) -> None:
    assert not INLINE.search(path.read_text(encoding="utf-8"))


def test_a_mark_says_its_level_in_number_shape_colour_and_hidden_words() -> None:
    assert draw("{% level_mark level %}", level=PROFICIENT) == '<span class="mark l3">3<i> Proficient</i></span>'


def test_a_mark_with_its_name_beside_it_is_read_once() -> None:
    drawn = draw("{% level_mark level named=True size='mini' %}", level=PROFICIENT)
    assert 'aria-hidden="true">3</span> Proficient</span>' in drawn


def test_a_mark_tells_how_much_evidence_there_is_and_how_old() -> None:
    level = PROFICIENT | {"amount": 2, "old": True, "more": "3 pieces, older than 6 months"}
    drawn = draw("{% level_mark level %}", level=level)
    assert 'class="mark l3 e2 old"' in drawn
    assert "Proficient, 3 pieces, older than 6 months" in drawn


def test_no_evidence_is_not_the_lowest_level_and_not_taught_is_neither() -> None:
    assert draw("{% level_mark level %}", level=None) == '<span class="mark l0">–<i> No evidence yet</i></span>'
    assert "Not yet taught" in draw("{% not_taught_mark size='mini' %}")


def test_a_name_with_markup_stays_words() -> None:
    drawn = draw("{% level_mark level %}", level=PROFICIENT | {"name": "<b>Top</b>"})
    assert "<b>" not in drawn


def test_an_icon_that_points_along_the_line_turns_with_the_language() -> None:
    assert "icon--turn" in draw('{% icon "next" %}')
    assert "icon--turn" not in draw('{% icon "flag" %}')


def test_every_icon_named_in_a_template_is_drawn() -> None:
    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))}
    assert named <= drawn


def test_a_question_is_tied_to_its_hint_and_its_error() -> None:
    class Task(forms.Form):
        task = forms.CharField(help_text="What students call it.")

    drawn = draw("{% field form.task %}", form=Task({}))
    (described,) = re.findall(r'aria-describedby="([^"]+)"', drawn)
    assert described.split() == re.findall(r'id="(id_task_[^"]+)"', drawn)
    assert 'aria-invalid="true"' in drawn


def test_a_toast_with_an_undo_keeps_it_for_thirty_seconds() -> None:
    drawn = render_to_string("components/_toast.html", {"text": "Saved 30 ratings.", "undo_url": "/undo/"})
    assert 'data-toast="30"' in drawn
    assert 'action="/undo/"' in drawn


def test_a_refusal_does_not_leave_by_itself() -> None:
    assert "data-toast" not in render_to_string("components/_toast.html", {"text": "No.", "level": "error"})


@pytest.mark.parametrize(
    ("name", "letters"), [("Maya Torres", "MT"), ("Ana María del Río", "AR"), ("Cher", "C"), ("", "")]
)
def test_an_avatar_has_up_to_two_initials(name: str, letters: str) -> None:
    assert waypoint.initials(name) == letters


def test_every_language_is_named_in_its_own_script() -> None:
    assert [choice.name for choice in waypoint.languages()] == ["English", "Español"]


def test_the_design_system_stays_under_thirty_kilobytes() -> None:
    files = ["tokens", "base", "components"]
    sheets = b"".join((settings.BASE_DIR / "static" / "css" / f"{name}.css").read_bytes() for name in files)
    assert len(gzip.compress(sheets)) < 30_000
