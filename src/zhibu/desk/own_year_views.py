"""The page of a member's own year: for the member alone and who keeps the branch's records."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhibu.assessment.engine import NoStandard
from zhibu.desk.own_year import year_of
from zhibu.party.access import admit_to_card
from zhibu.party.permits import Ability


@require_GET
@never_cache
def own_year(request: HttpRequest, member: str) -> HttpResponse:
    """Show one member's year by the members' standard, beside nobody else's."""
    admitted = admit_to_card(request, Ability.RECORD_WORK, member)
    today = timezone.localdate()
    try:
        found = year_of(admitted.member, year=today.year, as_of=today)
    except NoStandard as unknown:
        raise Http404 from unknown
    shown = {"year": found, "member": admitted.member, "own": admitted.own}
    return render(admitted, "desk/own_year.html", shown)
