"""What every page is given: the menu, the person, the committee's name, whether this is a demo."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from zhibu.desk.menu import Entry, menu_of
from zhibu.desk.standing import Standing, standing_of
from zhibu.journal import log
from zhibu.notary.printing import printed_head


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page reads; nothing is looked up before it is shown."""
    return {
        "nav": partial(_nav, request),
        "person": partial(standing_of, request),
        "committee": partial(_committee, request),
        "home_branch": partial(_home_branch, request),
        "demo": log.is_demo,
        "printed_head": printed_head,
    }


def _nav(request: HttpRequest) -> tuple[Entry, ...]:
    standing = standing_of(request)
    return menu_of(standing, request) if standing else ()


def _committee(request: HttpRequest) -> str:
    standing: Standing | None = standing_of(request)
    return standing.committee.name if standing and standing.committee else ""


def _home_branch(request: HttpRequest) -> str:
    standing = standing_of(request)
    return standing.branch.uid if standing and standing.branch else ""
