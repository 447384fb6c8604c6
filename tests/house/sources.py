"""Our own source as the rules of the house read it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "zhibu"
ROOMS = (
    "party", "meetings", "dues", "polls", "worklog", "assessment", "intake", "scrutiny", "drafting",
    "review", "grading", "stars", "notices", "honours", "funds", "procedures", "admission", "elections",
    "appraisal", "mobility", "ledgers", "returns", "desk",
)  # fmt: skip
APPS = ("look", "journal", *ROOMS)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    """Return every Python file of ours but migrations, which Django writes."""
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def workshop() -> list[Path]:
    return [ROOT / "dev.py", *sorted((ROOT / "workshop").glob("*.py"))]


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("templates/**/*.html"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def functions_of(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def lines_of(node: Function) -> int:
    """Return a function's length without decorators and docstring."""
    docstring = ast.get_docstring(node, clean=False)
    return (node.end_lineno or 0) - node.lineno + 1 - (docstring or "").count("\n")


def told(path: Path, line: int | None = None) -> str:
    """Return where something stands, as an editor opens it."""
    place = path.relative_to(ROOT).as_posix()
    return place if line is None else f"{place}:{line}"


def storey_of(path: Path) -> str:
    """Return the package a file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def is_in(path: Path, part: str) -> bool:
    """Say whether a file is its room's ``part``: ``part.py`` or within the package ``part``."""
    inside = path.relative_to(SOURCE).parts[1:]
    return bool(inside) and inside[0].removesuffix(".py") == part


def tracked() -> list[Path]:
    """Return every file under version control, or on disk where there is none."""
    order = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [*modules(), *templates(), *workshop()]
    return [path for line in listed.splitlines() if (path := ROOT / line).is_file()]


def text_of(path: Path) -> str | None:
    """Return a file's text, or nothing for a file that is not text."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None


def kinds_of_the_house():
    """Return the registered kinds of records without those that tests make for themselves."""
    from zhibu.journal import kinds

    return [kind for kind in kinds.all_kinds() if kind.record.__module__.startswith("zhibu.")]
