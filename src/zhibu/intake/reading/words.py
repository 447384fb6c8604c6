"""The words branches use, read once from the data files beside the standards."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from zhibu import standards
from zhibu.intake.reading.texts import header_key


def data_of(name: str) -> dict[str, Any]:
    """Return one of the data files of the import, every scalar a string."""
    text = standards.text(f"intake/{name}.yaml")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - strings only
    return loaded


@cache
def words(name: str) -> dict[str, Any]:
    """Return a data file, read once."""
    return data_of(name)


@cache
def synonyms(name: str, section: str) -> Mapping[str, str]:
    """Return synonym → meaning of a section whose entries are lists of synonyms."""
    entries: dict[str, list[str]] = words(name)[section]
    return {header_key(word): meaning for meaning, said in entries.items() for word in said}


@cache
def column_synonyms(kind: str) -> Mapping[str, str]:
    """Return header → field of one kind of list; the first meaning of a word wins."""
    found: dict[str, str] = {}
    for field, said in words("columns")[kind]["columns"].items():
        for word in said:
            found.setdefault(header_key(word), field)
    return found


@cache
def label_of(kind: str, field: str) -> str:
    """Return what a column is called where a file has none of its name."""
    said: list[str] = words("columns")[kind]["columns"][field]
    return said[0]


@cache
def among(name: str, section: str) -> frozenset[str]:
    """Return a plain list of words as a set of folded words."""
    return frozenset(header_key(word) for word in words(name)[section])


def meaning(text: str, section: str) -> str | None:
    """Say what a cell's text means in one of the closed sets of ``values.yaml``."""
    return synonyms("values", section).get(header_key(text))


def says_none(text: str) -> bool:
    """Say whether a text is one of the ways to write “none”."""
    return not text.strip() or header_key(text) in among("values", "none")
