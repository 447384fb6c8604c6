"""What every answer tells the browser."""

from django.http import HttpRequest, HttpResponse

from zhibu.look.middleware import ContentSecurityPolicy


def answer(response: HttpResponse) -> HttpResponse:
    return ContentSecurityPolicy(lambda _: response)(HttpRequest())


def test_nothing_is_loaded_from_elsewhere_and_nothing_inline_runs():
    policy = answer(HttpResponse()).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_types_are_not_guessed_and_pages_are_not_kept():
    headers = answer(HttpResponse()).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_an_answer_that_says_otherwise_is_left_alone():
    kept = HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    assert answer(kept).headers["Cache-Control"] == "private, max-age=60"
