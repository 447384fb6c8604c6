"""Which fonts are there, and what they can set: looked up beforehand, never guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from zhibu.core.standard_text import Node, parse

GETA = "〓"  # the mark printers set where a character is wanting
FILE = "typefaces.yaml"


@dataclass(frozen=True, slots=True)
class Role:
    """A typeface that the standard asks for, with the fonts that may set it, in order."""

    key: str
    title: str
    named: str
    right: tuple[str, ...]
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typefaces:
    """The list in force, and the words in which a document says what is amiss."""

    version: str
    roles: Mapping[str, Role]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts of a machine: where each family's plain cut lies."""

    fonts: typst.Fonts
    files: Mapping[str, tuple[Path, int]]

    def families(self, role: Role) -> tuple[str, ...]:
        """Return the families that are there for a role, the best first."""
        return tuple(name for name in (*role.right, *role.instead) if name.lower() in self.files)

    def has(self, family: str, char: str) -> bool:
        """Say whether a family can set a character."""
        return ord(char) in _glyphs(*self.files[family.lower()])


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the fonts of a machine make of a text: what is wanting is told, never guessed."""

    families: Mapping[str, tuple[str, ...]]
    substituted: tuple[tuple[str, str], ...]
    borrowed: tuple[str, ...]
    missing: tuple[str, ...]


def load(text: str, *, filename: str = FILE) -> Typefaces:
    """Read the list. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(required=("name", "version", "basis", "roles", "words"))
    roles = {key: _role(key, node) for key, node in told["roles"].entries().items()}
    words = {key: node.text() for key, node in told["words"].entries().items()}
    return Typefaces(told["version"].text(), roles, words)


def _role(key: str, node: Node) -> Role:
    told = node.fields(required=("title", "named", "right", "instead"))
    right, instead = (
        tuple(one.text() for one in told[name].listed()) for name in ("right", "instead")
    )
    return Role(key, told["title"].text(), told["named"].text(), right, instead)


@cache
def in_force() -> Typefaces:
    """Return the shipped list."""
    return load(resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8"))


@cache
def installed(folders: tuple[Path, ...] = (), *, system: bool = True) -> Faces:
    """Return the fonts of given folders, of the machine unless told otherwise, and our own."""
    own = Path(str(resources.files(__package__).joinpath("fonts")))
    fonts = typst.Fonts(
        include_system_fonts=system,
        include_embedded_fonts=False,
        font_paths=[*(str(one) for one in folders if one.is_dir()), str(own)],
    )
    plain = [one for one in fonts.fonts() if one.path and one.style == "normal"]
    plain.sort(key=lambda one: abs(one.weight - 400), reverse=True)
    return Faces(
        fonts, {one.family.lower(): (Path(one.path), one.index) for one in plain if one.path}
    )


@cache
def _glyphs(path: Path, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def coverage_of(texts: Iterable[tuple[str, str]], faces: Faces) -> Coverage:
    """Return by which fonts texts of the given roles will be set, and what cannot be."""
    wanted: dict[str, set[str]] = {}
    for role, text in texts:
        if text:
            wanted.setdefault(role, set()).update(text.replace("\n", "").replace(" ", ""))
    roles = in_force().roles
    families = {key: faces.families(roles[key]) for key in roles}
    borrowed: set[str] = set()
    missing: set[str] = set()
    for role, chars in wanted.items():
        first, *others = families[role]
        lacking = {char for char in chars if not faces.has(first, char)}
        elsewhere = {c for c in lacking if any(faces.has(one, c) for one in others)}
        borrowed |= elsewhere
        missing |= lacking - elsewhere
    return Coverage(
        families=families,
        substituted=tuple(_substituted({*wanted, "number"}, families)),
        borrowed=tuple(sorted(borrowed)),
        missing=tuple(sorted(missing)),
    )


def _substituted(
    used: Iterable[str], families: Mapping[str, tuple[str, ...]]
) -> Iterable[tuple[str, str]]:
    for key, role in in_force().roles.items():
        if key in used and families[key][0] not in role.right:
            yield role.title, families[key][0]


def day_words(on: date) -> str:
    """Write a day as documents do, in Arabic digits without leading zeros."""
    return in_force().words["date"].format(year=on.year, month=on.month, day=on.day)


def notes_of(coverage: Coverage) -> tuple[str, ...]:
    """Return what a document says of its own type, or nothing where all is as it should be."""
    words = in_force().words
    told = []
    if coverage.substituted:
        pairs = words["join"].join(
            words["pair"].format(role=role, font=font) for role, font in coverage.substituted
        )
        told.append(words["instead"].format(pairs=pairs))
    if coverage.borrowed:
        told.append(words["borrowed"].format(chars=" ".join(coverage.borrowed)))
    if coverage.missing:
        codes = " ".join(f"U+{ord(char):04X}" for char in coverage.missing)
        told.append(words["missing"].format(count=len(coverage.missing), chars=codes))
    return tuple(told)
