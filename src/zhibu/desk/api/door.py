"""Who calls, and where they may act: the page's own session, the page's own permits."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja.security import SessionAuth

from zhibu.desk.api import problems
from zhibu.desk.api.problems import Fault
from zhibu.journal.log import Via
from zhibu.party import access
from zhibu.party.access import BranchRequest
from zhibu.party.permits import Ability

Run = Callable[..., HttpResponse]


class Session(SessionAuth):
    """The session cookie of a signed-in account; unsafe methods need the CSRF token as well."""


def admit(request: HttpRequest, ability: Ability, organization: str) -> BranchRequest:
    """Return the request with its organization and hand.

    Raises Http404 where it is foreign or unknown, PermissionDenied where it may only be seen.
    """
    admitted = access.admit(request, ability, organization)
    admitted.hand = replace(admitted.hand, via=Via.API)
    return admitted


def admit_to_branch(request: HttpRequest, ability: Ability, branch: str) -> BranchRequest:
    """Do the same for a branch; a committee is none, so it is not found."""
    admitted = admit(request, ability, branch)
    if not admitted.branch.is_branch:
        raise Http404
    return admitted


def only_known(run: Run) -> Run:
    """Refuse what the address asks besides what the operation knows, and what it asks twice.

    A misspelled filter would otherwise widen what is shown without a word.
    """
    known = _known_to(run.__self__)  # type: ignore[attr-defined]

    def checked(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.user.is_authenticated and (faults := list(_faults(request, known))):
            return problems.answer_faults(faults)
        return run(request, **values)

    return checked


def _known_to(operation: Any) -> frozenset[str]:
    return frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )


def _faults(request: HttpRequest, known: frozenset[str]) -> list[Fault]:
    asked = request.GET
    kinds = {name: "extra_forbidden" for name in asked if name not in known}
    kinds |= {name: "twice" for name in asked if len(asked.getlist(name)) > 1}
    return [Fault(field=name[:50], words=str(problems.WORDS[kinds[name]])) for name in kinds]
