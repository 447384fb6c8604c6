"""Writes the tree of a standard as the one text in which everybody reads and signs it.

A tree is texts, lists and mappings; every scalar is a text, as ``standard_text`` reads it. What is
written here reads back as the same tree, whatever was typed into it.
"""

import re
import unicodedata
from collections.abc import Iterator

from zhibu.core.standard_text import Node, parse

Tree = str | list["Tree"] | dict[str, "Tree"]

WIDEST = 100
ACROSS = 5  # keys of a mapping at the margin that stand on one line
LONG = ("items",)  # one key to a line: they are what people compare
_SIGN = r"-A-Za-z0-9./~+()_\u00a1-\U0010ffff"
_PLAIN = re.compile(rf"[A-Za-z0-9\u00a1-\U0010ffff](?:[{_SIGN} ]*[{_SIGN}])?")
_COMMENT = re.compile(r"(?:^|\s)#")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_SMALL = 0xFFFF


def tree_of(node: Node) -> Tree:
    """Return what a node holds, without its places."""
    if isinstance(node.held, str):
        return node.held
    if isinstance(node.held, list):
        return [tree_of(each) for each in node.held]
    return {key: tree_of(each) for key, each in node.held.items()}


def read(text: str, filename: str = "standard.yaml") -> Tree:
    """Return the tree of a text. Raises StandardFault as the house's reader does."""
    return tree_of(parse(text, filename))


def preface_of(text: str) -> str:
    """Return the comment lines above a text, which a new writing keeps."""
    kept = []
    for line in text.splitlines(keepends=True):
        if not line.startswith("#") and line.strip():
            break
        kept.append(line)
    return "".join(kept)


def inner_comments(text: str) -> int:
    """Count the lines with a comment below the preface, which a new writing loses."""
    rest = text[len(preface_of(text)) :]
    return sum(_COMMENT.search(line) is not None for line in rest.splitlines())


def written(tree: Tree, *, preface: str = "") -> str:
    """Return the canonical text of a tree, under the comment lines it had above it."""
    if not isinstance(tree, dict) or not tree:
        return preface + _flow(tree) + "\n"
    return preface + "".join(f"{line}\n" for line in _mapping(tree, 0))


def _mapping(tree: dict[str, Tree], indent: int) -> Iterator[str]:
    for key, value in tree.items():
        yield from _entry(key, value, indent)


def _entry(key: str, value: Tree, indent: int) -> Iterator[str]:
    margin, name = " " * indent, _scalar(key)
    line = f"{margin}{name}: {_flow(value)}"
    if (
        isinstance(value, str)
        or not value
        or (_fits(line) and not _reads_better_down(value, indent))
    ):
        yield line
    elif isinstance(value, list):
        yield f"{margin}{name}:"
        yield from _listed(value, indent + 2, long=key in LONG)
    else:
        yield f"{margin}{name}:"
        yield from _mapping(value, indent + 2)


def _listed(items: list[Tree], indent: int, *, long: bool) -> Iterator[str]:
    margin = " " * indent
    for item in items:
        line = f"{margin}- {_flow(item)}"
        if not isinstance(item, dict) or not item or (_fits(line) and not long):
            yield line
            continue
        inside = _mapping(item, indent + 2)
        yield f"{margin}- {next(inside).lstrip()}"
        yield from inside


def _flow(tree: Tree) -> str:
    if isinstance(tree, str):
        return _scalar(tree)
    if isinstance(tree, list):
        return "[" + ", ".join(_flow(each) for each in tree) + "]"
    return "{" + ", ".join(f"{_scalar(key)}: {_flow(each)}" for key, each in tree.items()) + "}"


def _reads_better_down(value: list[Tree] | dict[str, Tree], indent: int) -> bool:
    if isinstance(value, list):
        return any(isinstance(each, dict) for each in value)
    return indent == 0 and len(value) > ACROSS


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.isprintable():
        return text
    return '"' + "".join(_ESCAPES.get(sign) or _shown(sign) for sign in text) + '"'


def _shown(sign: str) -> str:
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) <= _SMALL else f"\\U{ord(sign):08x}"


def _fits(line: str) -> bool:
    return sum(1 + (unicodedata.east_asian_width(s) in "WF") for s in line) <= WIDEST
