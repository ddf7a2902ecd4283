"""Message catalogues without system tools: gathers what code and templates say, compiles what was translated."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

Spec = tuple[int | tuple[int, str], ...]
Said = tuple[str | tuple[str, ...], str | None]

KEYWORDS: dict[str, Spec] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
APPS = ("people", "competencies", "assessments", "pathways", "reporting", "cbe")
# Headers that would say when and by which tool, and nothing about the words.
NOT_WRITTEN = tuple(
    b'"' + name
    for name in (b"POT-Creation", b"PO-Revision", b"Report-Msgid", b"Last-Trans", b"Language-Team", b"Generated-By")
)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LEFT_OUT = {"tests", "migrations", "testing", "demo"}


@dataclass(frozen=True, slots=True)
class Gap:
    """A message that has no translation, and the files that say it."""

    message: str
    places: tuple[str, ...]


def gathered(root: Path) -> Catalog:
    """Return every message that the code and the templates below ``root`` can show, with the files they stand in."""
    catalogue = Catalog(project="Waypoint", charset="utf-8", fuzzy=False)
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        for message, context in _of_code(path) if path.suffix == ".py" else _of_template(path):
            catalogue.add(message, locations=[(name, 0)], context=context, flags=_flags(message))
    return catalogue


def sources(root: Path) -> Iterator[Path]:
    """Yield the modules and templates that may say something to a reader, in order."""
    for app in APPS:
        yield from (
            path for path in sorted((root / app).rglob("*.py")) if not LEFT_OUT & set(path.relative_to(root).parts)
        )
    for folder in ("templates", *APPS):
        yield from sorted(path for path in (root / folder).rglob("*") if path.suffix in (".html", ".txt"))


def updated(catalogue: Catalog, file: Path, language: str) -> Catalog:
    """Return the translations of ``file`` brought in line with ``catalogue``: new messages empty, old ones gone."""
    known = Catalog(locale=language)
    if file.exists():
        with file.open("rb") as stream:
            known = read_po(stream, locale=language)
    fresh = Catalog(locale=language, project="Waypoint", charset="utf-8", fuzzy=False)
    fresh.header_comment = f"# Waypoint in {fresh.locale.english_name if fresh.locale else language}."
    for message in sorted(catalogue, key=_in_order):
        if message.id:
            entry = fresh.add(
                message.id, locations=message.locations, context=message.context, flags=sorted(message.flags)
            )
            before = known.get(_key(message), message.context)
            if before is not None and _fits(before, message):
                entry.string = before.string
    return fresh


def save(catalogue: Catalog, file: Path) -> None:
    """Write the translations and their compiled form; the same catalogue gives the same bytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text_of(catalogue))
    file.with_suffix(".mo").write_bytes(compiled(catalogue))


def text_of(catalogue: Catalog) -> bytes:
    """Return the catalogue as a .po file, without the moment it was written."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=False, include_lineno=False, sort_output=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(NOT_WRITTEN))


def compiled(catalogue: Catalog) -> bytes:
    """Return what is translated as a .mo file; what is not shows in the language of the code."""
    whole = Catalog(locale=catalogue.locale, project="Waypoint", charset="utf-8", fuzzy=False)
    whole.header_comment, whole.revision_date, whole.creation_date = "", EPOCH, EPOCH
    for message in catalogue:
        if message.id and _translated(message):
            whole.add(message.id, string=message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    return buffer.getvalue()


def read(file: Path, language: str) -> Catalog:
    """Return the translations of a .po file."""
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def gaps(catalogue: Catalog) -> list[Gap]:
    """Return the messages without a translation (for a plural: without one of its forms)."""
    return [
        Gap(
            message.id if isinstance(message.id, str) else message.id[0], tuple(place for place, _ in message.locations)
        )
        for message in catalogue
        if message.id and not _translated(message)
    ]


def _of_template(path: Path) -> Iterator[Said]:
    # Inside brackets Python does not mind how the lines of a template are indented.
    text = "(\n" + templatize(path.read_text(encoding="utf-8"), origin=str(path)) + "\n)"
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield message, context


def _of_code(path: Path) -> Iterator[Said]:
    """What a module says, also inside an f-string, which is where reading token by token would miss it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = _words(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (spec := words.get(_name(node.func))):
            said = [
                one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "" for one in node.args
            ]
            texts = tuple(said[place - 1] for place in spec if isinstance(place, int))
            contexts = [said[place[0] - 1] for place in spec if isinstance(place, tuple)]
            if all(texts):
                yield texts if len(texts) > 1 else texts[0], contexts[0] if contexts else None


def _words(tree: ast.Module) -> dict[str, Spec]:
    """The keywords, and the names a module imports them under (``gettext_lazy as lazy``)."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    names = (name for node in imports if node.module == "django.utils.translation" for name in node.names)
    return KEYWORDS | {name.asname: KEYWORDS[name.name] for name in names if name.asname and name.name in KEYWORDS}


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _flags(message: str | tuple[str, ...]) -> tuple[str, ...]:
    texts = (message,) if isinstance(message, str) else message
    return ("python-format",) if any("%(" in text for text in texts if text) else ()


def _in_order(message: Message) -> tuple[str, str]:
    first = min((place for place, _ in message.locations), default="")
    return first, _key(message) if message.id else ""


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _fits(before: Message, message: Message) -> bool:
    return isinstance(before.id, str) == isinstance(message.id, str)


def _translated(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(strings) and all(strings)
