"""Four rosters and five tables as they are now, and what was frozen of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.core.periods import Month
from zhibu.journal import log
from zhibu.ledgers import queries, spans
from zhibu.ledgers import registers as kept
from zhibu.ledgers.registers import Asked
from zhibu.ledgers.views import giving
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability

HALVES = 4


@require_safe
@acting(Ability.SEE_BRANCH_PRIVATE)
def registers(request: BranchRequest) -> HttpResponse:
    """Show one register as it is today, and the halves that were or may be frozen."""
    giving.insist_on_branch(request)
    asked, key = asked_of(request), request.GET.get("register", "members")
    if key not in kept.KEYS:
        raise Http404
    context = {
        "branch": request.branch,
        "asked": asked,
        "titles": kept.titles(),
        "rosters": kept.ROSTERS,
        "register": kept.register_of(key, asked),
        "halves": queries.halves_of(request.branch, asked.on, HALVES),
        "may_record": request.permits.may(Ability.RECORD_WORK, request.branch),
    }
    return render(request, "ledgers/registers.html", context)


@require_safe
@acting(Ability.SEE_SENSITIVE)
def workbook(request: BranchRequest) -> HttpResponse:
    """Give all nine registers as they are today."""
    giving.insist_on_branch(request)
    asked = asked_of(request)
    return giving.give(kept.workbook_of(asked), kept.workbook_name(asked))


def asked_of(request: BranchRequest) -> Asked:
    """Return today's half of this branch, for this reader."""
    today = log.civil(request.hand.at)
    span = spans.half_of(today.year, Month.of(today).half)
    sensitive = request.permits.may(Ability.SEE_SENSITIVE, request.branch)
    return Asked(request.branch, span, today, sensitive=sensitive)
