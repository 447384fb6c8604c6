"""Every address: closed to strangers, and never a crash for who may come in."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from zhibu.meetings.models import Meeting
from zhibu.party.models import Account, Member, Organization

OPEN = {"sign-in", "lives", "is-ready", "language", "openapi-json", "guest", "cast"}
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
    return [(route, pattern) for route, pattern in patterns() if "^" not in route]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_refused_everywhere(method):
    let_in = {
        route: answer
        for route, pattern in every()
        if not is_open(pattern)
        if not refuses(answer := getattr(Client(), method)(filled(route, {})))
    }
    assert let_in == {}


def refuses(answer: HttpResponse) -> bool:
    if answer.status_code in {301, 302}:
        return answer.url.startswith("/sign-in/")
    return answer.status_code in CLOSED


def test_every_name_that_is_open_is_there():
    assert {pattern.name for _, pattern in patterns() if is_open(pattern)} == OPEN


@pytest.mark.demo
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("username", ["admin", "secretary", "member"])
def test_no_address_breaks_for_who_may_come_in(username):
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username=username))
    values = known_ids()
    broken = {
        path: answer.status_code
        for route, _ in every()
        for path in {filled(route, values[kind]) for kind in values}
        if (answer := client.get(path)).status_code >= 500
    }
    assert broken == {}


def known_ids() -> dict[str, dict[str, str]]:
    """Return values for the parameters of addresses: about a branch, then about its committee."""
    branch = Organization.objects.filter(level="branch").order_by("uid").first()
    committee = Organization.objects.filter(level="committee").get()
    member = Member.objects.order_by("uid").first()
    meeting = Meeting.objects.order_by("rec").first()
    common = {"member": member.uid, "rec": meeting.rec, "item": "C1", "code": "C1"}
    return {
        "branch": {**common, "uid": branch.uid, "org": branch.uid, "branch": branch.uid},
        "committee": {**common, "uid": committee.uid, "org": committee.uid},
        "member": {**common, "uid": member.uid},
        "file": {**common, "uid": meeting.rec},
    }
