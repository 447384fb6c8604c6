"""The committee's database: found by filters, a page at a time, and taken away as a workbook."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.journal import log
from zhibu.ledgers import library as found
from zhibu.ledgers.views import giving
from zhibu.party import actions
from zhibu.party import queries as party
from zhibu.party.access import BranchRequest, acting
from zhibu.party.permits import Ability
from zhibu.party.sets import Post, Standing


@require_safe
@acting(Ability.SEE_SENSITIVE, param="organization")
def library(request: BranchRequest) -> HttpResponse:
    """Show a page of all members below who fit the filters."""
    today = log.civil(request.hand.at)
    wanted = found.wanted_in(request.GET)
    rows = found.found_under(request.branch, wanted, today)
    page, lines = found.page_of(rows, request.GET.get("page", "1"), today)
    context = {
        "organization": request.branch,
        "wanted": wanted,
        "page": page,
        "lines": lines,
        "today": today,
        "asked": _asked(request),
        **_choices(request),
    }
    return render(request, "ledgers/library.html", context)


def _asked(request: BranchRequest) -> str:
    told = {key: value for key, value in request.GET.items() if value and key != "page"}
    return urlencode(told)


def _choices(request: BranchRequest) -> dict[str, Any]:
    """Return what the filters offer."""
    return {
        "branches": party.branches_under(request.branch).values_list("uid", "name"),
        "ages": [(key, words[0]) for key, words in found.AGES.items()],
        "schools": [(key, words[0]) for key, words in found.SCHOOLS.items()],
        "standings": Standing.choices,
        "posts": Post.choices,
    }


@require_safe
@acting(Ability.SEE_SENSITIVE, param="organization")
def library_xlsx(request: BranchRequest) -> HttpResponse:
    """Give everybody who fits the filters as a workbook; each card taken is noted as read."""
    today = log.civil(request.hand.at)
    rows = found.found_under(request.branch, found.wanted_in(request.GET), today)
    content, members = found.workbook_of(rows, today)
    actions.log_readings(
        members,
        account=request.account,
        role=request.hand.role,
        items=_("导出：基本信息"),
        at=request.hand.at,
    )
    told = {"name": request.branch.name, "day": today.isoformat()}
    return giving.give(content, _("党员库-%(name)s-%(day)s.xlsx") % told)
