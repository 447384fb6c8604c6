"""Drops what would say who is casting a ballot before anything looks at it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class CastWithoutCookies:
    """Takes the cookies, all but the language's, off a request that casts a blind token.

    A browser that is signed in may send its session along. Stands above sessions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == reverse("polls:cast"):
            language = settings.LANGUAGE_COOKIE_NAME
            kept = {name: told for name, told in request.COOKIES.items() if name == language}
            request.COOKIES = kept
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)
