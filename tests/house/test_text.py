"""What is under version control names no package host and no place on anybody's machine."""

import re

from tests.house import sources

HOSTS = re.compile(
    r"(py"
    r"pi|npm"
    r"js|python"
    r"hosted|jsdelivr|unpkg|cdnjs|googleapis)\.(org|com|net)"
    r"|registry\.npm|deb\.debian"
)
PLACES = re.compile(
    "/(" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers")) + r")/[a-z.]"
)
LARGEST = 2_000_000


def offenders(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in sources.tracked():
        text = sources.text_of(path) if path.stat().st_size < LARGEST else None
        if text and "vendor" not in path.parts and (match := pattern.search(text)):
            found.append(sources.told(path, text[: match.start()].count("\n") + 1))
    return found


def test_nothing_names_a_package_host():
    assert offenders(HOSTS) == []


def test_nothing_names_a_place_on_a_machine():
    assert offenders(PLACES) == []


def test_todos_have_a_number():
    loose = re.compile(r"#\s*(TODO|FIXME|XXX)(?!\(#\d+\)|\s+#\d+)")
    assert [
        sources.told(path) for path in sources.modules() if loose.search(path.read_text("utf-8"))
    ] == []
