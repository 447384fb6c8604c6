"""Pages that span rooms: they read, and leave every act to its room."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django.views.i18n import set_language


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    return set_language(request)


def burden(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/burden.html", {"page": request.GET.get("page", "")})
