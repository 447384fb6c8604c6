"""Files, functions, views and templates stay short; what is public says what it does."""

import ast
from pathlib import Path

from tests.house import sources

FILE, FUNCTION, VIEW, TEMPLATE = 400, 40, 25, 120
VIEWS = ("views", "api")
OWN_WORDS = {"ready", "handle", "add_arguments", "save", "clean"}  # Django's names say enough


def test_no_file_is_longer_than_four_screens():
    files = [*sources.modules(), *sources.workshop()]
    long = [(path, len(path.read_text("utf-8").splitlines())) for path in files]
    assert [(sources.told(path), lines) for path, lines in long if lines > FILE] == []


def test_no_function_is_longer_than_a_screen():
    long = [
        (sources.told(path, node.lineno), node.name, sources.lines_of(node))
        for path in [*sources.modules(), *sources.workshop()]
        for node in sources.functions_of(path)
        if sources.lines_of(node) > FUNCTION
    ]
    assert long == []


def test_a_view_translates_in_calls_once_translates_out():
    faces = [path for path in sources.modules() if any(sources.is_in(path, v) for v in VIEWS)]
    long = [
        (sources.told(path, node.lineno), node.name, sources.lines_of(node))
        for path in faces
        for node in sources.functions_of(path)
        if sources.lines_of(node) > VIEW
    ]
    assert long == []


def test_no_template_is_longer_than_three_screens():
    long = [(path, len(path.read_text("utf-8").splitlines())) for path in sources.templates()]
    assert [(sources.told(path), lines) for path, lines in long if lines > TEMPLATE] == []


def test_what_is_public_in_core_journal_and_actions_says_what_it_does():
    silent = [
        (sources.told(path, node.lineno), node.name)
        for path in sources.modules()
        if must_speak(path)
        for node in public_of(sources.tree_of(path))
        if not ast.get_docstring(node)
    ]
    assert silent == []


def must_speak(path: Path) -> bool:
    if "management" in path.parts or path.name in {"apps.py", "models.py"}:
        return False
    return sources.storey_of(path) in {"core", "journal"} or sources.is_in(path, "actions")


def public_of(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    """Return the public functions and classes of a module."""
    named = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return [node for node in named if node.name[0] != "_" and node.name not in OWN_WORDS]


def test_nothing_prints():
    printing = [
        sources.told(path, node.lineno)
        for path in sources.modules()
        for node in ast.walk(sources.tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"print", "breakpoint"}
    ]
    assert printing == []


def test_no_module_has_a_name_that_says_nothing():
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert [sources.told(p) for p in sources.modules() if {p.stem, p.parent.name} & empty] == []


def test_only_faces_and_the_worker_read_the_clock():
    clocks = {"now", "today", "localdate", "localtime", "utcnow"}
    below = [
        path
        for path in sources.modules()
        if not sources.is_in(path, "management")  # the command line is a face
        if sources.storey_of(path) in {"core", "journal", "standards"}
        or any(sources.is_in(path, part) for part in ("records", "actions", "models", "queries"))
    ]
    reading = [
        (sources.told(path, node.lineno), node.func.attr)
        for path in below
        for node in ast.walk(sources.tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clocks
        and getattr(node.func.value, "id", "") in {"datetime", "date", "timezone", "dt"}
    ]
    assert reading == []
