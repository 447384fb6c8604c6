"""The page that checks records offline, handed out to be kept and opened from disk."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

PAGE = Path(__file__).parent / "static" / "notary" / "verifier.html"


@require_safe
def download(_: HttpRequest) -> HttpResponse:
    """Give the page as a file: its scripts stand inside it, so this site never shows it."""
    answer = HttpResponse(PAGE.read_bytes(), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{PAGE.name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
