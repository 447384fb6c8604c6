"""The operations as a page: no script, nothing from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.desk.api.root import api


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation: how to call it, and what it does."""

    method: str
    path: str
    title: str
    words: str


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """List what the API can do."""
    return render(request, "desk/api.html", {"operations": list(_lines())})


def _lines() -> Iterator[OperationLine]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            yield OperationLine(method.upper(), path, told["summary"], told["description"])
