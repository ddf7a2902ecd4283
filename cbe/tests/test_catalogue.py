"""The catalogue of messages: whole, in line with the code, compiled, and with its placeholders in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from cbe.catalogue import compiled, gaps, gathered, read, text_of, updated

ROOT: Path = settings.BASE_DIR
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
PLACEHOLDER = re.compile(r"%\([^)]+\)[sd]|%[sd]|\{\w+\}")
BRING_IN_LINE = "Run `python3 manage.py catalogue`, translate what is empty, and commit both files."


def file_of(language: str) -> Path:
    """Where the translations of a language are kept."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


@cache
def said() -> Catalog:
    """What the code and the templates can show today."""
    return gathered(ROOT)


def told(message: Message) -> str:
    """A message with the files that say it."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{text!r} in {', '.join(place for place, _line in message.locations)}"


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The singular and, where there is one, the plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def messages_of(catalogue: Catalog) -> Iterator[Message]:
    """Every message except the header."""
    return (message for message in catalogue if message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language: str) -> None:
    missing = gaps(updated(said(), file_of(language), language))
    assert not missing, "\n".join(
        [f"{one.message!r} in {', '.join(one.places)}" for one in missing] + [f"{len(missing)} untranslated"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_translations_is_in_line_with_the_code(language: str) -> None:
    file = file_of(language)
    kept = {(forms(one.id), one.context) for one in messages_of(read(file, language))}
    now = {(forms(one.id), one.context): one for one in messages_of(said())}
    new = [f"not in the file: {told(one)}" for key, one in now.items() if key not in kept]
    gone = [f"no longer said: {texts[0]!r}" for texts, context in kept if (texts, context) not in now]
    assert not new + gone, "\n".join([*new, *gone, BRING_IN_LINE])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_readers_get_is_what_was_translated(language: str) -> None:
    file = file_of(language)
    assert file.with_suffix(".mo").read_bytes() == compiled(read(file, language)), BRING_IN_LINE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_filled_with_the_same_values_as_the_message(language: str) -> None:
    wrong = [
        f"{told(message)} became {translation!r}"
        for message in messages_of(read(file_of(language), language))
        for translation in forms(message.string)
        if translation and not _fits(message, translation)
    ]
    assert not wrong, "\n".join(wrong)


def _fits(message: Message, translation: str) -> bool:
    """A form for one may leave the number out; otherwise the same placeholders, each as often."""
    texts = forms(message.id)
    found = PLACEHOLDER.findall(translation)
    if len(texts) == 1:
        return sorted(found) == sorted(PLACEHOLDER.findall(texts[0]))
    return any(set(found) == set(PLACEHOLDER.findall(text)) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_and_spaces_at_the_ends_stay_as_they_were(language: str) -> None:
    wrong = [
        told(message)
        for message in messages_of(read(file_of(language), language))
        for text, translation in zip(forms(message.id), forms(message.string), strict=False)
        if (text[:1].isspace(), text[-1:].isspace()) != (translation[:1].isspace(), translation[-1:].isspace())
    ]
    assert not wrong, "\n".join(wrong)


CODE = """
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import npgettext

HEADING = later("Said under another name")
line = f"{_('Said inside a line')} · {_('and again')}"
count = npgettext("of work", "%(n)s piece", "%(n)s pieces", 2)
joined = _("Said in " "two parts")
unknown = _(HEADING)
"""
TEMPLATE = """{% load i18n %}
    <p title="{% translate 'Said in a tag' %}">{% blocktranslate count n=many trimmed %}
    {{ n }} thing{% plural %}{{ n }} things{% endblocktranslate %}</p>"""


def test_messages_are_found_wherever_they_are_said(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "people" / "words.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates" / "words.html").write_text(TEMPLATE, encoding="utf-8")
    assert {(forms(one.id), one.context) for one in messages_of(gathered(tmp_path))} == {
        (("Said under another name",), None),
        (("Said inside a line",), None),
        (("and again",), None),
        (("%(n)s piece", "%(n)s pieces"), "of work"),
        (("Said in two parts",), None),
        (("Said in a tag",), None),
        (("%(n)s thing", "%(n)s things"), None),
    }


def test_a_message_that_is_no_longer_said_leaves_and_the_others_keep_their_translation(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    code = tmp_path / "people" / "words.py"
    code.write_text('one = _("Hello")\nother = _("Goodbye")\n', encoding="utf-8")
    file = tmp_path / "es.po"
    first = updated(gathered(tmp_path), file, "es")
    first["Hello"].string, first["Goodbye"].string = "Hola", "Adiós"
    file.write_bytes(text_of(first))
    code.write_text('one = _("Hello")\nnew = _("Welcome")\n', encoding="utf-8")
    second = updated(gathered(tmp_path), file, "es")
    assert {one.id: one.string for one in messages_of(second)} == {"Hello": "Hola", "Welcome": None}
    assert [(one.message, one.places) for one in gaps(second)] == [("Welcome", ("people/words.py",))]
