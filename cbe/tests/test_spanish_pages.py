"""Every page a student, a family or anyone at the door can open, read in Spanish: nothing on it is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import models
from django.test import Client
from django.utils import timezone

from cbe.catalogue import read
from cbe.testing.continuum import TestContinuum
from cbe.testing.decided import an_override
from cbe.testing.demo_school import GUARDIAN, STRANGER, STUDENT, DemoSchool
from cbe.testing.pages import visits
from competencies.models import Continuum
from competencies.queries import published_map
from people.models import Section, Student, User
from reporting.actions.issuing import issue_reports
from reporting.actions.noticing import send_notices
from reporting.models import ReportComment
from reporting.tests.kit import now, settle, shows

pytestmark = [pytest.mark.django_db, pytest.mark.once]

READERS = (STRANGER, STUDENT, GUARDIAN)
# The sheet of building blocks is for those who build Waypoint.
NOT_READ = {"parts"}
SPOKEN = (
    "aria-label",
    "title",
    "placeholder",
    "alt",
    "data-one",
    "data-many",
    "data-none",
    "data-key-label",
    "content",
)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
PLACEHOLDER = re.compile(r"%\([^)]+\)s|\{\w+\}|<[^>]+>|\n")
# Words of English that are no words of Spanish: what carries one was never given to the translators.
ENGLISH = re.compile(
    r"\b(the|and|your|with|this|is|are|what|not|yet|was|will|you|it|of|to|that|from|for|by|"
    r"January|February|March|April|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
LONG = 12


class Words(HTMLParser):
    """Collects what a page says in the language of the page; what is marked as another language is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.language = ""

    @property
    def silent(self) -> bool:
        """Whether we are inside something that is not read, or is in another language."""
        return any(quiet for _tag, quiet in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says in its attributes, and whether what it holds is to be read."""
        known = dict(attrs)
        self.language = self.language or (known.get("lang") or "" if tag == "html" else "")
        quiet = tag in ("script", "style") or known.get("lang", "es") != "es"
        if not (quiet or self.silent or known.get("name") in ("viewport", "htmx-config", "color-scheme")):
            self.said += [known[name] or "" for name in SPOKEN if name in known]
        if tag not in VOID:
            self.open.append((tag, quiet))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself, as in a drawing, holds nothing."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        while self.open and self.open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        """Note a text, its spaces as a browser shows them."""
        if not self.silent:
            self.said.append(data)


def words_of(page: str) -> list[str]:
    """What a page says, each text on its own."""
    reader = Words()
    reader.feed(page)
    assert reader.language == "es"
    return list(filter(None, (" ".join(text.split()) for text in reader.said)))


@cache
def english() -> tuple[dict[str, str], dict[str, str]]:
    """Messages that read differently in Spanish: whole ones, and the fixed parts of those that are long."""
    whole: dict[str, str] = {}
    parts: dict[str, str] = {}
    catalogue = read(Path(settings.BASE_DIR) / "locale" / "es" / "LC_MESSAGES" / "django.po", "es")
    spanish = " ".join(text for message in catalogue for text in forms(message.string))
    for message in catalogue:
        for text in forms(message.id):
            if text not in forms(message.string):
                whole[text] = text
            for part in PLACEHOLDER.split(text):
                if len(part.strip()) > LONG and part.strip() not in spanish:
                    parts[part.strip()] = text
    return whole, parts


def forms(text: Any) -> tuple[str, ...]:
    """The singular and the plural of a message."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def left_in_english(page: str) -> list[str]:
    """What the page says in English, each with the message it comes from where there is one."""
    whole, parts = english()
    found = []
    for text in words_of(page):
        if text in whole:
            found.append(f"“{text}” is not translated")
        found += [f"“{text}” holds “{parts[part]}”" for part in parts if part in text]
        if word := ENGLISH.search(text):
            found.append(f"“{text}” holds the English word “{word[0]}”")
    return found


def translated(district_id: int) -> None:
    """Give every text of the continuum a Spanish one, as a district that has translated its continuum."""
    for model in apps.get_app_config("competencies").get_models():
        if "translations" in {field.name for field in model._meta.get_fields()}:
            for row in model._base_manager.filter(district_id=district_id):
                spanish = dict.fromkeys(texts_of(model), f"Texto {model.__name__} {row.pk}")
                model._base_manager.filter(pk=row.pk).update(translations={"es": spanish})


def texts_of(model: type[models.Model]) -> Iterator[str]:
    """The names of a model's free texts."""
    for field in model._meta.get_fields():
        if isinstance(field, models.CharField | models.TextField) and field.name not in ("code", "item_type", "grades"):
            yield field.name


@pytest.fixture
def learning(maya: Student, rosa: User, mr_okafor: User, section: Section, continuum: TestContinuum) -> Student:
    """Maya, with goals shown and goals on the way, in a district that has translated its continuum."""
    translated(maya.district_id)
    Continuum.objects.update(title="Nuestro continuo")
    shows(maya, "Ratio language", 3, 3, 3, by=mr_okafor, section=section, continuum=continuum)
    shows(maya, "Equivalent ratios", 3, 3, by=mr_okafor, section=section, continuum=continuum)
    shows(maya, "Unit rates", 2, 3, 3, 2, 2, by=mr_okafor, section=section, continuum=continuum)
    shows(maya, "Plans the work", 1, 2, by=mr_okafor, section=section, continuum=continuum)
    return maya


@pytest.fixture
def cast(learning: Student, rosa: User, mr_okafor: User, section: Section, continuum: TestContinuum) -> DemoSchool:
    """The pages' examples, from the cast: Maya, her competency, and a report that was issued."""
    ReportComment.objects.create(
        district=learning.district, student=learning, section=section, author=mr_okafor,
        comment="You work so well with the others.", language="en",
    )  # fmt: skip
    an_override(mr_okafor, learning, continuum, reason="Lo explicó en la pizarra, sin apuntes")
    settle(learning)
    issued = issue_reports(
        by=mr_okafor,
        students=[Student.objects.select_related("district__expectations", "learner_state").get(pk=learning.pk)],
        term=section.term,
        now=now(),
    )
    school = DemoSchool()
    school.__dict__ |= {
        "people": {STRANGER: None, STUDENT: learning.user, GUARDIAN: rosa},
        "maya": learning,
        "section": section,
        "competency": published_map(learning.district).competencies[continuum["Unit rates"].competency.pk],
        "decided": continuum["Unit rates"].competency.pk,
        "report": issued.reports[0],
    }
    return school


@pytest.fixture
def reader() -> Client:
    """A browser that asks for Spanish."""
    return Client(headers={"accept-language": "es"})


@pytest.mark.parametrize("role", READERS)
def test_no_page_read_in_spanish_says_anything_in_english(role: str, cast: DemoSchool, reader: Client) -> None:
    if user := cast.people[role]:
        reader.force_login(user)
    found = []
    for visit in (one for one in visits() if one.role == role and one.page.view not in NOT_READ):
        page = reader.get(visit.page.path(cast))
        assert page.status_code == 200, visit
        found += [f"{visit}: {text}" for text in left_in_english(page.content.decode())]
    assert not found, "\n".join(found)


def test_the_measure_sees_what_is_left_in_english() -> None:
    start = "Nothing is recorded yet. Here is what the class works on:"
    page = f'<html lang="es"><p>Next step</p><p title="Mapa">{start} Razones</p><svg><use/></svg><p>It rains</p>'
    quiet = '<p lang="en">It <b>rains</b></p><script>the</script><button>Guardar</button></html>'
    assert left_in_english(page + quiet) == [
        "“Next step” is not translated",
        f"“{start} Razones” holds “{start}”",
        f"“{start} Razones” holds the English word “is”",
        "“It rains” holds the English word “It”",
    ]


def test_a_family_reads_dates_as_spanish_writes_them(cast: DemoSchool, rosa: User, reader: Client) -> None:
    reader.force_login(rosa)
    page = reader.get(f"/reports/{cast.report.pk}/").content.decode()
    months = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    assert re.search(rf"enviada el \d{{1,2}} de ({months}) de {cast.report.day.year}\.", page)


def test_a_teachers_english_words_are_marked_as_english(cast: DemoSchool, rosa: User, reader: Client) -> None:
    reader.force_login(rosa)
    page = reader.get(f"/reports/{cast.report.pk}/").content.decode()
    assert re.search(r'<[a-z]+[^>]* lang="en"[^>]*>\s*You work so well with the others\.', page)
    assert "Escrito en inglés." in page


def test_a_student_of_whom_nothing_is_known_yet_reads_spanish_too(
    maya: Student, rosa: User, continuum: TestContinuum, reader: Client
) -> None:
    translated(maya.district_id)
    Continuum.objects.update(title="Nuestro continuo")
    for user, paths in ((maya.user, ("/path/", "/reports/")), (rosa, ("/family/", f"/students/{maya.pk}/progress/"))):
        assert user
        reader.force_login(user)
        for path in paths:
            assert not left_in_english(reader.get(path).content.decode())


def test_whoever_has_no_class_today_is_told_so_in_spanish(ms_lindqvist: User, reader: Client) -> None:
    reader.force_login(ms_lindqvist)
    page = reader.get("/", follow=True)
    assert not left_in_english(page.content.decode())


def test_what_goes_wrong_is_said_in_spanish(maya: Student, rosa: User, reader: Client) -> None:
    wrong = reader.post("/accounts/login/", {"login": "rosa", "password": "something else"})
    assert 'role="alert"' in wrong.content.decode()
    assert not left_in_english(wrong.content.decode())
    empty = reader.post("/accounts/login/", {"login": "", "password": ""})
    assert not left_in_english(empty.content.decode())
    reader.force_login(rosa)
    missing, wrong_method = reader.get("/students/999999/path/"), reader.post(f"/students/{maya.pk}/path/")
    assert (missing.status_code, wrong_method.status_code) == (404, 405)
    assert not left_in_english(missing.content.decode())


def test_a_forgotten_password_is_mended_in_spanish(rosa: User, reader: Client) -> None:
    sent = reader.post("/accounts/password/reset/", {"email": "rosa@example.org"}, follow=True)
    assert not left_in_english(sent.content.decode())
    link = re.search(r"https?://\S+", str(mail.outbox[0].body))
    assert link
    page = reader.get(re.sub(r"https?://[^/]+", "", link[0]), follow=True)
    assert not left_in_english(page.content.decode())
    assert not ENGLISH.search(str(mail.outbox[0].body).replace(link[0], ""))
    stale = reader.get("/accounts/password/reset/key/1-wrong/", follow=True)
    assert not left_in_english(stale.content.decode())


def test_rosa_gets_her_letter_in_her_language_whatever_the_browser_asks_for(cast: DemoSchool, rosa: User) -> None:
    send_notices(now=timezone.now() + timedelta(hours=1))
    letters = [letter for letter in mail.outbox if rosa.email in letter.to]
    assert [letter.subject for letter in letters] == ["Hay un nuevo informe de progreso"]
    assert "para leer" in letters[0].body
