"""What every page is given: the menu, the person, the committee's name, whether this is a demo."""

from typing import TypedDict

from django.http import HttpRequest


class Surroundings(TypedDict, total=False):
    """The names ``look/page.html`` reads."""

    nav: tuple[object, ...]
    person: object
    committee: str
    demo: bool


def surroundings(request: HttpRequest) -> Surroundings:  # noqa: ARG001 - rooms to show come with the menu
    """Return what the frame of a page shows around its content."""
    return {"nav": (), "person": None, "committee": "", "demo": False}
