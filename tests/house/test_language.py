"""Chinese is said through gettext, so that it can be said in English too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import sources

CHINESE = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile("[。！？]|请")
PATTERN = re.compile(r"\(\?|\][+*$]|\\[dsw]")
SAYS = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext",
    "pgettext_lazy", "npgettext",
}  # fmt: skip
TAGS = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}"
    r"|\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}"
    r"|\{% trans(?:late)? .*?%\}"
    r"|_\(\"[^\"]*\"\)|_\('[^']*'\)",
    re.DOTALL,
)


def chinese_in(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the Chinese strings of a module that no gettext call says."""
    said = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) in SAYS
        for inner in ast.walk(node)
    }
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in said | prose and speaks(node.value):
            yield node


def speaks(value: object) -> bool:
    """Say whether a constant is a Chinese sentence; names and patterns are data."""
    if not isinstance(value, str) or PATTERN.search(value):
        return False
    return bool(CHINESE.search(value) and SENTENCE.search(value))


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def unsaid() -> Iterator[tuple[Path, ast.Constant]]:
    for path in sources.modules():
        if sources.storey_of(path) == "core" or "demo" in path.parts:
            continue  # the core may not know Django; what the demo people wrote stays as it is
        for node in chinese_in(sources.tree_of(path)):
            yield path, node


def test_python_says_chinese_through_gettext():
    assert [f"{sources.told(path, node.lineno)} {node.value}" for path, node in unsaid()] == []


def test_templates_say_chinese_through_gettext():
    left = {
        sources.told(path): CHINESE.findall(TAGS.sub("", path.read_text("utf-8")))
        for path in sources.templates()
    }
    assert {place: found for place, found in left.items() if found} == {}
