"""The English catalogue: gather what a user reads, merge it in, compile. Needs Babel and Django.

Django's own ``makemessages`` wants GNU gettext on the machine; this does not.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from workshop.console import say
from workshop.environment import ROOT

SOURCE = ROOT / "src" / "zhibu"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CORE = SOURCE / "core"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CONTEXT = (1, "c")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": (CONTEXT, 2),
    "pgettext_lazy": (CONTEXT, 2),
    "npgettext": (CONTEXT, 2, 3),
}
WIDTH = 100
DATED = datetime(2026, 1, 1, tzinfo=UTC)
# Data that people read: which file, and under which keys the words stand.
TOLD_IN = {
    "zb41.yaml": ("title", "evidence", "words", "text"),
    "zb132.yaml": ("title", "evidence", "words", "text"),
    "five_star.yaml": ("title", "evidence", "words", "text", "rubric"),
    "member.yaml": ("title", "evidence", "words", "text", "rubric"),
    "facts.yaml": ("title",),
    "worklog.yaml": ("title", "headings", "parts"),
    "grading.yaml": ("title",),
    "notices.yaml": ("title",),
    "stars.yaml": ("title",),
    "meetings.yaml": ("label", "short"),
    "detectors.yaml": ("title", "rule", "limits", "basis"),
    "review.yaml": ("title",),
}
Found = tuple[str, str | tuple[str, ...], str | None]


def gathered() -> Catalog:
    """Return a catalogue of every message in source and templates, each with its files."""
    catalog = Catalog(project="Zhibu", charset="utf-8")
    for place, words, context in messages():
        catalog.add(words, locations=[(place, None)], context=context)
    return catalog


def messages() -> Iterator[Found]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from messages_in(path, path.read_text("utf-8"))
            yield from messages_inside(path)
            if path.parent == CORE:
                yield from words_in(path)
        elif path.suffix == ".html":
            yield from messages_in(path, as_python(path))
    for name, keys in TOLD_IN.items():
        path = SOURCE / "standards" / name
        for words in words_under(keys, yaml.safe_load(path.read_text("utf-8"))):
            yield path.relative_to(ROOT).as_posix(), words, None


def words_under(keys: tuple[str, ...], data: object) -> Iterator[str]:
    """Yield what stands in data under any of the keys, however deep."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys:
                yield from plain(value)
            yield from words_under(keys, value)
    elif isinstance(data, list):
        for value in data:
            yield from words_under(keys, value)


def plain(data: object) -> Iterator[str]:
    """Yield the words of a line, of a list of lines, or of lines that have names."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else [data]
    yield from (value for value in values if isinstance(value, str) and CHINESE.search(value))


def messages_inside(path: Path) -> Iterator[Found]:
    """Yield what is said inside f-strings, into which Babel does not look before Python 3.12."""
    place = path.relative_to(ROOT).as_posix()
    for outer in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(outer, ast.JoinedStr):
            for call in ast.walk(outer):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "_":
                    yield place, ast.literal_eval(call.args[0]), None


def words_in(path: Path) -> Iterator[Found]:
    """Yield a core module's Chinese; it may not call gettext, so whoever shows the words does.

    Docstrings and what is looked for in others' words (``re.…``) are said to nobody.
    """
    tree = ast.parse(path.read_text("utf-8"))
    unsaid = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re."):
            unsaid |= {id(node) for node in ast.walk(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in unsaid and is_said(node.value):
            yield path.relative_to(ROOT).as_posix(), node.value, None


def is_said(value: object) -> bool:
    return isinstance(value, str) and bool(CHINESE.search(value)) and "|" not in value


def as_python(path: Path) -> str:
    """Return a template as Django rewrites it for gettext, unindented so that it parses."""
    text = templatize(path.read_text("utf-8"), origin=str(path))
    return "\n".join(line.lstrip() for line in text.splitlines())


def messages_in(path: Path, text: str) -> Iterator[Found]:
    place = path.relative_to(ROOT).as_posix()
    source = io.BytesIO(text.encode())
    for _, words, _, context in extract("python", source, KEYWORDS):
        yield place, words, context


def merged() -> Catalog:
    """Return the English catalogue with what is new in it and what is gone left out."""
    catalog = read() if PO.exists() else Catalog(locale="en")
    catalog.update(gathered(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        message.flags.discard("fuzzy")  # set where a message got a plural; it would not be compiled
    return catalog


def read() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages that have no English yet."""
    return [str(message.id) for message in catalog if message.id and not said(message.string)]


def said(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def spelled(catalog: Catalog) -> bytes:
    """Return the catalogue's file; without dates and line numbers, which would only churn."""
    file = io.BytesIO()
    catalog.header_comment = "# English for Zhibu; Chinese is the language of the source."
    write_po(file, catalog, width=WIDTH, sort_output=True, include_lineno=False, omit_header=True)
    header = (
        f"{catalog.header_comment}\n"
        'msgid ""\nmsgstr ""\n'
        '"Language: en\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return header.encode() + file.getvalue().lstrip()


def compiled(catalog: Catalog) -> bytes:
    """Return the compiled file; dated once and for all, so that it is the same whenever made."""
    file = io.BytesIO()
    catalog.creation_date = catalog.revision_date = DATED
    write_mo(file, catalog)
    return file.getvalue()


def main() -> int:
    catalog = merged()
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(spelled(catalog))
    PO.with_suffix(".mo").write_bytes(compiled(read()))
    missing = untranslated(catalog)
    say(f"{len(catalog)} messages, {len(missing)} without English.")
    for words in missing:
        say(f"  {words}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
