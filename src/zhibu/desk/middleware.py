"""What is refused before any page looks at it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhibu.desk.api import problems

NUL = "\x00"
API = "/api/"


class Bounded:
    """Refuses a body beyond what any page takes before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("CONTENT_LENGTH") or "0"
        if told.isascii() and told.isdigit() and int(told[:20]) <= settings.LARGEST_BODY:
            return self.get_response(request)
        words = _("一次最多上传 %(most)d MB。请分几次上传，或压缩以后再传。")
        most = settings.LARGEST_BODY // 1024**2
        return HttpResponse(f"{words % {'most': most}}\n", "text/plain; charset=utf-8", 413)


class WithoutNul:
    """Refuses the sign of no text at all, which no database keeps and nobody can type."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Look at the address, what it asks, and the fields of a form; the API reads its own."""
        if not any(NUL in text for text in _texts(request)):
            return None
        if request.path_info.startswith(API):
            return problems.answer(problems.BAD)
        raise BadRequest("NUL in the request")


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from _fields(request.GET.lists())
    if request.method == "POST" and not request.path_info.startswith(API):
        yield from _fields(request.POST.lists())


def _fields(lists: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, values in lists:
        yield name
        yield from values
