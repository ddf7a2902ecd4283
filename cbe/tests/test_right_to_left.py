"""Ready for languages read from right to left: pages turn with the language, and the styles turn with the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from people.models import Student, User

STYLES = Path(settings.BASE_DIR) / "static" / "css"
SIDES = re.compile(
    r"(?:margin|padding|border|scroll-margin|scroll-padding|inset)-(?:left|right)\b[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?<![\w-])(?:left|right)\s*:"
    r"|(?<![\w-])(?:float|clear|text-align|caption-side)\s*:\s*(?:left|right)\b"
    r"|(?<![\w-])translateX\([^)]*\)"
    r"|\bto (?:left|right)\b|\bat (?:left|right)\b"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A side that is meant: file, words, and why; the rule that turns it stands in the same file.
MEANT = {
    ("components.css", "to right"): "the fade of the contours; a rule for [dir=rtl] turns it",
}
ARABIC = [*settings.LANGUAGES, ("ar", "Arabic")]


def sides(css: str) -> Iterator[str]:
    """Each place where a style says left or right instead of start or end."""
    return (found[0].strip() for found in SIDES.finditer(COMMENT.sub("", css)))


def test_styles_say_start_and_end_never_left_and_right() -> None:
    said = {(file.name, words) for file in sorted(STYLES.glob("*.css")) for words in sides(file.read_text("utf-8"))}
    assert said <= set(MEANT), sorted(said - set(MEANT))
    assert set(MEANT) <= said, "no longer said, take it out of the list"
    for name, _words in MEANT:
        assert "[dir=rtl]" in (STYLES / name).read_text("utf-8").replace('"', "")


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 1px }", "a{left:0}", "a { text-align: right; }", "a { border-top-left-radius: 2px }",
        "a { transform: translateX(4px) }", "a { background: linear-gradient(to right, red, blue) }",
    ],
)  # fmt: skip
def test_the_search_finds_sides(css: str) -> None:
    assert list(sides(css))


@pytest.mark.parametrize("css", ["a { inset-inline-start: 0 }", "a { text-align: start }", "/* left: 0 */", ".left {}"])
def test_the_search_leaves_starts_and_ends_alone(css: str) -> None:
    assert not list(sides(css))


@pytest.mark.django_db
@override_settings(LANGUAGES=ARABIC)
def test_a_page_in_arabic_runs_from_right_to_left(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert 'value="ar" lang="ar" dir="rtl" aria-current="true">العربيّة</button>' in page
    assert 'value="es" lang="es" dir="ltr">Español</button>' in page


@pytest.mark.django_db
@override_settings(LANGUAGES=ARABIC)
def test_rosa_and_maya_could_read_theirs_from_right_to_left(client: Client, maya: Student, rosa: User) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    for user, view in ((maya.user, "pathways:my_path"), (rosa, "reporting:family")):
        assert user
        client.force_login(user)
        assert 'dir="rtl"' in client.get(reverse(view)).content.decode()[:200]


@pytest.mark.django_db
def test_the_switch_names_each_language_in_its_own_script(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="en" dir="ltr"' in page
    assert re.findall(r'<button name="language" value="(\w+)" lang="\1"[^>]*>([^<]+)</button>', page) == [
        ("en", "English"),
        ("es", "Español"),
    ]


@pytest.mark.django_db
def test_choosing_spanish_keeps_to_the_page_and_stays_chosen(client: Client) -> None:
    page = reverse("help")
    answer = client.post(reverse("set_language"), {"language": "es", "next": page}, follow=True)
    assert answer.request["PATH_INFO"] == page
    assert '<html lang="es" dir="ltr"' in answer.content.decode()
    assert '<html lang="es"' in client.get(reverse("account_login")).content.decode()
