"""Every address: closed to strangers, and never a crash for who may come in."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {"sign-in", "lives", "is-ready", "language"}
CLOSED = {301, 302, 401, 403, 404, 405}
PARAMETER = re.compile(r"<(?:(?P<type>\w+):)?(?P<name>\w+)>")


def patterns(
    found: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every address's route and pattern."""
    for one in get_resolver().url_patterns if found is None else found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        else:
            yield route, one


def filled(route: str, values: dict[str, str]) -> str:
    """Return an address with something in place of each parameter."""

    def value(match: re.Match[str]) -> str:
        number = {"int": "2026", "uuid": "00000000-0000-0000-0000-000000000000"}
        known = values.get(match["name"])
        return known or number.get(match["type"] or "", "o_" + "a" * 26)

    return "/" + PARAMETER.sub(value, route)


def is_open(pattern: URLPattern) -> bool:
    return pattern.name in OPEN


def every() -> list[tuple[str, URLPattern]]:
    return [(route, pattern) for route, pattern in patterns() if "(?P" not in route]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("route", "pattern"),
    [found for found in every() if not is_open(found[1])],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_refused(route, pattern, method):
    response = getattr(Client(), method)(filled(route, {}))
    assert response.status_code in CLOSED
    if response.status_code in {301, 302}:
        assert response.url.startswith("/sign-in/")


@pytest.mark.django_db
def test_every_name_that_is_open_is_there():
    assert {pattern.name for _, pattern in patterns() if is_open(pattern)} == OPEN
