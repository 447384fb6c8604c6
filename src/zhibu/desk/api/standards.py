"""What branches are measured by: the standard in force, the facts, the forms of meeting."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from zhibu.assessment import queries
from zhibu.assessment.declared import StandardShown
from zhibu.desk.api.fields import Shown
from zhibu.journal import facts
from zhibu.meetings import regulation

router = Router(tags=["standards"])


class MeasureShown(Shown):
    """A fact name: what it counts, in which unit, summed or running, and which room states it."""

    name: str
    title: str
    unit: str
    nature: str
    emitted_by: str


class FormShown(Shown):
    """A form of meeting: who is expected, by which article, and what must be told of it."""

    key: str
    label: str
    expected: str
    also_expected: list[str]
    elements: list[str]
    basis: str


@router.get("/standard", response=StandardShown)
def standard(request: HttpRequest) -> StandardShown:  # noqa: ARG001 - ninja's form
    """Show the standard in force: its items with their articles, its classes."""
    return queries.standard_shown()


@router.get("/facts", response=list[MeasureShown])
def measures(request: HttpRequest) -> list[Any]:  # noqa: ARG001 - ninja's form
    """List every fact name there is."""
    return [replace(one, title=_(one.title)) for one in facts.known().measures.values()]


@router.get("/forms", response=list[FormShown])
def forms(request: HttpRequest) -> list[Any]:  # noqa: ARG001 - ninja's form
    """List the forms of meeting that can be recorded."""
    return list(regulation.forms().values())
